/* The end of a core, within a bound. */
#ifndef PARLEY_STOP_H
#define PARLEY_STOP_H

#include <stdint.h>

/*
 * Has Java close a core, and waits for that and for the callbacks of its links. PARLEY_STUCK if one of them does not
 * return; the core is closed as soon as it does. PARLEY_NO_MEMORY if there is no thread for it: then nothing was done.
 *
 * core    by its handle, which lets no more links in
 * number  Java's
 */
int32_t core_stop(int64_t core, int64_t number);

#endif

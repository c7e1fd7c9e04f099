/*
 * Counts the blocks of memory that libparley holds: this program's own malloc notes who asks. Under a sanitizer, which
 * has a malloc of its own and looks for leaks itself, the count is always 0.
 */
#ifndef BLOCKS_H
#define BLOCKS_H

#include <stdint.h>

/* Counts from now on what code of this library allocates; `inside` is an address of one of its functions. */
void blocks_watch(const void *inside);

/* How many blocks that it allocated were not freed, by whomever. */
int64_t blocks_held(void);

/* How many it has allocated in all: what the count stands on. */
int64_t blocks_allocated(void);

#endif

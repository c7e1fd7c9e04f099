/*
 * HotSpot ends the process when something goes wrong in its initialization (a heap too large, a module that is missing),
 * which is not its to end here. While it starts, its calls of exit, _exit and abort lead elsewhere.
 */
#ifndef PARLEY_JVM_EXITS_H
#define PARLEY_JVM_EXITS_H

#include <stdbool.h>

/*
 * Lets the calls of the library that `symbol` is in go to these functions, which must not return; or with NULL to where
 * they went before. False if the library can't be changed so.
 */
bool exits_redirect(const void *symbol, void (*on_exit)(int), void (*on_abort)(void));

#endif

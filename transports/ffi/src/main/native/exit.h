/* The end of the process: cores are closed and the JVM destroyed, within a bound. */
#ifndef PARLEY_EXIT_H
#define PARLEY_EXIT_H

#include <jni.h>
#include <stdbool.h>

/*
 * Sees to it when the process exits. vm is NULL if the JVM is not ours: then it ends by itself. One that was told to write
 * something at its end (an AOT cache, a recording) is given the time for that.
 */
void exit_begin(JavaVM *vm, bool writes);

#endif

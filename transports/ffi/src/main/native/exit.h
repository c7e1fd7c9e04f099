/* The end of the process: cores are closed and the JVM destroyed, within a bound. */
#ifndef PARLEY_EXIT_H
#define PARLEY_EXIT_H

#include <jni.h>

/* Sees to it when the process exits. vm is NULL if the JVM is not ours: then it ends by itself. */
void exit_begin(JavaVM *vm);

#endif

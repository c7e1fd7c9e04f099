/* The JVM of this process: found running or started, once. */
#ifndef PARLEY_JVM_H
#define PARLEY_JVM_H

#include "options.h"

/*
 * Sees to it that there is a JVM and that it and C know each other's functions. PARLEY_OK, or a status and a text.
 * Several threads may call it; they wait for each other.
 */
int32_t jvm_begin(const struct options *options, struct text *error);

#endif

/* A Java runtime on disk, and what the JVM is told when it starts. */
#ifndef PARLEY_RUNTIME_H
#define PARLEY_RUNTIME_H

#include "options.h"

/* The Java that is needed, and what its JNI calls itself (JNI_VERSION_24 is also 25's). */
#define JAVA_NEEDED 25

struct runtime {
  char *home;
  /* Its libjvm. */
  char *library;
  /* Whether it is an image that has Parley's modules in it: then there need not be a class path. */
  bool has_parley;
};

/* PARLEY_OK, PARLEY_NO_JVM or PARLEY_WRONG_JVM with a text. What was found is to be freed in both cases. */
int32_t runtime_find(struct runtime *runtime, const struct options *options, struct text *error);
void runtime_free(struct runtime *runtime);

/*
 * The class path with folders expanded, jars sorted by name: the AOT cache holds for one order only. To be freed. An
 * empty one if there is none; NULL and a text if the one that is given names what isn't there.
 */
char *class_path_of(const struct options *options, struct text *error);

#endif

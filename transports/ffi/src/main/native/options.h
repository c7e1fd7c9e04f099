/* The start-up options: lines of name=value, from the host or from the file parley.options beside the library. */
#ifndef PARLEY_OPTIONS_H
#define PARLEY_OPTIONS_H

#include "text.h"

#include <stdint.h>

/* The longest options that are read, and the most jvm-option lines: beyond that it is no options file. */
#define OPTIONS_MAX_BYTES (1024 * 1024)
#define OPTIONS_MAX_JVM 256

struct options {
  /* The library's folder, where relative paths start. */
  char *folder;
  /* NULL where the line is left out. */
  char *java_home;
  char *class_path;
  char *core;
  char *jvm[OPTIONS_MAX_JVM];
  size_t jvm_count;
};

/*
 * Reads lines that come from `source` (for messages). PARLEY_OK, or PARLEY_INVALID with a text that names the line.
 * What was read is to be freed in both cases.
 */
int32_t options_parse(struct options *options, const char *lines, const char *source, struct text *error);

/* Reads the file parley.options of the folder; there need not be one. */
int32_t options_read(struct options *options, struct text *error);

void options_free(struct options *options);

/* The path as it is if absolute, else from the folder on. To be freed. */
char *options_path(const struct options *options, const char *path, size_t length);

/* The folder of the library's own file; "." if the system can't tell. To be freed. */
char *library_folder(void);

#endif

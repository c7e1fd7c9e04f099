#define _GNU_SOURCE
#include "options.h"

#include "parley.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char KNOWN[] = "java-home, class-path, jvm-option and core";

/* Options of the JVM whose value is a path: a relative one would start at the host's working directory. */
static const char *const PATH_OPTIONS[] = {
    "-XX:AOTCache=",     "-XX:AOTCacheOutput=", "-XX:AOTConfiguration=", "-XX:SharedArchiveFile=",
    "-XX:HeapDumpPath=", "-XX:ErrorFile=",      NULL,
};

struct line {
  const char *source;
  size_t number;
  const char *name;
  size_t name_length;
  const char *value;
  size_t value_length;
};

char *options_path(const struct options *options, const char *path, size_t length) {
  if (length > 0 && path[0] == '/') {
    return strndup(path, length);
  }
  while (length >= 2 && path[0] == '.' && path[1] == '/') {
    path += 2;
    length -= 2;
  }
  return text_new("%s/%.*s", options->folder, (int)length, path);
}

/* An option for the JVM: $ORIGIN stands for the library's folder, and paths are absolute. */
static char *jvm_option(const struct options *options, const char *value, size_t length) {
  struct text text = {0};
  for (size_t i = 0; PATH_OPTIONS[i] != NULL; i++) {
    size_t prefix = strlen(PATH_OPTIONS[i]);
    if (length > prefix && memcmp(value, PATH_OPTIONS[i], prefix) == 0 && value[prefix] != '/' && value[prefix] != '$') {
      text_add(&text, "%s%s/%.*s", PATH_OPTIONS[i], options->folder, (int)(length - prefix), value + prefix);
      return text_take(&text);
    }
  }
  static const char origin[] = "$ORIGIN";
  for (size_t at = 0; at < length;) {
    const char *found = memmem(value + at, length - at, origin, sizeof origin - 1);
    size_t end = found == NULL ? length : (size_t)(found - value);
    text_add_bytes(&text, value + at, end - at);
    if (found == NULL) {
      break;
    }
    text_add(&text, "%s", options->folder);
    at = end + sizeof origin - 1;
  }
  return text_take(&text);
}

static int32_t refuse_line(const struct line *line, struct text *error, const char *what) {
  text_add(error, "%s, line %zu: %s", line->source, line->number, what);
  return PARLEY_INVALID;
}

static int32_t set_once(const struct line *line, char **option, char *value, struct text *error) {
  if (value == NULL) {
    text_add(error, "No memory for the options.");
    return PARLEY_NO_MEMORY;
  }
  if (*option != NULL) {
    free(value);
    text_add(error, "%s, line %zu: %.*s was given before; it may be given once", line->source, line->number,
             (int)line->name_length, line->name);
    return PARLEY_INVALID;
  }
  *option = value;
  return PARLEY_OK;
}

static bool named(const struct line *line, const char *name) {
  return strlen(name) == line->name_length && memcmp(line->name, name, line->name_length) == 0;
}

static int32_t take_line(struct options *options, const struct line *line, struct text *error) {
  if (line->value_length == 0 && (named(line, "java-home") || named(line, "jvm-option") || named(line, "core"))) {
    text_add(error, "%s, line %zu: %.*s has no value; leave the line out instead", line->source, line->number,
             (int)line->name_length, line->name);
    return PARLEY_INVALID;
  }
  if (named(line, "java-home")) {
    return set_once(line, &options->java_home, options_path(options, line->value, line->value_length), error);
  }
  if (named(line, "class-path")) {
    return set_once(line, &options->class_path, strndup(line->value, line->value_length), error);
  }
  if (named(line, "core")) {
    return set_once(line, &options->core, strndup(line->value, line->value_length), error);
  }
  if (named(line, "jvm-option")) {
    static const char class_path[] = "-Djava.class.path=";
    if (line->value_length >= sizeof class_path - 1 && memcmp(line->value, class_path, sizeof class_path - 1) == 0) {
      return refuse_line(line, error, "the option class-path names the class path, rather than -Djava.class.path");
    }
    if (options->jvm_count == OPTIONS_MAX_JVM) {
      text_add(error, "%s, line %zu: more than %d lines of jvm-option", line->source, line->number, OPTIONS_MAX_JVM);
      return PARLEY_INVALID;
    }
    char **slot = &options->jvm[options->jvm_count];
    int32_t status = set_once(line, slot, jvm_option(options, line->value, line->value_length), error);
    options->jvm_count += status == PARLEY_OK;
    return status;
  }
  text_add(error, "%s, line %zu: there is no option \"%.*s\"; there are %s", line->source, line->number,
           (int)(line->name_length > 100 ? 100 : line->name_length), line->name, KNOWN);
  return PARLEY_INVALID;
}

static bool blank(char character) {
  return character == ' ' || character == '\t' || character == '\r';
}

static int32_t split_line(struct options *options, struct line *line, const char *start, const char *end,
                          struct text *error) {
  while (start < end && blank(*start)) {
    start++;
  }
  while (start < end && blank(end[-1])) {
    end--;
  }
  if (start == end || *start == '#') {
    return PARLEY_OK;
  }
  const char *equals = memchr(start, '=', (size_t)(end - start));
  if (equals == NULL) {
    text_add(error, "%s, line %zu: \"%.*s\" is not name=value; names are %s", line->source, line->number,
             (int)(end - start > 100 ? 100 : end - start), start, KNOWN);
    return PARLEY_INVALID;
  }
  const char *name_end = equals;
  while (name_end > start && blank(name_end[-1])) {
    name_end--;
  }
  if (name_end == start) {
    return refuse_line(line, error, "there is no name before the '='");
  }
  line->name = start;
  line->name_length = (size_t)(name_end - start);
  line->value = equals + 1;
  while (line->value < end && blank(*line->value)) {
    line->value++;
  }
  line->value_length = (size_t)(end - line->value);
  return take_line(options, line, error);
}

int32_t options_parse(struct options *options, const char *lines, const char *source, struct text *error) {
  struct line line = {.source = source};
  size_t length = strnlen(lines, OPTIONS_MAX_BYTES + 1);
  if (length > OPTIONS_MAX_BYTES) {
    text_add(error, "%s: more than %d bytes, the most that options may have", source, OPTIONS_MAX_BYTES);
    return PARLEY_INVALID;
  }
  if (length >= 3 && memcmp(lines, "\xef\xbb\xbf", 3) == 0) {
    lines += 3; /* the mark by which some editors begin a text */
    length -= 3;
  }
  const char *end = lines + length;
  for (const char *start = lines; start < end;) {
    const char *newline = memchr(start, '\n', (size_t)(end - start));
    const char *stop = newline == NULL ? end : newline;
    line.number++;
    int32_t status = split_line(options, &line, start, stop, error);
    if (status != PARLEY_OK) {
      return status;
    }
    start = newline == NULL ? end : newline + 1;
  }
  return PARLEY_OK;
}

int32_t options_read(struct options *options, struct text *error) {
  char *path = text_new("%s/parley.options", options->folder);
  if (path == NULL) {
    text_add(error, "No memory for the options.");
    return PARLEY_NO_MEMORY;
  }
  FILE *file = fopen(path, "re");
  if (file == NULL) {
    int32_t status = errno == ENOENT ? PARLEY_OK : PARLEY_INVALID;
    if (status != PARLEY_OK) {
      text_add(error, "%s can't be read: %s", path, strerror(errno));
    }
    free(path);
    return status;
  }
  int32_t status = PARLEY_INVALID;
  char *lines = malloc(OPTIONS_MAX_BYTES + 2);
  if (lines == NULL) {
    text_add(error, "No memory for the options.");
    status = PARLEY_NO_MEMORY;
  } else {
    size_t length = fread(lines, 1, OPTIONS_MAX_BYTES + 1, file);
    if (ferror(file)) {
      text_add(error, "%s can't be read: %s", path, strerror(errno));
    } else if (memchr(lines, 0, length) != NULL) {
      text_add(error, "%s has bytes of 0: it is not a text", path);
    } else {
      lines[length] = 0;
      status = options_parse(options, lines, path, error);
    }
    free(lines);
  }
  fclose(file);
  free(path);
  return status;
}

void options_free(struct options *options) {
  free(options->folder);
  free(options->java_home);
  free(options->class_path);
  free(options->core);
  for (size_t i = 0; i < options->jvm_count; i++) {
    free(options->jvm[i]);
  }
  *options = (struct options){0};
}

char *library_folder(void) {
  Dl_info info;
  char *path = NULL;
  if (dladdr(KNOWN, &info) != 0 && info.dli_fname != NULL) {
    path = realpath(info.dli_fname, NULL);
  }
  char *slash = path == NULL ? NULL : strrchr(path, '/');
  if (slash == NULL) {
    free(path);
    return strdup(".");
  }
  slash[slash == path] = 0;
  return path;
}

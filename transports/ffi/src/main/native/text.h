/* A text that grows: messages for people, paths, options for the JVM. */
#ifndef PARLEY_TEXT_H
#define PARLEY_TEXT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* All zero is an empty one. Where memory is wanting it stays as it was: nothing here fails. */
struct text {
  char *bytes;
  size_t length;
  size_t capacity;
};

/* Appends; a text that is too long to hold is left out. */
__attribute__((format(printf, 2, 3))) void text_add(struct text *text, const char *format, ...);
void text_add_all(struct text *text, const char *format, va_list arguments);
void text_add_bytes(struct text *text, const char *bytes, size_t length);

/* What was written so far, never NULL; it is valid until the text changes. */
const char *text_of(const struct text *text);

/* Gives the bytes away (free them), and leaves an empty text behind. NULL for want of memory. */
char *text_take(struct text *text);

void text_free(struct text *text);

/* A new text by a format, to be freed; NULL for want of memory. */
__attribute__((format(printf, 1, 2))) char *text_new(const char *format, ...);

#endif

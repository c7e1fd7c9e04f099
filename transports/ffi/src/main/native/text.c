#define _GNU_SOURCE
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool text_reserve(struct text *text, size_t more) {
  if (more >= (size_t)-1 / 4 - text->length) {
    return false;
  }
  size_t wanted = text->length + more + 1;
  if (wanted <= text->capacity) {
    return true;
  }
  size_t capacity = wanted < 128 ? 128 : wanted * 2;
  char *bytes = realloc(text->bytes, capacity);
  if (bytes == NULL) {
    return false;
  }
  text->bytes = bytes;
  text->capacity = capacity;
  return true;
}

void text_add_bytes(struct text *text, const char *bytes, size_t length) {
  if (length > 0 && text_reserve(text, length)) {
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = 0;
  }
}

void text_add_all(struct text *text, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  if (length > 0 && text_reserve(text, (size_t)length)) {
    vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
    text->length += (size_t)length;
  }
  va_end(again);
}

void text_add(struct text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  text_add_all(text, format, arguments);
  va_end(arguments);
}

const char *text_of(const struct text *text) {
  return text->bytes == NULL ? "" : text->bytes;
}

char *text_take(struct text *text) {
  char *bytes = text->bytes == NULL ? strdup("") : text->bytes;
  *text = (struct text){0};
  return bytes;
}

void text_free(struct text *text) {
  free(text->bytes);
  *text = (struct text){0};
}

char *text_new(const char *format, ...) {
  struct text text = {0};
  va_list arguments;
  va_start(arguments, format);
  text_add_all(&text, format, arguments);
  va_end(arguments);
  return text_take(&text);
}

/*
 * Dart_CObject as Dart_PostCObject takes it (Dart API DL, major version 2), as far as it is needed here. Written as the C
 * declaration is, so that its layout is right on every system: 48 bytes with the union at 8 where pointers have 64 bits.
 */
#ifndef PARLEY_DART_H
#define PARLEY_DART_H

#include "parley.h"

#include <stdbool.h>
#include <stddef.h>

enum dart_type { DART_NULL = 0, DART_TYPED_DATA = 7 };
enum dart_data { DART_UINT8 = 2 };

struct _Dart_CObject {
  int32_t type;
  union {
    bool as_bool;
    int64_t as_int64;
    double as_double;
    struct {
      int32_t type;
      intptr_t length;
      const uint8_t *values;
    } as_typed_data;
    struct {
      int32_t type;
      intptr_t length;
      uint8_t *data;
      void *peer;
      void (*callback)(void *, void *);
    } as_external_typed_data;
  } value;
};

#if UINTPTR_MAX == UINT64_MAX
_Static_assert(sizeof(struct _Dart_CObject) == 48, "Dart_CObject has 48 bytes");
_Static_assert(offsetof(struct _Dart_CObject, value.as_typed_data.length) == 16, "length at 16");
_Static_assert(offsetof(struct _Dart_CObject, value.as_typed_data.values) == 24, "values at 24");
#endif

/* Posts bytes, which the VM copies; or null if `bytes` is NULL. False if the port is gone. */
static inline bool dart_post(parley_post post, int64_t port, const uint8_t *bytes, int64_t length) {
  static const uint8_t none;
  struct _Dart_CObject message = {.type = DART_NULL};
  if (bytes != NULL || length > 0) {
    message.type = DART_TYPED_DATA;
    message.value.as_typed_data.type = DART_UINT8;
    message.value.as_typed_data.length = (intptr_t)length;
    message.value.as_typed_data.values = bytes == NULL ? &none : bytes;
  }
  return post(port, &message) != 0;
}

#endif

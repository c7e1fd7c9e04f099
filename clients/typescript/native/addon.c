/* The module: what JavaScript sees, and the beginning and end of each environment. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "addon.h"

napi_value fail(napi_env env, const char *format, ...) {
  bool pending = true;
  if (napi_is_exception_pending(env, &pending) == napi_ok && !pending) {
    char text[2048];
    va_list list;
    va_start(list, format);
    (void)vsnprintf(text, sizeof text, format, list);
    va_end(list);
    (void)napi_throw_error(env, NULL, text);
  }
  return NULL;
}

bool succeeded(napi_env env, napi_status status) {
  if (status == napi_ok) return true;
  const napi_extended_error_info *why = NULL;
  bool known = napi_get_last_error_info(env, &why) == napi_ok && why->error_message != NULL;
  (void)fail(env, "%s (N-API status %d)", known ? why->error_message : "a call of Node's failed", (int)status);
  return false;
}

struct environment *arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values) {
  void *environment;
  size_t given = count;
  if (!succeeded(env, napi_get_cb_info(env, info, &given, values, NULL, &environment))) return NULL;
  if (given < count) {
    (void)fail(env, "%zu arguments were given, %zu are needed", given, count);
    return NULL;
  }
  return environment;
}

char *text_of(napi_env env, napi_value value) {
  napi_valuetype type;
  size_t length;
  if (!succeeded(env, napi_typeof(env, value, &type)) || type == napi_undefined) return NULL;
  if (!succeeded(env, napi_get_value_string_utf8(env, value, NULL, 0, &length))) return NULL;
  char *text = malloc(length + 1);
  if (text == NULL) {
    (void)fail(env, "no memory for a text of %zu bytes", length);
  } else if (!succeeded(env, napi_get_value_string_utf8(env, value, text, length + 1, &length))) {
    free(text);
    text = NULL;
  }
  return text;
}

/* An environment and its end. */
struct ending_environment {
  napi_env env;
  struct environment environment;
};

/*
 * The environment ends, and with it its links and the cores it has started: links first, so that no call of theirs
 * holds up a core's end. Jobs have ended before, as Node waits for them.
 */
static void clean_up(void *data) {
  struct ending_environment *ending = data;
  close_all(ending->env, &ending->environment);
  stop_all(&ending->environment);
  while (ending->environment.libraries != NULL) {
    struct library *library = ending->environment.libraries;
    ending->environment.libraries = library->next;
    free(library->path);
    free(library);
  }
  free(ending);
}

NAPI_MODULE_INIT() {
  struct ending_environment *ending = calloc(1, sizeof *ending);
  if (ending == NULL) return fail(env, "no memory");
  ending->env = env;
  napi_property_descriptor functions[] = {
      {"start", NULL, start_core, NULL, NULL, NULL, napi_default, &ending->environment},
      {"stop", NULL, stop_core, NULL, NULL, NULL, napi_default, &ending->environment},
      {"open", NULL, open_link, NULL, NULL, NULL, napi_default, &ending->environment},
      {"send", NULL, send_frames, NULL, NULL, NULL, napi_default, &ending->environment},
      {"take", NULL, take_frames, NULL, NULL, NULL, napi_default, &ending->environment},
      {"close", NULL, close_link, NULL, NULL, NULL, napi_default, &ending->environment},
  };
  size_t count = sizeof functions / sizeof *functions;
  if (!succeeded(env, napi_define_properties(env, exports, count, functions)) ||
      !succeeded(env, napi_add_env_cleanup_hook(env, clean_up, ending))) {
    free(ending);
    return NULL;
  }
  return exports;
}

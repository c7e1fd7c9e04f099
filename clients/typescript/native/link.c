/* Links as JavaScript sees them: by slot, opened, sent over and closed on the environment's thread. */
#include <stdlib.h>
#include <string.h>

#include "addon.h"

enum { PREFIX = 4, SMALLEST_INBOX = 1024 };

/* The environment's thread was woken: has the transport take what has come. */
static void awake(napi_env env, napi_value deliver, void *context, void *data) {
  (void)data;
  if (env == NULL || deliver == NULL) return; /* the environment ends, and the link may be no more */
  struct link *link = context;
  pthread_mutex_lock(&link->lock);
  link->woken = false;
  pthread_mutex_unlock(&link->lock);
  if (link->shared == NULL) return; /* closed since it was woken */
  settle(link);
  napi_value undefined;
  if (napi_get_undefined(env, &undefined) != napi_ok) return;
  if (napi_call_function(env, undefined, deliver, 0, NULL, NULL) == napi_pending_exception) {
    napi_value failure;
    if (napi_get_and_clear_last_exception(env, &failure) == napi_ok) (void)napi_fatal_exception(env, failure);
  }
}

/* The thread-safe function is no more, or soon: by our release, or because its environment ends. */
static void asleep(napi_env env, void *data, void *context) {
  (void)env;
  (void)context;
  struct link *link = data;
  pthread_mutex_lock(&link->lock);
  link->wake = NULL;
  pthread_mutex_unlock(&link->lock);
  disown(link);
}

/* A slot for the link; -1 for want of memory. */
static int64_t slot_for(struct environment *environment, struct link *link) {
  uint32_t slot = 0;
  while (slot < environment->slots && environment->links[slot] != NULL) slot++;
  if (slot == environment->slots) {
    uint32_t slots = 2 * environment->slots + 8;
    struct link **links = realloc(environment->links, slots * sizeof *links);
    if (links == NULL) return -1;
    memset(links + slot, 0, (slots - slot) * sizeof *links);
    environment->links = links;
    environment->slots = slots;
  }
  environment->links[slot] = link;
  return slot;
}

/* The link of this argument; NULL if there is none any more, which is then pending. */
static struct link *link_of(napi_env env, struct environment *environment, napi_value value) {
  uint32_t slot;
  if (!succeeded(env, napi_get_value_uint32(env, value, &slot))) return NULL;
  if (slot < environment->slots && environment->links[slot] != NULL) return environment->links[slot];
  (void)fail(env, "link %u was closed", slot);
  return NULL;
}

/* A new link that belongs to the environment, with the buffer that it shares with the transport. */
static struct link *create(napi_env env, const struct library *library, napi_value shared, int64_t limit) {
  void *bytes;
  size_t length;
  if (!succeeded(env, napi_get_arraybuffer_info(env, shared, &bytes, &length))) return NULL;
  size_t words = WORDS * sizeof(int32_t);
  if (length < words + SMALLEST_INBOX || limit < PREFIX || limit > INT32_MAX) {
    (void)fail(env, "a shared buffer of %zu bytes, and a limit of %lld", length, (long long)limit);
    return NULL;
  }
  struct link *link = calloc(1, sizeof *link);
  if (link == NULL || pthread_mutex_init(&link->lock, NULL) != 0) {
    free(link);
    (void)fail(env, "no memory for a link");
    return NULL;
  }
  link->library = library;
  link->limit = (size_t)limit;
  link->words = bytes;
  link->inbox = (uint8_t *)bytes + words;
  link->inbox_capacity = length - words;
  link->owners = 1;
  if (!succeeded(env, napi_create_reference(env, shared, 1, &link->shared))) {
    disown(link);
    return NULL;
  }
  return link;
}

/* Lets go of everything but the memory. The core calls the link no more when this returns. */
static void shut(napi_env env, struct link *link) {
  if (link->handle > 0) (void)link->library->close(link->handle);
  pthread_mutex_lock(&link->lock);
  napi_threadsafe_function wake = link->wake;
  link->wake = NULL;
  pthread_mutex_unlock(&link->lock);
  /* Not under the lock: the finalizer takes it, and may be called by this. */
  if (wake != NULL) (void)napi_release_threadsafe_function(wake, napi_tsfn_abort);
  if (link->shared != NULL) (void)napi_delete_reference(env, link->shared);
  link->shared = NULL;
  disown(link);
}

/* Gives the link its thread-safe function, which keeps the event loop alive as an open socket does. */
static bool give_wake(napi_env env, struct link *link, napi_value deliver) {
  napi_value name;
  if (!succeeded(env, napi_create_string_utf8(env, "parley link", NAPI_AUTO_LENGTH, &name))) return false;
  link->owners++;
  napi_status status =
      napi_create_threadsafe_function(env, deliver, NULL, name, 0, 1, link, asleep, link, awake, &link->wake);
  if (status != napi_ok) link->owners--;
  return succeeded(env, status);
}

napi_value open_link(napi_env env, napi_callback_info info) {
  napi_value values[5], result;
  int64_t core, limit;
  struct environment *environment = arguments(env, info, 5, values);
  if (environment == NULL || !succeeded(env, napi_get_value_int64(env, values[1], &core)) ||
      !succeeded(env, napi_get_value_int64(env, values[3], &limit)))
    return NULL;
  char *path = text_of(env, values[0]);
  if (path == NULL) return NULL;
  char *error = NULL;
  struct library *library = library_at(environment, path, &error);
  free(path);
  if (library == NULL) {
    (void)fail(env, "%s", error == NULL ? "no memory" : error);
    free(error);
    return NULL;
  }
  struct link *link = create(env, library, values[2], limit);
  if (link == NULL) return NULL;
  int64_t slot = slot_for(environment, link);
  if (slot < 0 || !give_wake(env, link, values[4])) {
    if (slot >= 0) environment->links[slot] = NULL;
    shut(env, link);
    return fail(env, "no memory for a link");
  }
  link->handle = library->open(core, receive, link);
  if (link->handle < 0) {
    const char *text = library->status_text((int32_t)link->handle);
    environment->links[slot] = NULL;
    shut(env, link);
    (void)succeeded(env, napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &result));
  } else {
    (void)succeeded(env, napi_create_int64(env, slot, &result));
  }
  return result;
}

/* Sends the first of these frames; its size with its length before it, or a status below 0. */
static int64_t send_first(struct link *link, const uint8_t *bytes, size_t length) {
  if (length < PREFIX) return PARLEY_INVALID;
  size_t size = (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
  if (size > length - PREFIX) return PARLEY_INVALID;
  int32_t status = link->library->send(link->handle, bytes + PREFIX, size);
  return status < 0 ? status : (int64_t)(PREFIX + size);
}

napi_value send_frames(napi_env env, napi_callback_info info) {
  napi_value values[2], result = NULL;
  struct environment *environment = arguments(env, info, 2, values);
  struct link *link = environment == NULL ? NULL : link_of(env, environment, values[0]);
  napi_typedarray_type type;
  void *data;
  size_t length, at = 0;
  if (link == NULL || !succeeded(env, napi_get_typedarray_info(env, values[1], &type, &length, &data, NULL, NULL)))
    return NULL;
  if (type != napi_uint8_array) return fail(env, "what is sent must be a Uint8Array");
  const uint8_t *bytes = data;
  int64_t one = 0;
  sending(link);
  while (at < length && (one = send_first(link, bytes + at, length - at)) >= 0) at += (size_t)one;
  sent(link);
  link->words[STATUS] = one < 0 ? (int32_t)one : PARLEY_OK;
  (void)succeeded(env, napi_create_int64(env, (int64_t)at, &result));
  return result;
}

napi_value take_frames(napi_env env, napi_callback_info info) {
  napi_value values[1], buffer, result = NULL;
  struct environment *environment = arguments(env, info, 1, values);
  struct link *link = environment == NULL ? NULL : link_of(env, environment, values[0]);
  if (link == NULL) return NULL;
  struct frames taken = take_waiting(link);
  void *bytes;
  if (succeeded(env, napi_create_arraybuffer(env, taken.length, &bytes, &buffer))) {
    if (taken.length > 0) memcpy(bytes, taken.bytes, taken.length);
    (void)succeeded(env, napi_create_typedarray(env, napi_uint8_array, taken.length, buffer, 0, &result));
  }
  free(taken.bytes);
  return result;
}

napi_value close_link(napi_env env, napi_callback_info info) {
  napi_value values[1];
  uint32_t slot;
  struct environment *environment = arguments(env, info, 1, values);
  if (environment == NULL || !succeeded(env, napi_get_value_uint32(env, values[0], &slot))) return NULL;
  struct link *link = link_of(env, environment, values[0]);
  if (link == NULL) return NULL;
  environment->links[slot] = NULL;
  shut(env, link);
  return NULL;
}

void close_all(napi_env env, struct environment *environment) {
  for (uint32_t slot = 0; slot < environment->slots; slot++) {
    struct link *link = environment->links[slot];
    environment->links[slot] = NULL;
    if (link != NULL) shut(env, link);
  }
  free(environment->links);
  environment->links = NULL;
  environment->slots = 0;
}

/*
 * The add-on: libparley for Node and what speaks its N-API. All that is seen of it is the transport in src/node, which
 * is documented; nothing here is for others.
 *
 * Every environment (the main thread, each worker) has an instance of its own and shares nothing with the others but
 * libparley itself. What is marked "any thread" may be called from the core's; everything else belongs to the thread
 * of its environment.
 */
#ifndef PARLEY_ADDON_H
#define PARLEY_ADDON_H

#define NAPI_VERSION 8
#include <node_api.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "parley.h"

/* libparley as it was loaded from a path. It is never unloaded, as the library itself wants it. */
struct library {
  struct library *next;
  char *path;
  __typeof__(&parley_version) version;
  __typeof__(&parley_status_text) status_text;
  __typeof__(&parley_start) start;
  __typeof__(&parley_stop) stop;
  __typeof__(&parley_open) open;
  __typeof__(&parley_send) send;
  __typeof__(&parley_close) close;
  __typeof__(&parley_free) release;
};

/* A core that this environment has started. */
struct started {
  struct started *next;
  const struct library *library;
  int64_t core;
};

/* An environment: what it has loaded, started and opened, and has to give back when it ends. */
struct environment {
  struct library *libraries;
  struct started *cores;
  struct link **links; /* by slot; NULL where none is */
  uint32_t slots;
};

/* Frames one behind the other, each preceded by its length in 4 bytes, big-endian. */
struct frames {
  uint8_t *bytes;
  size_t length;
  size_t capacity;
};

/* Why a link has ended, as the transport knows it. */
enum ending { OPEN = 0, ENDED = 1, SLOW = 2, NO_MEMORY = 3 };

/* What is in the first words of a link's shared buffer; both sides use it on the environment's thread only. */
enum word { ARRIVED = 0, WAITING = 1, ENDING = 2, STATUS = 3, WORDS = 4 };

/*
 * A link, and what has come over it. Its memory belongs to the environment, and to the thread-safe function, whose
 * finalizer may come later; the last of them frees it.
 */
struct link {
  const struct library *library;
  int64_t handle;
  size_t limit; /* how many bytes may wait */

  /* What the transport reads: WORDS words, then bytes that have arrived, ARRIVED of them. */
  napi_ref shared;
  int32_t *words;
  uint8_t *inbox;
  size_t inbox_capacity;

  pthread_mutex_t lock;
  struct frames waiting;
  enum ending ending;
  bool woken;                    /* the thread-safe function was called and has not run */
  napi_threadsafe_function wake; /* NULL when it must not be called any more */
  int owners;
};

/* Throws an error with this text if none is pending; NULL, to be returned. */
napi_value fail(napi_env env, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* True if the call has succeeded; else what it has failed with is pending. */
bool succeeded(napi_env env, napi_status status);

/* The arguments of a call, and its environment; NULL if there are fewer, which is then pending. */
struct environment *arguments(napi_env env, napi_callback_info info, size_t count, napi_value *values);

/* A text of JavaScript, to be freed; NULL for undefined, or for a failure, which is then pending. */
char *text_of(napi_env env, napi_value value);

/* libparley at this path; NULL if it can't be loaded, and the error, to be freed, says why. */
struct library *library_at(struct environment *environment, const char *path, char **error);

/* start(path, options, config) → Promise<core>; stop(path, core) → Promise<void> */
napi_value start_core(napi_env env, napi_callback_info info);
napi_value stop_core(napi_env env, napi_callback_info info);
/* Stops the cores that still run. */
void stop_all(struct environment *environment);

/* open(path, core, shared, limit, wake) → link, or a text that says why not */
napi_value open_link(napi_env env, napi_callback_info info);
/* send(link, bytes) → how many of them were sent; if not all, STATUS says why not */
napi_value send_frames(napi_env env, napi_callback_info info);
/* take(link) → everything that waits, in one Uint8Array */
napi_value take_frames(napi_env env, napi_callback_info info);
/* close(link) */
napi_value close_link(napi_env env, napi_callback_info info);
void close_all(napi_env env, struct environment *environment);

/* Takes a frame, or the end, from the core: any thread. */
void receive(void *context, const uint8_t *frame, uintptr_t length);
/* From here until `sent`, what comes on this thread goes to the inbox without waking anybody. */
void sending(struct link *link);
void sent(struct link *link);
/* Brings what waits to the inbox, if it fits there, and the words up to date. */
void settle(struct link *link);
/* Hands out all that waits. */
struct frames take_waiting(struct link *link);
/* Gives up one ownership; with the last the link is freed. */
void disown(struct link *link);

#endif

/*
 * What comes from the core. An answer that comes within a send, on the thread that sends, goes straight to the inbox,
 * where the transport finds it when the send returns. All else waits in a bounded queue, and the environment's thread
 * is woken, once for as much as comes until it runs. Nobody here waits for JavaScript.
 */
#include <stdlib.h>
#include <string.h>

#include "addon.h"

enum { PREFIX = 4 };

/* A queue that has grown larger than this is given back when it is empty. */
#define KEPT ((size_t)256 * 1024)

/* The link that this thread sends over now. */
static _Thread_local struct link *sends;

void sending(struct link *link) { sends = link; }

void sent(struct link *link) {
  sends = NULL;
  settle(link);
}

static void put(uint8_t *at, const uint8_t *frame, size_t length) {
  at[0] = (uint8_t)(length >> 24);
  at[1] = (uint8_t)(length >> 16);
  at[2] = (uint8_t)(length >> 8);
  at[3] = (uint8_t)length;
  memcpy(at + PREFIX, frame, length);
}

/* Makes room for so many bytes more; whether there is memory. */
static bool reserve(struct frames *frames, size_t more, size_t limit) {
  size_t needed = frames->length + more;
  if (needed <= frames->capacity) return true;
  size_t capacity = frames->capacity == 0 ? 4096 : 2 * frames->capacity;
  if (capacity > limit) capacity = limit;
  if (capacity < needed) capacity = needed;
  uint8_t *bytes = realloc(frames->bytes, capacity);
  if (bytes == NULL) return false;
  frames->bytes = bytes;
  frames->capacity = capacity;
  return true;
}

/* Ends the link: what waits is not wanted any more unless the core itself has ended it. */
static void end(struct link *link, enum ending ending) {
  link->ending = ending;
  if (ending != ENDED) {
    free(link->waiting.bytes);
    link->waiting = (struct frames){0};
  }
}

static void enqueue(struct link *link, const uint8_t *frame, size_t length) {
  if (length > link->limit || PREFIX + length > link->limit - link->waiting.length) {
    end(link, SLOW);
  } else if (!reserve(&link->waiting, PREFIX + length, link->limit)) {
    end(link, NO_MEMORY);
  } else {
    put(link->waiting.bytes + link->waiting.length, frame, length);
    link->waiting.length += PREFIX + length;
  }
}

/* Has the environment's thread look. Its function takes our call or refuses it, and never waits: there is no lock
 * around its end, and so no two ways of taking them. */
static void wake(struct link *link) {
  if (link->woken || link->wake == NULL) return;
  if (napi_call_threadsafe_function(link->wake, NULL, napi_tsfn_nonblocking) == napi_ok) {
    link->woken = true;
  } else {
    link->wake = NULL; /* The environment ends; its last act closes the link. */
  }
}

void receive(void *context, const uint8_t *frame, uintptr_t length) {
  struct link *link = context;
  pthread_mutex_lock(&link->lock);
  if (link->ending != OPEN) {
    /* Nobody reads what comes behind the end. */
  } else if (frame == NULL) {
    end(link, ENDED);
  } else if (sends == link && link->waiting.length == 0) {
    size_t arrived = (size_t)link->words[ARRIVED];
    size_t room = link->inbox_capacity - arrived;
    if (room >= PREFIX && length <= room - PREFIX) {
      put(link->inbox + arrived, frame, length);
      link->words[ARRIVED] = (int32_t)(arrived + PREFIX + length);
    } else {
      enqueue(link, frame, length);
    }
  } else {
    enqueue(link, frame, length);
  }
  if (sends != link) wake(link);
  pthread_mutex_unlock(&link->lock);
}

void settle(struct link *link) {
  pthread_mutex_lock(&link->lock);
  struct frames *waiting = &link->waiting;
  size_t arrived = (size_t)link->words[ARRIVED];
  if (waiting->length > 0 && waiting->length <= link->inbox_capacity - arrived) {
    memcpy(link->inbox + arrived, waiting->bytes, waiting->length);
    link->words[ARRIVED] = (int32_t)(arrived + waiting->length);
    waiting->length = 0;
    if (waiting->capacity > KEPT) {
      free(waiting->bytes);
      *waiting = (struct frames){0};
    }
  }
  link->words[WAITING] = (int32_t)waiting->length;
  link->words[ENDING] = (int32_t)link->ending;
  pthread_mutex_unlock(&link->lock);
}

struct frames take_waiting(struct link *link) {
  pthread_mutex_lock(&link->lock);
  struct frames taken = link->waiting;
  link->waiting = (struct frames){0};
  link->words[WAITING] = 0;
  link->words[ENDING] = (int32_t)link->ending;
  pthread_mutex_unlock(&link->lock);
  return taken;
}

void disown(struct link *link) {
  pthread_mutex_lock(&link->lock);
  int owners = --link->owners;
  pthread_mutex_unlock(&link->lock);
  if (owners == 0) {
    pthread_mutex_destroy(&link->lock);
    free(link->waiting.bytes);
    free(link);
  }
}

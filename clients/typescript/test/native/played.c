/*
 * A library with the interface of libparley and no Java: what the add-on and the transport do with statuses, threads
 * and floods that a real core has no reason to produce. Its frames are commands; the first byte says which:
 *
 *   i…        echoed on the thread that sends, before parley_send returns
 *   t…        echoed by another thread
 *   2…        echoed by another thread, and then again on the thread that sends
 *   n CCCC SSSS  a thread sends C frames of S bytes (both big-endian)
 *   o N…      answered PARLEY_OVERLOADED N times, then echoed
 *   w…        echoed by a thread again and again, some 10,000 times a second, until the link is closed
 *   x         ends the link at once; X: by another thread, behind an echo
 *   r         refused with PARLEY_TOO_LARGE
 *   all else  is taken and never answered
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "parley.h"

enum { LINKS = 4096 };

struct link {
  pthread_mutex_t lock; /* held while the receiver runs */
  parley_receiver receiver;
  void *context;
  bool open;
  int refusals;
};

struct work {
  struct link *link;
  uint8_t *bytes;
  size_t length;
};

static struct link links[LINKS];
static int64_t last_link, last_core;
static bool cores[LINKS];
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER;

int32_t parley_version(void) { return PARLEY_VERSION; }

const char *parley_status_text(int32_t status) {
  return status == PARLEY_CLOSED ? "the core or link was closed" : "something else";
}

void parley_free(void *memory) { free(memory); }

/* config: "fail TEXT" fails so, "wait MS" takes that long. */
int64_t parley_start(const char *options, const char *config, char **error) {
  if (config != NULL && strncmp(config, "fail ", 5) == 0) {
    if (asprintf(error, "%s (options: %s)", config + 5, options == NULL ? "none" : options) < 0) return PARLEY_NO_MEMORY;
    return PARLEY_CORE_FAILED;
  }
  if (config != NULL && strncmp(config, "wait ", 5) == 0) usleep((useconds_t)atoi(config + 5) * 1000);
  pthread_mutex_lock(&table);
  int64_t core = ++last_core;
  cores[core] = true;
  pthread_mutex_unlock(&table);
  return core;
}

int32_t parley_stop(int64_t core) {
  pthread_mutex_lock(&table);
  bool running = core > 0 && core < LINKS && cores[core];
  if (running) cores[core] = false;
  pthread_mutex_unlock(&table);
  return running ? PARLEY_OK : PARLEY_CLOSED;
}

int64_t parley_open(int64_t core, parley_receiver receiver, void *context) {
  pthread_mutex_lock(&table);
  int64_t handle = PARLEY_CLOSED;
  if (core > 0 && core < LINKS && cores[core] && last_link + 1 < LINKS) {
    handle = ++last_link;
    struct link *link = &links[handle];
    link->receiver = receiver;
    link->context = context;
    link->open = true;
    pthread_mutex_init(&link->lock, NULL);
  }
  pthread_mutex_unlock(&table);
  return handle;
}

static bool deliver(struct link *link, const uint8_t *frame, size_t length) {
  pthread_mutex_lock(&link->lock);
  bool open = link->open;
  if (open) link->receiver(link->context, frame, length);
  if (frame == NULL) link->open = false;
  pthread_mutex_unlock(&link->lock);
  return open;
}

static uint32_t number(const uint8_t *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void *perform(void *argument) {
  struct work *work = argument;
  struct link *link = work->link;
  switch (work->bytes[0]) {
    case 'n': {
      uint32_t count = number(work->bytes + 1), size = number(work->bytes + 5);
      uint8_t *frame = calloc(1, size + 1);
      for (uint32_t i = 0; i < count && deliver(link, frame, size); i++) {
      }
      free(frame);
      break;
    }
    case 'w':
      while (deliver(link, work->bytes, work->length)) usleep(50);
      break;
    default:
      (void)deliver(link, work->bytes, work->length);
      if (work->bytes[0] == 'X') (void)deliver(link, NULL, 0);
  }
  free(work->bytes);
  free(work);
  return NULL;
}

static int32_t by_thread(struct link *link, const uint8_t *frame, size_t length, bool wait) {
  struct work *work = malloc(sizeof *work);
  *work = (struct work){link, malloc(length), length};
  memcpy(work->bytes, frame, length);
  pthread_t thread;
  if (pthread_create(&thread, NULL, perform, work) != 0) return PARLEY_NO_MEMORY;
  if (wait) {
    pthread_join(thread, NULL);
  } else {
    pthread_detach(thread);
  }
  return PARLEY_OK;
}

int32_t parley_send(int64_t handle, const uint8_t *frame, uintptr_t length) {
  struct link *link = &links[handle];
  if (!link->open) return PARLEY_CLOSED;
  switch (length == 0 ? 0 : frame[0]) {
    case 'i':
      (void)deliver(link, frame, length);
      return PARLEY_OK;
    case 'o':
      if (link->refusals++ < frame[1]) return PARLEY_OVERLOADED;
      link->refusals = 0;
      (void)deliver(link, frame, length);
      return PARLEY_OK;
    case 'x':
      (void)deliver(link, NULL, 0);
      return PARLEY_OK;
    case 'r':
      return PARLEY_TOO_LARGE;
    case '2':
      (void)by_thread(link, frame, length, true);
      (void)deliver(link, frame, length);
      return PARLEY_OK;
    case 't':
    case 'n':
    case 'w':
    case 'X':
      return by_thread(link, frame, length, false);
    default:
      return PARLEY_OK;
  }
}

int32_t parley_close(int64_t handle) {
  struct link *link = &links[handle];
  pthread_mutex_lock(&link->lock);
  bool open = link->open;
  link->open = false;
  pthread_mutex_unlock(&link->lock);
  return open ? PARLEY_OK : PARLEY_CLOSED;
}

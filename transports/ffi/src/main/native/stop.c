#define _GNU_SOURCE
#include "stop.h"

#include "links.h"
#include "process.h"
#include "threads.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

/* For how long one callback may hold up who stops its core. */
#define PATIENCE_NS (5 * INT64_C(1000000000))
/* How often it is looked what runs; who waits for no callback is woken at once. */
#define LOOK_NS (50 * INT64_C(1000000))
#define STOP_STACK (4u * 1024 * 1024)

/* Belongs to who waits and to the thread that stops, which may outlast each other: the last one frees it. */
struct stop {
  pthread_mutex_t lock;
  pthread_cond_t ended;
  int64_t number;
  int32_t status;
  bool done;
  bool left;
};

/* Guards what slots have of callbacks that were seen: several cores may be stopped at once, and slots change cores. */
static pthread_mutex_t seeing = PTHREAD_MUTEX_INITIALIZER;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/* What runs of a core's callbacks, for one who waits for it since then. */
struct sight {
  int64_t core;
  int64_t since;
  int64_t now;
  bool running;
  bool stuck;
};

static void look_at(struct slot *slot, void *argument) {
  struct sight *sight = argument;
  if (atomic_load(&slot->core) != sight->core) {
    return;
  }
  bool runs = (atomic_load(&slot->word) & SLOT_RUNNING) != 0;
  uint32_t callback = atomic_load(&slot->callbacks);
  if (!runs || callback != slot->seen_callback || slot->seen_since < sight->since) {
    slot->seen_callback = callback;
    slot->seen_since = sight->now;
  }
  sight->running |= runs;
  sight->stuck |= runs && sight->now - slot->seen_since >= PATIENCE_NS;
}

static struct sight look(int64_t core, int64_t since) {
  struct sight sight = {.core = core, .since = since, .now = now()};
  pthread_mutex_lock(&seeing);
  slots_visit(look_at, &sight);
  pthread_mutex_unlock(&seeing);
  return sight;
}

static void stop_free(struct stop *stop) {
  pthread_mutex_destroy(&stop->lock);
  pthread_cond_destroy(&stop->ended);
  free(stop);
}

static void call_stop(void *argument) {
  struct stop *stop = argument;
  stop->status = java.stop(stop->number);
  links_tell_owed();
}

/* On a thread of its own: Java waits for callbacks without a bound. */
static void *run(void *argument) {
  struct stop *stop = argument;
  int32_t status = thread_run(call_stop, stop);
  pthread_mutex_lock(&stop->lock);
  stop->status = status == PARLEY_OK ? stop->status : status;
  stop->done = true;
  bool left = stop->left;
  pthread_cond_signal(&stop->ended);
  pthread_mutex_unlock(&stop->lock);
  if (left) {
    stop_free(stop);
  }
  return NULL;
}

/* Waits for Java, if it was not done, or for the next look. Called with the lock held. */
static void await(struct stop *stop, bool was_done) {
  int64_t until = now() + LOOK_NS;
  struct timespec time = {.tv_sec = (time_t)(until / 1000000000), .tv_nsec = (long)(until % 1000000000)};
  int failed = 0;
  while (stop->done == was_done && failed == 0) {
    failed = pthread_cond_timedwait(&stop->ended, &stop->lock, &time);
  }
}

/* Whether Java is done and has closed the core, so that what still runs of its callbacks is the last. */
static bool is_closed(const struct stop *stop) {
  return stop->done && (stop->status == PARLEY_OK || stop->status == PARLEY_CORE_FAILED);
}

static struct stop *stop_new(int64_t number) {
  struct stop *stop = calloc(1, sizeof *stop);
  if (stop != NULL) {
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&stop->lock, NULL);
    pthread_cond_init(&stop->ended, &monotonic);
    pthread_condattr_destroy(&monotonic);
    stop->number = number;
  }
  return stop;
}

int32_t core_stop(int64_t core, int64_t number) {
  struct stop *stop = stop_new(number);
  if (stop == NULL) {
    return PARLEY_NO_MEMORY;
  }
  if (!thread_start(run, stop, STOP_STACK)) {
    stop_free(stop);
    return PARLEY_NO_MEMORY;
  }
  int64_t since = now();
  bool goes_on = true;
  bool stuck = false;
  bool done = false;
  pthread_mutex_lock(&stop->lock);
  while (goes_on) {
    await(stop, done);
    done = stop->done;
    struct sight sight = look(core, since);
    goes_on = !done || (is_closed(stop) && sight.running);
    stuck = goes_on && sight.stuck;
    goes_on &= !stuck;
  }
  int32_t status = stuck ? PARLEY_STUCK : stop->status;
  stop->left = true;
  pthread_mutex_unlock(&stop->lock);
  if (done) {
    stop_free(stop);
  }
  return status;
}

/* Stopping a core while callbacks of its links run: for as long as they do, and no longer than the header says. */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "check.h"
#include "front.h"
#include "library.h"
#include "tests.h"
#include "wire.h"

enum { BOUND_US = 5000000, PATIENCE_SECONDS = 30 };

/* A link whose receiver returns from the frame with this number when it is let go. */
struct holding {
  int64_t core, link;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  int holds_at, frames;
  bool held, let_go, ended;
  int32_t stopped;
  int64_t stop_us;
};

static void holds(void *context, const uint8_t *frame, uintptr_t length) {
  struct holding *its = context;
  (void)length;
  pthread_mutex_lock(&its->lock);
  its->ended |= frame == NULL;
  if (frame && ++its->frames == its->holds_at) {
    its->held = true;
    pthread_cond_broadcast(&its->changed);
    while (!its->let_go) pthread_cond_wait(&its->changed, &its->lock);
  }
  pthread_cond_broadcast(&its->changed);
  pthread_mutex_unlock(&its->lock);
}

static bool await_flag(struct holding *its, const bool *flag) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += PATIENCE_SECONDS;
  int failed = 0;
  pthread_mutex_lock(&its->lock);
  while (!*flag && failed == 0) failed = pthread_cond_timedwait(&its->changed, &its->lock, &until);
  bool came = *flag;
  pthread_mutex_unlock(&its->lock);
  return came;
}

static void let_go(struct holding *its) {
  pthread_mutex_lock(&its->lock);
  its->let_go = true;
  pthread_cond_broadcast(&its->changed);
  pthread_mutex_unlock(&its->lock);
}

static void begin(struct holding *its, int holds_at) {
  *its = (struct holding){.holds_at = holds_at};
  pthread_mutex_init(&its->lock, NULL);
  pthread_cond_init(&its->changed, NULL);
  its->core = core_start(NULL);
  its->link = parley.open(its->core, holds, its);
  CHECK(its->link > 0);
}

/* The Welcome comes within the send, on this thread; an answer of Echo.Say comes on one of the core's. */
static void *greets_and_asks(void *argument) {
  struct holding *its = argument;
  struct bytes hello = hello_frame(), payload = note("held", 0), request = request_frame("Echo.Say", &payload, 1);
  CHECK_IS(parley.send(its->link, hello.data, hello.length), PARLEY_OK);
  if (its->holds_at == 2) CHECK_IS(parley.send(its->link, request.data, request.length), PARLEY_OK);
  bytes_free(&hello);
  bytes_free(&payload);
  bytes_free(&request);
  return NULL;
}

static void *stops(void *argument) {
  struct holding *its = argument;
  int64_t before = now_us();
  its->stopped = parley.stop(its->core);
  its->stop_us = now_us() - before;
  return NULL;
}

static void what_never_returns_holds_up_a_stop_for_its_bound(void) {
  struct holding stuck[2];
  pthread_t senders[2], stoppers[2];
  for (int i = 0; i < 2; i++) {
    begin(&stuck[i], i + 1);
    pthread_create(&senders[i], NULL, greets_and_asks, &stuck[i]);
    CHECK(await_flag(&stuck[i], &stuck[i].held));
  }
  for (int i = 0; i < 2; i++) pthread_create(&stoppers[i], NULL, stops, &stuck[i]);
  for (int i = 0; i < 2; i++) {
    pthread_join(stoppers[i], NULL);
    CHECK_IS(stuck[i].stopped, PARLEY_STUCK);
    CHECK_THAT(stuck[i].stop_us >= BOUND_US && stuck[i].stop_us < 4 * BOUND_US, "it took %lld ms",
        (long long)stuck[i].stop_us / 1000);
    CHECK_IS(parley.stop(stuck[i].core), PARLEY_CLOSED);
    CHECK_IS(parley.open(stuck[i].core, NULL, NULL), PARLEY_CLOSED);
  }
  for (int i = 0; i < 2; i++) {
    let_go(&stuck[i]);
    pthread_join(senders[i], NULL);
    CHECK_THAT(await_flag(&stuck[i], &stuck[i].ended), "link %d is told its end once its callback has returned", i);
  }
}

/* Stops the core, which must wait for the callback that is held, and lets that go. */
static void stop_waits(struct holding *slow) {
  pthread_t stopper;
  struct timespec until;
  pthread_create(&stopper, NULL, stops, slow);
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += 300000000;
  until.tv_sec += until.tv_nsec / 1000000000;
  until.tv_nsec %= 1000000000;
  bool waits = pthread_timedjoin_np(stopper, NULL, &until) != 0;
  CHECK_THAT(waits, "it did not wait for the callback");
  let_go(slow);
  if (waits) pthread_join(stopper, NULL);
  CHECK_IS(slow->stopped, PARLEY_OK);
}

static void what_returns_is_waited_for(void) {
  struct holding slow;
  pthread_t sender;
  begin(&slow, 1);
  pthread_create(&sender, NULL, greets_and_asks, &slow);
  CHECK(await_flag(&slow, &slow.held));
  stop_waits(&slow);
  CHECK_THAT(slow.ended, "the end was told before parley_stop returned");
  pthread_join(sender, NULL);
}

static void *closes(void *argument) {
  struct holding *its = argument;
  CHECK_IS(parley.close(its->link), PARLEY_OK);
  return NULL;
}

/* Java does not wait for a link that was closed; its callback runs all the same. */
static void a_callback_of_a_closed_link_is_waited_for(void) {
  struct holding slow;
  pthread_t sender, closer;
  begin(&slow, 1);
  pthread_create(&sender, NULL, greets_and_asks, &slow);
  CHECK(await_flag(&slow, &slow.held));
  pthread_create(&closer, NULL, closes, &slow);
  while (parley.send(slow.link, NULL, 0) != PARLEY_CLOSED) sched_yield();
  stop_waits(&slow);
  CHECK(!slow.ended);
  pthread_join(closer, NULL);
  pthread_join(sender, NULL);
}

static void a_core_serves_as_before(void) {
  struct front front;
  int64_t core = core_start(NULL);
  if (front_open(&front, core) > 0) front_echoes(&front, "Echo.Say", "afterwards");
  front_close(&front);
  int64_t before = now_us();
  CHECK_IS(parley.stop(core), PARLEY_OK);
  CHECK_THAT(now_us() - before < BOUND_US, "nothing holds it up");
}

static const struct test tests[] = {
    {"a callback that never returns holds up a stop for 5 seconds", what_never_returns_holds_up_a_stop_for_its_bound},
    {"a callback that returns is waited for", what_returns_is_waited_for},
    {"a callback of a link that was closed is waited for", a_callback_of_a_closed_link_is_waited_for},
    {"another core serves and stops as before", a_core_serves_as_before},
};

const struct group stops_group = {"stops", "echo", TESTS(tests), 120, NO_PLAYS};

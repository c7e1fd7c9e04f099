/* Many threads on one link and on many, callbacks that call back in, closes in the middle of it, isolates that die. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "dart_vm.h"
#include "front.h"
#include "library.h"
#include "tests.h"

static int64_t core;

static void starts(void) { core = core_start(NULL); }

/* Waits for something another thread does; false after 20 s. */
static bool comes_true(atomic_llong *value, long long least) {
  int64_t deadline = now_us() + 20000000;
  while (atomic_load(value) < least) {
    if (now_us() > deadline) return false;
    sched_yield();
  }
  return true;
}

enum { SENDERS = 16, CALLS = 300 };

struct sender {
  struct front *front;
  int number;
};

static void *sends(void *argument) {
  struct sender *sender = argument;
  struct bytes payload = note("shared", 0);
  for (int i = 0; i < CALLS; i++) {
    uint64_t id = (uint64_t)(sender->number * CALLS + i + 1);
    struct bytes request = request_frame(i % 2 ? "Echo.Say" : "Echo.SayInline", &payload, id);
    int32_t status;
    /* So many calls may be in flight at most; what is refused for it is sent again. */
    while ((status = parley.send(sender->front->link, request.data, request.length)) == PARLEY_OVERLOADED) sched_yield();
    CHECK_IS(status, PARLEY_OK);
    bytes_free(&request);
  }
  bytes_free(&payload);
  return NULL;
}

static void shares_a_link(void) {
  struct front front;
  REQUIRE(front_open(&front, core) > 0);
  pthread_t threads[SENDERS];
  struct sender senders[SENDERS];
  for (int i = 0; i < SENDERS; i++) {
    senders[i] = (struct sender){&front, i};
    pthread_create(&threads[i], NULL, sends, &senders[i]);
  }
  for (int i = 0; i < SENDERS; i++) pthread_join(threads[i], NULL);
  bool *seen = calloc(SENDERS * CALLS + 1, sizeof *seen);
  for (int i = 0; i < SENDERS * CALLS; i++) {
    struct answer answer = front_take(&front, FRAME_RESPONSE, 20000);
    if (!CHECK(answer.came)) break;
    CHECK(answer.message.id <= SENDERS * CALLS && !seen[answer.message.id]);
    seen[answer.message.id] = true;
    answer_free(&answer);
  }
  free(seen);
  front_close(&front);
}

/* A receiver that answers every answer with the next call, from within. */
struct chain {
  int64_t link;
  atomic_llong answers;
  long long most;
};

static void calls_again(void *context, const uint8_t *frame, uintptr_t length) {
  struct chain *chain = context;
  if (!frame || read_frame(frame, length).kind != FRAME_RESPONSE) return;
  long long answers = atomic_fetch_add(&chain->answers, 1) + 1;
  if (answers >= chain->most) return;
  struct bytes payload = note("again", 0);
  struct bytes request = request_frame(answers % 3 ? "Echo.SayInline" : "Echo.Say", &payload, (uint64_t)answers + 1);
  CHECK_IS(parley.send(chain->link, request.data, request.length), PARLEY_OK);
  bytes_free(&payload);
  bytes_free(&request);
}

static void sends_from_its_receiver(void) {
  struct chain chain = {.most = 20000};
  chain.link = parley.open(core, calls_again, &chain);
  REQUIRE(chain.link > 0);
  struct bytes hello = hello_frame(), payload = note("first", 0), request = request_frame("Echo.Say", &payload, 1);
  CHECK_IS(parley.send(chain.link, hello.data, hello.length), PARLEY_OK);
  CHECK_IS(parley.send(chain.link, request.data, request.length), PARLEY_OK);
  CHECK(comes_true(&chain.answers, chain.most));
  CHECK_IS(parley.close(chain.link), PARLEY_OK);
  bytes_free(&hello);
  bytes_free(&payload);
  bytes_free(&request);
}

/* A receiver that closes its own link, opens another, and is refused what would wait for itself. */
struct closer {
  int64_t link, opened;
  int32_t closed, stopped;
  atomic_llong done, after;
};

static void drops(void *context, const uint8_t *frame, uintptr_t length) {
  (void)context;
  (void)frame;
  (void)length;
}

static void closes_itself(void *context, const uint8_t *frame, uintptr_t length) {
  struct closer *closer = context;
  if (atomic_load(&closer->done)) atomic_fetch_add(&closer->after, 1);
  if (!frame || read_frame(frame, length).kind != FRAME_RESPONSE) return;
  closer->stopped = parley.stop(core);
  closer->opened = parley.open(core, drops, NULL);
  closer->closed = parley.close(closer->link);
  atomic_store(&closer->done, 1);
}

static void closes_from_its_receiver(const char *event) {
  struct closer closer = {0};
  closer.link = parley.open(core, closes_itself, &closer);
  REQUIRE(closer.link > 0);
  struct bytes hello = hello_frame(), payload = note("", 0), request = request_frame(event, &payload, 1);
  CHECK_IS(parley.send(closer.link, hello.data, hello.length), PARLEY_OK);
  CHECK_IS(parley.send(closer.link, request.data, request.length), PARLEY_OK);
  CHECK(comes_true(&closer.done, 1));
  CHECK_IS(closer.closed, PARLEY_OK);
  CHECK_IS(closer.stopped, PARLEY_BUSY);
  CHECK(closer.opened > 0);
  CHECK_IS(parley.send(closer.link, request.data, request.length), PARLEY_CLOSED);
  CHECK_IS(parley.close(closer.opened), PARLEY_OK);
  CHECK_IS(atomic_load(&closer.after), 0);
  bytes_free(&hello);
  bytes_free(&payload);
  bytes_free(&request);
}

static void closes_from_an_inline_answer(void) { closes_from_its_receiver("Echo.SayInline"); }
static void closes_from_an_answer(void) { closes_from_its_receiver("Echo.Say"); }

/* Senders that go on until the link is closed under them. */
static void *sends_until_closed(void *argument) {
  struct front *front = argument;
  struct bytes payload = note("until closed", 0);
  int32_t status = PARLEY_OK;
  for (uint64_t i = 0; status == PARLEY_OK || status == PARLEY_OVERLOADED; i++) {
    uint64_t id = (uint64_t)(uintptr_t)&payload / 64 % 100000 * 10000000 + i + 1;
    struct bytes request = request_frame(i % 2 ? "Echo.Say" : "Echo.SayInline", &payload, id);
    status = parley.send(front->link, request.data, request.length);
    bytes_free(&request);
  }
  bytes_free(&payload);
  CHECK_IS(status, PARLEY_CLOSED);
  return NULL;
}

static void closes_during_calls(void) {
  for (int round = 0; round < 50; round++) {
    struct front front;
    pthread_t threads[4];
    REQUIRE(front_open(&front, core) > 0);
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, sends_until_closed, &front);
    struct answer some = front_take(&front, FRAME_RESPONSE, 20000);
    answer_free(&some);
    CHECK_IS(parley.close(front.link), PARLEY_OK);
    atomic_store(&front.closed, true);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    front.link = 0;
    front_close(&front);
  }
}

static void *pulls_for_good(void *argument) {
  int64_t link = *(int64_t *)argument, status;
  uint8_t *frame = NULL;
  while ((status = parley.receive(link, &frame, -1)) > 0) parley.free(frame);
  CHECK_IS(status, PARLEY_CLOSED);
  return NULL;
}

static void wakes_who_pulls_when_it_closes(void) {
  for (int round = 0; round < 20; round++) {
    int64_t link = parley.open(core, NULL, NULL);
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, pulls_for_good, &link);
    struct bytes hello = hello_frame();
    CHECK_IS(parley.send(link, hello.data, hello.length), PARLEY_OK);
    bytes_free(&hello);
    CHECK_IS(parley.close(link), PARLEY_OK);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  }
}

/* A host that ends a thread by pthread_cancel does so while it waits for frames. */
static void goes_on_when_who_pulls_is_cancelled(void) {
  int64_t link = parley.open(core, NULL, NULL);
  pthread_t thread;
  void *result = NULL;
  uint8_t *frame = NULL;
  pthread_create(&thread, NULL, pulls_for_good, &link);
  pthread_cancel(thread);
  pthread_join(thread, &result);
  CHECK(result == PTHREAD_CANCELED);
  struct bytes hello = hello_frame();
  CHECK_IS(parley.send(link, hello.data, hello.length), PARLEY_OK);
  bytes_free(&hello);
  CHECK(parley.receive(link, &frame, 20000) > 0);
  parley.free(frame);
  CHECK_IS(parley.close(link), PARLEY_OK);
}

static void *opens_calls_and_closes(void *argument) {
  (void)argument;
  for (int i = 0; i < 40; i++) {
    struct front front;
    if (front_open(&front, core) > 0) front_echoes(&front, i % 2 ? "Echo.Say" : "Echo.SayInline", "crowd");
    front_close(&front);
  }
  return NULL;
}

static void opens_and_closes_from_many_threads(void) {
  pthread_t threads[16];
  for (int i = 0; i < 16; i++) pthread_create(&threads[i], NULL, opens_calls_and_closes, NULL);
  for (int i = 0; i < 16; i++) pthread_join(threads[i], NULL);
}

static void *calls_once_and_dies(void *argument) {
  struct front *front = argument;
  struct bytes payload = note("short-lived", 0), request = request_frame("Echo.SayInline", &payload, ++front->next_id);
  CHECK_IS(parley.send(front->link, request.data, request.length), PARLEY_OK);
  bytes_free(&payload);
  bytes_free(&request);
  return NULL;
}

static void serves_threads_that_die_right_after(void) {
  struct front front;
  REQUIRE(front_open(&front, core) > 0);
  for (int i = 0; i < 1000; i++) {
    pthread_t thread;
    pthread_create(&thread, NULL, calls_once_and_dies, &front);
    pthread_join(thread, NULL);
  }
  for (int i = 0; i < 1000; i++) {
    struct answer answer = front_take(&front, FRAME_RESPONSE, 20000);
    if (!CHECK(answer.came)) break;
    answer_free(&answer);
  }
  front_close(&front);
}

/* An isolate that keeps count of what reaches it. */
static void counts(struct dart_isolate *isolate, const struct dart_message *message) {
  (void)message;
  atomic_fetch_add((atomic_llong *)dart_isolate_state(isolate), 1);
}

static void lets_isolates_die(void) {
  int64_t refused = dart_posts_refused();
  for (int round = 0; round < 100; round++) {
    atomic_llong count = 0;
    struct dart_isolate *isolate = dart_spawn(counts, &count);
    int64_t link = parley.open_port(core, dart_isolate_port(isolate), Dart_PostCObject);
    REQUIRE(link > 0);
    struct bytes hello = hello_frame(), payload = note("", 3000), request = request_frame("Echo.Notify", &payload, 2);
    struct bytes subscribe = subscribe_frame("Echo", 1);
    CHECK_IS(parley.send(link, hello.data, hello.length), PARLEY_OK);
    CHECK_IS(parley.send(link, subscribe.data, subscribe.length), PARLEY_OK);
    CHECK_IS(parley.send(link, request.data, request.length), PARLEY_OK);
    CHECK(comes_true(&count, 2 + round));
    /* In the middle of 3,000 notifications. */
    dart_kill(isolate);
    if (round % 2) parley.close(link);
    bytes_free(&hello);
    bytes_free(&payload);
    bytes_free(&request);
    bytes_free(&subscribe);
  }
  CHECK_THAT(dart_posts_refused() > refused, "no post was refused: no isolate died in the middle");
  struct front front;
  if (front_open(&front, core) > 0) front_echoes(&front, "Echo.Say", "after isolates died");
  front_close(&front);
}

static void *stops_it(void *argument) {
  CHECK_IS(parley.stop(*(int64_t *)argument), PARLEY_OK);
  return NULL;
}

static void stops_during_calls(void) {
  for (int round = 0; round < 10; round++) {
    int64_t other = core_start(NULL);
    struct front fronts[4];
    pthread_t threads[4], stopper;
    for (int i = 0; i < 4; i++) front_open(&fronts[i], other);
    for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, sends_until_closed, &fronts[i]);
    pthread_create(&stopper, NULL, stops_it, &other);
    for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
    pthread_join(stopper, NULL);
    for (int i = 0; i < 4; i++) {
      CHECK(front_wait_end(&fronts[i], 20000));
      front_close(&fronts[i]);
    }
  }
}

static void ends(void) { CHECK_IS(parley.stop(core), PARLEY_OK); }

/* Two links whose receivers send over the other one: each thread is in one receiver while it wants into the other. */
enum { CROSSING = 10000 };
static struct front crossing[2];
static atomic_llong crossed[2], ids;
static atomic_bool greeted;

static void cross(int over) {
  struct bytes payload = note("across", 0);
  uint64_t id = 100000 + (uint64_t)atomic_fetch_add(&ids, 1);
  CHECK_IS(front_send(&crossing[over], request_frame(id % 4 ? "Echo.SayInline" : "Echo.Say", &payload, id)), PARLEY_OK);
  bytes_free(&payload);
}

static void sends_across(void *context, const uint8_t *frame, uintptr_t length) {
  int other = context == &crossing[0];
  if (frame && atomic_load(&greeted) && atomic_fetch_add(&crossed[other], 1) < CROSSING) cross(other);
  front_receive(context, frame, length);
}

static void *starts_across(void *link) {
  for (int i = 0; i < 8; i++) cross(link == &crossing[1]);
  return NULL;
}

static void receivers_send_over_each_others_link(void) {
  for (int i = 0; i < 2; i++) {
    REQUIRE(front_open_silent(&crossing[i], core) > 0);
    int64_t link = parley.open(core, sends_across, &crossing[i]);
    parley.close(crossing[i].link);
    crossing[i].link = link;
    CHECK_IS(front_send(&crossing[i], hello_frame()), PARLEY_OK);
    struct answer welcome = front_take(&crossing[i], FRAME_WELCOME, 20000);
    CHECK(welcome.came);
    answer_free(&welcome);
  }
  atomic_store(&greeted, true);
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, starts_across, &crossing[i % 2]);
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  /* Whatever was sent is answered: the first ones of each thread, and one for each that was sent within a receiver. */
  for (int i = 0; i < 2; i++) {
    for (int k = 0; k < CROSSING + 16; k++) {
      struct answer answer = front_take(&crossing[i], FRAME_RESPONSE, 20000);
      if (!CHECK_THAT(answer.came && answer.message.code == CODE_OK, "answer %d did not come", k)) break;
      answer_free(&answer);
    }
  }
  for (int i = 0; i < 2; i++) front_close(&crossing[i]);
}

static const struct test tests[] = {
    {"a core starts", starts},
    {"sixteen threads share a link", shares_a_link},
    {"a receiver sends from within, 20,000 times", sends_from_its_receiver},
    {"a receiver closes its link within an inline answer", closes_from_an_inline_answer},
    {"a receiver closes its link within an answer", closes_from_an_answer},
    {"a link is closed under its senders", closes_during_calls},
    {"who pulls wakes when the link is closed", wakes_who_pulls_when_it_closes},
    {"who pulls may be cancelled, and the link goes on", goes_on_when_who_pulls_is_cancelled},
    {"sixteen threads open and close", opens_and_closes_from_many_threads},
    {"threads die right after their call", serves_threads_that_die_right_after},
    {"receivers send over each other's link", receivers_send_over_each_others_link},
    {"isolates die while their port is posted to", lets_isolates_die},
    {"a core is stopped under its senders", stops_during_calls},
    {"it ends", ends},
};

const struct group threads_group = {"threads", "echo", TESTS(tests), 120, NO_PLAYS};

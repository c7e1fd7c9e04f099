/*
 * Every function by chance: threads, and receivers within them, call whatever the header allows on handles that others
 * are using, have closed or were never given. Each answer must be one that the header names, nothing may wait for ever, and
 * in the end a core serves as on the first day.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asking.h"
#include "check.h"
#include "dart_vm.h"
#include "front.h"
#include "library.h"
#include "tests.h"

enum { THREADS = 8, ROUNDS = 4000, CORES = 3, LINKS = 40, PORTS = 6, DEEPEST = 3 };

static _Atomic(int64_t) cores[CORES], links[LINKS], ports[PORTS];
static atomic_llong calls, answered, heard, refused;
static atomic_uint seeds;
static _Thread_local uint32_t state;
static _Thread_local int depth;

/* Whether this is one of the threads below, on which receivers are called as well as on the core's. */
static _Thread_local bool own;

static uint32_t chance(uint32_t below) {
  if (state == 0) state = 2463534242u + 7919 * atomic_fetch_add(&seeds, 1);
  state ^= state << 13;
  state ^= state >> 17;
  state ^= state << 5;
  return state % below;
}

static void call_something(void);

/* Checks an answer: fine, or one of those that the header gives for this function. */
static void allow(const char *function, int64_t answer, const int32_t *statuses, size_t count) {
  atomic_fetch_add(&calls, 1);
  if (answer >= 0) {
    atomic_fetch_add(&answered, 1);
    return;
  }
  atomic_fetch_add(&refused, 1);
  for (size_t i = 0; i < count; i++) {
    if (statuses[i] == answer) return;
  }
  CHECK_THAT(false, "%s answered %lld", function, (long long)answer);
}
#define ALLOW(function, answer, ...) \
  allow(function, answer, (const int32_t[]){__VA_ARGS__}, sizeof(const int32_t[]){__VA_ARGS__} / sizeof(int32_t))

static void receives(void *context, const uint8_t *frame, uintptr_t length) {
  (void)context;
  volatile uint8_t read;
  for (uintptr_t i = 0; i < length; i++) read = frame[i];
  (void)read;
  atomic_fetch_add(&heard, 1);
  if (depth < DEEPEST && chance(4) == 0) call_something();
}

/* A port that is open, was closed a moment ago, or never was. */
static int64_t some_port(void) { return chance(20) ? atomic_load(&ports[chance(PORTS)]) : chance(1000); }

static void renew_port(void) {
  int64_t before = atomic_exchange(&ports[chance(PORTS)], dart_open_port());
  dart_close_port(before);
}

static void empty_port(void) {
  struct dart_message message;
  while (dart_take(some_port(), &message, 0)) free(message.data);
}

static void open_link(void) {
  int64_t core = atomic_load(&cores[chance(CORES)]), link;
  switch (chance(3)) {
    case 0: link = parley.open(core, receives, NULL); break;
    case 1: link = parley.open(core, NULL, NULL); break;
    default: link = parley.open_port(core, some_port(), Dart_PostCObject); break;
  }
  ALLOW("open", link, PARLEY_CLOSED, PARLEY_OVERLOADED);
  if (link <= 0) return;
  struct bytes hello = hello_frame();
  if (chance(10)) ALLOW("send", parley.send(link, hello.data, hello.length), PARLEY_CLOSED);
  bytes_free(&hello);
  int64_t before = atomic_exchange(&links[chance(LINKS)], link);
  ALLOW("close", parley.close(before), PARLEY_CLOSED, PARLEY_BUSY);
}

static struct bytes some_frame(void) {
  static const char *const EVENTS[] = {"Echo.Say", "Echo.SayInline", "Echo.Notify", "Echo.Export", "Echo.Import",
      "Echo.Talk", "Host.Sleep", "Echo.Wait", "No.Such", "Echo.Grow"};
  struct bytes payload = note("by chance", chance(40)), frame = {0};
  uint64_t id = 1 + chance(60);
  switch (chance(12)) {
    case 0: frame = chance(20) ? id_frame(12, id) : hello_frame(); break; /* a second Hello ends the link */
    case 1: frame = subscribe_frame(chance(2) ? "Echo" : "", id); break;
    case 2: frame = id_frame(8, id); break;
    case 3: frame = credit_frame(id, chance(100), chance(1 << 16)); break;
    case 4: frame = item_frame(id, &payload); break;
    case 5: frame = id_frame(10, id); break;
    case 6: frame = id_frame(7, id); break;
    default: frame = request_frame(EVENTS[chance(10)], &payload, (uint64_t)atomic_fetch_add(&calls, 1) + 100); break;
  }
  if (chance(200) == 0) frame.data[chance((uint32_t)frame.length)] ^= (uint8_t)(1 + chance(255));
  bytes_free(&payload);
  return frame;
}

static void send_some(void) {
  struct bytes frame = some_frame();
  size_t length = chance(50) ? frame.length : 0;
  ALLOW("send", parley.send(atomic_load(&links[chance(LINKS)]), frame.data, length), PARLEY_CLOSED, PARLEY_OVERLOADED);
  bytes_free(&frame);
}

static void receive_some(void) {
  uint8_t *frame = NULL;
  int64_t length = parley.receive(atomic_load(&links[chance(LINKS)]), &frame, (int32_t)chance(3));
  ALLOW("receive", length, PARLEY_CLOSED, PARLEY_TIMEOUT, PARLEY_INVALID);
  CHECK((length >= 0) == (frame != NULL));
  parley.free(frame);
}

static void renew_core(void) {
  if (!own || depth > 1) return; /* within a receiver the one before could not be stopped */
  int64_t core = parley.start(NULL, chance(4) ? "{}" : "throw:by chance", NULL);
  ALLOW("start", core, PARLEY_CORE_FAILED);
  if (core <= 0) return;
  ALLOW("stop", parley.stop(atomic_exchange(&cores[chance(CORES)], core)), PARLEY_CLOSED);
}

static void ask_appflowy(void) {
  static const char *const EVENTS[] = {"Say", "SayInline", "Notify", "Export", "NoSuch", "Host.Sleep"};
  struct bytes payload = note("by chance", chance(10)), request = ffi_request(EVENTS[chance(6)], &payload);
  if (chance(3)) {
    appflowy.async_event(some_port(), request.data, request.length);
  } else {
    struct posted_answer answer = ask_sync(request.data, request.length);
    CHECK(answer.came && answer.message.code <= CODE_INTERNAL);
    answer_drop(answer);
  }
  bytes_free(&payload);
  bytes_free(&request);
}

static void call_something(void) {
  depth++;
  switch (chance(20)) {
    case 0:
    case 1: open_link(); break;
    case 2: ALLOW("close", parley.close(atomic_load(&links[chance(LINKS)])), PARLEY_CLOSED, PARLEY_BUSY); break;
    case 3:
    case 4: receive_some(); break;
    case 5:
    case 6: ask_appflowy(); break;
    case 7: empty_port(); break;
    case 8:
      if (chance(8) == 0) renew_port();
      break;
    case 9:
      if (chance(16) == 0) appflowy.set_stream_port(some_port());
      break;
    case 10:
      if (chance(60) == 0) renew_core();
      break;
    case 11:
      if (chance(60) == 0) ALLOW("stop", parley.stop(atomic_load(&cores[chance(CORES)])), PARLEY_CLOSED, PARLEY_BUSY);
      break;
    default: send_some(); break;
  }
  depth--;
}

static void *calls_on(void *unused) {
  own = true;
  for (int i = 0; i < ROUNDS; i++) call_something();
  return unused;
}

static void takes_whatever_comes(void) {
  char config[] = "{}";
  appflowy.store_dart_post_cobject(Dart_PostCObject);
  CHECK_IS(appflowy.init_sdk(0, config), 0);
  for (int i = 0; i < CORES; i++) atomic_store(&cores[i], core_start(NULL));
  for (int i = 0; i < PORTS; i++) atomic_store(&ports[i], dart_open_port());
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, calls_on, NULL);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  printf("#   %lld answered, %lld refused, %lld frames heard\n", atomic_load(&answered), atomic_load(&refused),
      atomic_load(&heard));
  CHECK(atomic_load(&answered) > 1000 && atomic_load(&refused) > 100 && atomic_load(&heard) > 1000);
}

static void serves_as_before(void) {
  for (int i = 0; i < LINKS; i++) parley.close(atomic_load(&links[i]));
  for (int i = 0; i < CORES; i++) parley.stop(atomic_load(&cores[i]));
  int64_t core = core_start(NULL);
  struct front front;
  REQUIRE(core > 0);
  for (int i = 0; i < 100; i++) {
    if (front_open(&front, core) <= 0) break;
    front_echoes(&front, "Echo.Say", "after chance");
    front_echoes(&front, "Echo.SayInline", "after chance");
    front_close(&front);
  }
  check_echo(ask("Say", note("after chance", 0)), "after chance");
  CHECK_IS(parley.stop(core), PARLEY_OK);
}

static const struct test tests[] = {
    {"whatever threads and receivers call is answered as the header says", takes_whatever_comes},
    {"a core serves as before", serves_as_before},
};

const struct group chance_group = {"chance", "echo", TESTS(tests), 120, NO_PLAYS};

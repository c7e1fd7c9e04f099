/* How a process with a core in it ends: each play is a process that ends in its own manner, with calls in flight. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "dart_vm.h"
#include "front.h"
#include "library.h"
#include "tests.h"

static struct front front;

static int64_t core_with_calls(const char *const *events, size_t count) {
  int64_t core = core_start(NULL);
  if (core <= 0 || front_open(&front, core) <= 0) _exit(90);
  struct bytes payload = note("", 60000);
  for (uint64_t id = 1; id <= 200; id++) {
    front_send(&front, request_frame(events[id % count], &payload, id));
  }
  bytes_free(&payload);
  return core;
}

/* A core with calls in flight that are answered soon, and in a minute if nobody interrupts them. */
static int64_t busy_core(void) {
  const char *const events[] = {"Host.Sleep", "Echo.Wait", "Echo.Say"};
  return core_with_calls(events, 3);
}

/* One with handlers that nobody can interrupt besides: the exit waits for them for as long as it waits for any. */
static int64_t stubborn_core(void) {
  const char *const events[] = {"Host.Sleep", "Host.Stick", "Echo.Wait", "Echo.Say"};
  return core_with_calls(events, 4);
}

static int returns(void) {
  stubborn_core();
  return 17;
}

static int exits(void) {
  stubborn_core();
  exit(18);
}

static int exits_at_once(void) {
  stubborn_core();
  _exit(19);
}

static void *exits_elsewhere(void *argument) {
  (void)argument;
  exit(20);
}

static int exits_on_a_thread(void) {
  busy_core();
  pthread_t thread;
  pthread_create(&thread, NULL, exits_elsewhere, NULL);
  pthread_join(thread, NULL);
  return 99;
}

static void exits_in_receiver(void *context, const uint8_t *frame, uintptr_t length) {
  (void)context;
  (void)length;
  if (frame) exit(21);
}

static int exits_in_a_receiver(void) {
  int64_t core = busy_core();
  int64_t link = parley.open(core, exits_in_receiver, NULL);
  struct bytes hello = hello_frame();
  parley.send(link, hello.data, hello.length);
  pause();
  return 99;
}

static void *sends_on(void *argument) {
  (void)argument;
  struct bytes payload = note("on and on", 0);
  for (uint64_t id = 1000;; id++) {
    struct bytes request = request_frame(id % 2 ? "Echo.Say" : "Echo.SayInline", &payload, id);
    int32_t status = parley.send(front.link, request.data, request.length);
    bytes_free(&request);
    if (status == PARLEY_CLOSED) break;
  }
  bytes_free(&payload);
  /* A thread that is refused after the end goes on asking: it must neither crash nor hold up the exit. */
  for (;;) parley.send(front.link, NULL, 0);
  return NULL;
}

static int exits_under_senders(void) {
  busy_core();
  pthread_t threads[4];
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, sends_on, NULL);
  for (int i = 0; i < 1000; i++) {
    struct answer answer = front_take(&front, FRAME_RESPONSE, 5000);
    answer_free(&answer);
  }
  exit(22);
}

static void *pulls_on(void *argument) {
  uint8_t *frame;
  while (parley.receive(*(int64_t *)argument, &frame, -1) > 0) parley.free(frame);
  for (;;) pause();
  return NULL;
}

static int exits_under_who_pulls(void) {
  static int64_t link;
  int64_t core = busy_core();
  link = parley.open(core, NULL, NULL);
  pthread_t thread;
  pthread_create(&thread, NULL, pulls_on, &link);
  struct bytes hello = hello_frame();
  parley.send(link, hello.data, hello.length);
  exit(23);
}

static void parley_after_exit(void) {
  /* Registered first, so run last: after the library has taken its leave. */
  int32_t status = parley.send(front.link, (const uint8_t *)"x", 1);
  int64_t started = parley.start(NULL, NULL, NULL);
  parley.close(front.link);
  if (status == PARLEY_OK || started > 0) _exit(91);
}

static int calls_after_its_end(void) {
  atexit(parley_after_exit);
  busy_core();
  exit(24);
}

static struct timespec exit_called;

/* Registered first, so run last. Calls that were given their time would take Limits.drainTimeout, 5 seconds. */
static void was_quick(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  if (now.tv_sec - exit_called.tv_sec >= 4) _exit(92);
}

static int exits_without_waiting_for_calls(void) {
  const char *const events[] = {"Host.Sleep", "Echo.Wait"};
  atexit(was_quick);
  core_with_calls(events, 2);
  clock_gettime(CLOCK_MONOTONIC, &exit_called);
  exit(31);
}

static int stops_then_returns(void) {
  int64_t core = core_start(NULL);
  if (core <= 0 || front_open(&front, core) <= 0) return 90;
  if (parley.stop(core) != PARLEY_OK) return 91;
  return 25;
}

static int java_exits(void) {
  int64_t core = core_start(NULL);
  if (core <= 0 || front_open(&front, core) <= 0) return 90;
  struct bytes payload = note("", 26);
  front_send(&front, request_frame("Host.Exit", &payload, 1));
  for (;;) pause();
}

static int init_sdk_then_exits(void) {
  char config[] = "{}";
  appflowy.store_dart_post_cobject(Dart_PostCObject);
  if (appflowy.init_sdk(0, config)) return 90;
  int64_t port = dart_open_port();
  struct bytes payload = note("", 60000), request = ffi_request("Host.Sleep", &payload);
  for (int i = 0; i < 100; i++) appflowy.async_event(port, request.data, request.length);
  exit(27);
}

/* What a receiver that never returns may cost: its link and its thread, not the exit. */
static atomic_int stuck;

static void never_returns(void *context, const uint8_t *frame, uintptr_t length) {
  (void)context;
  (void)length;
  atomic_store(&stuck, 1);
  while (frame) pause();
}

static void *greets(void *argument) {
  struct bytes hello = hello_frame();
  parley.send(*(int64_t *)argument, hello.data, hello.length);
  return NULL;
}

static int exits_under_a_stuck_receiver(void) {
  int64_t core = busy_core(), link = parley.open(core, never_returns, NULL);
  if (link <= 0) return 90;
  pthread_t thread;
  pthread_create(&thread, NULL, greets, &link);
  while (!atomic_load(&stuck)) usleep(1000);
  exit(28);
}

static int forks(void) {
  int64_t core = busy_core();
  pid_t child = fork();
  if (child == 0) {
    uint8_t *frame = NULL;
    char *error = NULL;
    bool right = parley.send(front.link, (const uint8_t *)"x", 1) == PARLEY_FORKED &&
        parley.start(NULL, NULL, &error) == PARLEY_FORKED && error && parley.stop(core) == PARLEY_FORKED &&
        parley.open(core, NULL, NULL) == PARLEY_FORKED && parley.receive(front.link, &frame, -1) == PARLEY_FORKED &&
        parley.close(front.link) == PARLEY_FORKED;
    parley.free(error);
    /* The child runs the exit handlers it inherited. */
    exit(right ? 7 : 8);
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 7) return 92;
  /* The parent notices nothing. */
  struct front other;
  if (front_open(&other, core) <= 0 || !front_echoes(&other, "Echo.Say", "after fork")) return 93;
  front_close(&other);
  return 29;
}

static int forks_before(void) {
  /* Forking before the library was used leaves both of them free to use it. */
  pid_t child = fork();
  int64_t core = core_start(NULL);
  if (core <= 0 || front_open(&front, core) <= 0 || !front_echoes(&front, "Echo.Say", "on its own")) return 90;
  if (child == 0) exit(7);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 7 ? 30 : 91;
}

static const struct play plays[] = {
    {"returns", "echo", returns},
    {"exits", "echo", exits},
    {"exits-at-once", "echo", exits_at_once},
    {"exits-on-a-thread", "echo", exits_on_a_thread},
    {"exits-in-a-receiver", "echo", exits_in_a_receiver},
    {"exits-under-senders", "echo", exits_under_senders},
    {"exits-under-who-pulls", "echo", exits_under_who_pulls},
    {"calls-after-its-end", "echo", calls_after_its_end},
    {"exits-without-waiting-for-calls", "echo", exits_without_waiting_for_calls},
    {"stops-then-returns", "echo", stops_then_returns},
    {"java-exits", "echo", java_exits},
    {"init-sdk-then-exits", "echo", init_sdk_then_exits},
    {"exits-under-a-stuck-receiver", "echo", exits_under_a_stuck_receiver},
    {"forks", "echo", forks},
    {"forks-before", "echo", forks_before},
};

static void returns_from_main(void) { check_play("returns", 17); }
static void calls_exit(void) { check_play("exits", 18); }
static void calls__exit(void) { check_play("exits-at-once", 19); }
static void calls_exit_on_another_thread(void) { check_play("exits-on-a-thread", 20); }
static void calls_exit_in_a_receiver(void) { check_play("exits-in-a-receiver", 21); }
static void calls_exit_under_senders(void) { check_play("exits-under-senders", 22); }
static void calls_exit_under_who_pulls(void) { check_play("exits-under-who-pulls", 23); }
static void calls_in_after_the_end(void) { check_play("calls-after-its-end", 24); }
static void waits_for_no_call(void) { check_play("exits-without-waiting-for-calls", 31); }
static void stops_first(void) { check_play("stops-then-returns", 25); }
static void ends_from_java(void) { check_play("java-exits", 26); }
static void ends_an_appflowy_front_end(void) { check_play("init-sdk-then-exits", 27); }
static void ends_under_a_stuck_receiver(void) { check_play("exits-under-a-stuck-receiver", 28); }
static void refuses_a_child(void) { check_play("forks", 29); }
static void serves_who_forked_before(void) { check_play("forks-before", 30); }

static const struct test tests[] = {
    {"main returns with calls in flight", returns_from_main},
    {"exit is called with calls in flight", calls_exit},
    {"_exit is called with calls in flight", calls__exit},
    {"exit is called on another thread", calls_exit_on_another_thread},
    {"exit is called within a receiver", calls_exit_in_a_receiver},
    {"exit is called while threads send", calls_exit_under_senders},
    {"exit is called while a thread pulls", calls_exit_under_who_pulls},
    {"what is called after the end is refused", calls_in_after_the_end},
    {"exit cancels the calls in flight and waits for none", waits_for_no_call},
    {"a core is stopped first", stops_first},
    {"a handler ends the process from within Java", ends_from_java},
    {"an AppFlowy front end exits with calls in flight", ends_an_appflowy_front_end},
    {"a receiver that never returns does not hold up the exit", ends_under_a_stuck_receiver},
    {"a child of fork is refused and the parent goes on", refuses_a_child},
    {"who forked before the first start may use it on both sides", serves_who_forked_before},
};

const struct group ends_group = {"ends", NULL, TESTS(tests), 240, PLAYS(plays)};

/* Calls from stacks that are not the thread's own, as coroutines and fibers have them, and from very small ones. */
#define _GNU_SOURCE
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

#include "check.h"
#include "dart_vm.h"
#include "front.h"
#include "library.h"
#include "tests.h"

static int64_t core;

enum { FIBER_STACK = 256 * 1024 };

static ucontext_t outside, fiber;
static void (*inside)(void);

static void enter(void) { inside(); }

/* Runs a function on a stack of its own, in this thread. */
static void on_a_fiber(void (*run)(void)) {
  uint8_t *stack = mmap(NULL, FIBER_STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(stack != MAP_FAILED);
  inside = run;
  getcontext(&fiber);
  fiber.uc_stack.ss_sp = stack;
  fiber.uc_stack.ss_size = FIBER_STACK;
  fiber.uc_link = &outside;
  makecontext(&fiber, enter, 0);
  swapcontext(&outside, &fiber);
  munmap(stack, FIBER_STACK);
}

static void start_and_stop(void) {
  core = core_start(NULL);
  int64_t other = core_start(NULL);
  CHECK_IS(parley.stop(other), PARLEY_OK);
}

static void starts_from_a_fiber(void) { on_a_fiber(start_and_stop); }

static void use(void) {
  struct front front;
  if (front_open(&front, core) > 0) {
    for (int i = 0; i < 100; i++) front_echoes(&front, i % 2 ? "Echo.Say" : "Echo.SayInline", "from a fiber");
  }
  front_close(&front);
  int64_t link = parley.open(core, NULL, NULL);
  uint8_t *frame = NULL;
  CHECK_IS(parley.receive(link, &frame, 10), PARLEY_TIMEOUT);
  struct bytes hello = hello_frame();
  CHECK_IS(parley.send(link, hello.data, hello.length), PARLEY_OK);
  bytes_free(&hello);
  CHECK(parley.receive(link, &frame, 20000) > 0);
  parley.free(frame);
  CHECK_IS(parley.close(link), PARLEY_OK);
}

static void serves_fibers(void) {
  use();
  on_a_fiber(use);
  use();
}

static void ask_appflowy(void) {
  struct bytes payload = note("from a fiber", 0), request = ffi_request("Say", &payload);
  const uint8_t *answer = appflowy.sync_event(request.data, request.length);
  CHECK(answer != NULL);
  parley.free((void *)(uintptr_t)answer);
  int64_t port = dart_open_port();
  appflowy.async_event(port, request.data, request.length);
  struct dart_message got = {0};
  CHECK(dart_take(port, &got, 20000));
  CHECK_IS(read_ffi_response(got.data, got.length).code, CODE_OK);
  free(got.data);
  dart_close_port(port);
  bytes_free(&payload);
  bytes_free(&request);
}

static void init_and_ask(void) {
  char config[] = "{}";
  appflowy.store_dart_post_cobject(Dart_PostCObject);
  CHECK_IS(appflowy.init_sdk(0, config), 0);
  ask_appflowy();
  appflowy.rust_log(0, "from a fiber");
}

static void serves_appflowy_on_fibers(void) {
  on_a_fiber(init_and_ask);
  ask_appflowy();
  on_a_fiber(ask_appflowy);
}

/* A fiber that was begun on one thread and goes on on another. */
static ucontext_t moved, first_thread, second_thread;
static struct front moving;

static void runs_on_two_threads(void) {
  front_open(&moving, core);
  front_echoes(&moving, "Echo.SayInline", "on one thread");
  swapcontext(&moved, &first_thread);
  front_echoes(&moving, "Echo.SayInline", "on another");
  front_close(&moving);
  setcontext(&second_thread);
}

static void *goes_on_with_it(void *argument) {
  (void)argument;
  swapcontext(&second_thread, &moved);
  return NULL;
}

static void serves_a_fiber_that_moves(void) {
  static uint8_t stack[FIBER_STACK];
  getcontext(&moved);
  moved.uc_stack.ss_sp = stack;
  moved.uc_stack.ss_size = sizeof stack;
  moved.uc_link = NULL;
  makecontext(&moved, runs_on_two_threads, 0);
  swapcontext(&first_thread, &moved);
  pthread_t thread;
  pthread_create(&thread, NULL, goes_on_with_it, NULL);
  pthread_join(thread, NULL);
}

static void *uses(void *argument) {
  (void)argument;
  use();
  return NULL;
}

/* The smallest a thread can have, and somewhat more. */
static void serves_tiny_stacks(void) {
  long least = sysconf(_SC_THREAD_STACK_MIN);
  size_t smallest = least > 0 ? (size_t)least : (size_t)PTHREAD_STACK_MIN;
  const size_t sizes[] = {smallest + 16 * 1024, 64 * 1024, 128 * 1024, 256 * 1024, 1024 * 1024};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    CHECK_IS(pthread_attr_setstacksize(&attributes, sizes[i]), 0);
    pthread_t thread;
    CHECK_IS(pthread_create(&thread, &attributes, uses, NULL), 0);
    pthread_join(thread, NULL);
    pthread_attr_destroy(&attributes);
  }
}

/* Deep in a recursion that leaves little of the stack. */
static void __attribute__((noinline)) go_down(uint8_t *bottom, size_t leave) {
  volatile uint8_t room[4096];
  room[0] = 1;
  uint8_t *here = (uint8_t *)(uintptr_t)room;
  if ((size_t)(here - bottom) > leave + sizeof room) {
    go_down(bottom, leave);
  } else {
    use();
  }
  room[1] = 2;
}

static void *uses_what_is_left(void *argument) {
  pthread_attr_t attributes;
  void *bottom;
  size_t size;
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, &bottom, &size);
  pthread_attr_destroy(&attributes);
  go_down(bottom, *(size_t *)argument);
  return NULL;
}

static void serves_stacks_that_are_nearly_full(void) {
  size_t leave[] = {24 * 1024, 48 * 1024, 96 * 1024};
  for (size_t i = 0; i < sizeof leave / sizeof *leave; i++) {
    pthread_t thread;
    pthread_create(&thread, NULL, uses_what_is_left, &leave[i]);
    pthread_join(thread, NULL);
  }
}

static const struct test tests[] = {
    {"a core starts and stops from a fiber", starts_from_a_fiber},
    {"fibers are served", serves_fibers},
    {"a fiber that moves to another thread is served", serves_a_fiber_that_moves},
    {"AppFlowy's interface serves fibers", serves_appflowy_on_fibers},
    {"threads with tiny stacks are served", serves_tiny_stacks},
    {"stacks that are nearly full are served", serves_stacks_that_are_nearly_full},
};

const struct group stacks_group = {"stacks", "echo", TESTS(tests), 60, NO_PLAYS};

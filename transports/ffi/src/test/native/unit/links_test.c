/*
 * Links under many threads, for a thread or address sanitizer, which can't watch a JVM: Java's side is played by a table
 * of functions that keep to bridge.h, and the JVM by one to which every thread is attached. Ends with 0, or aborts.
 */
#define _GNU_SOURCE
#include "links.h"
#include "parley.h"
#include "process.h"
#include "threads.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINKS 64
#define ROUNDS 2000
#define WORKERS 4

#define REQUIRE(condition)                                                 \
  do {                                                                     \
    if (!(condition)) {                                                    \
      fprintf(stderr, "line %d: %s does not hold\n", __LINE__, #condition); \
      abort();                                                             \
    }                                                                      \
  } while (0)

/* Java's side of a link: frames for one token are delivered by one thread at a time. */
struct far_end {
  pthread_mutex_t delivering;
  _Atomic(int64_t) token;
};
static struct far_end far_ends[LINKS];
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(bool) refuses;
static _Atomic(bool) core_ends;

static int64_t open_far_end(int64_t core, int64_t token, int64_t *queue_bytes) {
  REQUIRE(core == 7);
  *queue_bytes = 200;
  if (atomic_load(&refuses)) {
    link_ended(token);
    return PARLEY_CLOSED;
  }
  pthread_mutex_lock(&opening);
  int64_t number = PARLEY_OVERLOADED;
  for (int64_t i = 0; i < LINKS && number < 0; i++) {
    if (atomic_load(&far_ends[i].token) == 0) {
      atomic_store(&far_ends[i].token, token);
      number = i;
    }
  }
  pthread_mutex_unlock(&opening);
  return number;
}

/* Delivers unless another thread does; what is sent from within a callback is left out, as there is no queue here. */
static int32_t deliver_to(int64_t number, const uint8_t *frame, int64_t length) {
  struct far_end *end = &far_ends[number];
  if (pthread_mutex_trylock(&end->delivering) != 0) {
    return PARLEY_OVERLOADED;
  }
  int64_t token = atomic_load(&end->token);
  int32_t status = token == 0 ? PARLEY_CLOSED : link_deliver(token, frame, length);
  pthread_mutex_unlock(&end->delivering);
  return status;
}

static int32_t close_far_end(int64_t number) {
  atomic_store(&far_ends[number].token, 0);
  return PARLEY_OK;
}

/* Where the JVM has no thread for who is not one of its own yet. */
static _Atomic(bool) refuses_threads;

static jint attached(JavaVM *vm, void **env, jint version) {
  (void)vm;
  (void)env;
  (void)version;
  return atomic_load(&refuses_threads) ? JNI_EDETACHED : JNI_OK;
}

static jint attach(JavaVM *vm, void **env, void *arguments) {
  (void)vm;
  (void)env;
  (void)arguments;
  return JNI_ERR;
}

/* What a host keeps for a link, which it frees as soon as the link is closed. */
struct context {
  _Atomic(int64_t) link;
  _Atomic(int32_t) frames;
  _Atomic(int32_t) inside;
  bool closes_itself;
};

static void take(void *argument, const uint8_t *frame, uintptr_t length) {
  struct context *context = argument;
  REQUIRE(atomic_fetch_add(&context->inside, 1) == 0);
  REQUIRE(frame == NULL || length == 3);
  if (atomic_fetch_add(&context->frames, 1) == 5 && context->closes_itself) {
    int32_t status = parley_close(atomic_load(&context->link));
    REQUIRE(status == PARLEY_OK || status == PARLEY_CLOSED);
  }
  atomic_fetch_sub(&context->inside, 1);
}

static int64_t core;

/* Opens, sends and closes; what the callback uses is freed right behind that. */
static void *be_a_host(void *argument) {
  unsigned seed = (unsigned)(uintptr_t)argument;
  for (int round = 0; round < ROUNDS; round++) {
    struct context *context = calloc(1, sizeof *context);
    int64_t link = parley_open(core, take, context);
    if (link < 0) {
      REQUIRE(link == PARLEY_OVERLOADED || link == PARLEY_CLOSED);
      free(context);
      continue;
    }
    atomic_store(&context->link, link);
    for (int i = 0; i < 10; i++) {
      int32_t status = parley_send(link, (const uint8_t *)"abc", 3);
      REQUIRE(status == PARLEY_OK || status == PARLEY_OVERLOADED || status == PARLEY_CLOSED);
    }
    if (rand_r(&seed) % 4 == 0) {
      sched_yield();
    }
    int32_t status = parley_close(link);
    REQUIRE(status == PARLEY_OK || status == PARLEY_CLOSED);
    REQUIRE(parley_send(link, (const uint8_t *)"abc", 3) == PARLEY_CLOSED);
    REQUIRE(atomic_load(&context->inside) == 0);
    memset(context, 0x55, sizeof *context);
    free(context);
  }
  return NULL;
}

/* Delivers to whatever link there is, and now and then ends one. */
static void *be_a_core(void *argument) {
  unsigned seed = (unsigned)(uintptr_t)argument;
  while (!atomic_load(&core_ends)) {
    struct far_end *end = &far_ends[(unsigned)rand_r(&seed) % LINKS];
    if (pthread_mutex_trylock(&end->delivering) != 0) {
      continue;
    }
    int64_t token = atomic_load(&end->token);
    if (token != 0 && rand_r(&seed) % 64 == 0) {
      link_ended(token);
      link_deliver(token, (const uint8_t *)"abc", 3);
      atomic_compare_exchange_strong(&end->token, &token, 0);
    } else if (token != 0) {
      link_deliver(token, (const uint8_t *)"abc", 3);
    }
    pthread_mutex_unlock(&end->delivering);
  }
  return NULL;
}

static void no_callback_follows_a_close(void) {
  pthread_t hosts[WORKERS];
  pthread_t cores[2];
  for (uintptr_t i = 0; i < 2; i++) {
    pthread_create(&cores[i], NULL, be_a_core, (void *)(i + 100));
  }
  for (uintptr_t i = 0; i < WORKERS; i++) {
    pthread_create(&hosts[i], NULL, be_a_host, (void *)(i + 1));
  }
  for (int i = 0; i < WORKERS; i++) {
    pthread_join(hosts[i], NULL);
  }
  atomic_store(&core_ends, true);
  pthread_join(cores[0], NULL);
  pthread_join(cores[1], NULL);
  for (int i = 0; i < LINKS; i++) {
    atomic_store(&far_ends[i].token, 0);
  }
}

static void a_callback_may_close_its_own_link(void) {
  struct context context = {.closes_itself = true};
  int64_t link = parley_open(core, take, &context);
  atomic_store(&context.link, link);
  for (int i = 0; i < 20; i++) {
    parley_send(link, (const uint8_t *)"abc", 3);
  }
  REQUIRE(atomic_load(&context.frames) == 6);
  REQUIRE(parley_close(link) == PARLEY_CLOSED);
}

/* Two callbacks that run at once and close each other's links. */
static pthread_barrier_t both_inside;
static int64_t crossing[2];
static int32_t crossed[2];

static void close_the_other(void *argument, const uint8_t *frame, uintptr_t length) {
  (void)frame;
  (void)length;
  size_t mine = (size_t)(uintptr_t)argument;
  pthread_barrier_wait(&both_inside);
  crossed[mine] = parley_close(crossing[1 - mine]);
}

static void *send_one(void *argument) {
  parley_send(crossing[(uintptr_t)argument], (const uint8_t *)"abc", 3);
  return NULL;
}

static void crosswise_closes_do_not_wait_for_each_other(void) {
  for (int round = 0; round < 200; round++) {
    pthread_t threads[2];
    pthread_barrier_init(&both_inside, NULL, 2);
    for (uintptr_t i = 0; i < 2; i++) {
      crossing[i] = parley_open(core, close_the_other, (void *)i);
    }
    for (uintptr_t i = 0; i < 2; i++) {
      pthread_create(&threads[i], NULL, send_one, (void *)i);
    }
    for (int i = 0; i < 2; i++) {
      pthread_join(threads[i], NULL);
    }
    pthread_barrier_destroy(&both_inside);
    bool first = crossed[0] == PARLEY_OK && crossed[1] == PARLEY_BUSY;
    bool second = crossed[1] == PARLEY_OK && crossed[0] == PARLEY_BUSY;
    REQUIRE(first || second);
    REQUIRE(parley_close(crossing[first ? 0 : 1]) == PARLEY_OK);
    REQUIRE(parley_close(crossing[first ? 1 : 0]) == PARLEY_CLOSED);
  }
}

static void *receive_until_closed(void *argument) {
  uint8_t *frame;
  REQUIRE(parley_receive((int64_t)(intptr_t)argument, &frame, -1) == PARLEY_CLOSED);
  return NULL;
}

static void a_close_wakes_who_waits_for_a_frame(void) {
  for (int round = 0; round < 200; round++) {
    pthread_t threads[3];
    int64_t link = parley_open(core, NULL, NULL);
    REQUIRE(link > 0);
    for (int i = 0; i < 3; i++) {
      pthread_create(&threads[i], NULL, receive_until_closed, (void *)(intptr_t)link);
    }
    REQUIRE(parley_close(link) == PARLEY_OK);
    for (int i = 0; i < 3; i++) {
      pthread_join(threads[i], NULL);
    }
  }
}

static void a_queue_holds_what_the_core_allows(void) {
  int64_t link = parley_open(core, NULL, NULL);
  uint8_t *frame;
  static const uint8_t bytes[69];
  REQUIRE(parley_receive(link, &frame, 0) == PARLEY_TIMEOUT && frame == NULL);
  REQUIRE(parley_send(link, bytes, 68) == PARLEY_OK);
  REQUIRE(parley_send(link, bytes, 69) == PARLEY_CLOSED); /* 2 * 32 + 68 + 69 = 201 of 200 bytes */
  REQUIRE(parley_send(link, bytes, 68) == PARLEY_OK);
  REQUIRE(parley_receive(link, &frame, 0) == 68);
  parley_free(frame);
  REQUIRE(parley_receive(link, NULL, 0) == PARLEY_INVALID);
  REQUIRE(parley_close(link) == PARLEY_OK);
  REQUIRE(parley_receive(link, &frame, -1) == PARLEY_CLOSED);
}

static void a_refused_link_leaves_nothing(void) {
  struct context context = {0};
  atomic_store(&refuses, true);
  for (int i = 0; i < 1000; i++) {
    REQUIRE(parley_open(core, take, &context) == PARLEY_CLOSED);
  }
  REQUIRE(atomic_load(&context.frames) == 1000); /* each was told its end */
  atomic_store(&refuses, false);
}

/* A thread whose stack is too small for Java: its calls run on the library's threads. */
#define SMALL_STACK (160u * 1024)

static pthread_t start_small(void *(*body)(void *), void *argument) {
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, SMALL_STACK);
  REQUIRE(pthread_create(&thread, &attributes, body, argument) == 0);
  pthread_attr_destroy(&attributes);
  return thread;
}

struct handed_over {
  int64_t link;
  pthread_t caller;
  int32_t frames;
  struct handed_over *next;
};

static void *send_from_small(void *argument) {
  struct handed_over *call = argument;
  call->caller = pthread_self();
  REQUIRE(parley_send(call->link, (const uint8_t *)"abc", 3) == PARLEY_OK);
  return NULL;
}

/* Each callback has another small thread send over another link and waits for that. */
static void take_elsewhere(void *argument, const uint8_t *frame, uintptr_t length) {
  struct handed_over *call = argument;
  (void)frame;
  (void)length;
  REQUIRE(!pthread_equal(call->caller, pthread_self()));
  REQUIRE(parley_stop(core) == PARLEY_BUSY);
  call->frames++;
  if (call->next != NULL) {
    pthread_join(start_small(send_from_small, call->next), NULL);
  }
}

static void calls_from_small_stacks_run_elsewhere_however_they_nest(void) {
  struct handed_over calls[10] = {0};
  for (size_t i = 0; i < 10; i++) {
    calls[i].link = parley_open(core, take_elsewhere, &calls[i]);
    calls[i].next = i == 9 ? NULL : &calls[i + 1];
  }
  for (int round = 0; round < 20; round++) {
    pthread_join(start_small(send_from_small, &calls[0]), NULL);
  }
  for (size_t i = 0; i < 10; i++) {
    REQUIRE(calls[i].frames == 20);
    REQUIRE(parley_close(calls[i].link) == PARLEY_OK);
  }
}

/* Links that are closed by a thread that the JVM does not take. */
enum { UNTOLD = 3 };
static int64_t untold[UNTOLD];
static struct context untold_contexts[UNTOLD];

static void *close_untold(void *unused) {
  REQUIRE(parley_open(core, take, unused) == PARLEY_NO_MEMORY);
  for (int i = 0; i < UNTOLD; i++) {
    REQUIRE(parley_close(untold[i]) == PARLEY_OK);
    REQUIRE(parley_close(untold[i]) == PARLEY_CLOSED);
  }
  return NULL;
}

static int far_ends_open(void) {
  int open = 0;
  for (int i = 0; i < LINKS; i++) {
    open += atomic_load(&far_ends[i].token) != 0;
  }
  return open;
}

/* Whether the slots are given back: who opens then gets them, under other handles. */
static void *open_after_untold(void *tells_by_closing) {
  int64_t link = 0;
  if (tells_by_closing != NULL) {
    REQUIRE(parley_close(*(int64_t *)tells_by_closing) == PARLEY_OK);
    REQUIRE(far_ends_open() == 0);
  }
  for (int i = 0; i < UNTOLD; i++) {
    link = parley_open(core, take, &untold_contexts[i]);
    REQUIRE(link > 0 && far_ends_open() == 1);
    REQUIRE(parley_close(link) == PARLEY_OK);
    REQUIRE(far_ends_open() == 0);
  }
  return NULL;
}

static void run_on_another_thread(void *(*body)(void *), void *argument) {
  pthread_t thread;
  pthread_create(&thread, NULL, body, argument);
  pthread_join(thread, NULL);
}

static void the_core_is_told_of_a_close_as_soon_as_there_is_a_thread(bool by_closing) {
  int64_t other = by_closing ? parley_open(core, take, &untold_contexts[0]) : 0;
  for (int i = 0; i < UNTOLD; i++) {
    untold[i] = parley_open(core, take, &untold_contexts[i]);
    REQUIRE(untold[i] > 0);
  }
  atomic_store(&refuses_threads, true);
  run_on_another_thread(close_untold, NULL);
  REQUIRE(far_ends_open() == UNTOLD + (by_closing ? 1 : 0));
  for (int i = 0; i < UNTOLD; i++) {
    int32_t frames = atomic_load(&untold_contexts[i].frames);
    REQUIRE(link_deliver(untold[i], (const uint8_t *)"abc", 3) == PARLEY_CLOSED);
    link_ended(untold[i]);
    REQUIRE(parley_send(untold[i], (const uint8_t *)"abc", 3) == PARLEY_CLOSED);
    REQUIRE(atomic_load(&untold_contexts[i].frames) == frames);
  }
  atomic_store(&refuses_threads, false);
  run_on_another_thread(open_after_untold, by_closing ? &other : NULL);
}

int main(void) {
  static struct JNIInvokeInterface_ functions = {.GetEnv = attached, .AttachCurrentThreadAsDaemon = attach};
  static JavaVM vm = &functions;
  for (int i = 0; i < LINKS; i++) {
    pthread_mutex_init(&far_ends[i].delivering, NULL);
  }
  java.open = open_far_end;
  java.send = deliver_to;
  java.close = close_far_end;
  threads_begin(&vm, 8u << 20);
  REQUIRE(process_begin());
  process_open();
  struct slot *slot = slot_new(SLOT_CORE);
  atomic_store(&slot->java, 7);
  core = slot_handle(slot);

  a_callback_may_close_its_own_link();
  no_callback_follows_a_close();
  crosswise_closes_do_not_wait_for_each_other();
  a_close_wakes_who_waits_for_a_frame();
  a_queue_holds_what_the_core_allows();
  a_refused_link_leaves_nothing();
  calls_from_small_stacks_run_elsewhere_however_they_nest();
  the_core_is_told_of_a_close_as_soon_as_there_is_a_thread(false);
  the_core_is_told_of_a_close_as_soon_as_there_is_a_thread(true);
  return 0;
}

/*
 * Nothing is left of a million calls, of 10,000 links, of 2,000 threads: not a block of the library's, not the heap of
 * Java's (64 MB, so that 50 bytes a call would fill it), not the memory of the process.
 *
 * The sanitized part was shown to find what it looks for by planting it: a malloc(16) in parley_send that nobody frees
 * is reported by LeakSanitizer with that line, and a write one byte behind such a block ends the test at that line.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "blocks.h"
#include "check.h"
#include "dart_vm.h"
#include "front.h"
#include "library.h"
#include "tests.h"

static int64_t core;

static void starts(void) {
  blocks_watch(*(void **)&parley.send);
  core = core_start(NULL);
}

/* Answers counted, and no more. */
struct counter {
  int64_t link;
  atomic_llong answers;
};

static void counts(void *context, const uint8_t *frame, uintptr_t length) {
  (void)length;
  /* A Response's frame begins with its field's tag. */
  if (frame && frame[0] == (FRAME_RESPONSE << 3 | 2)) atomic_fetch_add(&((struct counter *)context)->answers, 1);
}

static void wait_for(struct counter *counter, long long answers) {
  int64_t deadline = now_us() + 30000000;
  while (atomic_load(&counter->answers) < answers && now_us() < deadline) sched_yield();
}

static void make_calls(const char *event, int count) {
  struct counter counter = {0};
  counter.link = parley.open(core, counts, &counter);
  REQUIRE(counter.link > 0);
  struct bytes hello = hello_frame();
  CHECK_IS(parley.send(counter.link, hello.data, hello.length), PARLEY_OK);
  bytes_free(&hello);
  struct bytes payload = note("a call of a million", 7);
  for (int i = 0; i < count; i++) {
    struct bytes request = request_frame(event, &payload, (uint64_t)i + 1);
    CHECK_IS(parley.send(counter.link, request.data, request.length), PARLEY_OK);
    bytes_free(&request);
    if (i - atomic_load(&counter.answers) > 500) wait_for(&counter, i - 250);
  }
  wait_for(&counter, count);
  CHECK_IS(atomic_load(&counter.answers), count);
  bytes_free(&payload);
  CHECK_IS(parley.close(counter.link), PARLEY_OK);
}

static long resident_kb(void) {
  long pages = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file) {
    if (fscanf(file, "%ld %ld", &pages, &resident) != 2) resident = 0;
    fclose(file);
  }
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static long heap_kb(void) {
  struct front front;
  long kb = 0;
  if (front_open(&front, core) > 0) {
    struct answer answer = front_call(&front, "Host.Heap", (struct bytes){0});
    kb = (long)find_number(answer.message.payload, answer.message.payload_length, 2);
    answer_free(&answer);
  }
  front_close(&front);
  return kb;
}

static long thread_count(void) {
  long count = 0;
  char line[256];
  FILE *file = fopen("/proc/self/status", "r");
  while (file && fgets(line, sizeof line, file)) {
    if (sscanf(line, "Threads: %ld", &count) == 1) break;
  }
  if (file) fclose(file);
  return count;
}

/* Does it once to warm up, once more to be measured. */
static void leaves_nothing(void (*warm)(void), void (*work)(void), long most_resident_kb) {
  warm();
  long heap = heap_kb(), resident = resident_kb();
  int64_t held = blocks_held();
  work();
  long heap_more = heap_kb() - heap, resident_more = resident_kb() - resident;
  printf("#   blocks %+lld of %lld, Java's heap %+ld KB (%ld), resident %+ld KB (%ld)\n",
      (long long)(blocks_held() - held), (long long)blocks_allocated(), heap_more, heap, resident_more, resident);
  /* A few are kept for the next use. */
  CHECK_THAT(blocks_held() - held <= 16, "%lld blocks were not freed", (long long)(blocks_held() - held));
  CHECK_THAT(heap_more < 2048, "Java's heap has grown by %ld KB", heap_more);
  CHECK_THAT(resident_more < most_resident_kb, "the process has grown by %ld KB", resident_more);
}

static void warm_inline(void) { make_calls("Echo.SayInline", 300000); }
static void million_inline(void) { make_calls("Echo.SayInline", 1000000); }
static void warm_virtual(void) { make_calls("Echo.Say", 300000); }
static void million_virtual(void) { make_calls("Echo.Say", 1000000); }

static void million_inline_calls(void) { leaves_nothing(warm_inline, million_inline, 16 * 1024); }
static void million_virtual_calls(void) { leaves_nothing(warm_virtual, million_virtual, 32 * 1024); }

static void open_and_close(int count) {
  for (int i = 0; i < count; i++) {
    if (i % 3 == 0) {
      int64_t port = dart_open_port();
      int64_t link = parley.open_port(core, port, Dart_PostCObject);
      struct bytes hello = hello_frame();
      CHECK_IS(parley.send(link, hello.data, hello.length), PARLEY_OK);
      bytes_free(&hello);
      CHECK_IS(parley.close(link), PARLEY_OK);
      dart_close_port(port);
    } else if (i % 3 == 1) {
      int64_t link = parley.open(core, NULL, NULL);
      struct bytes hello = hello_frame();
      CHECK_IS(parley.send(link, hello.data, hello.length), PARLEY_OK);
      bytes_free(&hello);
      /* The welcome is left in the queue. */
      CHECK_IS(parley.close(link), PARLEY_OK);
    } else {
      struct front front;
      if (front_open(&front, core) > 0) front_echoes(&front, "Echo.SayInline", "open");
      front_close(&front);
    }
  }
}

static void few_links(void) { open_and_close(3000); }
static void many_links(void) { open_and_close(10000); }
static void links(void) { leaves_nothing(few_links, many_links, 24 * 1024); }

static void ask_appflowy(int count) {
  int64_t port = dart_open_port();
  struct bytes payload = note("asked", 0);
  const char *events[] = {"Say", "SayInline"};
  for (int i = 0; i < count; i++) {
    struct bytes request = ffi_request(events[i % 2], &payload);
    if (i % 5 == 0) {
      parley.free((void *)(uintptr_t)appflowy.sync_event(request.data, request.length));
    } else {
      struct dart_message answer = {0};
      appflowy.async_event(port, request.data, request.length);
      CHECK(dart_take(port, &answer, 20000));
      free(answer.data);
    }
    bytes_free(&request);
  }
  bytes_free(&payload);
  dart_close_port(port);
}

static void few_requests(void) {
  char config[] = "{}";
  appflowy.store_dart_post_cobject(Dart_PostCObject);
  CHECK_IS(appflowy.init_sdk(0, config), 0);
  ask_appflowy(30000);
}
static void many_requests(void) { ask_appflowy(100000); }
static void appflowy_requests(void) { leaves_nothing(few_requests, many_requests, 24 * 1024); }

static void *opens_once(void *argument) {
  (void)argument;
  struct front front;
  if (front_open(&front, core) > 0) front_echoes(&front, "Echo.SayInline", "once");
  front_close(&front);
  return NULL;
}

static void use_threads(int count) {
  for (int i = 0; i < count; i++) {
    pthread_t thread;
    pthread_create(&thread, NULL, opens_once, NULL);
    pthread_join(thread, NULL);
  }
}

static void few_threads(void) { use_threads(500); }
static void many_threads(void) { use_threads(2000); }

static void threads(void) {
  few_threads();
  long before = thread_count();
  leaves_nothing(few_threads, many_threads, 24 * 1024);
  long more = thread_count() - before;
  CHECK_THAT(more < 8, "%ld threads are left", more);
}

static void start_and_stop(int count) {
  for (int i = 0; i < count; i++) {
    int64_t other = core_start(NULL);
    CHECK_IS(parley.stop(other), PARLEY_OK);
    char *error = NULL;
    CHECK_IS(parley.start(NULL, "throw:as told", &error), PARLEY_CORE_FAILED);
    parley.free(error);
  }
}

static void few_cores(void) { start_and_stop(30); }
static void many_cores(void) { start_and_stop(200); }
static void cores(void) { leaves_nothing(few_cores, many_cores, 24 * 1024); }

static const struct test tests[] = {
    {"a core starts", starts},
    {"a million inline calls leave nothing", million_inline_calls},
    {"a million calls on virtual threads leave nothing", million_virtual_calls},
    {"10,000 links leave nothing", links},
    {"100,000 requests of AppFlowy's leave nothing", appflowy_requests},
    {"2,000 threads leave nothing", threads},
    {"200 cores that start, stop and fail leave nothing", cores},
};

const struct group leaks_group = {"leaks", "echo", TESTS(tests), 180, NO_PLAYS};

/*
 * Measures calls to a core in this process, over libparley, and prints one line a contestant:
 * its name, a colon, and its figures as JSON.
 *
 *   inprocess LIBRARY OPTIONS [NAME]      OPTIONS: a file as parley.options is; with NAME only virtual threads, so named
 *
 * A call is the one of client.c: a request of 58 bytes and a response of 119, in the frames of
 * docs/protocol.md. Every answer is checked: its id, its code, its size.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sched.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "parley.h"

enum {
  PROFILE_BYTES = 119,
  /* Ids whose varint has exactly three bytes, so that one frame serves as the pattern of all. */
  FIRST_ID = 1 << 14,
  ID_COUNT = (1 << 21) - (1 << 14),
  CALLS = 200000,
  CALLS_WARM = 300000,
  CALLS_IN_FLIGHT = 1000000,
  IN_FLIGHT = 1000
};

static const unsigned char HELLO[] = {0x0a, 9, 0x08, 1, 0x12, 5, 'b', 'e', 'n', 'c', 'h'};
static const char EMAIL[] = "somebody@example.appflowy.io"; /* 28 */
static const char PASSWORD[] = "A!@123abc";                 /* 9 */
static const char NAME[] = "Some Body Else.";               /* 15 */

static __typeof__(&parley_send) send_frame;
static int64_t link;
static int32_t (*empty_upcall)(int64_t);

static void fail(const char *what) {
  fprintf(stderr, "inprocess: %s\n", what);
  _Exit(1);
}

/* The answers, as the receiver has counted them, how many somebody sleeps for, and which ids wait for one. */
static atomic_uint answers, awaited;
static sem_t reached;
static atomic_uchar waiting[ID_COUNT];

static uint64_t varint(const uint8_t **at, const uint8_t *end) {
  uint64_t value = 0;
  for (int shift = 0; *at < end && shift < 64; shift += 7) {
    uint8_t byte = *(*at)++;
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  fail("a broken varint came back");
  return 0;
}

/* Reads Frame{response = 4: Response{payload = 1, code = 2, id = 3}}. */
static void receive(void *context, const uint8_t *frame, uintptr_t length) {
  (void)context;
  if (!frame) return;
  const uint8_t *at = frame, *end = frame + length;
  if (*at == 0x12) {
    atomic_fetch_add(&answers, 1);
    return;
  }
  uint64_t id = 0, payload_bytes = 0, code = 0;
  if (*at++ != 0x22) fail("something else than a Response came back");
  if (varint(&at, end) != (uint64_t)(end - at)) fail("a Response of a wrong length came back");
  while (at < end) {
    switch (*at++) {
      case 0x0a:
        payload_bytes = varint(&at, end);
        at += payload_bytes;
        break;
      case 0x10: code = varint(&at, end); break;
      case 0x18: id = varint(&at, end); break;
      default: fail("a Response with an unexpected field came back");
    }
  }
  if (code != 0 || payload_bytes != PROFILE_BYTES) fail("a Response that is no UserProfilePB came back");
  if (id < FIRST_ID || id >= FIRST_ID + ID_COUNT || !atomic_exchange(&waiting[id - FIRST_ID], 0))
    fail("a Response to no request came back");
  if (atomic_fetch_add(&answers, 1) + 1 == atomic_load(&awaited)) sem_post(&reached);
}

static uint8_t request[256];
static size_t request_bytes, id_at;

static uint8_t *put_string(uint8_t *at, int field, const char *text) {
  size_t length = strlen(text);
  *at++ = (uint8_t)(field << 3 | 2);
  *at++ = (uint8_t)length;
  memcpy(at, text, length);
  return at + length;
}

/* Builds the pattern: Frame{request = 3: Request{event = 1, payload = 2, id = 3}}. */
static void build_request(const char *event) {
  uint8_t payload[128], *end = payload, *at = request + 2;
  end = put_string(end, 1, EMAIL);
  end = put_string(end, 2, PASSWORD);
  end = put_string(end, 3, NAME);
  size_t payload_bytes = (size_t)(end - payload);
  if (payload_bytes != 58) fail("the request is not of the size it should be");
  at = put_string(at, 1, event);
  *at++ = 0x12;
  *at++ = (uint8_t)payload_bytes;
  memcpy(at, payload, payload_bytes);
  at += payload_bytes;
  *at++ = 0x18;
  id_at = (size_t)(at - request);
  request_bytes = id_at + 3;
  request[0] = 0x1a;
  request[1] = (uint8_t)(request_bytes - 2);
}

static void call(uint32_t number) {
  uint32_t slot = number % ID_COUNT, id = FIRST_ID + slot;
  if (atomic_exchange(&waiting[slot], 1)) fail("more in flight than there are ids");
  request[id_at] = (uint8_t)(id | 0x80);
  request[id_at + 1] = (uint8_t)(id >> 7 | 0x80);
  request[id_at + 2] = (uint8_t)(id >> 14);
  int32_t status = send_frame(link, request, request_bytes);
  if (status != PARLEY_OK) fail("a frame was not taken");
}

/* Looks for a while, for whoever answers is often on another CPU already; then lets others have this one. */
static void look_for(uint32_t count) {
  for (uint32_t looks = 0; atomic_load_explicit(&answers, memory_order_acquire) < count; looks++) {
    if (looks > 2000) sched_yield();
  }
}

/* Leaves this CPU to those who answer. */
static void sleep_for(uint32_t count) {
  atomic_store(&awaited, count);
  while ((int32_t)(atomic_load(&answers) - count) < 0) sem_wait(&reached);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double micros[CALLS];

static void print(const char *name, uint32_t calls, double per_second) {
  qsort(micros, calls, sizeof *micros, by_size);
  printf("%s: {\"p50\": %.3f, \"p99\": %.3f, \"callsPerSecond\": %.0f}\n", name, micros[calls / 2],
      micros[(size_t)(calls * 0.99)], per_second);
  fflush(stdout);
}

static int32_t plain(int64_t number) {
  __asm__ volatile("" ::: "memory");
  return (int32_t)number;
}

/* What nothing costs: both are timed as calls are, with two looks at the clock for each. */
static void measure_floor(const char *name, int32_t (*volatile function)(int64_t)) {
  for (int64_t i = 0; i < CALLS_WARM; i++) function(i);
  for (int64_t i = 0; i < CALLS; i++) {
    double start = now();
    if (function(i) != (int32_t)i) fail("a function gave another number");
    micros[i] = now() - start;
  }
  double start = now();
  for (int64_t i = 0; i < CALLS_IN_FLIGHT; i++) function(i);
  print(name, CALLS, CALLS_IN_FLIGHT / ((now() - start) / 1e6));
}

/* So many in flight: the next are sent when half of them are answered. Returns calls a second. */
static double many(uint32_t count) {
  uint32_t base = atomic_load(&answers);
  double start = now();
  for (uint32_t sent = 0; sent < count; sent++) {
    if (sent - (atomic_load_explicit(&answers, memory_order_acquire) - base) >= IN_FLIGHT)
      sleep_for(base + sent - IN_FLIGHT / 2);
    call(sent);
  }
  sleep_for(base + count);
  return count / ((now() - start) / 1e6);
}

static void measure(const char *name, const char *event) {
  build_request(event);
  many(CALLS_WARM);
  for (int32_t i = -CALLS_WARM / 10; i < CALLS; i++) {
    uint32_t base = atomic_load(&answers);
    double start = now();
    call((uint32_t)(i + CALLS_WARM));
    look_for(base + 1);
    if (i >= 0) micros[i] = now() - start;
  }
  print(name, CALLS, many(CALLS_IN_FLIGHT));
}

static void *symbol(void *library, const char *name) {
  void *found = dlsym(library, name);
  if (!found) fail(dlerror());
  return found;
}

static char *read_file(const char *path) {
  static char text[65536];
  FILE *file = fopen(path, "r");
  if (!file) fail(path);
  text[fread(text, 1, sizeof text - 1, file)] = 0;
  fclose(file);
  return text;
}

int main(int argc, char **argv) {
  if (argc != 3 && argc != 4) {
    fprintf(stderr, "usage: inprocess LIBRARY OPTIONS [NAME]\n");
    return 2;
  }
  sem_init(&reached, 0, 0);
  void *library = dlopen(argv[1], RTLD_NOW);
  if (!library) fail(dlerror());
  __typeof__(&parley_start) start;
  __typeof__(&parley_open) open;
  *(void **)&start = symbol(library, "parley_start");
  *(void **)&open = symbol(library, "parley_open");
  *(void **)&send_frame = symbol(library, "parley_send");
  char *error = NULL, config[32];
  snprintf(config, sizeof config, "%lld", (long long)(intptr_t)&empty_upcall);
  int64_t core = start(read_file(argv[2]), config, &error);
  if (core < 0) fail(error);
  link = open(core, receive, NULL);
  if (link < 0 || send_frame(link, HELLO, sizeof HELLO) != PARLEY_OK) fail("the link does not open");
  look_for(1);
  if (argc == 4) {
    measure(argv[3], "UserEvent.SignUp");
    return 0;
  }
  measure_floor("function in C", plain);
  measure_floor("empty upcall", empty_upcall);
  measure("inline", "UserEvent.SignIn");
  measure("virtual thread", "UserEvent.SignUp");
  return 0;
}

/* Nothing that can be passed to a function makes it crash, hang or do half of its work. */
#define _GNU_SOURCE
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "check.h"
#include "dart_vm.h"
#include "front.h"
#include "library.h"
#include "tests.h"

static int64_t core;
static struct front witness;

static void starts(void) {
  core = core_start(NULL);
  front_open(&witness, core);
}

static void refuses_unknown_handles(void) {
  const int64_t unknown[] = {0, -1, 1, 2, 3, 4711, INT32_MAX, (int64_t)INT32_MAX + 1, INT64_MAX, INT64_MIN, core + 1,
      witness.link + 1, core + ((int64_t)1 << 32), witness.link + ((int64_t)1 << 32), ~core, ~witness.link};
  for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
    int64_t handle = unknown[i];
    if (handle == core || handle == witness.link) continue;
    uint8_t *frame = NULL;
    CHECK_THAT(parley.stop(handle) == PARLEY_CLOSED, "stop(%lld)", (long long)handle);
    CHECK_THAT(parley.open(handle, front_receive, &witness) == PARLEY_CLOSED, "open(%lld)", (long long)handle);
    CHECK_THAT(parley.open(handle, NULL, NULL) == PARLEY_CLOSED, "open(%lld)", (long long)handle);
    CHECK_THAT(parley.open_port(handle, 1, Dart_PostCObject) == PARLEY_CLOSED, "open_port(%lld)", (long long)handle);
    CHECK_THAT(parley.send(handle, (const uint8_t *)"x", 1) == PARLEY_CLOSED, "send(%lld)", (long long)handle);
    CHECK_THAT(parley.receive(handle, &frame, 0) == PARLEY_CLOSED, "receive(%lld)", (long long)handle);
    CHECK_THAT(parley.close(handle) == PARLEY_CLOSED, "close(%lld)", (long long)handle);
  }
  /* A core is no link, and a link no core. */
  CHECK_IS(parley.send(core, (const uint8_t *)"x", 1), PARLEY_CLOSED);
  CHECK_IS(parley.close(core), PARLEY_CLOSED);
  CHECK_IS(parley.stop(witness.link), PARLEY_CLOSED);
  front_echoes(&witness, "Echo.Say", "after unknown handles");
}

static void refuses_null(void) {
  CHECK_IS(parley.send(witness.link, NULL, 1), PARLEY_INVALID);
  CHECK_IS(parley.send(witness.link, NULL, SIZE_MAX), PARLEY_INVALID);
  int64_t link = parley.open(core, NULL, NULL);
  CHECK_IS(parley.receive(link, NULL, 0), PARLEY_INVALID);
  parley.close(link);
  CHECK_IS(parley.open_port(core, 1, NULL), PARLEY_INVALID);
  parley.free(NULL);
  front_echoes(&witness, "Echo.Say", "after null");
}

static void refuses_huge_lengths(void) {
  const uint8_t byte = 0;
  const uintptr_t lengths[] = {(uintptr_t)INT32_MAX - 1, INT32_MAX, (uintptr_t)INT32_MAX + 1, UINT32_MAX,
      (uintptr_t)UINT32_MAX + 1, (uintptr_t)INT64_MAX, (uintptr_t)INT64_MAX + 1, SIZE_MAX - 1, SIZE_MAX};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    int64_t link = parley.open(core, NULL, NULL);
    int32_t status = parley.send(link, &byte, lengths[i]);
    CHECK_THAT(status == PARLEY_INVALID || status == PARLEY_TOO_LARGE, "a length of %zu is answered %d",
        (size_t)lengths[i], status);
    parley.close(link);
  }
  front_echoes(&witness, "Echo.Say", "after huge lengths");
}

/* Limits.maxFrameBytes is 4,194,304: a frame of so many bytes is taken, one more is not. */
static void keeps_the_limit_of_frames(void) {
  enum { LIMIT = 4194304 };
  struct front front;
  if (front_open(&front, core) <= 0) return;
  uint8_t *frame = calloc(1, LIMIT + 1);
  /* A field that nobody knows, 15 bits of number, filling all of the frame. */
  for (int extra = 0; extra <= 1; extra++) {
    size_t length = LIMIT + (size_t)extra, body = length - 6;
    memcpy(frame, (const uint8_t[]){0x82, 0x7d, (uint8_t)(body | 0x80), (uint8_t)(body >> 7 | 0x80),
        (uint8_t)(body >> 14 | 0x80), (uint8_t)(body >> 21)}, 6);
    int32_t status = parley.send(front.link, frame, length);
    CHECK_IS(status, extra ? PARLEY_TOO_LARGE : PARLEY_OK);
    /* Nothing was done: the link goes on. */
    front_echoes(&front, "Echo.Say", "after a frame at the limit");
  }
  free(frame);
  front_close(&front);
}

static uint32_t random_state = 88172645;

static uint32_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state;
}

/* Whatever bytes come, a link ends with a GoAway or goes on; the core and other links notice nothing. */
static void survives_garbage(void) {
  uint8_t garbage[300];
  for (int round = 0; round < 2000; round++) {
    struct front front;
    if (round % 2 ? front_open(&front, core) <= 0 : front_open_silent(&front, core) <= 0) {
      CHECK_THAT(false, "round %d: open answered %lld", round, (long long)front.link);
      return;
    }
    for (int i = 0; i < 3; i++) {
      size_t length = next_random() % sizeof garbage;
      for (size_t at = 0; at < length; at++) garbage[at] = (uint8_t)next_random();
      /* Often a plausible beginning, so that it gets further. */
      if (length > 8 && round % 3) {
        garbage[0] = (uint8_t)((1 + next_random() % 17) << 3 | 2);
        garbage[1] = (uint8_t)(length - 2);
      }
      int32_t status = parley.send(front.link, garbage, length);
      CHECK_THAT(status == PARLEY_OK || status == PARLEY_CLOSED, "garbage is answered %d", status);
    }
    front_close(&front);
  }
  front_echoes(&witness, "Echo.Say", "after garbage");
}

/* Every way to cut a valid frame short. */
static void survives_truncated_frames(void) {
  struct bytes payload = note("to be cut short", 300), request = request_frame("Echo.Say", &payload, 9);
  for (size_t length = 0; length < request.length; length++) {
    struct front front;
    if (front_open(&front, core) <= 0) break;
    int32_t status = parley.send(front.link, request.data, length);
    CHECK_THAT(status == PARLEY_OK || status == PARLEY_CLOSED, "a cut frame is answered %d", status);
    front_close(&front);
  }
  bytes_free(&payload);
  bytes_free(&request);
  front_echoes(&witness, "Echo.Say", "after cut frames");
}

/* The library reads no byte behind the frame's end: there is a page that can't be read. */
static void reads_no_further_than_the_frame(void) {
  long page = 4096;
  uint8_t *pages = mmap(NULL, (size_t)page * 2, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  REQUIRE(pages != MAP_FAILED);
  mprotect(pages + page, (size_t)page, PROT_NONE);
  struct front front;
  if (front_open(&front, core) > 0) {
    struct bytes payload = note("at the edge", 7), request = request_frame("Echo.SayInline", &payload, 1);
    uint8_t *at = pages + page - request.length;
    memcpy(at, request.data, request.length);
    CHECK_IS(parley.send(front.link, at, request.length), PARLEY_OK);
    struct answer answer = front_take(&front, FRAME_RESPONSE, 20000);
    CHECK(answer.came && answer.message.code == CODE_OK);
    answer_free(&answer);
    bytes_free(&payload);
    bytes_free(&request);
  }
  front_close(&front);
  munmap(pages, (size_t)page * 2);
}

static void refuses_use_after_close(void) {
  struct front front;
  if (front_open(&front, core) <= 0) return;
  int64_t link = front.link;
  CHECK_IS(parley.close(link), PARLEY_OK);
  uint8_t *frame = NULL;
  for (int i = 0; i < 1000; i++) {
    CHECK_IS(parley.send(link, (const uint8_t *)"x", 1), PARLEY_CLOSED);
    CHECK_IS(parley.receive(link, &frame, -1), PARLEY_CLOSED);
    CHECK_IS(parley.close(link), PARLEY_CLOSED);
  }
  front.link = 0;
  front_close(&front);
}

/* Handles are not used twice, so an old one never means a new link. */
static void gives_no_handle_twice(void) {
  enum { ROUNDS = 5000 };
  int64_t *seen = malloc(ROUNDS * sizeof *seen);
  for (int i = 0; i < ROUNDS; i++) {
    seen[i] = parley.open(core, NULL, NULL);
    if (!CHECK(seen[i] > 0)) break;
    CHECK_IS(parley.close(seen[i]), PARLEY_OK);
    if (i > 0) CHECK_IS(parley.send(seen[next_random() % (uint32_t)i], (const uint8_t *)"x", 1), PARLEY_CLOSED);
    for (int before = i > 64 ? i - 64 : 0; before < i; before++) CHECK(seen[before] != seen[i]);
  }
  free(seen);
}

static void pulling_from_what_has_a_receiver_is_refused(void) {
  uint8_t *frame = NULL;
  int64_t status = parley.receive(witness.link, &frame, 0);
  CHECK_THAT(status == PARLEY_INVALID, "receive answered %lld", (long long)status);
}

/* maxConnections is 64: the witness's is one of them. */
static void opens_64_links_and_says_why_not_65(void) {
  struct front fronts[64];
  for (int i = 0; i < 63; i++) front_open(&fronts[i], core);
  for (int i = 0; i < 63; i++) front_echoes(&fronts[i], i % 2 ? "Echo.Say" : "Echo.SayInline", "one of 64");
  if (front_open_silent(&fronts[63], core) > 0) {
    front_send(&fronts[63], hello_frame());
    struct answer refused = front_take(&fronts[63], FRAME_GO_AWAY, 20000);
    CHECK_IS(refused.message.reason, 6);
    answer_free(&refused);
    CHECK(front_wait_end(&fronts[63], 20000));
  } else {
    CHECK_IS(fronts[63].link, PARLEY_OVERLOADED);
  }
  for (int i = 0; i < 64; i++) front_close(&fronts[i]);
  front_echoes(&witness, "Echo.Say", "after 64 links");
}

static void keeps_no_error_on_success(void) {
  char *error = (char *)1;
  int64_t other = parley.start(NULL, NULL, &error);
  CHECK(other > 0);
  CHECK(error == NULL);
  parley.stop(other);
  other = parley.start(NULL, NULL, NULL);
  CHECK(other > 0);
  parley.stop(other);
}

static void start_refused(const char *options, int64_t status, const char *says) {
  char *error = NULL;
  CHECK_IS(parley.start(options, NULL, &error), status);
  if (says) CHECK_HAS(error, says);
  parley.free(error);
  CHECK_IS(parley.start(options, NULL, NULL), status);
}

static void refuses_options_in_words(void) {
  start_refused("nonsense", PARLEY_INVALID, "nonsense");
  start_refused("no-such-option=1", PARLEY_INVALID, "no-such-option");
  start_refused("core=no.such.Core", PARLEY_NO_CORE, "no.such.Core");
  start_refused("class-path=/", PARLEY_INVALID, "class-path");
  start_refused("class-path=/no/such/place", PARLEY_NO_CORE, "/no/such/place");
  start_refused("=x", PARLEY_INVALID, NULL);
  char *long_line = malloc(1 << 20);
  memset(long_line, 'x', (1 << 20) - 1);
  long_line[(1 << 20) - 1] = 0;
  start_refused(long_line, PARLEY_INVALID, NULL);
  memcpy(long_line, "core=", 5);
  start_refused(long_line, PARLEY_NO_CORE, NULL);
  free(long_line);
  int64_t other = parley.start("\n# nothing\n\ncore=dev.parley.transport.ffi.HostedEcho", NULL, NULL);
  CHECK(other > 0);
  parley.stop(other);
}

static void a_core_that_throws_is_told_in_its_words(void) {
  char *error = NULL;
  CHECK_IS(parley.start(NULL, "throw:the disk is full", &error), PARLEY_CORE_FAILED);
  CHECK_HAS(error, "the disk is full");
  parley.free(error);
  error = NULL;
  CHECK_IS(parley.start(NULL, "throw:gr\xc3\xb6\xc3\x9f" "er \xf0\x9f\x90\xa6", &error), PARLEY_CORE_FAILED);
  CHECK_HAS(error, "gr\xc3\xb6\xc3\x9f" "er \xf0\x9f\x90\xa6");
  parley.free(error);
  error = NULL;
  int64_t odd = parley.start(NULL, "\xff\xfe not UTF-8", &error);
  CHECK(odd > 0 || error != NULL);
  if (odd > 0) parley.stop(odd);
  parley.free(error);
  size_t length = 1 << 20;
  char *text = malloc(length);
  memset(text, 'y', length);
  memcpy(text, "throw:", 6);
  text[length - 1] = 0;
  error = NULL;
  CHECK_IS(parley.start(NULL, text, &error), PARLEY_CORE_FAILED);
  CHECK(error && strlen(error) > 100);
  parley.free(error);
  free(text);
  front_echoes(&witness, "Echo.Say", "after cores that failed");
}

static void ends(void) {
  front_close(&witness);
  CHECK_IS(parley.stop(core), PARLEY_OK);
}

static const struct test tests[] = {
    {"a core starts", starts},
    {"handles that were never given are refused", refuses_unknown_handles},
    {"null is refused where it has no meaning", refuses_null},
    {"lengths beyond what an object can have are refused", refuses_huge_lengths},
    {"a frame at the limit is taken, one byte more is not", keeps_the_limit_of_frames},
    {"garbage ends its own link at most", survives_garbage},
    {"a frame cut short ends its own link at most", survives_truncated_frames},
    {"no byte behind the frame is read", reads_no_further_than_the_frame},
    {"what was closed is refused for good", refuses_use_after_close},
    {"no handle is given twice", gives_no_handle_twice},
    {"who has a receiver can't pull", pulling_from_what_has_a_receiver_is_refused},
    {"64 links are served and the next is told why not", opens_64_links_and_says_why_not_65},
    {"a start that succeeds leaves no error", keeps_no_error_on_success},
    {"options are refused in words", refuses_options_in_words},
    {"a core that throws is told in its words", a_core_that_throws_is_told_in_its_words},
    {"all of it ends", ends},
};

const struct group totality_group = {"totality", "echo", TESTS(tests), 90, NO_PLAYS};

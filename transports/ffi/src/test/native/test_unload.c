/* dlclose, whenever it comes, takes nothing away: the JVM can't be unloaded, so the library stays as well. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "front.h"
#include "library.h"
#include "tests.h"

static int64_t core;
static struct front front;

static bool is_loaded(void) {
  void *there = dlopen(library_path("echo", "libparley.so"), RTLD_NOW | RTLD_NOLOAD);
  if (there) dlclose(there);
  return there != NULL;
}

static void closes_before_the_first_start(void) {
  struct parley before = parley;
  library_unload();
  CHECK(is_loaded());
  CHECK_IS(before.version(), PARLEY_VERSION);
  library_load("echo");
  CHECK(before.start == parley.start);
  core = core_start(NULL);
  REQUIRE(core > 0 && front_open(&front, core) > 0);
  front_echoes(&front, "Echo.Say", "after dlclose and dlopen");
}

static void closes_with_calls_in_flight(void) {
  struct bytes payload = note("in flight", 0), request = request_frame("Echo.Wait", &payload, 500);
  bytes_free(&payload);
  CHECK_IS(front_send(&front, request), PARLEY_OK);
  library_unload();
  CHECK(is_loaded());
  /* It is answered by a function that was looked up before. */
  CHECK_IS(front_send(&front, request_frame("Host.Release", NULL, 501)), PARLEY_OK);
  uint64_t ids = 0;
  for (int i = 0; i < 2; i++) {
    struct answer answer = front_take(&front, FRAME_RESPONSE, 20000);
    CHECK(answer.came && answer.message.code == CODE_OK);
    ids += answer.message.id;
    answer_free(&answer);
  }
  CHECK_IS(ids, 1001);
  front_echoes(&front, "Echo.SayInline", "after dlclose");
}

static void opens_what_goes_on(void) {
  struct parley before = parley;
  library_load("echo");
  CHECK(memcmp(&before, &parley, sizeof parley) == 0);
  /* Its handles are the ones from before. */
  front_echoes(&front, "Echo.Say", "after dlopen");
  struct front other;
  if (front_open(&other, core) > 0) front_echoes(&other, "Echo.Say", "another link");
  front_close(&other);
}

static void closes_in_receiver(void *context, const uint8_t *frame, uintptr_t length) {
  if (frame) {
    library_unload();
    library_load("echo");
  }
  front_receive(context, frame, length);
}

static void closes_within_a_receiver(void) {
  struct front within;
  REQUIRE(front_open_silent(&within, core) > 0);
  int64_t link = parley.open(core, closes_in_receiver, &within);
  parley.close(within.link);
  within.link = link;
  CHECK_IS(front_send(&within, hello_frame()), PARLEY_OK);
  struct answer welcome = front_take(&within, FRAME_WELCOME, 20000);
  CHECK(welcome.came);
  answer_free(&welcome);
  front_echoes(&within, "Echo.SayInline", "after dlclose in this receiver");
  front_close(&within);
}

static atomic_bool over;

static void *opens_and_closes(void *argument) {
  (void)argument;
  while (!atomic_load(&over)) {
    void *library = dlopen(library_path("echo", "libparley.so"), RTLD_NOW | RTLD_LOCAL);
    CHECK(library != NULL && dlclose(library) == 0);
  }
  return NULL;
}

static void closes_under_senders(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, opens_and_closes, NULL);
  for (int i = 0; i < 2000; i++) front_echoes(&front, i % 2 ? "Echo.SayInline" : "Echo.Say", "meanwhile");
  atomic_store(&over, true);
  pthread_join(thread, NULL);
}

static void *waits_for_a_frame(void *link) {
  uint8_t *frame;
  CHECK_IS(parley.receive(*(int64_t *)link, &frame, -1), PARLEY_CLOSED);
  return NULL;
}

static void closes_under_who_waits(void) {
  pthread_t thread;
  int64_t link = parley.open(core, NULL, NULL);
  REQUIRE(link > 0);
  pthread_create(&thread, NULL, waits_for_a_frame, &link);
  library_unload();
  CHECK_IS(parley.close(link), PARLEY_OK);
  pthread_join(thread, NULL);
  library_load("echo");
}

static void starts_again_after_stop_and_close(void) {
  front_close(&front);
  for (int i = 0; i < 5; i++) {
    CHECK_IS(parley.stop(core), PARLEY_OK);
    library_unload();
    CHECK(is_loaded());
    library_load("echo");
    CHECK_IS(parley.stop(core), PARLEY_CLOSED);
    core = core_start(NULL);
    if (front_open(&front, core) > 0) front_echoes(&front, "Echo.Say", "started again");
    front_close(&front);
  }
  CHECK_IS(parley.stop(core), PARLEY_OK);
}

/* The exit closes cores although nobody holds the library any more; a handler that never ends would hold it up. */
static int exits_after_dlclose(void) {
  core = core_start(NULL);
  if (core <= 0 || front_open(&front, core) <= 0) return 90;
  struct bytes payload = note("", 60000);
  for (uint64_t id = 1; id <= 50; id++) {
    front_send(&front, request_frame(id % 2 ? "Host.Sleep" : "Echo.Wait", &payload, id));
  }
  bytes_free(&payload);
  library_unload();
  return 60;
}

static const struct play plays[] = {
    {"exits-after-dlclose", "echo", exits_after_dlclose},
};

static void closes_before_the_exit(void) { check_play("exits-after-dlclose", 60); }

static const struct test tests[] = {
    {"dlclose before the first start leaves the library there", closes_before_the_first_start},
    {"dlclose with calls in flight leaves them and the functions", closes_with_calls_in_flight},
    {"dlopen finds the cores and links from before dlclose", opens_what_goes_on},
    {"dlclose within a receiver returns to it", closes_within_a_receiver},
    {"dlopen and dlclose on one thread disturb no other", closes_under_senders},
    {"dlclose leaves who pulls waiting", closes_under_who_waits},
    {"a core that was stopped starts again after dlclose", starts_again_after_stop_and_close},
    {"a process ends in good order after dlclose", closes_before_the_exit},
};

const struct group unload_group = {"unload", "echo", TESTS(tests), 60, PLAYS(plays)};

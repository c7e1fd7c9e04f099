/*
 * Starts from a whole host process: that race, that fail and are tried again, that meet the process's end. What each failure
 * says is compared word for word by StartFailuresTest, and how options are read by unit/options_test.c.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <locale.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "asking.h"
#include "check.h"
#include "dart_vm.h"
#include "front.h"
#include "library.h"
#include "tests.h"

enum { THREADS = 16 };

/* The options for the test core as one text, without the file beside the library; to be freed. */
static char *echo_options(const char *more) {
  char *options = calloc(1, 1 << 16);
  FILE *file = fopen(library_path("echo", "parley.options"), "re");
  if (!options || !file) abort();
  size_t length = fread(options, 1, 1 << 15, file);
  snprintf(options + length, 1 << 15, "%s\n", more);
  fclose(file);
  return options;
}

static bool serves(int64_t core, const char *text) {
  struct front front;
  bool right = front_open(&front, core) > 0 && front_echoes(&front, "Echo.Say", text) &&
      front_echoes(&front, "Echo.SayInline", text);
  front_close(&front);
  return right;
}

/* Sixteen threads that go off at once. */
struct starter {
  pthread_t thread;
  int number;
  int64_t result;
  int64_t port;
  char *error;
};
static struct starter starters[THREADS];
static pthread_barrier_t at_once;

static void start_at_once(void *(*body)(void *)) {
  pthread_barrier_init(&at_once, NULL, THREADS);
  for (int i = 0; i < THREADS; i++) {
    starters[i] = (struct starter){.number = i};
    pthread_create(&starters[i].thread, NULL, body, &starters[i]);
  }
  for (int i = 0; i < THREADS; i++) pthread_join(starters[i].thread, NULL);
  pthread_barrier_destroy(&at_once);
}

static void free_errors(void) {
  for (int i = 0; i < THREADS; i++) parley.free(starters[i].error);
}

static void *starts_one(void *argument) {
  struct starter *starter = argument;
  pthread_barrier_wait(&at_once);
  starter->result = parley.start(NULL, NULL, &starter->error);
  CHECK_THAT(starter->result > 0, "%d: %s", starter->number, starter->error ? starter->error : "(no text)");
  if (starter->result > 0) serves(starter->result, "one of sixteen");
  return NULL;
}

static int sixteen_start(void) {
  start_at_once(starts_one);
  for (int i = 0; i < THREADS; i++) {
    for (int k = 0; k < i; k++) CHECK(starters[i].result != starters[k].result);
    CHECK(starters[i].error == NULL);
    CHECK_IS(parley.stop(starters[i].result), PARLEY_OK);
  }
  return 70;
}

/* Every second one wants something else, and is told of its own. */
static void *starts_right_or_wrong(void *argument) {
  struct starter *starter = argument;
  char name[64], text[64];
  snprintf(name, sizeof name, "core=no.such.Core%dx", starter->number);
  snprintf(text, sizeof text, "throw:failure %dx", starter->number);
  char *wrong = echo_options(""), *core = strstr(wrong, "core=");
  if (core) snprintf(core, 128, "%s\n", name);
  pthread_barrier_wait(&at_once);
  switch (starter->number % 4) {
    case 0: starter->result = parley.start(wrong, NULL, &starter->error); break;
    case 2: starter->result = parley.start(NULL, text, &starter->error); break;
    default: starter->result = parley.start(NULL, "{}", &starter->error); break;
  }
  free(wrong);
  return NULL;
}

static int sixteen_start_some_wrong(void) {
  start_at_once(starts_right_or_wrong);
  for (int i = 0; i < THREADS; i++) {
    char expected[64];
    if (i % 2) {
      CHECK_THAT(starters[i].result > 0, "%d: %s", i, starters[i].error ? starters[i].error : "(no text)");
      serves(starters[i].result, "beside wrong ones");
      CHECK_IS(parley.stop(starters[i].result), PARLEY_OK);
    } else {
      snprintf(expected, sizeof expected, i % 4 ? "failure %dx" : "no.such.Core%dx", i);
      CHECK_IS(starters[i].result, i % 4 ? PARLEY_CORE_FAILED : PARLEY_NO_CORE);
      CHECK_HAS(starters[i].error, expected);
    }
  }
  free_errors();
  return 71;
}

static void *fails_with_the_jvm(void *argument) {
  struct starter *starter = argument;
  char *options = echo_options("jvm-option=-XX:NoSuchOption");
  pthread_barrier_wait(&at_once);
  starter->result = parley.start(options, NULL, &starter->error);
  free(options);
  return NULL;
}

/* One of them is told what is wrong, the others that a second attempt is none, and again what was wrong. */
static int sixteen_fail(void) {
  start_at_once(fails_with_the_jvm);
  int first = 0;
  for (int i = 0; i < THREADS; i++) {
    CHECK_IS(starters[i].result, PARLEY_JVM_FAILED);
    CHECK_HAS(starters[i].error, "NoSuchOption");
    first += starters[i].error && strstr(starters[i].error, "second time") == NULL;
  }
  CHECK_IS(first, 1);
  free_errors();
  return 72;
}

static void *inits_the_sdk(void *argument) {
  struct starter *starter = argument;
  char config[] = "{}";
  pthread_barrier_wait(&at_once);
  starter->result = appflowy.init_sdk(starter->number, config);
  struct bytes payload = note("from the first moment", 0), request = ffi_request("SayInline", &payload);
  check_echo(ask_sync(request.data, request.length), "from the first moment");
  bytes_free(&request);
  request = ffi_request("Wait", &payload);
  starter->port = dart_open_port();
  appflowy.async_event(starter->port, request.data, request.length);
  bytes_free(&payload);
  bytes_free(&request);
  return NULL;
}

static int sixteen_init_the_sdk(void) {
  int64_t port = dart_open_port();
  appflowy.store_dart_post_cobject(Dart_PostCObject);
  appflowy.set_stream_port(port);
  start_at_once(inits_the_sdk);
  for (int i = 0; i < THREADS; i++) CHECK_IS(starters[i].result, 0);
  /* There is one core, which all of them wait in; each of its notifications comes once. */
  answer_drop(ask("Host.Release", (struct bytes){0}));
  for (int i = 0; i < THREADS; i++) check_echo(take_answer(starters[i].port), "from the first moment");
  answer_drop(ask("Notify", note("somebody", 3)));
  for (uint64_t i = 1; i <= 3; i++) {
    struct dart_message got;
    if (!CHECK(dart_take(port, &got, 20000))) break;
    struct message heard = read_subscribe_object(got.data, got.length);
    CHECK_IS(find_number(heard.payload, heard.payload_length, 2), i);
    free(got.data);
  }
  answer_drop(ask("Say", note("behind them", 0)));
  CHECK_IS(dart_waiting(port), 0);
  return 73;
}

/* What lacks before the first start is put right while the front end waits, as an installer would. */
static int is_mended(void) {
  char *java_home = strdup(getenv("JAVA_HOME") ? getenv("JAVA_HOME") : "");
  char config[] = "{}", *error = NULL;
  unsetenv("JAVA_HOME");
  appflowy.store_dart_post_cobject(Dart_PostCObject);
  CHECK_IS(parley.start(NULL, NULL, &error), PARLEY_NO_JVM);
  CHECK_HAS(error, "No Java runtime was found: there is no folder ");
  CHECK_HAS(error, "/alone/runtime, and JAVA_HOME is not set");
  parley.free(error);
  CHECK_IS(appflowy.init_sdk(0, config), PARLEY_NO_JVM);
  check_internal(ask("Say", note("too early", 0)), "init_sdk has failed: No Java runtime was found");
  setenv("JAVA_HOME", "/nowhere/at/all", 1);
  CHECK_IS(appflowy.init_sdk(0, config), PARLEY_NO_JVM);
  check_internal(ask("Say", note("too early", 0)), "JAVA_HOME names /nowhere/at/all, which is not a folder");
  setenv("JAVA_HOME", java_home, 1);
  free(java_home);
  char *options = echo_options(""), *path = strdup(library_path("alone", "parley.options"));
  FILE *file = fopen(path, "we");
  if (!file) return 90;
  fputs(options, file);
  fclose(file);
  free(options);
  char throws[] = "throw:there is no licence";
  CHECK_IS(appflowy.init_sdk(0, throws), PARLEY_CORE_FAILED);
  check_internal(ask("Say", note("too early", 0)), "there is no licence");
  CHECK_IS(appflowy.init_sdk(0, config), 0);
  unlink(path);
  free(path);
  check_echo(ask("Say", note("mended", 0)), "mended");
  return 74;
}

static int thread_count(void) {
  int count = 0;
  DIR *tasks = opendir("/proc/self/task");
  while (tasks && readdir(tasks)) count++;
  if (tasks) closedir(tasks);
  return count;
}

static int starts_again(void) {
  enum { ROUNDS = 60, WARM = 20 };
  int threads = 0;
  for (int i = 0; i < ROUNDS; i++) {
    if (i == WARM) threads = thread_count();
    int64_t core = core_start(i % 2 ? "{}" : NULL);
    if (core <= 0 || !serves(core, "again")) return 90;
    CHECK_IS(parley.stop(core), PARLEY_OK);
    CHECK_IS(parley.stop(core), PARLEY_CLOSED);
  }
  CHECK_THAT(thread_count() <= threads + 4, "%d threads have become %d", threads, thread_count());
  return 75;
}

/* What HotSpot takes from the environment it says itself. */
static int has_tool_options(void) {
  setenv("JAVA_TOOL_OPTIONS", "-Dparley.test=told", 1);
  int64_t core = core_start(NULL);
  return core > 0 && serves(core, "with options of the environment") ? 76 : 90;
}

static int64_t fails_to_start(const char *options) {
  char *error = NULL;
  int64_t status = parley.start(options, "throw:the disk is full", &error);
  CHECK_HAS(error, "the disk is full");
  parley.free(error);
  return status;
}

static int core_fails(void) {
  char *error = NULL;
  CHECK_IS(fails_to_start(NULL), PARLEY_CORE_FAILED);
  CHECK_IS(parley.start("core=no.such.Core", NULL, &error), PARLEY_NO_CORE);
  CHECK_HAS(error, "no.such.Core");
  parley.free(error);
  return 77;
}

static int core_fails_and_logs(void) {
  char more[8192];
  const char *path = library_path("alone", "logging.properties");
  FILE *file = fopen(path, "we");
  if (!file) return 90;
  fputs("handlers=java.util.logging.ConsoleHandler\njava.util.logging.ConsoleHandler.level=FINE\n"
        "dev.parley.transport.ffi.level=FINE\n", file);
  fclose(file);
  snprintf(more, sizeof more, "jvm-option=-Djava.util.logging.config.file=%s", path);
  char *options = echo_options(more);
  CHECK_IS(fails_to_start(options), PARLEY_CORE_FAILED);
  free(options);
  return 78;
}

/* The JVM sets the process's locale by its environment; that is the host's, and still "C" if it has never set one. */
static int has_a_locale(void) {
  setenv("LC_ALL", "C.UTF-8", 1);
  char *before = strdup(setlocale(LC_ALL, NULL));
  int64_t core = core_start(NULL);
  if (core <= 0 || !serves(core, "gr\xc3\xbc\xc3\x9f" "e")) return 90;
  CHECK_THAT(strcmp(setlocale(LC_ALL, NULL), before) == 0, "the locale is %s, it was %s", setlocale(LC_ALL, NULL), before);
  free(before);
  return 81;
}

/* A folder with letters that the locale has not, as of a user's name. */
static int has_no_letters(void) {
  char *link = strdup(library_path("alone", "gr\xc3\xbc\xc3\x9f" "e")), *error = NULL, options[8192];
  setenv("LC_ALL", "C", 1);
  unlink(link);
  if (symlink(library_path("echo", "."), link)) return 90;
  snprintf(options, sizeof options, "java-home=%s\nclass-path=%s", getenv("JAVA_HOME"), link);
  CHECK_IS(parley.start(options, NULL, &error), PARLEY_NO_CORE);
  CHECK_HAS(error, "it has letters that the environment's locale has not");
  parley.free(error);
  unlink(link);
  free(link);
  return 82;
}

/* Less than HotSpot maps at its start, where it would crash. */
static int has_no_room(void) {
  char *error = NULL;
  struct rlimit before, little = {100 << 20, RLIM_INFINITY};
  getrlimit(RLIMIT_AS, &before);
  little.rlim_max = before.rlim_max;
  if (setrlimit(RLIMIT_AS, &little)) return 90;
  int64_t status = parley.start(NULL, NULL, &error);
  setrlimit(RLIMIT_AS, &before);
  CHECK_IS(status, PARLEY_NO_MEMORY);
  CHECK_HAS(error, "There is no room for the Java runtime in this process");
  parley.free(error);
  int64_t core = core_start(NULL);
  return core > 0 && serves(core, "with room") ? 83 : 91;
}

static int64_t started_within;

static void starts_in_receiver(void *context, const uint8_t *frame, uintptr_t length) {
  if (frame && started_within == 0) {
    started_within = core_start(NULL);
    if (started_within > 0) serves(started_within, "from within a receiver");
  }
  front_receive(context, frame, length);
}

static int starts_within_a_receiver(void) {
  struct front front;
  int64_t core = core_start(NULL);
  if (core <= 0 || front_open_silent(&front, core) <= 0) return 90;
  int64_t link = parley.open(core, starts_in_receiver, &front);
  parley.close(front.link);
  front.link = link;
  CHECK_IS(front_send(&front, hello_frame()), PARLEY_OK);
  struct answer welcome = front_take(&front, FRAME_WELCOME, 20000);
  CHECK(welcome.came);
  answer_free(&welcome);
  front_close(&front);
  CHECK(started_within > 0);
  CHECK_IS(parley.stop(started_within), PARLEY_OK);
  CHECK_IS(parley.stop(core), PARLEY_OK);
  return 79;
}

/* The window is closed while the application starts. */
static void *starts_for_good(void *argument) {
  (void)argument;
  for (;;) {
    int64_t core = parley.start(NULL, NULL, NULL);
    if (core > 0) parley.stop(core);
  }
  return NULL;
}

static int exits_while_it_starts(void) {
  const char *after = getenv("PARLEY_TEST_MILLISECONDS");
  long milliseconds = after ? atol(after) : 0;
  pthread_t thread;
  pthread_create(&thread, NULL, starts_for_good, NULL);
  /* The moment is what is tried, not waited for. */
  nanosleep(&(struct timespec){milliseconds / 1000, milliseconds % 1000 * 1000000}, NULL);
  exit(80);
}

static const struct play plays[] = {
    {"sixteen-start", "echo", sixteen_start},
    {"sixteen-start-some-wrong", "echo", sixteen_start_some_wrong},
    {"sixteen-fail", "alone", sixteen_fail},
    {"sixteen-init-the-sdk", "echo", sixteen_init_the_sdk},
    {"is-mended", "alone", is_mended},
    {"starts-again", "echo", starts_again},
    {"has-tool-options", "echo", has_tool_options},
    {"core-fails", "echo", core_fails},
    {"core-fails-and-logs", "alone", core_fails_and_logs},
    {"has-a-locale", "echo", has_a_locale},
    {"has-no-letters", "alone", has_no_letters},
    {"has-no-room", "echo", has_no_room},
    {"starts-within-a-receiver", "echo", starts_within_a_receiver},
    {"exits-while-it-starts", "echo", exits_while_it_starts},
};

static void starts_from_many_threads(void) { check_play("sixteen-start", 70); }
static void tells_each_its_own(void) { check_play("sixteen-start-some-wrong", 71); }
static void fails_for_all(void) { check_play("sixteen-fail", 72); }
static void inits_the_sdk_once(void) { check_play("sixteen-init-the-sdk", 73); }
static void starts_once_it_is_mended(void) { check_play("is-mended", 74); }
static void leaves_no_threads(void) { check_play("starts-again", 75); }
static void starts_from_a_receiver(void) { check_play("starts-within-a-receiver", 79); }

static void keeps_the_locale(void) { check_play("has-a-locale", 81); }
static void says_that_the_locale_lacks_letters(void) { check_play("has-no-letters", 82); }

static void says_that_there_is_no_room(void) {
#ifndef __SANITIZE_ADDRESS__ /* which needs terabytes itself */
  check_play("has-no-room", 83);
#endif
}

static void says_what_the_environment_adds(void) {
  struct ending ending = run_play("has-tool-options", 40);
  CHECK_THAT(ending.status == 76, "it ended with status %d:\n%s", ending.status, ending.output);
  CHECK_HAS(ending.output, "Picked up JAVA_TOOL_OPTIONS: -Dparley.test=told");
}

static void prints_nothing_of_a_core_that_fails(void) {
  struct ending ending = run_play("core-fails", 40);
  CHECK_THAT(ending.status == 77, "it ended with status %d", ending.status);
  CHECK_THAT(ending.output[0] == 0, "it printed %s", ending.output);
  ending = run_play("core-fails-and-logs", 40);
  CHECK_THAT(ending.status == 78, "it ended with status %d", ending.status);
  CHECK_HAS(ending.output, "FINE: A core did not start");
  CHECK_HAS(ending.output, "HostedEcho.start(");
}

static void ends_while_it_starts(void) {
  const char *const moments[] = {"0", "5", "20", "40", "80", "120", "160", "200", "250", "300", "400", "600"};
  for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
    setenv("PARLEY_TEST_MILLISECONDS", moments[i], 1);
    check_play("exits-while-it-starts", 80);
  }
}

static const struct test tests[] = {
    {"sixteen threads may start at once", starts_from_many_threads},
    {"of starts at once each is told its own failure", tells_each_its_own},
    {"a JVM that can't start fails every start in words", fails_for_all},
    {"init_sdk from sixteen threads starts one core", inits_the_sdk_once},
    {"what lacks can be mended and started, also by init_sdk", starts_once_it_is_mended},
    {"sixty starts and stops leave no threads", leaves_no_threads},
    {"what the environment adds to the options is told", says_what_the_environment_adds},
    {"the host's locale stays as it was", keeps_the_locale},
    {"a path that the locale can't spell is told", says_that_the_locale_lacks_letters},
    {"too little address space is told, and can be mended", says_that_there_is_no_room},
    {"a core that fails is told to who starts it, and not printed", prints_nothing_of_a_core_that_fails},
    {"a core may be started within a receiver", starts_from_a_receiver},
    {"a process may end while it starts", ends_while_it_starts},
};

const struct group startup_group = {"startup", NULL, TESTS(tests), 150, PLAYS(plays)};

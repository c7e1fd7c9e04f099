/* AppFlowy's own interface, as its front end uses it: over the test core, before init_sdk and after. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "asking.h"
#include "check.h"
#include "dart_vm.h"
#include "library.h"
#include "tests.h"
#include "wire.h"

static void is_safe_before_anything(void) {
  struct bytes request = ffi_request("Say", NULL);
  /* Nobody can be answered yet: nothing happens, and nothing crashes. */
  appflowy.async_event(1, request.data, request.length);
  appflowy.async_event(1, NULL, 0);
  appflowy.set_env("nothing");
  appflowy.set_env(NULL);
  appflowy.link_me_please();
  appflowy.rust_log(0, "before anything");
  appflowy.rust_log(99, NULL);
  appflowy.store_dart_post_cobject(NULL);
  appflowy.async_event(1, request.data, request.length);
  CHECK_IS(appflowy.set_stream_port(0), 0);
  CHECK_IS(appflowy.set_log_stream_port(0), 0);
  bytes_free(&request);
}

static void answers_before_init(void) {
  appflowy.store_dart_post_cobject(Dart_PostCObject);
  check_internal(ask("Say", note("too early", 0)), "init_sdk");
  struct bytes request = ffi_request("Say", NULL);
  check_internal(ask_sync(request.data, request.length), "init_sdk");
  bytes_free(&request);
  check_internal(ask_sync(NULL, 0), "");
}

static void refuses_no_configuration(void) {
  CHECK_IS(appflowy.init_sdk(0, NULL), -1);
  check_internal(ask("Say", note("still too early", 0)), "init_sdk");
}

static void tells_why_it_does_not_start(void) {
  char config[] = "throw:the disk is full";
  int64_t status = appflowy.init_sdk(0, config);
  CHECK_IS(status, PARLEY_CORE_FAILED);
  check_internal(ask("Say", note("too early", 0)), "init_sdk");
}

/* A host that makes a request as soon as it reads in the log that there is no core. */
static int asked_within;

static int8_t asks_within(int64_t port, struct _Dart_CObject *message) {
  if (asked_within++ == 0) {
    struct bytes request = ffi_request("Say", NULL);
    check_internal(ask_sync(request.data, request.length), "init_sdk");
    bytes_free(&request);
  }
  return Dart_PostCObject(port, message);
}

static void answers_who_asks_when_it_is_told_so(void) {
  int64_t log = dart_open_port();
  char config[] = "throw:the disk is full";
  appflowy.store_dart_post_cobject(asks_within);
  CHECK_IS(appflowy.set_log_stream_port(log), 0);
  CHECK_IS(appflowy.init_sdk(0, config), PARLEY_CORE_FAILED);
  CHECK(asked_within > 0);
  struct dart_message line = {0};
  CHECK(dart_take(log, &line, 20000));
  CHECK(text_has(line.data, line.length, "the disk is full"));
  free(line.data);
  appflowy.store_dart_post_cobject(Dart_PostCObject);
  dart_close_port(log);
}

/* A host that logs whatever it hears of the log. */
static int logged, logged_within;

static int8_t logs_again(int64_t port, struct _Dart_CObject *message) {
  if (++logged_within < 100) appflowy.rust_log(0, "heard a line");
  logged_within--;
  logged++;
  return Dart_PostCObject(port, message);
}

static void logs_no_line_about_a_line(void) {
  int64_t log = dart_open_port();
  appflowy.store_dart_post_cobject(logs_again);
  CHECK_IS(appflowy.set_log_stream_port(log), 0);
  appflowy.rust_log(0, "before there is a core");
  CHECK_IS(logged, 1);
  appflowy.store_dart_post_cobject(Dart_PostCObject);
  dart_close_port(log);
}

static const struct test early_tests[] = {
    {"nothing happens before there is a way to answer", is_safe_before_anything},
    {"a call before init_sdk is answered", answers_before_init},
    {"init_sdk without a configuration is refused", refuses_no_configuration},
    {"init_sdk answers with the status of a core that does not start", tells_why_it_does_not_start},
    {"who logs what it hears of the log hears it once", logs_no_line_about_a_line},
    {"who asks while it is told that there is no core is answered", answers_who_asks_when_it_is_told_so},
};

const struct group before_init_group = {"before-init", "echo", TESTS(early_tests), 60, NO_PLAYS};

static int64_t stream_port, log_port;

/* The order of AppFlowy's front end. */
static void starts_as_its_front_end_does(void) {
  stream_port = dart_open_port();
  CHECK_IS(appflowy.set_stream_port(stream_port), 0);
  appflowy.store_dart_post_cobject(Dart_PostCObject);
  char config[] = "{\"root\":\"/tmp/\xc3\xa9\"}";
  CHECK_IS(appflowy.init_sdk(4711, config), 0);
  CHECK_IS(appflowy.init_sdk(4711, config), 0);
}

static void answers_bare_names(void) {
  check_echo(ask("Say", note("on a virtual thread", 0)), "on a virtual thread");
  check_echo(ask("SayInline", note("inline", 0)), "inline");
  check_echo(ask("Echo.Say", note("qualified", 0)), "qualified");
  struct posted_answer nothing = ask("Nothing", (struct bytes){0});
  CHECK_IS(nothing.message.code, CODE_OK);
  CHECK_IS(nothing.message.payload_length, 0);
  free(nothing.raw.data);
}

static void answers_the_declared_error(void) {
  struct posted_answer refused = ask("Say", note("refuse", 7));
  CHECK_IS(refused.message.code, CODE_ERR);
  CHECK(field_is(refused.message.payload, refused.message.payload_length, 1, "refused by the handler"));
  free(refused.raw.data);
}

static void answers_what_can_not_be_done(void) {
  check_internal(ask("NoSuchEvent", note("", 0)), "NoSuchEvent");
  check_internal(ask("", note("", 0)), "");
  const char *failures[] = {"null", "exception", "undeclared", "error", "stack", "memory", "unencodable"};
  for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
    struct posted_answer failed = ask("Fail", note(failures[i], 0));
    CHECK(!text_has(failed.message.payload, failed.message.payload_length, "secret"));
    check_internal(failed, "");
    check_internal(ask("FailInline", note(failures[i], 0)), "");
  }
  struct bytes broken = {0};
  bytes_put(&broken, "\x0a\xff", 2);
  check_internal(ask("Say", broken), "");
  check_internal(ask("Export", note("", 1)), "Echo.Export: the event has a stream");
  check_internal(ask("Import", note("", 1)), "Echo.Import: the event has a stream");
  check_internal(ask("Talk", note("", 1)), "Echo.Talk: the event has a stream");
}

static void ask_bytes(const uint8_t *input, uintptr_t length) {
  int64_t port = dart_open_port();
  appflowy.async_event(port, input, length);
  check_internal(take_answer(port), "");
  dart_close_port(port);
  check_internal(ask_sync(input, length), "");
}

static void answers_bad_bytes(void) {
  const uint8_t byte = 0xff;
  ask_bytes(NULL, 0);
  ask_bytes(NULL, 10);
  ask_bytes(&byte, 0);
  ask_bytes(&byte, 1);
  ask_bytes((const uint8_t *)"\x0a\x7fx", 3);
  ask_bytes(&byte, (uintptr_t)INT32_MAX + 1);
  ask_bytes(&byte, UINTPTR_MAX);
  uint32_t state = 7;
  uint8_t garbage[64];
  for (int round = 0; round < 500; round++) {
    for (size_t i = 0; i < sizeof garbage; i++) garbage[i] = (uint8_t)((state = state * 1103515245 + 12345) >> 16);
    ask_bytes(garbage, 1 + state % sizeof garbage);
  }
  check_echo(ask("Say", note("after garbage", 0)), "after garbage");
}

static void answers_at_once(void) {
  const char *events[] = {"Say", "SayInline"};
  for (int i = 0; i < 200; i++) {
    struct bytes payload = note("at once", 0), request = ffi_request(events[i % 2], &payload);
    check_echo(ask_sync(request.data, request.length), "at once");
    bytes_free(&payload);
    bytes_free(&request);
  }
}

static void posts_notifications(void) {
  while (dart_waiting(stream_port)) {
    struct dart_message old;
    if (dart_take(stream_port, &old, 0)) free(old.data);
  }
  struct posted_answer done = ask("Notify", note("somebody", 3));
  CHECK_IS(done.message.code, CODE_OK);
  free(done.raw.data);
  for (uint64_t i = 1; i <= 3; i++) {
    struct dart_message got;
    struct message heard;
    REQUIRE(dart_take(stream_port, &got, 20000));
    heard = read_subscribe_object(got.data, got.length);
    /* What was on its way while there was no port comes late. */
    while (text_is(heard.subject, heard.subject_length, "to nobody")) {
      free(got.data);
      REQUIRE(dart_take(stream_port, &got, 20000));
      heard = read_subscribe_object(got.data, got.length);
    }
    CHECK(heard.whole && text_is(heard.text, heard.text_length, "Echo"));
    CHECK_IS(heard.code, 1);
    CHECK(text_is(heard.subject, heard.subject_length, "somebody"));
    CHECK_IS(find_number(heard.payload, heard.payload_length, 2), i);
    free(got.data);
  }
}

/* A hot restart gives a new port; the old one hears no more. */
static void moves_notifications_to_a_new_port(void) {
  int64_t old = stream_port;
  stream_port = dart_open_port();
  CHECK_IS(appflowy.set_stream_port(stream_port), 0);
  posts_notifications();
  CHECK_IS(dart_waiting(old), 0);
  dart_close_port(old);
  int64_t gone = stream_port;
  dart_close_port(gone);
  struct posted_answer done = ask("Notify", note("to nobody", 100));
  CHECK_IS(done.message.code, CODE_OK);
  free(done.raw.data);
  stream_port = dart_open_port();
  CHECK_IS(appflowy.set_stream_port(stream_port), 0);
  posts_notifications();
}

static void posts_the_log(void) {
  log_port = dart_open_port();
  CHECK_IS(appflowy.set_log_stream_port(log_port), 0);
  free(ask("Host.Log", note("a line of the core's", 0)).raw.data);
  appflowy.rust_log(4, "a line of the host's");
  bool core_heard = false, host_heard = false;
  struct dart_message line;
  while (!(core_heard && host_heard) && dart_take(log_port, &line, 20000)) {
    core_heard |= text_has(line.data, line.length, "a line of the core's");
    host_heard |= text_has(line.data, line.length, "a line of the host's");
    CHECK(line.length == 0 || line.data[line.length - 1] != '\n');
    free(line.data);
  }
  CHECK(core_heard);
  CHECK(host_heard);
  for (int64_t level = -1; level < 6; level++) appflowy.rust_log(level, "at a level");
  appflowy.rust_log(0, "");
  appflowy.rust_log(0, "\xff\xfe no UTF-8");
  CHECK_IS(appflowy.set_log_stream_port(0), 0);
  dart_close_port(log_port);
}

enum { CALLS_A_THREAD = 500 };

static void *many_calls(void *name) {
  for (int i = 0; i < CALLS_A_THREAD; i++) check_echo(ask(name, note("from a thread", 0)), "from a thread");
  return NULL;
}

static void serves_many_threads(void) {
  pthread_t threads[8];
  for (int i = 0; i < 8; i++) pthread_create(&threads[i], NULL, many_calls, i % 2 ? "Say" : "SayInline");
  for (int i = 0; i < 8; i++) pthread_join(threads[i], NULL);
}

/* Answers of a thousand calls whose ports close meanwhile go nowhere, and nothing else goes wrong. */
static void loses_only_the_answers_of_closed_ports(void) {
  enum { COUNT = 1000 };
  static int64_t ports[COUNT];
  struct bytes payload = note("", 20), request = ffi_request("Host.Sleep", &payload);
  for (int i = 0; i < COUNT; i++) {
    ports[i] = dart_open_port();
    appflowy.async_event(ports[i], request.data, request.length);
    if (i % 2) dart_close_port(ports[i]);
  }
  for (int i = 0; i < COUNT; i += 2) {
    struct posted_answer answer = take_answer(ports[i]);
    CHECK(answer.came && (answer.message.code == CODE_OK || answer.message.code == CODE_INTERNAL));
    free(answer.raw.data);
    dart_close_port(ports[i]);
  }
  bytes_free(&payload);
  bytes_free(&request);
  check_echo(ask("Say", note("afterwards", 0)), "afterwards");
}

/* Every request is answered exactly once: what was asked a moment ago has no second answer. */
static void answers_exactly_once(void) {
  int64_t port = dart_open_port();
  struct bytes payload = note("once", 0), request = ffi_request("Say", &payload);
  enum { COUNT = 1000 };
  for (int i = 0; i < COUNT; i++) appflowy.async_event(port, request.data, request.length);
  for (int i = 0; i < COUNT; i++) {
    struct posted_answer answer = take_answer(port);
    REQUIRE(answer.came);
    free(answer.raw.data);
  }
  check_echo(ask("Say", note("behind them", 0)), "behind them");
  CHECK_IS(dart_waiting(port), 0);
  dart_close_port(port);
  bytes_free(&payload);
  bytes_free(&request);
}

static const struct test tests[] = {
    {"it starts in the order of AppFlowy's front end", starts_as_its_front_end_does},
    {"bare event names are answered at the port", answers_bare_names},
    {"a declared error is an answer of its own", answers_the_declared_error},
    {"where AppFlowy hangs there is an answer in words", answers_what_can_not_be_done},
    {"bad bytes are answered in words", answers_bad_bytes},
    {"sync_event answers at once", answers_at_once},
    {"notifications come to the stream port", posts_notifications},
    {"notifications follow the stream port", moves_notifications_to_a_new_port},
    {"the log comes to the log port", posts_the_log},
    {"many threads are served at once", serves_many_threads},
    {"ports that close lose their own answers only", loses_only_the_answers_of_closed_ports},
    {"every request is answered exactly once", answers_exactly_once},
};

const struct group appflowy_group = {"appflowy", "echo", TESTS(tests), 90, NO_PLAYS};

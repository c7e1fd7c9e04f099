/* parley.h as it is meant to be used: callbacks, pulling and ports. */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "dart_vm.h"
#include "front.h"
#include "library.h"
#include "tests.h"

static int64_t core;

static void starts(void) {
  CHECK_IS(parley.version(), PARLEY_VERSION);
  core = core_start(NULL);
}

static void every_status_has_a_sentence(void) {
  for (int32_t status = PARLEY_STUCK; status <= PARLEY_OK; status++) {
    const char *text = parley.status_text(status);
    CHECK_THAT(text && strlen(text) > 1, "status %d has no text", status);
  }
  CHECK(parley.status_text(12345) != NULL);
  CHECK(parley.status_text(INT32_MIN) != NULL);
}

static void answers_calls_by_callback(void) {
  struct front front;
  if (front_open(&front, core) > 0) {
    front_echoes(&front, "Echo.SayInline", "inline");
    front_echoes(&front, "Echo.Say", "on a virtual thread");
    front_echoes(&front, "Say", "by its bare name");
    front_echoes(&front, "Host.Sleep", "after a sleep");
  }
  front_close(&front);
}

static void check_code(struct front *front, const char *event, const char *text, uint64_t code, uint64_t reason) {
  struct answer answer = front_call(front, event, note(text, 0));
  CHECK_IS(answer.message.code, code);
  CHECK_IS(answer.message.reason, reason);
  answer_free(&answer);
}

static void answers_every_failure(void) {
  struct front front;
  if (front_open(&front, core) > 0) {
    check_code(&front, "Echo.Say", "refuse", CODE_ERR, 0);
    check_code(&front, "Echo.SayInline", "refuse", CODE_ERR, 0);
    check_code(&front, "No.SuchEvent", "", CODE_INTERNAL, 1);
    const char *failures[] = {"null", "exception", "undeclared", "error", "stack", "memory", "unencodable"};
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
      check_code(&front, "Echo.Fail", failures[i], CODE_INTERNAL, 3);
      check_code(&front, "Echo.FailInline", failures[i], CODE_INTERNAL, 3);
    }
    struct bytes garbage = {0};
    bytes_put(&garbage, "\x0a\xff\xff", 3);
    struct answer answer = front_call(&front, "Echo.Say", garbage);
    CHECK_IS(answer.message.reason, 2);
    answer_free(&answer);
    front_echoes(&front, "Echo.SayInline", "still there");
  }
  front_close(&front);
}

static void sends_notifications(void) {
  struct front front;
  if (front_open(&front, core) > 0) {
    CHECK_IS(front_send(&front, subscribe_frame("Echo", 1000)), PARLEY_OK);
    struct answer subscribed = front_take(&front, FRAME_RESPONSE, 20000);
    CHECK(subscribed.came && subscribed.message.id == 1000 && subscribed.message.code == CODE_OK);
    answer_free(&subscribed);
    struct bytes payload = note("somebody", 3), request = request_frame("Echo.Notify", &payload, 1001);
    bytes_free(&payload);
    CHECK_IS(front_send(&front, request), PARLEY_OK);
    for (uint64_t i = 1; i <= 3; i++) {
      struct answer heard = front_take(&front, FRAME_NOTIFICATION, 20000);
      CHECK(heard.came && text_is(heard.message.text, heard.message.text_length, "Echo"));
      CHECK(text_is(heard.message.subject, heard.message.subject_length, "somebody"));
      CHECK_IS(heard.message.sequence, i);
      answer_free(&heard);
    }
    struct answer last = front_take(&front, FRAME_RESPONSE, 20000);
    CHECK_IS(last.message.id, 1001);
    answer_free(&last);
  }
  front_close(&front);
}

static void streams_items_under_credit(void) {
  struct front front;
  if (front_open(&front, core) > 0) {
    struct bytes payload = note("item", 1000), request = request_frame("Echo.Export", &payload, 1);
    bytes_free(&payload);
    CHECK_IS(front_send(&front, request), PARLEY_OK);
    /* The greeting gave no credit, so nothing comes until it is given. */
    CHECK_IS(front_send(&front, credit_frame(1, 1000, 1 << 20)), PARLEY_OK);
    uint64_t items = 0;
    struct answer answer = front_take(&front, 0, 20000);
    for (; answer.came && answer.message.kind == FRAME_ITEM; answer = front_take(&front, 0, 20000)) {
      items++;
      CHECK_IS(find_number(answer.message.payload, answer.message.payload_length, 2), items);
      answer_free(&answer);
    }
    CHECK_IS(items, 1000);
    CHECK_IS(answer.message.kind, FRAME_RESPONSE);
    answer_free(&answer);
  }
  front_close(&front);
}

static void streams_items_to_the_core(void) {
  struct front front;
  if (front_open(&front, core) > 0) {
    struct bytes request = request_frame("Echo.Import", NULL, 1), item = note("last", 0);
    CHECK_IS(front_send(&front, request), PARLEY_OK);
    for (int i = 0; i < 100; i++) CHECK_IS(front_send(&front, item_frame(1, &item)), PARLEY_OK);
    bytes_free(&item);
    CHECK_IS(front_send(&front, id_frame(10, 1)), PARLEY_OK);
    struct answer answer = front_take(&front, FRAME_RESPONSE, 20000);
    CHECK(answer.came && field_is(answer.message.payload, answer.message.payload_length, 1, "last"));
    CHECK_IS(find_number(answer.message.payload, answer.message.payload_length, 2), 100);
    answer_free(&answer);
  }
  front_close(&front);
}

static void cancels_calls(void) {
  struct front front;
  if (front_open(&front, core) > 0) {
    struct bytes payload = note("", 60000), request = request_frame("Host.Sleep", &payload, 1);
    bytes_free(&payload);
    CHECK_IS(front_send(&front, request), PARLEY_OK);
    CHECK_IS(front_send(&front, id_frame(8, 1)), PARLEY_OK);
    struct answer answer = front_take(&front, FRAME_RESPONSE, 20000);
    CHECK_IS(answer.message.reason, 5);
    answer_free(&answer);
  }
  front_close(&front);
}

/* What an inline handler answers has reached the callback when parley_send returns. */
static void answers_inline_within_send(void) {
  struct front front;
  if (front_open(&front, core) > 0) {
    front_echoes(&front, "Echo.SayInline", "warm");
    int64_t before = front.frames;
    struct bytes payload = note("now", 0), request = request_frame("Echo.SayInline", &payload, 100);
    bytes_free(&payload);
    CHECK_IS(front_send(&front, request), PARLEY_OK);
    CHECK_IS(front.frames, before + 1);
  }
  front_close(&front);
}

static bool pulled(int64_t link, int kind, uint64_t id) {
  uint8_t *frame = NULL;
  int64_t length = parley.receive(link, &frame, 20000);
  if (!CHECK_THAT(length > 0, "receive answered %lld", (long long)length)) return false;
  struct message message = read_frame(frame, (size_t)length);
  bool right = message.whole && message.kind == kind && message.id == id;
  parley.free(frame);
  return CHECK_THAT(right, "kind %d, id %llu came", message.kind, (unsigned long long)message.id);
}

static int32_t send_and_free(int64_t link, struct bytes frame) {
  int32_t status = parley.send(link, frame.data, frame.length);
  bytes_free(&frame);
  return status;
}

static void is_pulled_from(void) {
  int64_t link = parley.open(core, NULL, NULL);
  REQUIRE(link > 0);
  uint8_t *frame = (uint8_t *)1;
  CHECK_IS(parley.receive(link, &frame, 0), PARLEY_TIMEOUT);
  CHECK_IS(parley.receive(link, &frame, 20), PARLEY_TIMEOUT);
  CHECK_IS(send_and_free(link, hello_frame()), PARLEY_OK);
  CHECK(pulled(link, FRAME_WELCOME, 0));
  struct bytes payload = note("pulled", 0);
  CHECK_IS(send_and_free(link, request_frame("Echo.SayInline", &payload, 5)), PARLEY_OK);
  CHECK(pulled(link, FRAME_RESPONSE, 5));
  CHECK_IS(send_and_free(link, request_frame("Echo.Say", &payload, 6)), PARLEY_OK);
  CHECK(pulled(link, FRAME_RESPONSE, 6));
  bytes_free(&payload);
  CHECK_IS(parley.close(link), PARLEY_OK);
  CHECK_IS(parley.receive(link, &frame, 0), PARLEY_CLOSED);
}

/* A core that says goodbye does so behind what was queued, and the end is told after all of it was taken. */
static void tells_the_end_after_the_frames(void) {
  int64_t link = parley.open(core, NULL, NULL);
  REQUIRE(link > 0);
  CHECK_IS(send_and_free(link, hello_frame()), PARLEY_OK);
  struct bytes payload = note("one", 0);
  for (uint64_t id = 1; id <= 3; id++) {
    CHECK_IS(send_and_free(link, request_frame("Echo.SayInline", &payload, id)), PARLEY_OK);
  }
  bytes_free(&payload);
  CHECK_IS(send_and_free(link, hello_frame()), PARLEY_OK); /* a second one is a protocol error */
  CHECK(pulled(link, FRAME_WELCOME, 0));
  for (uint64_t id = 1; id <= 3; id++) CHECK(pulled(link, FRAME_RESPONSE, id));
  CHECK(pulled(link, FRAME_GO_AWAY, 0));
  uint8_t *frame = NULL;
  CHECK_IS(parley.receive(link, &frame, 20000), PARLEY_CLOSED);
  CHECK_IS(send_and_free(link, id_frame(12, 1)), PARLEY_CLOSED);
  CHECK_IS(parley.send(link, NULL, 0), PARLEY_CLOSED);
  CHECK_IS(parley.close(link), PARLEY_OK);
  CHECK_IS(parley.send(link, NULL, 0), PARLEY_CLOSED);
}

static void tells_callbacks_the_end(void) {
  struct front front;
  if (front_open(&front, core) > 0) {
    CHECK_IS(front_send(&front, hello_frame()), PARLEY_OK);
    struct answer go_away = front_take(&front, FRAME_GO_AWAY, 20000);
    CHECK_IS(go_away.message.reason, 10);
    answer_free(&go_away);
    CHECK(front_wait_end(&front, 20000));
  }
  front_close(&front);
}

static bool posted(int64_t port, int kind, uint64_t id) {
  struct dart_message got;
  if (!CHECK_THAT(dart_take(port, &got, 20000), "nothing was posted")) return false;
  struct message message = read_frame(got.data, got.length);
  free(got.data);
  return CHECK_THAT(!got.null && message.kind == kind && message.id == id, "kind %d, id %llu was posted", message.kind,
      (unsigned long long)message.id);
}

static void is_posted_to_ports(void) {
  int64_t port = dart_open_port();
  int64_t link = parley.open_port(core, port, Dart_PostCObject);
  REQUIRE(link > 0);
  CHECK_IS(send_and_free(link, hello_frame()), PARLEY_OK);
  CHECK(posted(port, FRAME_WELCOME, 0));
  struct bytes payload = note("posted", 0);
  CHECK_IS(send_and_free(link, request_frame("Echo.SayInline", &payload, 5)), PARLEY_OK);
  CHECK(posted(port, FRAME_RESPONSE, 5));
  CHECK_IS(send_and_free(link, request_frame("Echo.Say", &payload, 6)), PARLEY_OK);
  CHECK(posted(port, FRAME_RESPONSE, 6));
  bytes_free(&payload);
  /* The end that the core brings about is posted as null. */
  CHECK_IS(send_and_free(link, hello_frame()), PARLEY_OK);
  CHECK(posted(port, FRAME_GO_AWAY, 0));
  struct dart_message last;
  REQUIRE(dart_take(port, &last, 20000));
  CHECK(last.null);
  parley.close(link);
  CHECK_IS(dart_waiting(port), 0);
  dart_close_port(port);
}

/* The refused post ends the link; at the latest when what was queued has been given up. */
static bool ends_soon(int64_t link) {
  int64_t deadline = now_us() + 20000000;
  int32_t status;
  do {
    status = parley.send(link, NULL, 0);
  } while (status == PARLEY_OK && now_us() < deadline);
  return status == PARLEY_CLOSED;
}

static void ends_when_its_port_is_gone(void) {
  int64_t port = dart_open_port();
  int64_t link = parley.open_port(core, port, Dart_PostCObject);
  REQUIRE(link > 0);
  CHECK_IS(send_and_free(link, hello_frame()), PARLEY_OK);
  CHECK(posted(port, FRAME_WELCOME, 0));
  dart_close_port(port);
  struct bytes payload = note("to nobody", 0);
  CHECK_IS(send_and_free(link, request_frame("Echo.SayInline", &payload, 1)), PARLEY_OK);
  CHECK(ends_soon(link));
  bytes_free(&payload);
  parley.close(link);
}

/* An isolate that ends while its link is idle: nothing would be posted to its port any more. */
static void ends_when_another_port_comes(void) {
  int64_t gone = dart_open_port(), idle = parley.open_port(core, gone, Dart_PostCObject);
  int64_t port = dart_open_port(), lives = parley.open_port(core, port, Dart_PostCObject);
  REQUIRE(idle > 0 && lives > 0);
  CHECK_IS(send_and_free(idle, hello_frame()), PARLEY_OK);
  CHECK(posted(gone, FRAME_WELCOME, 0));
  dart_close_port(gone);
  CHECK_IS(parley.send(idle, NULL, 0), PARLEY_OK);
  /* One that has not greeted must not be greeted for: the core would refuse it. */
  int64_t third = dart_open_port(), other = parley.open_port(core, third, Dart_PostCObject);
  REQUIRE(other > 0);
  CHECK(ends_soon(idle));
  CHECK_IS(send_and_free(lives, hello_frame()), PARLEY_OK);
  CHECK(posted(port, FRAME_WELCOME, 0));
  CHECK_IS(parley.close(other), PARLEY_OK);
  CHECK_IS(parley.close(lives), PARLEY_OK);
  CHECK_IS(parley.close(idle), PARLEY_CLOSED);
  CHECK_IS(dart_waiting(port), 0);
  dart_close_port(port);
  dart_close_port(third);
}

static void takes_frames_of_length_0(void) {
  struct front front;
  if (front_open(&front, core) > 0) {
    CHECK_IS(parley.send(front.link, NULL, 0), PARLEY_OK);
    CHECK_IS(parley.send(front.link, (const uint8_t *)"x", 0), PARLEY_OK);
    front_echoes(&front, "Echo.Say", "after nothing");
  }
  front_close(&front);
}

static void answers_large_payloads(void) {
  struct front front;
  if (front_open(&front, core) > 0) {
    struct answer grown = front_call(&front, "Echo.Grow", note("", 4000000));
    const uint8_t *text = NULL;
    size_t length = 0;
    CHECK(grown.came && find_bytes(grown.message.payload, grown.message.payload_length, 1, &text, &length));
    CHECK_IS(length, 4000000);
    answer_free(&grown);
  }
  front_close(&front);
}

static void serves_several_cores(void) {
  int64_t others[4];
  struct front fronts[4];
  for (int i = 0; i < 4; i++) {
    others[i] = core_start("");
    CHECK(others[i] != core);
    front_open(&fronts[i], others[i]);
  }
  for (int i = 0; i < 4; i++) front_echoes(&fronts[i], "Echo.Say", "its own core");
  CHECK_IS(parley.stop(others[0]), PARLEY_OK);
  CHECK(front_wait_end(&fronts[0], 20000));
  CHECK_IS(parley.stop(others[0]), PARLEY_CLOSED);
  for (int i = 1; i < 4; i++) front_echoes(&fronts[i], "Echo.Say", "another was stopped");
  for (int i = 0; i < 4; i++) front_close(&fronts[i]);
  for (int i = 1; i < 4; i++) CHECK_IS(parley.stop(others[i]), PARLEY_OK);
  struct front front;
  if (front_open(&front, core) > 0) front_echoes(&front, "Echo.Say", "the first one lives");
  front_close(&front);
}

static void stops(void) {
  struct front front;
  front_open(&front, core);
  CHECK_IS(parley.stop(core), PARLEY_OK);
  CHECK(front_wait_end(&front, 20000));
  CHECK_IS(parley.send(front.link, NULL, 0), PARLEY_CLOSED);
  CHECK_IS(parley.open(core, front_receive, &front), PARLEY_CLOSED);
  front_close(&front);
  core = core_start(NULL);
  if (front_open(&front, core) > 0) front_echoes(&front, "Echo.Say", "after a start again");
  front_close(&front);
  CHECK_IS(parley.stop(core), PARLEY_OK);
}

static const struct test tests[] = {
    {"a core starts", starts},
    {"every status has a sentence", every_status_has_a_sentence},
    {"calls are answered by callback", answers_calls_by_callback},
    {"every failure of a handler is answered", answers_every_failure},
    {"notifications come in order, before the answer behind them", sends_notifications},
    {"items stream to the front end under its credit", streams_items_under_credit},
    {"items stream to the core", streams_items_to_the_core},
    {"a cancelled call is answered at once", cancels_calls},
    {"an inline answer has come when send returns", answers_inline_within_send},
    {"frames can be pulled", is_pulled_from},
    {"the end of a link is told after its frames", tells_the_end_after_the_frames},
    {"a callback is told the end of its link", tells_callbacks_the_end},
    {"frames can be posted to a port, and the end as null", is_posted_to_ports},
    {"a port that is gone ends its link", ends_when_its_port_is_gone},
    {"a port that is gone ends its idle link when another comes", ends_when_another_port_comes},
    {"a frame of length 0 says nothing", takes_frames_of_length_0},
    {"answers of megabytes come whole", answers_large_payloads},
    {"several cores live and stop by themselves", serves_several_cores},
    {"a core that is stopped ends its links, and another can be started", stops},
};

const struct group links_group = {"links", "echo", TESTS(tests), 60, NO_PLAYS};

/*
 * The reference core (examples/flowy-core: SQLite, Argon2, sessions) as a desktop application hosts it: over AppFlowy's
 * interface, and another one over frames.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "asking.h"
#include "check.h"
#include "dart_vm.h"
#include "front.h"
#include "library.h"
#include "tests.h"

/* AppFlowy's codes for what can go wrong (examples/flowy-core, ErrorCode), and its kinds of notifications. */
enum {
  USER_UNAUTHORIZED = 2,
  EMAIL_FORMAT_INVALID = 20,
  EMAIL_ALREADY_EXISTS = 21,
  PASSWORD_NOT_MATCH = 26,
  USER_NOT_EXIST = 31
};
enum { USER_SIGN_IN = 1, PROFILE_UPDATE = 2 };
/* The fields of a profile. */
enum { PROFILE_ID = 1, PROFILE_EMAIL, PROFILE_NAME, PROFILE_TOKEN };

static const char PASSWORD[] = "Difference-1843!", WRONG[] = "Difference-1844!";
static char data_folder[4096];
static int64_t stream_port;
static char user_id[128];

static struct bytes sign_up_payload(const char *email, const char *name) {
  struct bytes payload = {0};
  put_text(&payload, 1, email);
  put_text(&payload, 2, name);
  put_text(&payload, 3, PASSWORD);
  return payload;
}

static struct bytes sign_in_payload(const char *email, const char *password) {
  struct bytes payload = {0};
  put_text(&payload, 1, email);
  put_text(&payload, 2, password);
  return payload;
}

static struct bytes new_name(const char *id, const char *name) {
  struct bytes payload = {0};
  put_text(&payload, 1, id);
  put_text(&payload, 2, name);
  return payload;
}

/* What AppFlowy's front end hands over, as far as any core needs to look at it, and more. */
static char *configuration(const char *folder) {
  char *json;
  if (asprintf(&json, "{\"root\":\"%s/%s\",\"app_version\":\"0.9.9\",\"platform\":\"linux\",\"envs\":{}}", data_folder,
          folder) < 0) abort();
  return json;
}

static bool is_profile(const uint8_t *profile, size_t length, const char *email, const char *name) {
  const uint8_t *token = NULL;
  size_t token_length = 0;
  return field_is(profile, length, PROFILE_EMAIL, email) && field_is(profile, length, PROFILE_NAME, name) &&
      find_bytes(profile, length, PROFILE_TOKEN, &token, &token_length) && token_length > 0;
}

static void keep_id(const uint8_t *profile, size_t length) {
  const uint8_t *id = NULL;
  size_t id_length = 0;
  CHECK(find_bytes(profile, length, PROFILE_ID, &id, &id_length));
  snprintf(user_id, sizeof user_id, "%.*s", (int)id_length, (const char *)id);
}

static void check_profile(struct posted_answer answer, const char *email, const char *name) {
  CHECK_IS(answer.message.code, CODE_OK);
  CHECK_THAT(is_profile(answer.message.payload, answer.message.payload_length, email, name),
      "the profile is not %s, %s", email, name);
  answer_drop(answer);
}

/* A FlowyError, which is an answer of its own: its number and a sentence. */
static void check_error(struct posted_answer answer, uint64_t code) {
  const uint8_t *sentence = NULL;
  size_t length = 0;
  CHECK_IS(answer.message.code, CODE_ERR);
  CHECK_IS(find_number(answer.message.payload, answer.message.payload_length, 1), code);
  CHECK(find_bytes(answer.message.payload, answer.message.payload_length, 2, &sentence, &length) && length > 5);
  answer_drop(answer);
}

static void check_heard(int kind, const char *subject, const char *email, const char *name) {
  struct dart_message got;
  if (!CHECK_THAT(dart_take(stream_port, &got, 20000), "no notification came of %s", name)) return;
  struct message heard = read_subscribe_object(got.data, got.length);
  CHECK(heard.whole && text_is(heard.text, heard.text_length, "User"));
  CHECK_IS(heard.code, kind);
  CHECK(text_is(heard.subject, heard.subject_length, subject));
  CHECK_IS(heard.error_length, 0);
  CHECK(is_profile(heard.payload, heard.payload_length, email, name));
  free(got.data);
}

static struct posted_answer ask_at_once(const char *event, struct bytes payload) {
  struct bytes request = ffi_request(event, &payload);
  struct posted_answer answer = ask_sync(request.data, request.length);
  bytes_free(&payload);
  bytes_free(&request);
  return answer;
}

static void says_what_its_configuration_lacks(void) {
  snprintf(data_folder, sizeof data_folder, "%s/flowy-data-XXXXXX", test_folder());
  REQUIRE(mkdtemp(data_folder) != NULL);
  stream_port = dart_open_port();
  CHECK_IS(appflowy.set_stream_port(stream_port), 0);
  appflowy.store_dart_post_cobject(Dart_PostCObject);
  int64_t log_port = dart_open_port();
  CHECK_IS(appflowy.set_log_stream_port(log_port), 0);
  char no_root[] = "{\"app_version\":\"0.9.9\"}";
  CHECK_IS(appflowy.init_sdk(0, no_root), PARLEY_CORE_FAILED);
  check_internal(ask("CheckUser", (struct bytes){0}), "has no \"root\", the folder for the data");
  struct dart_message line = {0};
  CHECK(dart_take(log_port, &line, 20000));
  CHECK(text_has(line.data, line.length, "has no \"root\""));
  free(line.data);
  dart_close_port(log_port);
}

static void starts_with_appflowys_configuration(void) {
  char *json = configuration("user");
  CHECK_IS(appflowy.init_sdk(4711, json), 0);
  free(json);
  check_error(ask("CheckUser", (struct bytes){0}), USER_UNAUTHORIZED);
}

static void signs_up_and_tells_so(void) {
  struct posted_answer answer = ask("SignUp", sign_up_payload("ada@example.com", "Ada"));
  CHECK(answer.message.code == CODE_OK);
  keep_id(answer.message.payload, answer.message.payload_length);
  struct dart_message got;
  bool heard = CHECK(dart_take(stream_port, &got, 20000));
  if (heard) {
    struct message told = read_subscribe_object(got.data, got.length);
    CHECK_IS(told.code, USER_SIGN_IN);
    CHECK(told.payload_length == answer.message.payload_length &&
        memcmp(told.payload, answer.message.payload, told.payload_length) == 0);
    free(got.data);
  }
  check_profile(answer, "ada@example.com", "Ada");
}

static void refuses_in_codes_of_its_own(void) {
  check_error(ask("SignUp", sign_up_payload("ADA@example.com", "Another")), EMAIL_ALREADY_EXISTS);
  check_error(ask("SignUp", sign_up_payload("no address", "Ada")), EMAIL_FORMAT_INVALID);
  check_error(ask("SignIn", sign_in_payload("ada@example.com", WRONG)), PASSWORD_NOT_MATCH);
  check_error(ask("SignIn", sign_in_payload("charles@example.com", PASSWORD)), USER_NOT_EXIST);
  check_error(ask("UpdateUserProfile", new_name("somebody-else", "Eve")), USER_UNAUTHORIZED);
}

static void answers_internal_in_words(void) {
  char name[5000];
  memset(name, 'x', sizeof name - 1);
  name[sizeof name - 1] = 0;
  check_internal(ask("SignUp", sign_up_payload("eve@example.com", name)), "name");
  check_internal(ask("ExportData", (struct bytes){0}), "ExportData: the event has a stream");
  check_internal(ask("SignUpp", (struct bytes){0}), "SignUpp");
}

static void signs_out_and_in(void) {
  struct posted_answer out = ask("SignOut", (struct bytes){0});
  CHECK_IS(out.message.code, CODE_OK);
  CHECK_IS(out.message.payload_length, 0);
  answer_drop(out);
  check_error(ask_at_once("GetUserProfile", (struct bytes){0}), USER_UNAUTHORIZED);
  check_profile(ask("SignIn", sign_in_payload("ada@example.com", PASSWORD)), "ada@example.com", "Ada");
  check_heard(USER_SIGN_IN, "", "ada@example.com", "Ada");
}

static void updates_and_tells_so(void) {
  struct posted_answer updated = ask("UpdateUserProfile", new_name(user_id, "Ada Lovelace"));
  CHECK_IS(updated.message.code, CODE_OK);
  answer_drop(updated);
  check_heard(PROFILE_UPDATE, user_id, "ada@example.com", "Ada Lovelace");
}

static void answers_at_once(void) {
  check_profile(ask_at_once("GetUserProfile", (struct bytes){0}), "ada@example.com", "Ada Lovelace");
  check_profile(ask_at_once("SignIn", sign_in_payload("ada@example.com", PASSWORD)), "ada@example.com", "Ada Lovelace");
  check_heard(USER_SIGN_IN, "", "ada@example.com", "Ada Lovelace");
  check_error(ask_at_once("SignIn", sign_in_payload("ada@example.com", WRONG)), PASSWORD_NOT_MATCH);
  CHECK_IS(dart_waiting(stream_port), 0);
}

/* One person's settings from many threads, as a front end's isolates would. */
static void tells_each_change_once_and_in_order(void) {
  enum { CHANGES = 50 };
  char name[32];
  for (int i = 0; i < CHANGES; i++) {
    snprintf(name, sizeof name, "Ada %d", i);
    struct posted_answer updated = i % 2 ? ask("UpdateUserProfile", new_name(user_id, name))
                                         : ask_at_once("UpdateUserProfile", new_name(user_id, name));
    CHECK_IS(updated.message.code, CODE_OK);
    answer_drop(updated);
  }
  for (int i = 0; i < CHANGES; i++) {
    snprintf(name, sizeof name, "Ada %d", i);
    check_heard(PROFILE_UPDATE, user_id, "ada@example.com", name);
  }
  CHECK_IS(dart_waiting(stream_port), 0);
}

static void keeps_it_in_sqlite(void) {
  char path[5000], head[16] = {0};
  snprintf(path, sizeof path, "%s/user/flowy.db", data_folder);
  FILE *file = fopen(path, "re");
  REQUIRE(file != NULL);
  CHECK_IS(fread(head, 1, sizeof head, file), sizeof head);
  CHECK(memcmp(head, "SQLite format 3", 16) == 0);
  fclose(file);
}

static void is_alone_in_its_folder(void) {
  char *error = NULL, *json = configuration("user");
  CHECK_IS(parley.start(NULL, json, &error), PARLEY_CORE_FAILED);
  CHECK_HAS(error, "user");
  parley.free(error);
  free(json);
}

/* Over frames: two front ends of a core of their own. */
static int64_t core;
static struct front front, other;

static struct bytes item(const char *name) {
  struct bytes page = {0}, chunk = {0};
  put_text(&page, 2, name);
  put_text(&page, 3, "text");
  put_bytes(&chunk, 1, page.data, page.length);
  bytes_free(&page);
  return chunk;
}

static void check_profile_frame(struct answer answer, const char *email, const char *name) {
  CHECK_IS(answer.message.code, CODE_OK);
  CHECK(is_profile(answer.message.payload, answer.message.payload_length, email, name));
  answer_free(&answer);
}

static bool start_again(void) {
  char *json = configuration("frames");
  core = core_start(json);
  free(json);
  return core > 0 && front_open(&front, core) > 0 && front_open(&other, core) > 0;
}

static void serves_frames_beside_it(void) {
  REQUIRE(start_again());
  CHECK_IS(front_send(&other, subscribe_frame("User", 900)), PARLEY_OK);
  struct answer subscribed = front_take(&other, FRAME_RESPONSE, 20000);
  CHECK(subscribed.came && subscribed.message.id == 900 && subscribed.message.code == CODE_OK);
  answer_free(&subscribed);
  struct answer answer = front_call(&front, "SignUp", sign_up_payload("grace@example.com", "Grace"));
  keep_id(answer.message.payload, answer.message.payload_length);
  check_profile_frame(answer, "grace@example.com", "Grace");
  struct answer heard = front_take(&other, FRAME_NOTIFICATION, 20000);
  CHECK_IS(heard.message.code, USER_SIGN_IN);
  CHECK_IS(heard.message.sequence, 1);
  answer_free(&heard);
  answer = front_call(&front, "UpdateUserProfile", new_name(user_id, "Grace Hopper"));
  CHECK_IS(answer.message.code, CODE_OK);
  answer_free(&answer);
  heard = front_take(&other, FRAME_NOTIFICATION, 20000);
  CHECK_IS(heard.message.code, PROFILE_UPDATE);
  CHECK(text_is(heard.message.subject, heard.message.subject_length, user_id));
  CHECK(is_profile(heard.message.payload, heard.message.payload_length, "grace@example.com", "Grace Hopper"));
  answer_free(&heard);
  answer = front_call(&other, "SignIn", sign_in_payload("grace@example.com", WRONG));
  CHECK_IS(answer.message.code, CODE_ERR);
  CHECK_IS(find_number(answer.message.payload, answer.message.payload_length, 1), PASSWORD_NOT_MATCH);
  answer_free(&answer);
  /* The two cores know nothing of each other. */
  CHECK_IS(dart_waiting(stream_port), 0);
}

static void streams_pages_in_and_out(void) {
  enum { PAGES = 200 };
  char name[32];
  CHECK_IS(front_send(&front, request_frame("ImportData", NULL, 700)), PARLEY_OK);
  for (int i = 0; i < PAGES; i++) {
    snprintf(name, sizeof name, "page %d", i);
    struct bytes chunk = item(name);
    CHECK_IS(front_send(&front, item_frame(700, &chunk)), PARLEY_OK);
    bytes_free(&chunk);
  }
  CHECK_IS(front_send(&front, id_frame(10, 700)), PARLEY_OK);
  struct answer answer = front_take(&front, FRAME_RESPONSE, 20000);
  CHECK_IS(answer.message.code, CODE_OK);
  CHECK_IS(find_number(answer.message.payload, answer.message.payload_length, 1), PAGES);
  answer_free(&answer);
  CHECK_IS(front_send(&front, request_frame("ExportData", NULL, 701)), PARLEY_OK);
  CHECK_IS(front_send(&front, credit_frame(701, 1000, 1 << 20)), PARLEY_OK);
  int pages = 0;
  for (answer = front_take(&front, 0, 20000); answer.came && answer.message.kind == FRAME_ITEM;
       answer = front_take(&front, 0, 20000)) {
    const uint8_t *at = answer.message.payload, *end = at + answer.message.payload_length, *page;
    for (size_t length = 0; at < end && find_bytes(at, (size_t)(end - at), 1, &page, &length); at = page + length) {
      snprintf(name, sizeof name, "page %d", pages++);
      CHECK(field_is(page, length, 2, name));
    }
    answer_free(&answer);
  }
  CHECK_IS(pages, PAGES);
  CHECK_IS(answer.message.code, CODE_OK);
  answer_free(&answer);
}

static void remembers_who_was_signed_in(void) {
  CHECK_IS(parley.stop(core), PARLEY_OK);
  CHECK(front_wait_end(&front, 20000) && front_wait_end(&other, 20000));
  front_close(&front);
  front_close(&other);
  REQUIRE(start_again());
  check_profile_frame(front_call(&front, "CheckUser", (struct bytes){0}), "grace@example.com", "Grace Hopper");
  front_close(&front);
  front_close(&other);
  CHECK_IS(parley.stop(core), PARLEY_OK);
  /* The other core has noticed nothing of it. */
  check_profile(ask("CheckUser", (struct bytes){0}), "ada@example.com", "Ada 49");
}

static const struct test tests[] = {
    {"init_sdk says what its configuration lacks", says_what_its_configuration_lacks},
    {"it starts with AppFlowy's configuration, with nobody signed in", starts_with_appflowys_configuration},
    {"signing up is answered, and told to the stream port", signs_up_and_tells_so},
    {"what a person gets wrong is answered by AppFlowy's codes", refuses_in_codes_of_its_own},
    {"what no person can get wrong is answered in words", answers_internal_in_words},
    {"signing out and in is answered and told", signs_out_and_in},
    {"an update is told with its subject", updates_and_tells_so},
    {"sync_event answers by handlers that wait for SQLite and Argon2", answers_at_once},
    {"every change is told once and in order", tells_each_change_once_and_in_order},
    {"what it keeps is a SQLite database", keeps_it_in_sqlite},
    {"another core in its folder is refused in words", is_alone_in_its_folder},
    {"a second core serves two front ends by frames", serves_frames_beside_it},
    {"pages stream in and out", streams_pages_in_and_out},
    {"who was signed in still is after a stop and a start", remembers_who_was_signed_in},
};

const struct group flowy_group = {"flowy", "flowy", TESTS(tests), 90, NO_PLAYS};

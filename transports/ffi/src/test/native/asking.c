#include "asking.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "library.h"

void answer_drop(struct posted_answer answer) { free(answer.raw.data); }

struct posted_answer take_answer(int64_t port) {
  struct posted_answer answer = {0};
  answer.came = dart_take(port, &answer.raw, 20000);
  if (answer.came) answer.message = read_ffi_response(answer.raw.data, answer.raw.length);
  return answer;
}

struct posted_answer ask(const char *event, struct bytes payload) {
  int64_t port = dart_open_port();
  struct bytes request = ffi_request(event, &payload);
  bytes_free(&payload);
  appflowy.async_event(port, request.data, request.length);
  /* The caller frees its bytes as soon as the function has returned. */
  if (request.length) memset(request.data, 0xee, request.length);
  bytes_free(&request);
  struct posted_answer answer = take_answer(port);
  CHECK_THAT(answer.came && answer.message.whole, "%s was not answered", event);
  dart_close_port(port);
  return answer;
}

void check_internal(struct posted_answer answer, const char *says) {
  CHECK_IS(answer.message.code, CODE_INTERNAL);
  CHECK_THAT(text_has(answer.message.payload, answer.message.payload_length, says), "\"%.*s\" does not say \"%s\"",
      (int)answer.message.payload_length, (const char *)answer.message.payload, says);
  answer_drop(answer);
}

void check_echo(struct posted_answer answer, const char *text) {
  CHECK_IS(answer.message.code, CODE_OK);
  CHECK(field_is(answer.message.payload, answer.message.payload_length, 1, text));
  answer_drop(answer);
}

/* It is 4 bytes of length, big-endian, then the answer. */
struct posted_answer ask_sync(const uint8_t *input, uintptr_t length) {
  struct posted_answer answer = {0};
  const uint8_t *bytes = appflowy.sync_event(input, length);
  if (!CHECK(bytes != NULL)) return answer;
  answer.raw.length = (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
  answer.raw.data = malloc(answer.raw.length + 1);
  memcpy(answer.raw.data, bytes + 4, answer.raw.length);
  parley.free((void *)(uintptr_t)bytes);
  answer.message = read_ffi_response(answer.raw.data, answer.raw.length);
  answer.came = CHECK(answer.message.whole);
  return answer;
}

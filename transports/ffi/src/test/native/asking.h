/* Requests as AppFlowy's front end makes them, and their answers. */
#ifndef ASKING_H
#define ASKING_H

#include "dart_vm.h"
#include "wire.h"

/* An answer, which was posted to a port or returned; answer_drop frees it. */
struct posted_answer {
  bool came;
  struct dart_message raw;
  struct message message;
};

void answer_drop(struct posted_answer answer);

/* The next answer at a port; waits up to 20 s. */
struct posted_answer take_answer(int64_t port);

/* Makes a request by async_event with a port of its own, and waits. Frees the payload. */
struct posted_answer ask(const char *event, struct bytes payload);

/* Makes a request of these bytes by sync_event. */
struct posted_answer ask_sync(const uint8_t *input, uintptr_t length);

/* Check an answer and free it: Internal with a text that says this; the test core's echo. */
void check_internal(struct posted_answer answer, const char *says);
void check_echo(struct posted_answer answer, const char *text);

#endif

#define _GNU_SOURCE
#include "front.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "library.h"

void front_receive(void *context, const uint8_t *frame, uintptr_t length) {
  struct front *front = context;
  if (atomic_fetch_add(&front->inside, 1) != 0) atomic_fetch_add(&front->overlaps, 1);
  if (atomic_load(&front->closed)) atomic_fetch_add(&front->after_close, 1);
  struct kept *kept = NULL;
  if (frame) {
    kept = malloc(sizeof *kept + length);
    if (!kept) abort();
    kept->next = NULL;
    kept->length = length;
    memcpy(kept->frame, frame, length);
  }
  pthread_mutex_lock(&front->lock);
  if (kept) {
    *front->last = kept;
    front->last = &kept->next;
    front->frames++;
  } else {
    front->ended = true;
  }
  pthread_cond_broadcast(&front->changed);
  pthread_mutex_unlock(&front->lock);
  atomic_fetch_sub(&front->inside, 1);
}

int64_t front_open_silent(struct front *front, int64_t core) {
  memset(front, 0, sizeof *front);
  pthread_mutex_init(&front->lock, NULL);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&front->changed, &attributes);
  pthread_condattr_destroy(&attributes);
  front->last = &front->first;
  front->link = parley.open(core, front_receive, front);
  return front->link;
}

int64_t front_open(struct front *front, int64_t core) {
  if (front_open_silent(front, core) <= 0) return front->link;
  CHECK_IS(front_send(front, hello_frame()), PARLEY_OK);
  struct answer welcome = front_take(front, 0, 20000);
  CHECK_THAT(welcome.came && welcome.message.kind == FRAME_WELCOME, "the core did not welcome: came %d, kind %d",
      welcome.came, welcome.message.kind);
  answer_free(&welcome);
  return front->link;
}

void front_close(struct front *front) {
  if (front->link > 0) parley.close(front->link);
  atomic_store(&front->closed, true);
  CHECK_IS(atomic_load(&front->overlaps), 0);
  CHECK_IS(atomic_load(&front->after_close), 0);
  while (front->first) {
    struct kept *next = front->first->next;
    free(front->first);
    front->first = next;
  }
  pthread_cond_destroy(&front->changed);
  pthread_mutex_destroy(&front->lock);
}

int32_t front_send(struct front *front, struct bytes frame) {
  int32_t status = parley.send(front->link, frame.data, frame.length);
  bytes_free(&frame);
  return status;
}

static struct timespec in(int milliseconds) {
  int64_t at = now_us() + (int64_t)milliseconds * 1000;
  return (struct timespec){.tv_sec = at / 1000000, .tv_nsec = at % 1000000 * 1000};
}

/* Takes the first frame of the kind out of the queue, dropping what came before it. */
static struct kept *take_kind(struct front *front, int kind, struct message *message) {
  while (front->first) {
    struct kept *kept = front->first;
    front->first = kept->next;
    if (!front->first) front->last = &front->first;
    *message = read_frame(kept->frame, kept->length);
    if (kind == 0 || message->kind == kind) return kept;
    free(kept);
  }
  return NULL;
}

struct answer front_take(struct front *front, int kind, int timeout_ms) {
  struct timespec deadline = in(timeout_ms);
  struct answer answer = {0};
  pthread_mutex_lock(&front->lock);
  for (;;) {
    answer.kept = take_kind(front, kind, &answer.message);
    if (answer.kept || front->ended) break;
    if (pthread_cond_timedwait(&front->changed, &front->lock, &deadline)) break;
  }
  pthread_mutex_unlock(&front->lock);
  answer.came = answer.kept != NULL;
  return answer;
}

bool front_wait_end(struct front *front, int timeout_ms) {
  struct timespec deadline = in(timeout_ms);
  pthread_mutex_lock(&front->lock);
  while (!front->ended && pthread_cond_timedwait(&front->changed, &front->lock, &deadline) == 0) {
  }
  bool ended = front->ended;
  pthread_mutex_unlock(&front->lock);
  return ended;
}

struct answer front_call(struct front *front, const char *event, struct bytes payload) {
  uint64_t id = ++front->next_id;
  struct answer none = {0};
  struct bytes request = request_frame(event, &payload, id);
  bytes_free(&payload);
  if (!CHECK_IS(front_send(front, request), PARLEY_OK)) return none;
  struct answer answer = front_take(front, FRAME_RESPONSE, 20000);
  CHECK_THAT(answer.came, "%s was not answered", event);
  if (answer.came) CHECK_IS(answer.message.id, id);
  return answer;
}

void answer_free(struct answer *answer) {
  free(answer->kept);
  *answer = (struct answer){0};
}

bool front_echoes(struct front *front, const char *event, const char *text) {
  struct answer answer = front_call(front, event, note(text, 7));
  bool echoes = answer.came && answer.message.code == CODE_OK &&
      field_is(answer.message.payload, answer.message.payload_length, 1, text) &&
      find_number(answer.message.payload, answer.message.payload_length, 2) == 7;
  answer_free(&answer);
  return CHECK_THAT(echoes, "%s did not answer \"%s\"", event, text);
}

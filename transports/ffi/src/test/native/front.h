/* A front end over one link: what its receiver was given, kept in order and waited for. */
#ifndef FRONT_H
#define FRONT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire.h"

struct kept {
  struct kept *next;
  size_t length;
  uint8_t frame[];
};

struct front {
  int64_t link;
  pthread_mutex_t lock;
  pthread_cond_t changed;
  struct kept *first, **last;
  bool ended;
  int64_t frames;          /* how many came */
  atomic_int inside;       /* receivers that run now */
  atomic_int overlaps;     /* how often two did */
  atomic_int after_close;  /* calls after close had returned */
  atomic_bool closed;
  uint64_t next_id;
};

/* An answer to be freed by answer_free. `came` is false if there was none in time. */
struct answer {
  bool came;
  struct kept *kept;
  struct message message;
};

/* A receiver that keeps; its context is the front end. */
void front_receive(void *context, const uint8_t *frame, uintptr_t length);

/* Opens a link and greets; the result is the link's handle or what refused it. */
int64_t front_open(struct front *front, int64_t core);
/* Opens a link and says nothing. */
int64_t front_open_silent(struct front *front, int64_t core);
/* Closes the link and forgets what it kept. */
void front_close(struct front *front);

/* Sends and frees. */
int32_t front_send(struct front *front, struct bytes frame);

/* Takes the next frame of this kind, dropping others before it; 0 stands for any. */
struct answer front_take(struct front *front, int kind, int timeout_ms);
bool front_wait_end(struct front *front, int timeout_ms);

/* Calls an event and waits for its answer, up to 20 s. Frees the payload. */
struct answer front_call(struct front *front, const char *event, struct bytes payload);
void answer_free(struct answer *answer);

/* Calls Echo.Say, or another event that answers its payload, and checks that it does. */
bool front_echoes(struct front *front, const char *event, const char *text);

#endif

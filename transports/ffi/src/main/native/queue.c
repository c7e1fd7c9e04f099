#define _GNU_SOURCE
#include "links.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What waiting frame costs beside its bytes: it is counted, or empty frames without end would cost nothing. */
#define FRAME_COST 32

static bool ring_has_room(struct slot *slot) {
  if (slot->count < slot->ring_capacity) {
    return true;
  }
  size_t capacity = slot->ring_capacity == 0 ? 16 : slot->ring_capacity * 2;
  struct waiting *ring = calloc(capacity, sizeof *ring);
  if (ring == NULL) {
    return false;
  }
  for (size_t i = 0; i < slot->count; i++) {
    ring[i] = slot->ring[(slot->first + i) % slot->ring_capacity];
  }
  free(slot->ring);
  slot->ring = ring;
  slot->ring_capacity = capacity;
  slot->first = 0;
  return true;
}

int32_t queue_put(struct slot *slot, int64_t token, const uint8_t *frame, int64_t length) {
  uint8_t *bytes = malloc(length == 0 ? 1 : (size_t)length);
  if (bytes == NULL) {
    return PARLEY_CLOSED;
  }
  if (length > 0) {
    memcpy(bytes, frame, (size_t)length);
  }
  int32_t status = PARLEY_CLOSED;
  pthread_mutex_lock(&slot->lock);
  if (slot_handle(slot) == token && !slot->ended && length + FRAME_COST <= slot->most_bytes - slot->bytes &&
      ring_has_room(slot)) {
    slot->ring[(slot->first + slot->count) % slot->ring_capacity] = (struct waiting){bytes, length};
    slot->count++;
    slot->bytes += length + FRAME_COST;
    bytes = NULL;
    status = PARLEY_OK;
    pthread_cond_signal(&slot->arrived);
  }
  pthread_mutex_unlock(&slot->lock);
  free(bytes);
  return status;
}

void queue_end(struct slot *slot, int64_t token) {
  pthread_mutex_lock(&slot->lock);
  if (slot_handle(slot) == token) {
    slot->ended = true;
    pthread_cond_broadcast(&slot->arrived);
  }
  pthread_mutex_unlock(&slot->lock);
}

bool queue_ended(struct slot *slot, int64_t token) {
  pthread_mutex_lock(&slot->lock);
  bool ended = slot_handle(slot) != token || slot->ended;
  pthread_mutex_unlock(&slot->lock);
  return ended;
}

void queue_drop(struct slot *slot) {
  pthread_mutex_lock(&slot->lock);
  for (size_t i = 0; i < slot->count; i++) {
    free(slot->ring[(slot->first + i) % slot->ring_capacity].bytes);
  }
  free(slot->ring);
  slot->ring = NULL;
  slot->ring_capacity = slot->first = slot->count = 0;
  slot->bytes = 0;
  slot->ended = true;
  pthread_cond_broadcast(&slot->arrived);
  pthread_mutex_unlock(&slot->lock);
}

static struct timespec after(int32_t milliseconds) {
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += milliseconds / 1000;
  until.tv_nsec += (long)(milliseconds % 1000) * 1000000;
  if (until.tv_nsec >= 1000000000) {
    until.tv_sec++;
    until.tv_nsec -= 1000000000;
  }
  return until;
}

/* Whether the handle still stands for this slot's queue. Called with the lock held. */
static bool queue_goes_on(struct slot *slot, int64_t handle) {
  uint64_t word = atomic_load(&slot->word);
  return word_handle(word) == handle && (word & SLOT_CLOSING) == 0;
}

static void unlock(void *mutex) {
  pthread_mutex_unlock(mutex);
}

/* Waits for a change, until a time or for good. Called with the lock held, which a thread that is cancelled here gives back. */
static int await_change(struct slot *slot, const struct timespec *until) {
  int failed;
  pthread_cleanup_push(unlock, &slot->lock);
  failed = until == NULL ? pthread_cond_wait(&slot->arrived, &slot->lock)
                         : pthread_cond_timedwait(&slot->arrived, &slot->lock, until);
  pthread_cleanup_pop(0);
  return failed;
}

int64_t queue_take(struct slot *slot, int64_t handle, uint8_t **frame, int32_t timeout_ms) {
  struct timespec until = after(timeout_ms > 0 ? timeout_ms : 0);
  int64_t result = PARLEY_CLOSED;
  int failed = 0;
  pthread_mutex_lock(&slot->lock);
  while (queue_goes_on(slot, handle) && slot->count == 0 && !slot->ended && failed == 0) {
    failed = timeout_ms == 0 ? ETIMEDOUT : await_change(slot, timeout_ms < 0 ? NULL : &until);
  }
  if (queue_goes_on(slot, handle)) {
    if (slot->count > 0) {
      struct waiting next = slot->ring[slot->first];
      slot->first = (slot->first + 1) % slot->ring_capacity;
      slot->count--;
      slot->bytes -= next.length + FRAME_COST;
      *frame = next.bytes;
      result = next.length;
    } else if (!slot->ended) {
      result = PARLEY_TIMEOUT;
    }
  }
  pthread_mutex_unlock(&slot->lock);
  return result;
}

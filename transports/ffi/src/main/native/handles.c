#define _GNU_SOURCE
#include "handles.h"

#include <stdlib.h>
#include <time.h>

/*
 * A handle is generation << INDEX_BITS | index, below 2^53 so that a double holds it (JavaScript's number, and Dart's on
 * the web). A slot whose generations are used up is not used again.
 */
#define INDEX_BITS 20
#define GENERATION_BITS 33
#define CHUNK_BITS 8
#define CHUNK_SLOTS (1u << CHUNK_BITS)
#define CHUNKS (1u << (INDEX_BITS - CHUNK_BITS))

static _Atomic(struct slot *) chunks[CHUNKS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct slot *free_slots;
static uint32_t chunk_count;

static bool add_chunk(void) {
  struct slot *chunk = chunk_count == CHUNKS ? NULL : calloc(CHUNK_SLOTS, sizeof *chunk);
  if (chunk == NULL) {
    return false;
  }
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  for (uint32_t i = CHUNK_SLOTS; i-- > 0;) {
    struct slot *slot = &chunk[i];
    pthread_mutex_init(&slot->lock, NULL);
    pthread_cond_init(&slot->arrived, &monotonic);
    slot->index = chunk_count * CHUNK_SLOTS + i;
    slot->next_free = free_slots;
    free_slots = slot;
  }
  pthread_condattr_destroy(&monotonic);
  atomic_store_explicit(&chunks[chunk_count++], chunk, memory_order_release);
  return true;
}

struct slot *slot_new(unsigned flags) {
  pthread_mutex_lock(&lock);
  struct slot *slot = free_slots != NULL || add_chunk() ? free_slots : NULL;
  if (slot != NULL) {
    free_slots = slot->next_free;
    slot->generation++;
  }
  pthread_mutex_unlock(&lock);
  if (slot != NULL) {
    uint64_t handle = slot->generation << INDEX_BITS | slot->index;
    atomic_store_explicit(&slot->word, handle << SLOT_FLAG_BITS | flags, memory_order_release);
  }
  return slot;
}

struct slot *slot_of(int64_t handle) {
  if (handle <= 0 || handle >> (INDEX_BITS + GENERATION_BITS) != 0) {
    return NULL;
  }
  uint32_t index = (uint32_t)handle & ((1u << INDEX_BITS) - 1);
  struct slot *chunk = atomic_load_explicit(&chunks[index >> CHUNK_BITS], memory_order_acquire);
  return chunk == NULL ? NULL : &chunk[index & (CHUNK_SLOTS - 1)];
}

void slots_visit(void (*visit)(struct slot *slot, void *argument), void *argument) {
  for (uint32_t i = 0; i < CHUNKS; i++) {
    struct slot *chunk = atomic_load_explicit(&chunks[i], memory_order_acquire);
    if (chunk == NULL) {
      return;
    }
    for (uint32_t k = 0; k < CHUNK_SLOTS; k++) {
      visit(&chunk[k], argument);
    }
  }
}

void slot_release(struct slot *slot) {
  atomic_store_explicit(&slot->word, 0, memory_order_release);
  pthread_mutex_lock(&lock);
  if (slot->generation + 1 < (uint64_t)1 << GENERATION_BITS) {
    slot->next_free = free_slots;
    free_slots = slot;
  }
  pthread_mutex_unlock(&lock);
}

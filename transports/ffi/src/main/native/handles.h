/*
 * Cores and links by number. A slot is never given back to the system, so that looking one up needs no lock and a stale
 * handle meets at worst a slot of another generation, which its state word tells.
 */
#ifndef PARLEY_HANDLES_H
#define PARLEY_HANDLES_H

#include "parley.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

/* The low bits of a slot's state word; above them is the handle, or 0 for a free slot. */
enum slot_flag {
  SLOT_LINK = 1,
  SLOT_CORE = 2,
  /* Not handed to the host yet. */
  SLOT_OPENING = 4,
  /* A callback runs. */
  SLOT_RUNNING = 8,
  /* Closed or ended: nothing begins any more. */
  SLOT_CLOSING = 16,
  /* Whoever finishes gives the slot back: the callback that runs, or the one who opens. */
  SLOT_RELEASE = 32
};
#define SLOT_FLAG_BITS 8

struct thread;

/* A frame that waits for parley_receive. */
struct waiting {
  uint8_t *bytes;
  int64_t length;
};

struct slot {
  _Atomic(uint64_t) word;
  /* Java's number for the link or core. */
  _Atomic(int64_t) java;
  /* Who runs the callback, and how many have begun, of whichever links the slot was. */
  _Atomic(struct thread *) runner;
  _Atomic(uint32_t) callbacks;
  /* A link's core, by its handle. */
  _Atomic(int64_t) core;
  /* What takes the frames: a receiver, else a port, else the queue below. */
  parley_receiver receiver;
  void *context;
  parley_post post;
  int64_t port;
  /* A frame was posted to the port: the front end has greeted. */
  _Atomic(bool) posted;
  /* The queue of parley_receive, a ring, guarded by `lock`; `arrived` also tells of the end. */
  pthread_mutex_t lock;
  pthread_cond_t arrived;
  struct waiting *ring;
  size_t ring_capacity;
  size_t first;
  size_t count;
  int64_t bytes;
  int64_t most_bytes;
  bool ended;
  /* stop.c: which callback was seen to run when a core was being stopped, and since when. */
  uint32_t seen_callback;
  int64_t seen_since;
  uint32_t index;
  uint64_t generation;
  struct slot *next_free;
};

/* A new slot with these flags and no more set, or NULL when there is no memory or there are a million already. */
struct slot *slot_new(unsigned flags);

/* The slot a handle points to, which may be of another generation; NULL if it points nowhere. */
struct slot *slot_of(int64_t handle);

/* Visits every slot that ever was, free ones too. */
void slots_visit(void (*visit)(struct slot *slot, void *argument), void *argument);

/* Ends the handle and gives the slot to the next one. */
void slot_release(struct slot *slot);

static inline int64_t word_handle(uint64_t word) {
  return (int64_t)(word >> SLOT_FLAG_BITS);
}

static inline int64_t slot_handle(struct slot *slot) {
  return word_handle(atomic_load_explicit(&slot->word, memory_order_acquire));
}

#endif

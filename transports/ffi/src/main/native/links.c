#define _GNU_SOURCE
#include "links.h"

#include "dart.h"
#include "process.h"
#include "threads.h"

/* Guards the ends of links: who waits for whose callback. Nobody takes it to send or to deliver. */
static pthread_mutex_t ends = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t callback_ended = PTHREAD_COND_INITIALIZER;

/* Links that are closed and of which Java has not been told, for want of a thread that could; linked by next_free. */
static struct slot *owed;

/* Begins a callback of the link; false if it was closed or has ended. */
static bool callback_begin(struct slot *slot, int64_t token) {
  uint64_t word = atomic_load_explicit(&slot->word, memory_order_acquire);
  if (!process_goes_on()) {
    return false;
  }
  do {
    if (word_handle(word) != token || (word & SLOT_LINK) == 0 || (word & SLOT_CLOSING) != 0) {
      return false;
    }
  } while (!atomic_compare_exchange_weak(&slot->word, &word, word | SLOT_RUNNING));
  struct thread *origin = thread_origin();
  uint32_t before = atomic_load_explicit(&slot->callbacks, memory_order_relaxed);
  atomic_store_explicit(&slot->callbacks, before + 1, memory_order_relaxed);
  atomic_store_explicit(&slot->runner, origin, memory_order_release);
  origin->callbacks++;
  return true;
}

static void callback_end(struct slot *slot) {
  thread_origin()->callbacks--;
  atomic_store_explicit(&slot->runner, NULL, memory_order_release);
  uint64_t word = atomic_load(&slot->word);
  while ((word & SLOT_CLOSING) == 0) {
    if (atomic_compare_exchange_weak(&slot->word, &word, word & ~(uint64_t)SLOT_RUNNING)) {
      return;
    }
  }
  pthread_mutex_lock(&ends);
  word = atomic_fetch_and(&slot->word, ~(uint64_t)SLOT_RUNNING);
  if ((word & SLOT_RELEASE) != 0 && (word & SLOT_OPENING) == 0) {
    slot_release(slot);
  }
  pthread_cond_broadcast(&callback_ended);
  pthread_mutex_unlock(&ends);
}

int32_t link_deliver(int64_t token, const uint8_t *frame, int64_t length) {
  struct slot *slot = slot_of(token);
  if (slot == NULL || !callback_begin(slot, token)) {
    return PARLEY_CLOSED;
  }
  int32_t status = PARLEY_OK;
  if (slot->receiver != NULL) {
    slot->receiver(slot->context, frame, (uintptr_t)length);
  } else if (slot->post == NULL) {
    status = queue_put(slot, token, frame, length);
  } else if (dart_post(slot->post, slot->port, frame, length)) {
    atomic_store_explicit(&slot->posted, true, memory_order_relaxed);
  } else {
    status = PARLEY_CLOSED;
  }
  callback_end(slot);
  return status;
}

void link_ended(int64_t token) {
  struct slot *slot = slot_of(token);
  if (slot == NULL || !callback_begin(slot, token)) {
    return;
  }
  if (slot_has_queue(slot)) {
    queue_end(slot, token);
    callback_end(slot);
    return;
  }
  if (slot->receiver != NULL) {
    slot->receiver(slot->context, NULL, 0);
  } else {
    dart_post(slot->post, slot->port, NULL, 0);
  }
  /* Nobody need close what has told its end: the handle ends here, unless somebody is closing it. */
  pthread_mutex_lock(&ends);
  if ((atomic_load(&slot->word) & SLOT_CLOSING) == 0) {
    atomic_fetch_or(&slot->word, SLOT_CLOSING | SLOT_RELEASE);
  }
  pthread_mutex_unlock(&ends);
  callback_end(slot);
}

/*
 * Has the core answer a Ping that nobody sent (docs/protocol.md, section 5): the Pong ends a link whose port is gone, and
 * says nothing to a front end that lives.
 */
static void ping(struct slot *slot, void *unused) {
  (void)unused;
  static const uint8_t frame[] = {0x62, 0};
  uint64_t word = atomic_load(&slot->word);
  if ((word & SLOT_LINK) != 0 && atomic_load_explicit(&slot->posted, memory_order_relaxed)) {
    parley_send(word_handle(word), frame, sizeof frame);
  }
}

/* Gives a closed link's slot back, or has the callback do so that still runs. Called with the lock held. */
static void finish(struct slot *slot) {
  uint64_t word = atomic_load(&slot->word);
  while ((word & SLOT_RUNNING) != 0) {
    if (atomic_compare_exchange_weak(&slot->word, &word, word | SLOT_RELEASE)) {
      return;
    }
  }
  slot_release(slot);
}

void links_tell_owed(void) {
  for (;;) {
    pthread_mutex_lock(&ends);
    struct slot *slot = owed;
    owed = slot == NULL ? NULL : slot->next_free;
    pthread_mutex_unlock(&ends);
    if (slot == NULL) {
      return;
    }
    java.close(atomic_load(&slot->java));
    pthread_mutex_lock(&ends);
    finish(slot);
    pthread_mutex_unlock(&ends);
  }
}

struct open_call {
  int64_t core;
  int64_t token;
  int64_t queue_bytes;
  int64_t result;
};

static void call_open(void *argument) {
  struct open_call *call = argument;
  links_tell_owed(); /* first: each has a place among the core's connections */
  call->result = java.open(call->core, call->token, &call->queue_bytes);
}

/* Ends the time in which only Java knows of the link, which may have been refused or ended meanwhile. */
static void opened(struct slot *slot, bool refused) {
  pthread_mutex_lock(&ends);
  uint64_t word = atomic_load(&slot->word);
  uint64_t next;
  bool over;
  do {
    over = refused || (word & SLOT_RELEASE) != 0;
    next = (word & ~(uint64_t)SLOT_OPENING) | (over ? SLOT_CLOSING | SLOT_RELEASE : 0);
  } while (!atomic_compare_exchange_weak(&slot->word, &word, next));
  if (over && (word & SLOT_RUNNING) == 0) {
    slot_release(slot);
  }
  pthread_mutex_unlock(&ends);
}

int64_t link_open(int64_t core, const struct taker *taker) {
  struct slot *owner = slot_of(core);
  uint64_t word = owner == NULL ? 0 : atomic_load(&owner->word);
  if (owner == NULL || word_handle(word) != core || (word & SLOT_CORE) == 0 ||
      (word & (SLOT_CLOSING | SLOT_OPENING)) != 0) {
    return PARLEY_CLOSED;
  }
  if (taker->post != NULL) {
    /* An isolate that ended while its link was idle would keep its place among the core's connections. */
    slots_visit(ping, NULL);
  }
  struct open_call call = {.core = atomic_load(&owner->java), .queue_bytes = INT64_MAX};
  struct slot *slot = slot_new(SLOT_LINK | SLOT_OPENING);
  if (slot == NULL) {
    return PARLEY_NO_MEMORY;
  }
  slot->receiver = taker->receiver;
  slot->context = taker->context;
  slot->post = taker->post;
  slot->port = taker->port;
  atomic_store(&slot->core, core);
  atomic_store(&slot->posted, false);
  pthread_mutex_lock(&slot->lock);
  slot->most_bytes = INT64_MAX;
  slot->ended = false;
  pthread_mutex_unlock(&slot->lock);
  call.token = slot_handle(slot);
  int32_t status = thread_run(call_open, &call);
  if (status != PARLEY_OK || call.result < 0) {
    opened(slot, true);
    return status != PARLEY_OK ? status : call.result;
  }
  pthread_mutex_lock(&slot->lock);
  slot->most_bytes = call.queue_bytes;
  pthread_mutex_unlock(&slot->lock);
  atomic_store_explicit(&slot->java, call.result, memory_order_release);
  opened(slot, false);
  return call.token;
}

/* Whether waiting for this link's callback would be waiting for oneself. Called with the lock held. */
static bool waits_for(struct slot *slot, struct thread *self) {
  while (slot != NULL) {
    struct thread *runner = atomic_load(&slot->runner);
    if (runner == self) {
      return true;
    }
    slot = runner == NULL ? NULL : runner->waits;
  }
  return false;
}

static void call_close(void *link) {
  java.close(*(int64_t *)link);
  links_tell_owed();
}

/*
 * The host's side of it is done first, so that it is done in any case: who closes a link frees what its receiver uses. Where
 * there is no thread to tell Java, the slot stays taken until somebody has one.
 */
int32_t link_close(int64_t handle) {
  struct slot *slot = slot_of(handle);
  if (slot == NULL) {
    return PARLEY_CLOSED;
  }
  struct thread *self = thread_origin();
  bool within;
  pthread_mutex_lock(&ends);
  uint64_t word = atomic_load(&slot->word);
  do {
    if (word_handle(word) != handle || (word & SLOT_LINK) == 0 || (word & (SLOT_CLOSING | SLOT_OPENING)) != 0) {
      pthread_mutex_unlock(&ends);
      return PARLEY_CLOSED;
    }
    within = (word & SLOT_RUNNING) != 0 && atomic_load(&slot->runner) == self;
    if ((word & SLOT_RUNNING) != 0 && !within && waits_for(slot, self)) {
      pthread_mutex_unlock(&ends);
      return PARLEY_BUSY;
    }
  } while (!atomic_compare_exchange_weak(&slot->word, &word, word | SLOT_CLOSING));
  int64_t number = atomic_load(&slot->java);
  bool waits = (word & SLOT_RUNNING) != 0 && !within;
  self->waits = waits ? slot : NULL;
  pthread_mutex_unlock(&ends);

  int32_t status = thread_run(call_close, &number);
  queue_drop(slot);
  pthread_mutex_lock(&ends);
  while (waits && (atomic_load(&slot->word) & SLOT_RUNNING) != 0) {
    pthread_cond_wait(&callback_ended, &ends);
  }
  self->waits = NULL;
  if (status == PARLEY_NO_MEMORY) {
    slot->next_free = owed;
    owed = slot;
    status = PARLEY_OK;
  } else {
    finish(slot);
  }
  pthread_mutex_unlock(&ends);
  return status;
}

/* Links as the core's side sees them: what Java calls with a token. And their ends. */
#ifndef PARLEY_LINKS_H
#define PARLEY_LINKS_H

#include "handles.h"

/* bridge.h: deliver and ended. */
int32_t link_deliver(int64_t token, const uint8_t *frame, int64_t length);
void link_ended(int64_t token);

/* How a link takes its frames: by a receiver, else by a post, else by a queue. */
struct taker {
  parley_receiver receiver;
  void *context;
  parley_post post;
  int64_t port;
};
int64_t link_open(int64_t core, const struct taker *taker);
int32_t link_close(int64_t handle);

/* Tells Java of links that were closed when there was no thread to do so; on a thread that may call Java. */
void links_tell_owed(void);

/* queue.c: the frames of a link without a receiver. */
int32_t queue_put(struct slot *slot, int64_t token, const uint8_t *frame, int64_t length);
void queue_end(struct slot *slot, int64_t token);
/* Whether the link has ended, or the slot is another's; false of one with a receiver or port that is open. */
bool queue_ended(struct slot *slot, int64_t token);
void queue_drop(struct slot *slot);
int64_t queue_take(struct slot *slot, int64_t handle, uint8_t **frame, int32_t timeout_ms);

static inline bool slot_has_queue(const struct slot *slot) {
  return slot->receiver == NULL && slot->post == NULL;
}

#endif

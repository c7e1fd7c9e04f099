#define _GNU_SOURCE
#include "parley.h"

#include "jvm.h"
#include "links.h"
#include "process.h"
#include "stop.h"
#include "threads.h"

#include <stdlib.h>
#include <string.h>

/* The longest frame that is handed to Java, whose arrays end a little below 2^31; a core's own limit is far smaller. */
#define MOST_FRAME_BYTES (INT32_MAX - 64)
#define CORE_ERROR_BYTES 8192

int32_t parley_version(void) {
  return PARLEY_VERSION;
}

void parley_free(void *memory) {
  free(memory);
}

struct start_call {
  const char *core;
  const char *config;
  char error[CORE_ERROR_BYTES];
  int64_t result;
};

static void call_start(void *argument) {
  struct start_call *call = argument;
  call->result = java.start(call->core, call->config, call->error, CORE_ERROR_BYTES);
}

static int64_t start_core(const char *core, const char *config, struct text *error) {
  struct slot *slot = slot_new(SLOT_CORE | SLOT_OPENING);
  struct start_call *call = calloc(1, sizeof *call);
  int64_t status = PARLEY_NO_MEMORY;
  if (slot != NULL && call != NULL) {
    call->core = core;
    call->config = config == NULL ? "" : config;
    status = thread_run(call_start, call);
    status = status == PARLEY_OK ? call->result : status;
    text_add(error, "%s", call->error);
  }
  free(call);
  if (status < 0) {
    if (slot != NULL) {
      slot_release(slot);
    }
    return status;
  }
  atomic_store(&slot->java, status);
  atomic_fetch_and(&slot->word, ~(uint64_t)SLOT_OPENING);
  return slot_handle(slot);
}

static int64_t start(const char *lines, const char *config, struct text *error) {
  if (process_forked()) {
    return PARLEY_FORKED;
  }
  struct options options = {.folder = library_folder()};
  int64_t status = PARLEY_NO_MEMORY;
  if (options.folder != NULL) {
    status = lines == NULL ? options_read(&options, error) : options_parse(&options, lines, "options", error);
  }
  if (status == PARLEY_OK) {
    status = jvm_begin(&options, error);
  }
  if (status == PARLEY_OK) {
    status = start_core(options.core, config, error);
  }
  options_free(&options);
  return status;
}

int64_t parley_start(const char *options, const char *config, char **error) {
  struct text text = {0};
  int64_t result = start(options, config, &text);
  if (error != NULL) {
    if (result < 0 && text.length == 0) {
      text_add(&text, "%s", parley_status_text((int32_t)result));
    }
    *error = result < 0 ? text_take(&text) : NULL;
  }
  text_free(&text);
  return result;
}

int32_t parley_stop(int64_t core) {
  struct slot *slot = slot_of(core);
  if (!process_goes_on()) {
    return process_refusal();
  }
  if (slot == NULL) {
    return PARLEY_CLOSED;
  }
  uint64_t word = atomic_load(&slot->word);
  do {
    if (word_handle(word) != core || (word & SLOT_CORE) == 0 || (word & (SLOT_CLOSING | SLOT_OPENING)) != 0) {
      return PARLEY_CLOSED;
    }
    if (thread_origin()->callbacks > 0) {
      return PARLEY_BUSY;
    }
  } while (!atomic_compare_exchange_weak(&slot->word, &word, word | SLOT_CLOSING));
  int32_t status = core_stop(core, atomic_load(&slot->java));
  if (status == PARLEY_NO_MEMORY) {
    atomic_fetch_and(&slot->word, ~(uint64_t)SLOT_CLOSING);
  } else {
    slot_release(slot);
  }
  return status;
}

int64_t parley_open(int64_t core, parley_receiver receiver, void *context) {
  struct taker taker = {.receiver = receiver, .context = context};
  return process_goes_on() ? link_open(core, &taker) : process_refusal();
}

int64_t parley_open_port(int64_t core, int64_t port, parley_post post) {
  struct taker taker = {.post = post, .port = port};
  if (!process_goes_on()) {
    return process_refusal();
  }
  return post == NULL ? PARLEY_INVALID : link_open(core, &taker);
}

/* Java's number for a link that is open, or a status. */
static inline int64_t open_link(int64_t link) {
  struct slot *slot = slot_of(link);
  if (slot == NULL) {
    return PARLEY_CLOSED;
  }
  uint64_t before = atomic_load_explicit(&slot->word, memory_order_acquire);
  int64_t number = atomic_load_explicit(&slot->java, memory_order_acquire);
  uint64_t after = atomic_load_explicit(&slot->word, memory_order_relaxed);
  /* The slot may go to another link meanwhile: the number is this one's only if the handle stood before and after. */
  bool is_open = word_handle(before) == link && word_handle(after) == link && (before & SLOT_LINK) != 0 &&
                 (before & (SLOT_CLOSING | SLOT_OPENING)) == 0;
  return is_open ? number : PARLEY_CLOSED;
}

struct send_call {
  int64_t link;
  const uint8_t *frame;
  int64_t length;
  int32_t status;
};

static void call_send(void *argument) {
  struct send_call *call = argument;
  call->status = java.send(call->link, call->frame, call->length);
}

__attribute__((noinline)) static int32_t send_slowly(int64_t link, const uint8_t *frame, int64_t length) {
  struct send_call call = {.link = link, .frame = frame, .length = length};
  int32_t status = thread_run(call_send, &call);
  return status == PARLEY_OK ? call.status : status;
}

int32_t parley_send(int64_t link, const uint8_t *frame, uintptr_t length) {
  if (!process_goes_on()) {
    return process_refusal();
  }
  int64_t number = open_link(link);
  if (number < 0) {
    return PARLEY_CLOSED;
  }
  if (length == 0) {
    /* Java would know of the end, but is not asked. */
    return queue_ended(slot_of(link), link) ? PARLEY_CLOSED : PARLEY_OK;
  }
  if (frame == NULL || length > (uintptr_t)INTPTR_MAX) {
    return PARLEY_INVALID;
  }
  if (length > MOST_FRAME_BYTES) {
    return PARLEY_TOO_LARGE;
  }
  if (thread_may_call()) {
    return java.send(number, frame, (int64_t)length);
  }
  return send_slowly(number, frame, (int64_t)length);
}

int64_t parley_receive(int64_t link, uint8_t **frame, int32_t timeout_ms) {
  if (frame != NULL) {
    *frame = NULL;
  }
  if (process_forked()) {
    return PARLEY_FORKED;
  }
  struct slot *slot = slot_of(link);
  uint64_t word = slot == NULL ? 0 : atomic_load(&slot->word);
  if (slot == NULL || word_handle(word) != link || (word & SLOT_LINK) == 0 ||
      (word & (SLOT_CLOSING | SLOT_OPENING)) != 0) {
    return PARLEY_CLOSED;
  }
  if (frame == NULL || !slot_has_queue(slot)) {
    return PARLEY_INVALID;
  }
  return queue_take(slot, link, frame, timeout_ms);
}

int32_t parley_close(int64_t link) {
  return process_goes_on() ? link_close(link) : process_refusal();
}

#define _GNU_SOURCE
#include "appflowy.h"

#include "appflowy_answers.h"
#include "dart.h"
#include "links.h"
#include "process.h"
#include "text.h"
#include "threads.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_REQUEST_BYTES (INT32_MAX - 64)

/* How messages are posted, and where notifications and the log go. */
static _Atomic(parley_post) post;
struct port {
  _Atomic(int64_t) number;
  _Atomic(bool) set;
};
static struct port stream_port;
static struct port log_port;

/* Whether there is a core for requests, and else why the last start failed; `lock` is held while one starts. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static _Atomic(bool) ready;
static pthread_mutex_t failure_lock = PTHREAD_MUTEX_INITIALIZER;
static char *failure;

/* A request that waits in sync_event; its address is the request's number. */
struct waiter {
  pthread_mutex_t lock;
  pthread_cond_t answered;
  bool done;
  uint8_t *answer;
};

/* Posts as a callback: what would wait for it is refused meanwhile. */
static bool post_message(int64_t port, const uint8_t *bytes, int64_t length) {
  parley_post function = atomic_load(&post);
  if (function == NULL) {
    return true; /* nobody to be told; a port that can't be posted to yet is not gone */
  }
  struct thread *origin = thread_origin();
  origin->callbacks++;
  bool posted = dart_post(function, port, bytes == NULL ? (const uint8_t *)"" : bytes, length);
  origin->callbacks--;
  return posted;
}

/* The answer as sync_event gives it: its length before it. NULL for want of memory. */
static uint8_t *with_length(const uint8_t *response, int64_t length) {
  uint8_t *bytes = malloc((size_t)length + 4);
  if (bytes != NULL) {
    bytes[0] = (uint8_t)(length >> 24);
    bytes[1] = (uint8_t)(length >> 16);
    bytes[2] = (uint8_t)(length >> 8);
    bytes[3] = (uint8_t)length;
    if (length > 0) {
      memcpy(bytes + 4, response, (size_t)length);
    }
  }
  return bytes;
}

void appflowy_answer(int64_t port, int64_t request, const uint8_t *response, int64_t length) {
  if (request == 0) {
    post_message(port, response, length);
    return;
  }
  struct waiter *waiter = (struct waiter *)(intptr_t)request;
  uint8_t *answer = with_length(response, length);
  pthread_mutex_lock(&waiter->lock);
  waiter->answer = answer;
  waiter->done = true;
  pthread_cond_signal(&waiter->answered);
  pthread_mutex_unlock(&waiter->lock);
}

static void call_notify(void *on) {
  java.appflowy_notify(on != NULL);
}

static void call_log(void *on) {
  java.appflowy_log(on != NULL);
}

/* Posts to a port that was set; one that is gone is told to Java by `off`, so that nothing more is made for it. */
static void post_to(struct port *port, void (*off)(void *), const uint8_t *bytes, int64_t length) {
  int64_t number = atomic_load(&port->number);
  if (atomic_load(&port->set) && !post_message(number, bytes, length) && atomic_load(&port->number) == number) {
    atomic_store(&port->set, false);
    thread_run(off, NULL);
  }
}

void appflowy_notify(const uint8_t *notification, int64_t length) {
  post_to(&stream_port, call_notify, notification, length);
}

void appflowy_log(const uint8_t *line, int64_t length) {
  post_to(&log_port, call_log, line, length);
}

/* An FFIResponse with code Internal (field 2) and a text (field 1): what Java would say if it could be asked. */
static void refuse(int64_t port, int64_t request, const char *sentence) {
  struct text response = {0};
  size_t length = strlen(sentence);
  text_add_bytes(&response, "\x0a", 1);
  for (size_t rest = length; rest > 0 || response.length == 1; rest >>= 7) {
    char byte = (char)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    text_add_bytes(&response, &byte, 1);
  }
  text_add_bytes(&response, sentence, length);
  text_add_bytes(&response, "\x10\x02", 2);
  appflowy_answer(port, request, (const uint8_t *)text_of(&response), (int64_t)response.length);
  text_free(&response);
}

static void refuse_unready(int64_t port, int64_t request) {
  pthread_mutex_lock(&failure_lock);
  char *why = failure == NULL ? NULL : text_new("There is no core, init_sdk has failed: %s", failure);
  pthread_mutex_unlock(&failure_lock);
  refuse(port, request, why == NULL ? "There is no core yet: call init_sdk first." : why);
  free(why);
}

struct event_call {
  int64_t port;
  int64_t request;
  const uint8_t *input;
  int64_t length;
};

static void call_event(void *argument) {
  struct event_call *call = argument;
  java.appflowy_event(call->port, call->request, call->input, call->length);
}

/* Has the request answered, by Java or at once. */
static void handle(int64_t port, int64_t request, const uint8_t *input, uintptr_t length) {
  if (process_forked()) {
    refuse(port, request, parley_status_text(PARLEY_FORKED));
  } else if (!atomic_load(&ready)) {
    refuse_unready(port, request);
  } else if (input == NULL && length > 0) {
    refuse(port, request, "There is no request: its bytes are NULL.");
  } else if (length > MOST_REQUEST_BYTES) {
    refuse(port, request, parley_status_text(PARLEY_TOO_LARGE));
  } else {
    static const uint8_t none;
    struct event_call call = {port, request, input == NULL ? &none : input, (int64_t)length};
    int32_t status = thread_run(call_event, &call);
    if (status != PARLEY_OK) {
      refuse(port, request, status == PARLEY_CLOSED ? "The core has ended with the process." : parley_status_text(status));
    }
  }
}

void async_event(int64_t port, const uint8_t *input, uintptr_t length) {
  handle(port, 0, input, length);
}

const uint8_t *sync_event(const uint8_t *input, uintptr_t length) {
  struct waiter waiter = {.lock = PTHREAD_MUTEX_INITIALIZER, .answered = PTHREAD_COND_INITIALIZER};
  handle(0, (int64_t)(intptr_t)&waiter, input, length);
  pthread_mutex_lock(&waiter.lock);
  while (!waiter.done) {
    pthread_cond_wait(&waiter.answered, &waiter.lock);
  }
  pthread_mutex_unlock(&waiter.lock);
  return waiter.answer;
}

static void log_here(const char *level, const char *text);

struct open_call {
  int64_t core;
  int32_t status;
};

static void call_open(void *argument) {
  struct open_call *call = argument;
  call->status = java.appflowy_open(call->core);
}

static int64_t start(const char *json) {
  char *error;
  int64_t core = parley_start(NULL, json, &error);
  if (core < 0) {
    char *line = text_new("%s", error == NULL ? parley_status_text((int32_t)core) : error);
    pthread_mutex_lock(&failure_lock);
    free(failure);
    failure = error;
    pthread_mutex_unlock(&failure_lock);
    /* Without the lock: who is posted to may make a request, which would say why there is no core. */
    log_here("ERROR", line == NULL ? "The core did not start." : line);
    free(line);
    return core;
  }
  struct open_call call = {.core = atomic_load(&slot_of(core)->java)};
  int32_t status = thread_run(call_open, &call);
  status = status == PARLEY_OK ? call.status : status;
  if (status < 0) {
    parley_stop(core);
    return status;
  }
  atomic_store(&ready, true);
  if (atomic_load(&stream_port.set)) {
    thread_run(call_notify, &call);
  }
  if (atomic_load(&log_port.set)) {
    thread_run(call_log, &call);
  }
  return 0;
}

int64_t init_sdk(int64_t port, char *json) {
  (void)port;
  if (json == NULL) {
    return -1;
  }
  if (process_forked()) {
    return PARLEY_FORKED;
  }
  if (thread_origin()->callbacks > 0) {
    if (pthread_mutex_trylock(&lock) != 0) {
      return PARLEY_BUSY;
    }
  } else {
    pthread_mutex_lock(&lock);
  }
  int64_t status = atomic_load(&ready) ? 0 : start(json);
  pthread_mutex_unlock(&lock);
  return status;
}

static int32_t set_port(struct port *port, int64_t number, void (*on)(void *)) {
  atomic_store(&port->number, number);
  atomic_store(&port->set, true);
  if (atomic_load(&ready)) {
    thread_run(on, port);
  }
  return 0;
}

int32_t set_stream_port(int64_t port) {
  return set_port(&stream_port, port, call_notify);
}

int32_t set_log_stream_port(int64_t port) {
  return set_port(&log_port, port, call_log);
}

void store_dart_post_cobject(parley_post function) {
  atomic_store(&post, function);
}

/* A line where there is no core that logs: to the port, else to the standard error. */
static void log_here(const char *level, const char *text) {
  /* What the port's host logs about a line of the log would come to the port, and so on. */
  static __thread bool logging;
  struct text line = {0};
  text_add(&line, "%s %s", level, text);
  if (!logging && atomic_load(&log_port.set) && atomic_load(&post) != NULL) {
    logging = true;
    post_to(&log_port, call_log, (const uint8_t *)text_of(&line), (int64_t)line.length);
    logging = false;
  } else {
    fprintf(stderr, "%s\n", text_of(&line));
  }
  text_free(&line);
}

struct log_call {
  int64_t level;
  const char *text;
};

static void call_write(void *argument) {
  struct log_call *call = argument;
  java.write_log(call->level, call->text);
}

void rust_log(int64_t level, const char *text) {
  static const char *const NAMES[] = {"INFO", "DEBUG", "TRACE", "WARN", "ERROR"};
  struct log_call call = {level, text};
  if (text == NULL || level < 0 || level > 4 || process_forked()) {
    return;
  }
  if (!atomic_load(&ready) || thread_run(call_write, &call) != PARLEY_OK) {
    log_here(NAMES[level], text);
  }
}

void set_env(const char *text) {
  (void)text;
}

void link_me_please(void) {
}

#define _GNU_SOURCE
#include "dart_vm.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* dart_native_api.h of the Dart API with major version 2, written down again from its documentation. */
enum { DART_NULL = 0, DART_TYPED_DATA = 7, DART_UINT8 = 2 };

struct _Dart_CObject {
  int32_t type;
  union {
    bool as_bool;
    int64_t as_int64;
    struct {
      int32_t type;
      intptr_t length; /* in elements */
      const uint8_t *values;
    } as_typed_data;
    struct {
      int32_t type;
      intptr_t length;
      uint8_t *data;
      void *peer;
      void (*callback)(void *isolate, void *peer);
    } as_external_typed_data;
  } value;
};
_Static_assert(sizeof(struct _Dart_CObject) == 48, "the size of Dart_CObject");
_Static_assert(offsetof(struct _Dart_CObject, value) == 8, "where its value is");
_Static_assert(offsetof(struct _Dart_CObject, value.as_typed_data.length) == 16, "where its length is");
_Static_assert(offsetof(struct _Dart_CObject, value.as_typed_data.values) == 24, "where its bytes are");

enum { PORTS = 4096 };

struct waiting {
  struct waiting *next;
  struct dart_message message;
};

struct port {
  int64_t id; /* 0: free */
  struct waiting *first, **last;
  size_t count;
  pthread_cond_t arrived;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct port ports[PORTS];
static int64_t opened;
static atomic_llong refused, taken;

/* Ids are large and sparse as the VM's are, and never used twice; the low bits are the place. */
static struct port *find(int64_t id) {
  struct port *port = &ports[(uint64_t)id % PORTS];
  return id != 0 && port->id == id ? port : NULL;
}

static void condition_init(pthread_cond_t *condition) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(condition, &attributes);
  pthread_condattr_destroy(&attributes);
}

int64_t dart_open_port(void) {
  pthread_mutex_lock(&lock);
  for (int tries = 0; tries < PORTS; tries++) {
    int64_t number = ++opened;
    struct port *port = &ports[number % PORTS];
    if (port->id != 0) continue;
    port->id = number + ((number * 7919) % 65521 << 40 & ~(int64_t)(PORTS - 1));
    port->first = NULL;
    port->last = &port->first;
    port->count = 0;
    condition_init(&port->arrived);
    pthread_mutex_unlock(&lock);
    return port->id;
  }
  fprintf(stderr, "dart: more than %d ports are open\n", PORTS);
  abort();
}

static void broken(const char *what, int64_t value) {
  fprintf(stderr, "dart: a message has %s %lld\n", what, (long long)value);
  abort();
}

static void check_layout(const struct _Dart_CObject *object) {
  if (!object) broken("the address", 0);
  if ((uintptr_t)object % _Alignof(struct _Dart_CObject)) broken("a crooked address", (int64_t)(uintptr_t)object);
  if (object->type == DART_NULL) return;
  if (object->type != DART_TYPED_DATA) broken("the type", object->type);
  if (object->value.as_typed_data.type != DART_UINT8) broken("the type of data", object->value.as_typed_data.type);
  if (object->value.as_typed_data.length < 0) broken("the length", object->value.as_typed_data.length);
  if (object->value.as_typed_data.length > 0 && !object->value.as_typed_data.values) broken("no bytes of length",
      object->value.as_typed_data.length);
}

/* The copy is made before the lock is taken, as the VM does: the sender's bytes are read whether the port lives or not. */
static struct waiting *copy_of(int64_t port, const struct _Dart_CObject *object) {
  struct waiting *copy = calloc(1, sizeof *copy);
  if (!copy) abort();
  copy->message.port = port;
  copy->message.null = object->type == DART_NULL;
  if (copy->message.null || object->value.as_typed_data.length == 0) return copy;
  copy->message.length = (size_t)object->value.as_typed_data.length;
  copy->message.data = malloc(copy->message.length);
  if (!copy->message.data) abort();
  memcpy(copy->message.data, object->value.as_typed_data.values, copy->message.length);
  return copy;
}

static void drop(struct waiting *waiting) {
  free(waiting->message.data);
  free(waiting);
}

int8_t Dart_PostCObject(int64_t id, struct _Dart_CObject *object) {
  check_layout(object);
  struct waiting *copy = copy_of(id, object);
  pthread_mutex_lock(&lock);
  struct port *port = find(id);
  if (port) {
    *port->last = copy;
    port->last = &copy->next;
    port->count++;
    pthread_cond_broadcast(&port->arrived);
  }
  pthread_mutex_unlock(&lock);
  atomic_fetch_add(port ? &taken : &refused, 1);
  if (!port) drop(copy);
  return port ? 1 : 0;
}

bool dart_close_port(int64_t id) {
  pthread_mutex_lock(&lock);
  struct port *port = find(id);
  struct waiting *rest = NULL;
  if (port) {
    rest = port->first;
    port->id = 0;
    /* Who waits sees that the port is another, or none. */
    pthread_cond_broadcast(&port->arrived);
  }
  pthread_mutex_unlock(&lock);
  while (rest) {
    struct waiting *next = rest->next;
    drop(rest);
    rest = next;
  }
  return port != NULL;
}

static struct waiting *take_first(struct port *port) {
  struct waiting *first = port->first;
  port->first = first->next;
  if (!port->first) port->last = &port->first;
  port->count--;
  return first;
}

static struct timespec after(int milliseconds) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  time.tv_sec += milliseconds / 1000;
  time.tv_nsec += (long)(milliseconds % 1000) * 1000000;
  if (time.tv_nsec >= 1000000000) {
    time.tv_sec++;
    time.tv_nsec -= 1000000000;
  }
  return time;
}

bool dart_take(int64_t id, struct dart_message *message, int timeout_ms) {
  struct timespec deadline = after(timeout_ms);
  pthread_mutex_lock(&lock);
  struct port *port = find(id);
  int waited = 0;
  while (port && !port->first && waited == 0) {
    waited = pthread_cond_timedwait(&port->arrived, &lock, &deadline);
    port = find(id);
  }
  struct waiting *first = port && port->first ? take_first(port) : NULL;
  pthread_mutex_unlock(&lock);
  if (!first) return false;
  *message = first->message;
  free(first);
  return true;
}

size_t dart_waiting(int64_t id) {
  pthread_mutex_lock(&lock);
  struct port *port = find(id);
  size_t count = port ? port->count : 0;
  pthread_mutex_unlock(&lock);
  return count;
}

int64_t dart_posts_refused(void) { return atomic_load(&refused); }

int64_t dart_posts_taken(void) { return atomic_load(&taken); }

struct dart_isolate {
  pthread_t thread;
  int64_t port;
  void (*handle)(struct dart_isolate *, const struct dart_message *);
  void *state;
  atomic_bool dying;
};

static void *event_loop(void *argument) {
  struct dart_isolate *isolate = argument;
  while (!atomic_load(&isolate->dying)) {
    struct dart_message message;
    /* A closed port ends the wait at once; the time only bounds what a test can lose by a mistake of its own. */
    if (!dart_take(isolate->port, &message, 60000)) continue;
    isolate->handle(isolate, &message);
    free(message.data);
  }
  return NULL;
}

struct dart_isolate *dart_spawn(void (*handle)(struct dart_isolate *, const struct dart_message *), void *state) {
  struct dart_isolate *isolate = calloc(1, sizeof *isolate);
  if (!isolate) abort();
  isolate->port = dart_open_port();
  isolate->handle = handle;
  isolate->state = state;
  if (pthread_create(&isolate->thread, NULL, event_loop, isolate)) abort();
  return isolate;
}

int64_t dart_isolate_port(const struct dart_isolate *isolate) { return isolate->port; }

void *dart_isolate_state(const struct dart_isolate *isolate) { return isolate->state; }

void dart_kill(struct dart_isolate *isolate) {
  atomic_store(&isolate->dying, true);
  dart_close_port(isolate->port);
  pthread_join(isolate->thread, NULL);
  free(isolate);
}

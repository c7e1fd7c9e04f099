/*
 * Stands in for libparley in a 32-bit Dart VM, into which no 64-bit Java runtime can be loaded: the same header, behind
 * which frames are relayed to a core that is a process of its own, over its unix socket.
 *
 * A core is started with the socket's path as its config. Options are
 *   overload-every=N   every Nth frame is answered PARLEY_OVERLOADED once, before it is taken
 *   slow-start=MS      starting takes so long, as that of a Java runtime does
 *
 * What only other languages use (parley_open with a receiver, parley_receive) is PARLEY_INVALID here.
 */
#include "dart.h"
#include "parley.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 256 };

/* Handles have more than 32 bits, so that who cuts them short is found out. */
#define FIRST_HANDLE (INT64_C(1) << 40)

struct core {
  int64_t handle;
  struct sockaddr_un address;
  long overload_every;
};

struct link {
  int64_t handle;
  int64_t core;
  int socket;
  int64_t port;
  parley_post post;
  pthread_t reader;
  long sent;
  long overload_every;
  bool ended;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct core cores[MOST];
static struct link *links[MOST];
static int64_t last_handle = FIRST_HANDLE;
static int32_t refusals;

/* How many links there are whose port is still there; for tests. */
PARLEY_API int32_t standin_links(void);

/* How many frames were answered PARLEY_OVERLOADED; for tests. */
PARLEY_API int32_t standin_refusals(void);

int32_t parley_version(void) { return PARLEY_VERSION; }

const char *parley_status_text(int32_t status) {
  switch (status) {
    case PARLEY_OK: return "done";
    case PARLEY_CLOSED: return "the core or link was closed, or has ended";
    case PARLEY_OVERLOADED: return "too much waits";
    default: return "the stand-in does not know this status";
  }
}

void parley_free(void *memory) { free(memory); }

static void tell(char **error, const char *what, const char *detail) {
  if (error != NULL) {
    size_t size = strlen(what) + strlen(detail) + 1;
    *error = malloc(size);
    if (*error != NULL) snprintf(*error, size, "%s%s", what, detail);
  }
}

static long option(const char *options, const char *name) {
  const char *found = options == NULL ? NULL : strstr(options, name);
  return found == NULL ? 0 : strtol(found + strlen(name), NULL, 10);
}

static int dial(const struct sockaddr_un *address) {
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect(fd, (const struct sockaddr *)address, sizeof *address) != 0) {
    int cause = errno;
    close(fd);
    errno = cause;
    return -1;
  }
  return fd;
}

int64_t parley_start(const char *options, const char *config, char **error) {
  if (error != NULL) *error = NULL;
  struct core core = {.address.sun_family = AF_UNIX, .overload_every = option(options, "overload-every=")};
  if (config == NULL || strlen(config) >= sizeof core.address.sun_path) {
    tell(error, "the stand-in's config must be the path of a core's socket", "");
    return PARLEY_NO_CORE;
  }
  memcpy(core.address.sun_path, config, strlen(config) + 1);
  long slow = option(options, "slow-start=");
  struct timespec pause = {.tv_sec = slow / 1000, .tv_nsec = slow % 1000 * 1000000};
  nanosleep(&pause, NULL);
  int fd = dial(&core.address);
  if (fd < 0) {
    tell(error, "the core did not start: ", strerror(errno));
    return PARLEY_CORE_FAILED;
  }
  close(fd);
  pthread_mutex_lock(&lock);
  int64_t handle = PARLEY_NO_MEMORY;
  for (int i = 0; i < MOST && handle < 0; i++) {
    if (cores[i].handle == 0) {
      handle = core.handle = ++last_handle;
      cores[i] = core;
    }
  }
  pthread_mutex_unlock(&lock);
  return handle;
}

/* Whether so many bytes came. */
static bool take(int fd, uint8_t *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = read(fd, bytes, length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes += count;
    length -= (size_t)count;
  }
  return true;
}

static bool give(int fd, const uint8_t *bytes, size_t length) {
  while (length > 0) {
    ssize_t count = send(fd, bytes, length, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes += count;
    length -= (size_t)count;
  }
  return true;
}

/* Posts frames until the core or the port is gone. */
static void *relay(void *argument) {
  struct link *link = argument;
  uint8_t prefix[4];
  bool listening = true;
  while (listening && take(link->socket, prefix, sizeof prefix)) {
    size_t length = (size_t)prefix[0] << 24 | (size_t)prefix[1] << 16 | (size_t)prefix[2] << 8 | prefix[3];
    uint8_t *frame = malloc(length + 1);
    if (frame == NULL || !take(link->socket, frame, length)) {
      free(frame);
      break;
    }
    listening = dart_post(link->post, link->port, frame, (int64_t)length);
    free(frame);
  }
  if (listening) dart_post(link->post, link->port, NULL, 0);
  shutdown(link->socket, SHUT_RDWR);
  pthread_mutex_lock(&lock);
  link->ended = true;
  pthread_mutex_unlock(&lock);
  return NULL;
}

/* The link's place; the lock is held. */
static struct link **find(int64_t handle) {
  for (int i = 0; i < MOST; i++) {
    if (links[i] != NULL && links[i]->handle == handle) return &links[i];
  }
  return NULL;
}

int64_t parley_open_port(int64_t handle, int64_t port, parley_post post) {
  struct link *link = calloc(1, sizeof *link);
  if (link == NULL) return PARLEY_NO_MEMORY;
  int64_t result = PARLEY_CLOSED;
  pthread_mutex_lock(&lock);
  struct link **place = NULL;
  for (int i = 0; i < MOST && place == NULL; i++) {
    if (links[i] == NULL) place = &links[i];
  }
  for (int i = 0; i < MOST && place != NULL && handle > 0; i++) {
    if (cores[i].handle == handle) {
      *link = (struct link){.core = handle, .port = port, .post = post, .overload_every = cores[i].overload_every};
      link->socket = dial(&cores[i].address);
      if (link->socket < 0) break;
      if (pthread_create(&link->reader, NULL, relay, link) == 0) {
        result = link->handle = ++last_handle;
        *place = link;
      } else {
        close(link->socket);
        result = PARLEY_NO_MEMORY;
      }
    }
  }
  pthread_mutex_unlock(&lock);
  if (result < 0) free(link);
  return result;
}

int32_t parley_send(int64_t handle, const uint8_t *frame, uintptr_t length) {
  pthread_mutex_lock(&lock);
  struct link **place = find(handle);
  int32_t result = place == NULL || (*place)->ended ? PARLEY_CLOSED : PARLEY_OK;
  int fd = -1;
  if (result == PARLEY_OK) {
    struct link *link = *place;
    fd = link->socket;
    link->sent++;
    if (link->overload_every > 0 && link->sent % link->overload_every == 0) {
      result = PARLEY_OVERLOADED;
      refusals++;
    }
  }
  pthread_mutex_unlock(&lock);
  uint8_t prefix[4] = {(uint8_t)(length >> 24), (uint8_t)(length >> 16), (uint8_t)(length >> 8), (uint8_t)length};
  if (result == PARLEY_OK && !(give(fd, prefix, sizeof prefix) && give(fd, frame, length))) result = PARLEY_CLOSED;
  return result;
}

int32_t parley_close(int64_t handle) {
  pthread_mutex_lock(&lock);
  struct link **place = find(handle);
  struct link *link = place == NULL ? NULL : *place;
  if (place != NULL) *place = NULL;
  pthread_mutex_unlock(&lock);
  if (link == NULL) return PARLEY_CLOSED;
  shutdown(link->socket, SHUT_RDWR);
  pthread_join(link->reader, NULL);
  close(link->socket);
  free(link);
  return PARLEY_OK;
}

int32_t parley_stop(int64_t handle) {
  int32_t result = PARLEY_CLOSED;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < MOST && handle > 0; i++) {
    if (cores[i].handle == handle) {
      cores[i].handle = 0;
      result = PARLEY_OK;
    }
    if (links[i] != NULL && links[i]->core == handle) shutdown(links[i]->socket, SHUT_RDWR);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int64_t parley_open(int64_t core, parley_receiver receiver, void *context) {
  (void)core, (void)receiver, (void)context;
  return PARLEY_INVALID;
}

int64_t parley_receive(int64_t link, uint8_t **frame, int32_t timeout_ms) {
  (void)link, (void)frame, (void)timeout_ms;
  return PARLEY_INVALID;
}

int32_t standin_refusals(void) {
  pthread_mutex_lock(&lock);
  int32_t count = refusals;
  pthread_mutex_unlock(&lock);
  return count;
}

int32_t standin_links(void) {
  int32_t count = 0;
  pthread_mutex_lock(&lock);
  for (int i = 0; i < MOST; i++) {
    if (links[i] != NULL && !links[i]->ended) count++;
  }
  pthread_mutex_unlock(&lock);
  return count;
}

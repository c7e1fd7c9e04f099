/*
 * Real processes that listen, one each, and one that tells what all of them have heard.
 *
 *   listen parley|grpc|ws SOCKET N     forks N listeners; "expect COUNT" on stdin is answered as ListenerProcess does
 *   listen parley|grpc|ws SOCKET stall subscribes once, and never reads again
 *
 * A listener does not parse what it gets but looks for the token of 25 digits in it (Stamp.java), once
 * the heads of HTTP/2 frames are taken out: no contestant pays for a parser that the others don't have. The clock is CLOCK_MONOTONIC, which
 * System.nanoTime() is on Linux.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { TOKEN = 25, MARK = 2, NUMBERS = 100000, KEPT = 2000000, BUFFER = 64 * 1024 };

struct shared {
  sem_t changed;
  atomic_long ready, arrived, expected, end;
  _Atomic long last[NUMBERS];
  long nanos[KEPT];
};

static struct shared *shared;

static void fail(const char *what) {
  fprintf(stderr, "listen: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
  exit(1);
}

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000L + time.tv_nsec;
}

static int dial(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) fail("the socket's path is too long");
  strcpy(address.sun_path, path);
  int connection = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address)) fail("can't connect");
  return connection;
}

static void say(int connection, const void *bytes, size_t count) {
  if (send(connection, bytes, count, 0) != (ssize_t)count) fail("can't ask");
}

/* Hello{protocol 1, client "bench"}, Subscribe{id 1, source "User", types [1]}; docs/protocol.md. */
static void ask_parley(int connection) {
  static const unsigned char ask[] = {0, 0, 0, 11, 0x0a, 9, 0x08, 1, 0x12, 5, 'b', 'e', 'n', 'c', 'h',
                                      0, 0, 0, 13, 0x32, 11, 0x08, 1, 0x12, 4, 'U', 's', 'e', 'r', 0x1a, 1, 1};
  static const unsigned char agreed[] = {0, 0, 0, 4, 0x22, 2, 0x18, 1};
  unsigned char answer[4096];
  size_t there = 0;
  say(connection, ask, sizeof ask);
  while (there < sizeof agreed || memcmp(answer + there - sizeof agreed, agreed, sizeof agreed)) {
    ssize_t more = recv(connection, answer + there, sizeof answer - there, 0);
    if (more <= 0) fail("the core did not agree to the subscription");
    there += (size_t)more;
  }
}

/* HTTP/2 with the largest windows there are, so that none is to be renewed; RFC 9113, RFC 7541. */
static void ask_grpc(int connection) {
  static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  static const unsigned char settings[] = {0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xff, /* theirs taken: */ 0, 0, 0, 4, 1, 0, 0, 0, 0,
                                           0, 0, 4, 8, 0, 0, 0, 0, 0, 0x7f, 0xff, 0, 0};
  static const char *fields[][2] = {{":authority", "localhost"}, {"content-type", "application/grpc"}, {"te", "trailers"}};
  static const char path[] = "/contest.UserNotification/Listen";
  static const unsigned char nothing[] = {0, 0, 5, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0};
  unsigned char headers[256], *at = headers + 9;
  *at++ = 0x83; /* :method POST */
  *at++ = 0x86; /* :scheme http */
  *at++ = 0x04; /* :path, by its index */
  *at++ = (unsigned char)(sizeof path - 1);
  at = (unsigned char *)mempcpy(at, path, sizeof path - 1);
  for (int i = 0; i < 3; i++) {
    *at++ = 0;
    for (int part = 0; part < 2; part++) {
      size_t length = strlen(fields[i][part]);
      *at++ = (unsigned char)length;
      at = (unsigned char *)mempcpy(at, fields[i][part], length);
    }
  }
  memcpy(headers, (unsigned char[]){0, 0, (unsigned char)(at - headers - 9), 1, 4, 0, 0, 0, 1}, 9);
  say(connection, preface, sizeof preface - 1);
  say(connection, settings, sizeof settings);
  say(connection, headers, (size_t)(at - headers));
  say(connection, nothing, sizeof nothing);
}

/* The upgrade of RFC 6455. */
static void ask_ws(int connection) {
  static const char upgrade[] =
      "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
  char answer[4096];
  size_t there = 0;
  say(connection, upgrade, sizeof upgrade - 1);
  while (there < 4 || memcmp(answer + there - 4, "\r\n\r\n", 4)) {
    if (there == sizeof answer || recv(connection, answer + there, 1, 0) != 1) fail("no upgrade");
    there++;
  }
  if (memcmp(answer, "HTTP/1.1 101", 12)) fail("no upgrade");
}

static int subscribed(const char *kind, const char *path) {
  int connection = dial(path);
  if (!strcmp(kind, "parley")) ask_parley(connection);
  else if (!strcmp(kind, "grpc")) ask_grpc(connection);
  else ask_ws(connection);
  return connection;
}

static void heard(const char *token) {
  long time = now(), sent = 0, number = 0;
  for (int i = 0; i < 19; i++) sent = sent * 10 + (token[i] - '0');
  for (int i = 19; i < TOKEN; i++) number = number * 10 + (token[i] - '0');
  if (number >= NUMBERS) fail("nobody expects that number");
  long nanos = time - sent, before = atomic_load(&shared->last[number]);
  while (nanos > before && !atomic_compare_exchange_weak(&shared->last[number], &before, nanos)) {
  }
  long at = atomic_fetch_add(&shared->arrived, 1);
  if (at < KEPT) shared->nanos[at] = nanos;
  if (at + 1 == atomic_load(&shared->expected)) {
    atomic_store(&shared->end, time);
    sem_post(&shared->changed);
  }
}

/* Field 4, 25 bytes, all of them digits: nothing else in a notification looks so. */
static int is_token(const unsigned char *at) {
  if (at[0] != 0x22 || at[1] != TOKEN) return 0;
  for (int i = 0; i < TOKEN; i++)
    if (at[MARK + i] < '0' || at[MARK + i] > '9') return 0;
  return 1;
}

/* Leaves of HTTP/2 frames what DATA carries: their heads may stand in the middle of a token. */
static size_t without_heads(unsigned char *bytes, size_t count) {
  static unsigned char head[9];
  static size_t head_bytes, left;
  size_t kept = 0;
  for (size_t at = 0; at < count;) {
    if (left == 0) {
      head[head_bytes++] = bytes[at++];
      if (head_bytes == sizeof head) {
        left = (size_t)head[0] << 16 | (size_t)head[1] << 8 | head[2];
        head_bytes = 0;
      }
      continue;
    }
    size_t part = left < count - at ? left : count - at;
    if (head[3] == 0) {
      memmove(bytes + kept, bytes + at, part);
      kept += part;
    }
    at += part;
    left -= part;
  }
  return kept;
}

static void listen_on(int connection, int http2) {
  static unsigned char buffer[BUFFER];
  size_t there = 0;
  while (1) {
    ssize_t more = recv(connection, buffer + there, sizeof buffer - there, 0);
    if (more <= 0) fail("the server has gone");
    there += http2 ? without_heads(buffer + there, (size_t)more) : (size_t)more;
    size_t from = 0;
    while (there - from >= MARK + TOKEN) {
      if (is_token(buffer + from)) {
        heard((const char *)buffer + from + MARK);
        from += MARK + TOKEN;
      } else {
        from++;
      }
    }
    memmove(buffer, buffer + from, there -= from);
  }
}

static int ascending(const void *a, const void *b) {
  long x = *(const long *)a, y = *(const long *)b;
  return (x > y) - (x < y);
}

static long part(const long *sorted, long count, int percent) {
  long at = count * percent / 100;
  return count == 0 ? 0 : sorted[at < count ? at : count - 1];
}

static void tell(long count, long expected) {
  static long last[NUMBERS];
  for (long i = 0; i < count; i++) last[i] = atomic_load(&shared->last[i]);
  long kept = expected <= KEPT ? expected : 0;
  qsort(last, (size_t)count, sizeof *last, ascending);
  qsort(shared->nanos, (size_t)kept, sizeof *shared->nanos, ascending);
  printf("%ld %ld %ld %ld %ld\n", atomic_load(&shared->end), part(shared->nanos, kept, 50),
         part(shared->nanos, kept, 99), part(last, count, 50), part(last, count, 99));
}

static void wait_change(void) {
  while (sem_wait(&shared->changed))
    if (errno != EINTR) fail("can't wait");
}

int main(int count, char **arguments) {
  if (count != 4) fail("arguments: parley|grpc|ws SOCKET N|stall");
  setvbuf(stdout, NULL, _IOLBF, 0);
  if (!strcmp(arguments[3], "stall")) {
    subscribed(arguments[1], arguments[2]);
    puts("ready");
    while (getchar() != EOF) {
    }
    return 0;
  }
  long listeners = atol(arguments[3]);
  shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED || sem_init(&shared->changed, 1, 0)) fail("can't share memory");
  pid_t parent = getpid();
  for (long i = 0; i < listeners; i++) {
    pid_t child = fork();
    if (child < 0) fail("can't fork");
    if (child > 0) {
      wait_change();
      if (atomic_load(&shared->ready) != i + 1) fail("a listener could not subscribe");
      continue;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) exit(1);
    int connection = subscribed(arguments[1], arguments[2]);
    atomic_fetch_add(&shared->ready, 1);
    sem_post(&shared->changed);
    listen_on(connection, !strcmp(arguments[1], "grpc"));
  }
  puts("ready");
  char line[64];
  while (fgets(line, sizeof line, stdin)) {
    long each = 0;
    if (sscanf(line, "expect %ld", &each) != 1 || each < 1 || each > NUMBERS) fail("expect COUNT");
    for (long i = 0; i < each; i++) atomic_store(&shared->last[i], 0);
    atomic_store(&shared->arrived, 0);
    atomic_store(&shared->expected, each * listeners);
    puts("ok");
    wait_change();
    tell(each, each * listeners);
  }
  return 0;
}

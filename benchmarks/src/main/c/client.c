/*
 * Measures round trips over a unix socket and prints one line of JSON.
 *
 *   client SOCKET echo        one   CALLS            128 bytes there and back, one at a time
 *   client SOCKET EVENT       one   CALLS            real Request frames, one at a time
 *   client SOCKET echo|EVENT  many  CALLS IN_FLIGHT  as many in flight, requests encoded in bulk
 *
 * EVENT is an event's name such as UserEvent.SignIn, whose payload is SignInPayloadPB and whose
 * response is UserProfilePB (docs/protocol.md). Every answer is checked: its id, its code, its size.
 */
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum {
  ECHO_BYTES = 128,
  PROFILE_BYTES = 119,
  BUFFER_BYTES = 1024 * 1024,
  /* Ids whose varint has exactly three bytes, so that one frame serves as the pattern of all. */
  FIRST_ID = 1 << 14,
  ID_COUNT = (1 << 21) - (1 << 14)
};

static const unsigned char HELLO[] = {0, 0, 0, 11, 0x0a, 9, 0x08, 1, 0x12, 5, 'b', 'e', 'n', 'c', 'h'};
static const char EMAIL[] = "somebody@example.appflowy.io"; /* 28 */
static const char PASSWORD[] = "A!@123abc";                 /* 9 */
static const char NAME[] = "Some Body Else.";               /* 15 */

static int connection;
static int echo;
static unsigned char request[256];
static size_t request_bytes;
static size_t id_at;
static unsigned char in_flight[ID_COUNT];
static unsigned char input[BUFFER_BYTES], output[BUFFER_BYTES];
static size_t input_from, input_to;

static void fail(const char *what) {
  fprintf(stderr, "client: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
  exit(1);
}

static unsigned char *put_string(unsigned char *at, int field, const char *text) {
  size_t length = strlen(text);
  *at++ = (unsigned char)(field << 3 | 2);
  *at++ = (unsigned char)length;
  memcpy(at, text, length);
  return at + length;
}

/* Builds the pattern: length, Frame{request = 3: Request{event = 1, payload = 2, id = 3}}. */
static void build_request(const char *event) {
  if (echo) {
    memset(request, 'x', request_bytes = ECHO_BYTES);
    return;
  }
  unsigned char payload[128], *end = payload;
  end = put_string(end, 1, EMAIL);
  end = put_string(end, 2, PASSWORD);
  end = put_string(end, 3, NAME);
  size_t payload_bytes = (size_t)(end - payload);
  if (payload_bytes != 58 || strlen(event) > 40) fail("the request is not of the size it should be");

  unsigned char *at = request + 6;
  at = put_string(at, 1, event);
  *at++ = 0x12;
  *at++ = (unsigned char)payload_bytes;
  memcpy(at, payload, payload_bytes);
  at += payload_bytes;
  *at++ = 0x18;
  id_at = (size_t)(at - request);
  at += 3;
  request_bytes = (size_t)(at - request);
  request[3] = (unsigned char)(request_bytes - 4);
  request[4] = 0x1a;
  request[5] = (unsigned char)(request_bytes - 6);
}

static void put_request(unsigned char *at, uint32_t number) {
  memcpy(at, request, request_bytes);
  if (echo) return;
  uint32_t slot = number % ID_COUNT, id = FIRST_ID + slot;
  if (in_flight[slot]) fail("more in flight than there are ids");
  in_flight[slot] = 1;
  at[id_at] = (unsigned char)(id | 0x80);
  at[id_at + 1] = (unsigned char)(id >> 7 | 0x80);
  at[id_at + 2] = (unsigned char)(id >> 14);
}

static uint64_t varint(const unsigned char **at, const unsigned char *end) {
  uint64_t value = 0;
  for (int shift = 0; *at < end && shift < 64; shift += 7) {
    unsigned char byte = *(*at)++;
    value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  fail("a broken varint came back");
  return 0;
}

/* Reads Frame{response = 4: Response{payload = 1, code = 2, id = 3}}. */
static void check_response(const unsigned char *at, const unsigned char *end) {
  uint64_t id = 0, payload_bytes = 0, code = 0;
  if (*at++ != 0x22) fail("something else than a Response came back");
  if (varint(&at, end) != (uint64_t)(end - at)) fail("a Response of a wrong length came back");
  while (at < end) {
    switch (*at++) {
      case 0x0a:
        payload_bytes = varint(&at, end);
        at += payload_bytes;
        break;
      case 0x10: code = varint(&at, end); break;
      case 0x18: id = varint(&at, end); break;
      default: fail("a Response with an unexpected field came back");
    }
  }
  if (code != 0 || payload_bytes != PROFILE_BYTES) fail("a Response that is no UserProfilePB came back");
  if (id < FIRST_ID || id >= FIRST_ID + ID_COUNT || !in_flight[id - FIRST_ID])
    fail("a Response to no request came back");
  in_flight[id - FIRST_ID] = 0;
}

/* Takes one whole answer from the input, if there is one. */
static int take_answer(void) {
  size_t there = input_to - input_from;
  const unsigned char *at = input + input_from;
  size_t length;
  if (echo) {
    if (there < ECHO_BYTES) return 0;
    length = ECHO_BYTES;
  } else {
    if (there < 4) return 0;
    length = 4 + ((size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3]);
    if (there < length) return 0;
    check_response(at + 4, at + length);
  }
  input_from += length;
  return 1;
}

static void read_more(void) {
  if (input_from == input_to) {
    input_from = input_to = 0;
  } else if (BUFFER_BYTES - input_to < 64 * 1024) {
    memmove(input, input + input_from, input_to -= input_from);
    input_from = 0;
  }
  ssize_t n = read(connection, input + input_to, BUFFER_BYTES - input_to);
  if (n <= 0) fail("the connection ended");
  input_to += (size_t)n;
}

static void write_all(const unsigned char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = write(connection, bytes, length);
    if (n <= 0) fail("cannot write");
    bytes += n;
    length -= (size_t)n;
  }
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void one_at_a_time(uint32_t calls) {
  double *micros = malloc(calls * sizeof *micros);
  if (!micros) fail("no memory");
  for (uint32_t i = 0; i < calls; i++) {
    double start = now();
    put_request(output, i);
    write_all(output, request_bytes);
    do read_more();
    while (!take_answer());
    micros[i] = now() - start;
  }
  qsort(micros, calls, sizeof *micros, by_size);
  printf("{\"p50\": %.3f, \"p99\": %.3f}\n", micros[calls / 2], micros[(size_t)(calls * 0.99)]);
}

static void many_in_flight(uint32_t calls, uint32_t limit) {
  uint32_t sent = 0, done = 0;
  size_t from = 0, to = 0;
  double start = now();
  while (done < calls) {
    while (sent < calls && sent - done < limit && BUFFER_BYTES - to >= sizeof request) {
      put_request(output + to, sent++);
      to += request_bytes;
    }
    if (from < to) {
      ssize_t n = send(connection, output + from, to - from, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (n < 0 && errno != EAGAIN) fail("cannot write");
      if (n > 0) from += (size_t)n;
      if (from == to) from = to = 0;
    }
    struct pollfd waiting = {.fd = connection, .events = (short)(POLLIN | (from < to ? POLLOUT : 0))};
    if (from < to && poll(&waiting, 1, -1) < 0) fail("cannot wait");
    if (from < to && !(waiting.revents & (POLLIN | POLLHUP))) continue;
    read_more();
    while (take_answer()) done++;
  }
  printf("{\"callsPerSecond\": %.0f}\n", calls / ((now() - start) / 1e6));
}

static void dial(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) fail("the path is too long for a unix socket");
  strcpy(address.sun_path, path);
  connection = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address) < 0)
    fail(path);
}

/* Sends Hello and waits for the Welcome (Frame.welcome = 2). */
static void greet(void) {
  write_all(HELLO, sizeof HELLO);
  size_t length;
  do {
    read_more();
    length = input_to < 4 ? BUFFER_BYTES
                          : 4 + ((size_t)input[0] << 24 | (size_t)input[1] << 16 |
                                 (size_t)input[2] << 8 | input[3]);
  } while (input_to < length);
  if (input[4] != 0x12) fail("the core did not answer with a Welcome");
  input_from = length;
}

int main(int argc, char **argv) {
  int many = argc == 6 && strcmp(argv[3], "many") == 0;
  if (!many && !(argc == 5 && strcmp(argv[3], "one") == 0)) {
    fprintf(stderr, "usage: client SOCKET echo|EVENT one CALLS | many CALLS IN_FLIGHT\n");
    return 2;
  }
  echo = strcmp(argv[2], "echo") == 0;
  build_request(argv[2]);
  dial(argv[1]);
  if (!echo) greet();
  uint32_t calls = (uint32_t)strtoul(argv[4], NULL, 10);
  if (many) {
    many_in_flight(calls, (uint32_t)strtoul(argv[5], NULL, 10));
  } else {
    one_at_a_time(calls);
  }
  return 0;
}

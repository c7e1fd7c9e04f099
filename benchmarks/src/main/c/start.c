/*
 * Starts a program once, measures how long it takes to say something, and prints one line of JSON.
 *
 *   start line COMMAND…             until its first line, and until its end
 *   start answer SOCKET COMMAND…    until a core's first answer over its socket, which its first line says is open;
 *                                   then what memory it takes when idle; then it is told to end by SIGTERM
 *
 * The clock starts before fork. The call is UserEvent.GetUserProfile, which nobody has signed in for: its answer is
 * the declared error. Times are in microseconds, memory in KiB.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PATIENCE_MS = 30000, IDLE_MS = 1500, RESPONSE_FIELD = 4, DECLARED_ERROR = 1 };

static const unsigned char HELLO[] = {0, 0, 0, 11, 0x0a, 9, 0x08, 1, 0x12, 5, 's', 't', 'a', 'r', 't'};
static const char EVENT[] = "UserEvent.GetUserProfile"; /* 24 */

static pid_t child;

static void fail(const char *what) {
  fprintf(stderr, "start: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
  if (child > 0) kill(child, SIGKILL);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

/* Starts the program; its standard output can be read from what is returned. */
static int spawn(char **command) {
  int ends[2];
  if (pipe(ends) != 0) fail("pipe");
  child = fork();
  if (child < 0) fail("fork");
  if (child == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
  }
  close(ends[1]);
  return ends[0];
}

static void await(int descriptor) {
  struct pollfd wanted = {.fd = descriptor, .events = POLLIN};
  if (poll(&wanted, 1, PATIENCE_MS) != 1) fail("nothing came within 30 s");
}

static void read_line(int output) {
  char byte = 0;
  while (byte != '\n') {
    await(output);
    if (read(output, &byte, 1) != 1) fail("it ended before it has said a line");
  }
}

static void read_exactly(int connection, unsigned char *into, size_t length) {
  while (length > 0) {
    await(connection);
    ssize_t count = read(connection, into, length);
    if (count <= 0) fail("the core has closed the connection");
    into += count;
    length -= (size_t)count;
  }
}

/* Reads a frame; tells the number of its body's field. The bytes after its tag are left in the buffer. */
static int read_frame(int connection, unsigned char *buffer, size_t capacity, size_t *length) {
  unsigned char prefix[4];
  read_exactly(connection, prefix, sizeof prefix);
  *length = (size_t)prefix[0] << 24 | (size_t)prefix[1] << 16 | (size_t)prefix[2] << 8 | prefix[3];
  if (*length == 0 || *length > capacity) fail("a frame of an unexpected length");
  read_exactly(connection, buffer, *length);
  return buffer[0] >> 3;
}

/* Greets the core and calls it once, both in one write, as a client may. */
static int call(const char *path) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof address.sun_path) fail("the socket's path is too long");
  strcpy(address.sun_path, path);
  int connection = socket(AF_UNIX, SOCK_STREAM, 0);
  if (connection < 0 || connect(connection, (struct sockaddr *)&address, sizeof address) != 0) fail(path);

  unsigned char output[128], *at = output;
  memcpy(at, HELLO, sizeof HELLO);
  at += sizeof HELLO;
  size_t name = strlen(EVENT);
  *at++ = 0, *at++ = 0, *at++ = 0, *at++ = (unsigned char)(name + 6);
  *at++ = 0x1a, *at++ = (unsigned char)(name + 4);
  *at++ = 0x0a, *at++ = (unsigned char)name;
  memcpy(at, EVENT, name);
  at += name;
  *at++ = 0x18, *at++ = 1;
  ssize_t length = at - output;
  if (write(connection, output, (size_t)length) != length) fail("write");

  unsigned char frame[65536];
  size_t frame_bytes;
  while (read_frame(connection, frame, sizeof frame, &frame_bytes) != RESPONSE_FIELD) {
  }
  /* Response { payload = 1, code = 2, … }: skips the length and the payload. */
  size_t body = frame[1] < 0x80 ? 2 : 3;
  if (frame[body] != 0x0a) fail("an answer without a payload");
  size_t code = body + 2 + frame[body + 1];
  if (code + 1 >= frame_bytes || frame[code] != 0x10 || frame[code + 1] != DECLARED_ERROR) fail("an unexpected answer");
  return connection;
}

/* A figure in KiB from a file of the process. */
static long memory(const char *file, const char *name) {
  char path[64], line[256];
  snprintf(path, sizeof path, "/proc/%d/%s", (int)child, file);
  FILE *lines = fopen(path, "r");
  if (lines == NULL) fail(path);
  long found = -1;
  while (found < 0 && fgets(line, sizeof line, lines) != NULL) {
    if (strncmp(line, name, strlen(name)) == 0) found = atol(line + strlen(name));
  }
  fclose(lines);
  return found;
}

static int end(void) {
  int status;
  if (waitpid(child, &status, 0) != child) fail("wait");
  child = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int count, char **arguments) {
  signal(SIGPIPE, SIG_IGN);
  if (count > 2 && strcmp(arguments[1], "line") == 0) {
    double started = now();
    read_line(spawn(arguments + 2));
    double line = now() - started;
    int status = end();
    printf("{\"line\": %.0f, \"end\": %.0f, \"status\": %d}\n", line, now() - started, status);
  } else if (count > 3 && strcmp(arguments[1], "answer") == 0) {
    double started = now();
    read_line(spawn(arguments + 3));
    double ready = now() - started;
    int connection = call(arguments[2]);
    double answer = now() - started;
    poll(NULL, 0, IDLE_MS);
    long resident = memory("status", "VmRSS:"), share = memory("smaps_rollup", "Pss:");
    long own = memory("smaps_rollup", "Private_Dirty:"), threads = memory("status", "Threads:");
    close(connection);
    kill(child, SIGTERM);
    int status = end();
    printf("{\"ready\": %.0f, \"answer\": %.0f, \"rss\": %ld, \"pss\": %ld, \"dirty\": %ld, \"threads\": %ld, \"status\": %d}\n",
           ready, answer, resident, share, own, threads, status);
  } else {
    fprintf(stderr, "usage: start line COMMAND… | start answer SOCKET COMMAND…\n");
    return 2;
  }
  return 0;
}

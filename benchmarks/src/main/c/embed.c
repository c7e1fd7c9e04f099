/*
 * Starts a shipped core within this process, calls it once, and prints one line of JSON.
 *
 *   embed LIBRARY [OPTIONS [CONFIG]]
 *
 * LIBRARY is the path of libparley; OPTIONS a file with options for parley_start, or "" to leave that to parley.options
 * beside the library; CONFIG goes to the core as it is. The call is UserEvent.GetUserProfile, which nobody has signed
 * in for: its answer is the declared error. Times are in microseconds from the call of parley_start, memory in KiB.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "parley.h"

enum { RESPONSE_FIELD = 4, PATIENCE_MS = 30000, OPTIONS_BYTES = 65536 };

static const unsigned char HELLO[] = {0x0a, 9, 0x08, 1, 0x12, 5, 'e', 'm', 'b', 'e', 'd'};
static const unsigned char REQUEST[] = "\x1a\x1c\x0a\x18UserEvent.GetUserProfile\x18\x01";

static void fail(const char *what, const char *why) {
  fprintf(stderr, "embed: %s: %s\n", what, why == NULL ? "" : why);
  exit(1);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static long resident(void) {
  char line[256];
  long found = -1;
  FILE *lines = fopen("/proc/self/status", "r");
  if (lines == NULL) return found;
  while (found < 0 && fgets(line, sizeof line, lines) != NULL) {
    if (strncmp(line, "VmRSS:", 6) == 0) found = atol(line + 6);
  }
  fclose(lines);
  return found;
}

static char *read_options(const char *path) {
  static char text[OPTIONS_BYTES];
  FILE *file = fopen(path, "r");
  if (file == NULL) fail(path, "can't be read");
  size_t length = fread(text, 1, sizeof text - 1, file);
  text[length] = 0;
  fclose(file);
  return text;
}

/* A function of the library, as it is found by its name. */
#define FIND(name) __typeof__(&name) p_##name = (__typeof__(&name))dlsym(library, #name); \
  if (p_##name == NULL) fail(#name, dlerror())

int main(int count, char **arguments) {
  if (count < 2) fail("usage", "embed LIBRARY [OPTIONS [CONFIG]]");
  void *library = dlopen(arguments[1], RTLD_NOW);
  if (library == NULL) fail(arguments[1], dlerror());
  FIND(parley_start);
  FIND(parley_stop);
  FIND(parley_open);
  FIND(parley_send);
  FIND(parley_receive);
  FIND(parley_close);
  FIND(parley_free);
  FIND(parley_status_text);

  const char *options = count > 2 && arguments[2][0] != 0 ? read_options(arguments[2]) : NULL;
  char *error = NULL;
  double started = now();
  int64_t core = p_parley_start(options, count > 3 ? arguments[3] : NULL, &error);
  double running = now() - started;
  if (core < 0) fail(p_parley_status_text((int32_t)core), error);
  int64_t link = p_parley_open(core, NULL, NULL);
  if (link < 0) fail("parley_open", p_parley_status_text((int32_t)link));
  if (p_parley_send(link, HELLO, sizeof HELLO) != PARLEY_OK) fail("parley_send", "Hello");
  if (p_parley_send(link, REQUEST, sizeof REQUEST - 1) != PARLEY_OK) fail("parley_send", "Request");
  for (int answered = 0; !answered;) {
    uint8_t *frame;
    int64_t length = p_parley_receive(link, &frame, PATIENCE_MS);
    if (length <= 0) fail("parley_receive", p_parley_status_text((int32_t)length));
    answered = frame[0] >> 3 == RESPONSE_FIELD;
    p_parley_free(frame);
  }
  double answer = now() - started;
  long memory = resident();
  if (p_parley_close(link) != PARLEY_OK) fail("parley_close", NULL);
  if (p_parley_stop(core) != PARLEY_OK) fail("parley_stop", NULL);
  printf("{\"running\": %.0f, \"answer\": %.0f, \"rss\": %ld}\n", running, answer, memory);
  return 0;
}

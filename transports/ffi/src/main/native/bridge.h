/*
 * The two tables by which C and Java call each other, not for hosts. C calls Bridge.begin once with both; Java fills in
 * its own (upcall stubs) and keeps the other (downcall handles). Java's functions never throw and never keep a pointer.
 *
 * A token is C's name for a link, meaningful until `ended` was called with it or `close` has returned.
 */
#ifndef PARLEY_BRIDGE_H
#define PARLEY_BRIDGE_H

#include <stdint.h>

/* What Java calls. */
struct parley_host {
  /* A frame for the host: PARLEY_OK, or PARLEY_CLOSED if the host takes no more (a port that is gone). */
  int32_t (*deliver)(int64_t token, const uint8_t *frame, int64_t length);
  /* The link has ended; nothing follows. */
  void (*ended)(int64_t token);
  /* The answer to an AppFlowy request: an FFIResponse. */
  void (*answer)(int64_t request, const uint8_t *response, int64_t length);
  /* A notification (SubscribeObject) and a line of the log for AppFlowy's ports. */
  void (*notify)(const uint8_t *notification, int64_t length);
  void (*log)(const uint8_t *line, int64_t length);
};

/* What C calls. Failures are statuses of parley.h; texts are UTF-8, cut at the capacity, ending with 0. */
struct parley_java {
  int64_t (*start)(const char *core, const char *config, char *error, int64_t capacity);
  int32_t (*stop)(int64_t core);
  int64_t (*open)(int64_t core, int64_t token);
  int32_t (*send)(int64_t link, const uint8_t *frame, int64_t length);
  int32_t (*close)(int64_t link);
  /* Stops every core, for the end of the process; waits no longer than so many milliseconds. */
  void (*shutdown)(int64_t milliseconds);
  /* AppFlowy: one front end of this core; each request is answered once by `answer` with its number. */
  int32_t (*appflowy_open)(int64_t core);
  void (*appflowy_event)(int64_t request, const uint8_t *input, int64_t length);
  void (*appflowy_notify)(int32_t on);
  void (*appflowy_log)(int32_t on);
  void (*write_log)(int64_t level, const char *text);
};

#endif

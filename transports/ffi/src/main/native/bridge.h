/*
 * The two tables by which C and Java call each other, not for hosts. C calls Bridge.begin once with both; Java fills in
 * its own (upcall stubs) and keeps the other (downcall handles). Java's functions never throw and never keep a pointer.
 *
 * To Java each of these functions takes four 64-bit integers and answers one (Memory.java says why); so they take no
 * more than four integers or pointers here, and Java cuts what is narrower.
 *
 * A token is C's name for a link: its handle. C answers PARLEY_CLOSED for one that is gone, so a late call does no harm.
 */
#ifndef PARLEY_BRIDGE_H
#define PARLEY_BRIDGE_H

#include <stdint.h>

/* What Java calls. */
struct parley_host {
  /* The table's size in bytes: Java refuses another one, for then library and jar are not of one version. */
  int64_t size;
  /*
   * A frame for the host: PARLEY_OK, or PARLEY_CLOSED if the host takes no more (a port that is gone, a queue that is
   * full, a link that was closed). Calls for one token never overlap.
   */
  int32_t (*deliver)(int64_t token, const uint8_t *frame, int64_t length);
  /* The link has ended; nothing follows. */
  void (*ended)(int64_t token);
  /* The answer to an AppFlowy request, an FFIResponse, with the two numbers the request came with. */
  void (*answer)(int64_t port, int64_t request, const uint8_t *response, int64_t length);
  /* A notification (SubscribeObject) and a line of the log for AppFlowy's ports. */
  void (*notify)(const uint8_t *notification, int64_t length);
  void (*log)(const uint8_t *line, int64_t length);
  /* The JVM is about to end, cores are stopped: from now on C calls nothing. Called by a shutdown hook of Java's. */
  void (*ending)(void);
};

/* What C calls. Failures are statuses of parley.h; texts are UTF-8, cut at the capacity, ending with 0. */
struct parley_java {
  int64_t size;
  int64_t (*start)(const char *core, const char *config, char *error, int64_t capacity);
  int32_t (*stop)(int64_t core);
  /* Writes how many bytes of frames may wait for a host that takes them itself: the core's Limits.maxQueueBytes. */
  int64_t (*open)(int64_t core, int64_t token, int64_t *queue_bytes);
  int32_t (*send)(int64_t link, const uint8_t *frame, int64_t length);
  /* Ends the link. Doesn't wait for a `deliver` that runs: C does, it knows who asks. */
  int32_t (*close)(int64_t link);
  /*
   * Stops every core, for the end of the process: ends the links first, which cancels their calls. Waits no longer
   * than so many milliseconds.
   */
  void (*shutdown)(int64_t milliseconds);
  /*
   * AppFlowy: one front end of this core. Each request is answered exactly once by `answer` with its two numbers; its
   * handling waits for no other call, for it may come from within any callback.
   */
  int32_t (*appflowy_open)(int64_t core);
  void (*appflowy_event)(int64_t port, int64_t request, const uint8_t *input, int64_t length);
  void (*appflowy_notify)(int32_t on);
  void (*appflowy_log)(int32_t on);
  void (*write_log)(int64_t level, const char *text);
};

#endif

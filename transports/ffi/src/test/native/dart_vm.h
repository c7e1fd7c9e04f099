/*
 * The part of a Dart VM that a native library sees: ports to which messages are posted from any thread, and isolates
 * that own ports, take their messages one at a time on a thread of their own, and die with all that was posted.
 *
 * Dart_PostCObject is as strict as the real one's layout (dart_native_api.h, 64 bits) allows: a message that is not
 * typed data of bytes, or null, ends the process.
 */
#ifndef DART_VM_H
#define DART_VM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct _Dart_CObject;

/* Posts a copy; false if the port is closed, or never was. */
int8_t Dart_PostCObject(int64_t port, struct _Dart_CObject *message);

/* A message as the isolate gets it. */
struct dart_message {
  int64_t port;
  bool null;
  size_t length;
  uint8_t *data; /* NULL of no bytes; to be freed by who takes the message */
};

/* Opens a port whose messages wait until they are taken by dart_take. */
int64_t dart_open_port(void);

/* Closes a port; what waits is dropped. False if it was closed before. */
bool dart_close_port(int64_t port);

/* Takes the next message of a port; false if none came in time. */
bool dart_take(int64_t port, struct dart_message *message, int timeout_ms);

/* How many messages wait at a port; 0 of a closed one. */
size_t dart_waiting(int64_t port);

/* How many posts were refused, and taken, since the process began. */
int64_t dart_posts_refused(void);
int64_t dart_posts_taken(void);

struct dart_isolate;

/*
 * Starts an isolate with one port. What is posted there reaches `handle` on the isolate's thread, whose data is valid
 * until it returns.
 */
struct dart_isolate *dart_spawn(void (*handle)(struct dart_isolate *, const struct dart_message *), void *state);
int64_t dart_isolate_port(const struct dart_isolate *isolate);
void *dart_isolate_state(const struct dart_isolate *isolate);

/* Ends an isolate at once: its port closes, what waits is dropped, its thread is joined. Frees it. */
void dart_kill(struct dart_isolate *isolate);

#endif

/* What the process allows: whether there is a JVM to call, whether this is a child of the process that has it. */
#ifndef PARLEY_PROCESS_H
#define PARLEY_PROCESS_H

#include "bridge.h"
#include "parley.h"

#include <stdatomic.h>
#include <stdbool.h>

/* Java's functions; valid while process_goes_on(). */
extern struct parley_java java;

/*
 * Not 0 while Java may be called. It lies in a page that the kernel wipes when the process forks, so that a child sees 0
 * whichever way it was made.
 */
extern _Atomic(uint8_t) *process_gate;

static inline bool process_goes_on(void) {
  return atomic_load_explicit(process_gate, memory_order_acquire) != 0;
}

/* Why not: PARLEY_FORKED in a child, else PARLEY_CLOSED. */
int32_t process_refusal(void);

/* Whether this is a forked child of a process that has (or was starting) a JVM. */
bool process_forked(void);

/* Before the JVM is started: from now on a child knows that it is one. False for want of memory. */
bool process_begin(void);

/* The JVM is there and Java's table filled in: calls may go in. */
void process_open(void);

/* Nothing goes in any more. Waits for who is being let in (threads.h). */
void process_close(void);

#endif

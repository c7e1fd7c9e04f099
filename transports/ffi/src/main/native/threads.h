/*
 * The thread that calls: whether Java may be called on its stack, and which callbacks it is in.
 *
 * HotSpot ends the process when it is called on a stack that is not the thread's own (coroutines, fibers), and a stack that
 * has little left overflows. Such calls run on threads of the library's; so does nothing else.
 */
#ifndef PARLEY_THREADS_H
#define PARLEY_THREADS_H

#include "handles.h"

#include <jni.h>
#include <stdint.h>

struct thread {
  /* Java may be called while the stack pointer is in [low, low + span); a span of 0: not attached yet. */
  uintptr_t low;
  uintptr_t span;
  /* The span as it is once attached, for asking the system takes long; `known` when it was asked. */
  uintptr_t own_span;
  bool known;
  /* How many callbacks this thread is in. */
  int32_t callbacks;
  /* The link whose callback it waits for in parley_close, guarded by the links' lock. */
  struct slot *waits;
  /* For a thread of the library's: the one whose call it runs, for that one waits and holds what it holds. */
  struct thread *caller;
};

extern __thread struct thread this_thread;

/* The thread that a call comes from in the end, through hand-overs. */
static inline struct thread *thread_origin(void) {
  struct thread *thread = &this_thread;
  while (thread->caller != NULL) {
    thread = thread->caller;
  }
  return thread;
}

/* Whether the thread is known, attached to the JVM, and on its own stack with enough of it left. */
static inline bool thread_may_call(void) {
  return (uintptr_t)__builtin_frame_address(0) - this_thread.low < this_thread.span;
}

/*
 * Runs what calls Java, here or on another thread, and returns when it has run: PARLEY_OK. PARLEY_NO_MEMORY if there is
 * no thread for it, PARLEY_CLOSED or PARLEY_FORKED if Java may not be called; then nothing was run.
 */
int32_t thread_run(void (*action)(void *), void *argument);

/* The JVM whose threads these are, and how far down the first thread's stack reaches for it. Before process_open(). */
void threads_begin(JavaVM *vm, size_t first_stack);

/* Starts a detached thread with this much stack; false if there is none. */
bool thread_start(void *(*body)(void *), void *argument, size_t stack);

#endif

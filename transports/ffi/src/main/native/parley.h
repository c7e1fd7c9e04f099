/*
 * libparley: a Parley core within this process.
 *
 * The library finds a Java runtime, starts it in this process, and carries frames (docs/protocol.md) between
 * front ends here and cores there. Nothing in it throws, aborts or waits without a bound on bad arguments: every
 * function says what became of the call by its result.
 *
 * Threads: every function may be called from any thread, also from ones that Java never saw, and from stacks that
 * are not the thread's own (coroutines, fibers); such calls are handed to a thread of the library's.
 *
 * Memory: what is passed in is copied before the function returns and stays the caller's. What is passed out by a
 * pointer to a pointer is the caller's, and is given back by parley_free. What a callback is given is valid until it
 * returns.
 *
 * Handles: cores and links are numbers greater than 0, never used twice. A handle that was closed, or never given,
 * is refused with PARLEY_CLOSED by every function.
 *
 * After fork() the child must not use the library: every function answers PARLEY_FORKED there.
 */
#ifndef PARLEY_H
#define PARLEY_H

#include <stdint.h>

#if defined(__GNUC__)
#define PARLEY_API __attribute__((visibility("default")))
#else
#define PARLEY_API
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The version of this interface; parley_version() answers the library's. */
#define PARLEY_VERSION 1

/* What a function answers. Everything below 0 is a failure, and nothing was done; PARLEY_STUCK says what was. */
enum parley_status {
  PARLEY_OK = 0,
  PARLEY_INVALID = -1,      /* an argument: NULL where none may be, a length beyond what an object can have */
  PARLEY_CLOSED = -2,       /* the core or link was closed, has ended, or was never opened */
  PARLEY_NO_JVM = -3,       /* no Java runtime was found, or it can't be loaded */
  PARLEY_WRONG_JVM = -4,    /* the Java runtime is not version 25 or later */
  PARLEY_JVM_FAILED = -5,   /* the Java runtime did not start: its options, its memory */
  PARLEY_NO_CORE = -6,      /* the class path has no such core, or not Parley's own classes */
  PARLEY_CORE_FAILED = -7,  /* the core was found and its start failed; the text is its own */
  PARLEY_TOO_LARGE = -8,    /* a frame is longer than the core takes */
  PARLEY_OVERLOADED = -9,   /* too much waits; the frame was not taken. Try again later */
  PARLEY_TIMEOUT = -10,     /* nothing came within the time */
  PARLEY_BUSY = -11,        /* would wait for itself: called from within a callback that it would have to wait for */
  PARLEY_FORKED = -12,      /* this is a child of the process that started the library */
  PARLEY_NO_MEMORY = -13,   /* no memory, or no thread */
  PARLEY_STUCK = -14        /* a callback does not return: the core is closed as far as it can be without that */
};

/* The version of the library's interface. */
PARLEY_API int32_t parley_version(void);

/* A sentence for a status, in UTF-8. It lives as long as the library; never NULL. */
PARLEY_API const char *parley_status_text(int32_t status);

/*
 * Starts a core, and before the first one the Java runtime. Returns when front ends may be opened, or when it failed.
 *
 * options  lines of name=value, in UTF-8; NULL to read them from the file parley.options beside the library, if it is
 *          there. Relative paths start at the library's folder. Empty lines and such that begin with # say nothing.
 *            java-home=PATH     the Java runtime; left out: the folder "runtime" beside the library, then JAVA_HOME
 *            class-path=PATHS   jars and folders, separated by ':'; a folder stands for its classes and every jar in
 *                               it; left out: the folder "lib" beside the library
 *            jvm-option=TEXT    an option for the Java runtime, such as -Xmx64m; may be repeated
 *            core=CLASS         which dev.parley.transport.ffi.EmbeddedCore to start, where there are several
 *          One process has one Java runtime: if one runs, java-home, class-path and jvm-option must be the ones it was
 *          started with or be left out.
 * config   handed to the core as it is, in UTF-8; NULL for an empty one
 * error    if not NULL, receives on failure a text for people, in UTF-8, that says what is wrong and what to do; free it
 *          with parley_free. NULL on success
 *
 * Returns the core's handle, or a status below 0.
 */
PARLEY_API int64_t parley_start(const char *options, const char *config, char **error);

/*
 * Closes a core in good order, as Core.close() does: calls in flight get their time, then every link ends. Returns
 * when it is closed and no callback of its links runs or will run; so it waits for those that run. PARLEY_STUCK if one of
 * them has held it up for 5 seconds: the core lets nobody in any more and its handle is closed, but that callback runs
 * on, and others may follow until it returns, such as the end of each link. Keep their contexts, or parley_close the links.
 * PARLEY_BUSY from within a callback.
 */
PARLEY_API int32_t parley_stop(int64_t core);

/*
 * Takes what a core sends: one frame, or, with frame NULL, the end of the link, after which it is not called again.
 * Calls of one link never overlap. They come from any thread of the library's or the core's, and from within
 * parley_send on the thread that sends. A callback that does not return is a slow reader: it holds up its own link.
 * It may call every function but those that say PARLEY_BUSY.
 */
typedef void (*parley_receiver)(void *context, const uint8_t *frame, uintptr_t length);

/*
 * Opens a link to a core.
 *
 * receiver  takes the frames; NULL to take them by parley_receive
 * context   passed to the receiver
 *
 * Returns the link's handle, or a status below 0. The receiver may be called before this returns only by the
 * end of a link that the core refused.
 */
PARLEY_API int64_t parley_open(int64_t core, parley_receiver receiver, void *context);

/*
 * Opens a link whose frames are posted to a port of a Dart isolate: each as typed data (kUint8), the end of the
 * link as null. post is Dart's own Dart_PostCObject (NativeApi.postCObject). If it answers false the port is gone,
 * and the link ends. An idle link finds that out when another port is opened: a Pong that nobody asked for may be posted.
 */
struct _Dart_CObject;
typedef int8_t (*parley_post)(int64_t port, struct _Dart_CObject *message);
PARLEY_API int64_t parley_open_port(int64_t core, int64_t port, parley_post post);

/*
 * Sends one frame, without a length before it. The frame is handled, or waits its turn, when this returns: @Inline
 * handlers run within it and their answers may reach the receiver within it. While another thread sends over the same
 * link, or if called from its receiver, the frame is left to that thread; PARLEY_OVERLOADED if too much waits so.
 * A frame of length 0 says nothing; frame may then be NULL.
 */
PARLEY_API int32_t parley_send(int64_t link, const uint8_t *frame, uintptr_t length);

/*
 * Takes the next frame of a link that was opened without a receiver. Waits for it up to timeout_ms milliseconds: 0
 * does not wait, below 0 is forever. Several threads may take turns.
 *
 * Returns the frame's length and in *frame its bytes, to be freed by parley_free; or PARLEY_TIMEOUT; or PARLEY_CLOSED
 * when the link has ended and all its frames were taken (parley_close is still to be called); or PARLEY_INVALID for a link
 * that has a receiver or port. What waits to be taken is bounded as the answers of a slow front
 * end are (Limits.maxQueueBytes): beyond that the link ends.
 */
PARLEY_API int64_t parley_receive(int64_t link, uint8_t **frame, int32_t timeout_ms);

/*
 * Closes a link. When it returns, no callback of the link runs or will run, but one from within which it was called; so
 * its context can be freed. The receiver is not told of this end. Waits for a callback that runs on another thread: don't
 * hold a lock that the receiver takes. PARLEY_BUSY, and the link stays open, where that callback waits in turn for the one
 * from within which this was called. PARLEY_CLOSED if the receiver or port was told the end, which closes the link: then
 * too no callback runs or will run. All that is so also where there is no thread to tell the core: it is told by the next
 * call that opens or closes a link or stops a core.
 */
PARLEY_API int32_t parley_close(int64_t link);

/* Gives back what a function has passed out. NULL says nothing. */
PARLEY_API void parley_free(void *memory);

#ifdef __cplusplus
}
#endif

#endif

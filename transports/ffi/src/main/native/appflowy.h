/*
 * AppFlowy's own C interface over a Parley core, symbol for symbol, so that a front end built for AppFlowy's library
 * loads this one. It is part of libparley. The core is found by parley.options beside the library (parley.h).
 *
 * Unlike AppFlowy's, every request is answered, exactly once: also before init_sdk, for bad bytes, for events that
 * don't exist and when a handler fails. The answer is then an FFIResponse with code Internal and a text in UTF-8.
 */
#ifndef PARLEY_APPFLOWY_H
#define PARLEY_APPFLOWY_H

#include "parley.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Starts the core with this configuration. 0: started, or was already; -1: json is NULL; else a parley_status. */
PARLEY_API int64_t init_sdk(int64_t port, char *json);

/* Handles an FFIRequest; the FFIResponse is posted to the port. The bytes stay the caller's. */
PARLEY_API void async_event(int64_t port, const uint8_t *input, uintptr_t length);

/*
 * Handles an FFIRequest and waits for its answer: 4 bytes of length, big-endian, then the FFIResponse. Free it with
 * parley_free. Never NULL but for want of memory.
 */
PARLEY_API const uint8_t *sync_event(const uint8_t *input, uintptr_t length);

/* Notifications are posted to this port, as SubscribeObject; the one before hears no more. 0. */
PARLEY_API int32_t set_stream_port(int64_t port);

/* What the library and the core log is posted to this port, a line of UTF-8 at a time. 0. */
PARLEY_API int32_t set_log_stream_port(int64_t port);

/* How messages are posted: Dart_PostCObject. To be called before anything can be answered. */
PARLEY_API void store_dart_post_cobject(parley_post post);

/* Logs a line: level 0 info, 1 debug, 2 trace, 3 warn, 4 error. */
PARLEY_API void rust_log(int64_t level, const char *text);

/* Does nothing, as in AppFlowy, where it is deprecated. */
PARLEY_API void set_env(const char *text);

/* Does nothing; a front end calls it so that the library is linked. */
PARLEY_API void link_me_please(void);

#ifdef __cplusplus
}
#endif

#endif

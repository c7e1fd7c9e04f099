/* libparley as a host finds it: opened at run time, its functions looked up by name. */
#ifndef LIBRARY_H
#define LIBRARY_H

#include "appflowy.h"
#include "parley.h"

/* Every function of parley.h. */
struct parley {
  __typeof__(&parley_version) version;
  __typeof__(&parley_status_text) status_text;
  __typeof__(&parley_start) start;
  __typeof__(&parley_stop) stop;
  __typeof__(&parley_open) open;
  __typeof__(&parley_open_port) open_port;
  __typeof__(&parley_send) send;
  __typeof__(&parley_receive) receive;
  __typeof__(&parley_close) close;
  __typeof__(&parley_free) free;
};

/* Every function of appflowy.h. */
struct appflowy {
  __typeof__(&init_sdk) init_sdk;
  __typeof__(&async_event) async_event;
  __typeof__(&sync_event) sync_event;
  __typeof__(&set_stream_port) set_stream_port;
  __typeof__(&set_log_stream_port) set_log_stream_port;
  __typeof__(&store_dart_post_cobject) store_dart_post_cobject;
  __typeof__(&rust_log) rust_log;
  __typeof__(&set_env) set_env;
  __typeof__(&link_me_please) link_me_please;
};

extern struct parley parley;
extern struct appflowy appflowy;

/* Loads the library of that folder of the test folder; ends the process, saying why, if it can't. */
void library_load(const char *folder);

/* Closes it. */
void library_unload(void);

/* The path of a file in that folder of the test folder; in a buffer of the thread, good until the next call. */
const char *library_path(const char *folder, const char *file);

/* Starts a core of the library that is loaded, with the options beside it; fails the test and is 0 if it can't. */
int64_t core_start(const char *config);

#endif

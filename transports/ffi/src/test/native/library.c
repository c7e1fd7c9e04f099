#define _GNU_SOURCE
#include "library.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"

struct parley parley;
struct appflowy appflowy;
static void *loaded;

const char *library_path(const char *folder, const char *file) {
  static _Thread_local char path[4096];
  snprintf(path, sizeof path, "%s/%s/%s", test_folder(), folder, file);
  return path;
}

static void *symbol(const char *name) {
  void *found = dlsym(loaded, name);
  if (!found) {
    fprintf(stderr, "host: %s\n", dlerror());
    exit(2);
  }
  return found;
}

/* ISO C has no conversion from an object pointer to a function's; POSIX has it, by way of the bytes. */
#define LOOK_UP(into, name) (*(void **)&(into) = symbol(name))

void library_load(const char *folder) {
  loaded = dlopen(library_path(folder, "libparley.so"), RTLD_NOW | RTLD_LOCAL);
  if (!loaded) {
    fprintf(stderr, "host: %s\n", dlerror());
    exit(2);
  }
  LOOK_UP(parley.version, "parley_version");
  LOOK_UP(parley.status_text, "parley_status_text");
  LOOK_UP(parley.start, "parley_start");
  LOOK_UP(parley.stop, "parley_stop");
  LOOK_UP(parley.open, "parley_open");
  LOOK_UP(parley.open_port, "parley_open_port");
  LOOK_UP(parley.send, "parley_send");
  LOOK_UP(parley.receive, "parley_receive");
  LOOK_UP(parley.close, "parley_close");
  LOOK_UP(parley.free, "parley_free");
  LOOK_UP(appflowy.init_sdk, "init_sdk");
  LOOK_UP(appflowy.async_event, "async_event");
  LOOK_UP(appflowy.sync_event, "sync_event");
  LOOK_UP(appflowy.set_stream_port, "set_stream_port");
  LOOK_UP(appflowy.set_log_stream_port, "set_log_stream_port");
  LOOK_UP(appflowy.store_dart_post_cobject, "store_dart_post_cobject");
  LOOK_UP(appflowy.rust_log, "rust_log");
  LOOK_UP(appflowy.set_env, "set_env");
  LOOK_UP(appflowy.link_me_please, "link_me_please");
}

void library_unload(void) {
  dlclose(loaded);
  loaded = NULL;
}

int64_t core_start(const char *config) {
  char *error = NULL;
  int64_t core = parley.start(NULL, config, &error);
  CHECK_THAT(core > 0, "the core did not start: %lld, %s", (long long)core, error ? error : "(no text)");
  parley.free(error);
  return core > 0 ? core : 0;
}

#define _GNU_SOURCE
#include "jvm.h"

#include "appflowy_answers.h"
#include "exit.h"
#include "jvm_creation.h"
#include "links.h"
#include "process.h"
#include "runtime.h"
#include "threads.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define START_STACK (2u * 1024 * 1024)
/* How far down the first thread's stack may be used, unless the system gives it less; beyond that it meets guard pages. */
#define MOST_FIRST_STACK (64u * 1024 * 1024)
#define DEFAULT_JAVA_STACK (1024u * 1024)

typedef jint(JNICALL *created_function)(JavaVM **, jsize, jsize *);

/* One start is under way at a time; what follows is guarded by this. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool begun;
static bool ours;
static JavaVM *vm;
/* What the JVM was started with, to compare with what later starts ask for. */
static struct options started;
static char *started_class_path;
static char *started_home;
/* What the JVM said when it failed for good. */
static char *failed_for_good;

static const struct parley_host host = {
    .size = sizeof host,
    .deliver = link_deliver,
    .ended = link_ended,
    .answer = appflowy_answer,
    .notify = appflowy_notify,
    .log = appflowy_log,
    .ending = process_close,
};

/* One start, on a thread of its own: the host's may end at any time and would be the JVM's main thread. */
struct start {
  const struct options *options;
  struct text *error;
  int32_t status;
  bool done;
  pthread_mutex_t lock;
  pthread_cond_t finished;
};

/* A JVM that runs in this process already, ours or another's. */
static JavaVM *running_jvm(void) {
  void *library = dlopen("libjvm.so", RTLD_NOW | RTLD_NOLOAD);
  created_function created = library == NULL ? NULL : (created_function)dlsym(library, "JNI_GetCreatedJavaVMs");
  JavaVM *found = NULL;
  jsize count = 0;
  if (created != NULL && created(&found, 1, &count) == JNI_OK && count > 0) {
    return found;
  }
  return NULL;
}

/* The value of -Xss or -XX:ThreadStackSize in bytes if the host gives one, else 0. */
static size_t given_stack(const struct options *options) {
  size_t bytes = 0;
  for (size_t i = 0; i < options->jvm_count; i++) {
    const char *option = options->jvm[i];
    size_t unit = strncmp(option, "-Xss", 4) == 0 ? 1 : strncmp(option, "-XX:ThreadStackSize=", 20) == 0 ? 1024 : 0;
    if (unit != 0) {
      char *end;
      bytes = (size_t)strtoul(option + (unit == 1 ? 4 : 20), &end, 10) * unit;
      int shift = *end == 'k' || *end == 'K' ? 10 : *end == 'm' || *end == 'M' ? 20 : *end == 'g' || *end == 'G' ? 30 : 0;
      bytes <<= unit == 1 ? shift : 0;
    }
  }
  return bytes;
}

/*
 * How much of the first thread's stack HotSpot is to take for it: it puts its guard pages below that. Java's own threads get
 * as much, so it is never less than they have anyway; HotSpot itself sees where the first stack ends earlier.
 */
static size_t first_stack(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur < DEFAULT_JAVA_STACK) {
    return DEFAULT_JAVA_STACK;
  }
  return limit.rlim_cur < MOST_FIRST_STACK ? (size_t)limit.rlim_cur : MOST_FIRST_STACK;
}

#define OWN_OPTIONS 8

/*
 * Where the core takes a frame from the transport. HotSpot's compiler goes only so deep from parley_send, and then calls what
 * writes the answer piece by piece; here it begins anew, and a call takes a sixth less.
 */
#define COMPILED_APART "dev.parley.core.connection.MessageLink::frame"

/* The options for the JVM; texts made here go to `made`. The array is to be freed. */
static JavaVMOption *jvm_options(const struct options *options, const struct runtime *runtime, const char *class_path,
                                 size_t stack, jint *count, char *made[2]) {
  JavaVMOption *all = calloc(OPTIONS_MAX_JVM + OWN_OPTIONS, sizeof *all);
  jint n = 0;
  if (all == NULL) {
    return NULL;
  }
  made[0] = text_new("-Djava.class.path=%s", class_path);
  made[1] = text_new("-XX:ThreadStackSize=%zu", stack / 1024);
  if (made[0] == NULL || made[1] == NULL) {
    free(all);
    return NULL;
  }
  all[n++] = (JavaVMOption){.optionString = "vfprintf", .extraInfo = (void *)jvm_prints};
  all[n++].optionString = made[0];
  all[n++].optionString = made[1];
  all[n++].optionString = "-Xrs"; /* INT, TERM, HUP and QUIT stay the host's */
  all[n++].optionString = runtime->has_parley ? "--enable-native-access=ALL-UNNAMED,dev.parley.transport.ffi"
                                              : "--enable-native-access=ALL-UNNAMED";
  all[n++].optionString = "-XX:CompileCommand=quiet";
  all[n++].optionString = "-XX:CompileCommand=dontinline," COMPILED_APART;
  for (size_t i = 0; i < options->jvm_count; i++) {
    all[n++].optionString = options->jvm[i];
  }
  *count = n;
  return all;
}

static int32_t create(const struct options *options, const struct runtime *runtime, const char *class_path,
                      struct text *error) {
  void *library = dlopen(runtime->library, RTLD_NOW | RTLD_GLOBAL);
  if (library == NULL) {
    text_add(error,
             "The Java runtime in %s can't be loaded: %s. It may be one for another processor or system, or lack a "
             "library that it needs.",
             runtime->home, dlerror());
    return PARLEY_NO_JVM;
  }
  create_function function = (create_function)dlsym(library, "JNI_CreateJavaVM");
  if (function == NULL) {
    text_add(error, "%s is not a Java virtual machine: it has no JNI_CreateJavaVM.", runtime->library);
    return PARLEY_NO_JVM;
  }
  size_t given = given_stack(options);
  size_t stack = given != 0 ? given : first_stack();
  char *made[2] = {NULL, NULL};
  jint count = 0;
  JavaVMOption *all = jvm_options(options, runtime, class_path, first_stack(), &count, made);
  int32_t status = PARLEY_NO_MEMORY;
  if (all != NULL) {
    JavaVMInitArgs arguments = {
        .version = JNI_VERSION_24, .nOptions = count, .options = all, .ignoreUnrecognized = JNI_FALSE};
    status = jvm_create(function, &vm, &arguments, runtime->home, error);
    /* HotSpot would take a second attempt after a refused option, but with the first one's properties. */
    failed_for_good = status == PARLEY_JVM_FAILED ? strdup(text_of(error)) : NULL;
  }
  free(all);
  free(made[0]);
  free(made[1]);
  if (status == PARLEY_OK) {
    threads_begin(vm, stack < first_stack() ? stack : first_stack());
  }
  return status;
}

static int32_t create_ours(const struct options *options, struct text *error) {
  struct runtime runtime = {0};
  int32_t status = runtime_find(&runtime, options, error);
  char *class_path = NULL;
  if (status == PARLEY_OK) {
    class_path = class_path_of(options, error);
    status = class_path == NULL ? PARLEY_NO_CORE : create(options, &runtime, class_path, error);
  }
  if (status == PARLEY_OK) {
    ours = true;
    started_class_path = class_path;
    started_home = runtime.home;
    class_path = NULL;
    runtime.home = NULL;
    for (size_t i = 0; i < options->jvm_count; i++) {
      started.jvm[i] = strdup(options->jvm[i]);
    }
    started.jvm_count = options->jvm_count;
  }
  free(class_path);
  runtime_free(&runtime);
  return status;
}

static void *run_start(void *argument) {
  struct start *start = argument;
  if (vm == NULL) {
    vm = running_jvm();
    if (vm != NULL) {
      threads_begin(vm, DEFAULT_JAVA_STACK);
      started_home = jvm_property(vm, "java.home");
      started_class_path = jvm_property(vm, "java.class.path");
      start->status = PARLEY_OK;
    } else {
      start->status = create_ours(start->options, start->error);
    }
  }
  if (start->status == PARLEY_OK) {
    start->status = jvm_load_bridge(vm, &host, &java, started_class_path, start->error);
    (*vm)->DetachCurrentThread(vm);
  }
  pthread_mutex_lock(&start->lock);
  start->done = true;
  pthread_cond_signal(&start->finished);
  pthread_mutex_unlock(&start->lock);
  return NULL;
}

/* Whether the JVM was told to write something when it ends, which may take its time. */
static bool writes_at_end(const struct options *options) {
  static const char *const WRITERS[] = {"-XX:AOTCacheOutput=", "-XX:AOTMode=record", "-XX:StartFlightRecording",
                                        "-XX:ArchiveClassesAtExit="};
  for (size_t i = 0; i < options->jvm_count; i++) {
    for (size_t j = 0; j < sizeof WRITERS / sizeof *WRITERS; j++) {
      if (options->jvm[i] != NULL && strncmp(options->jvm[i], WRITERS[j], strlen(WRITERS[j])) == 0) {
        return true;
      }
    }
  }
  return false;
}

static int32_t begin(const struct options *options, struct text *error) {
  if (failed_for_good != NULL) {
    text_add(error, "The Java runtime can't be started a second time in one process. When it was first tried: %s",
             failed_for_good);
    return PARLEY_JVM_FAILED;
  }
  struct start start = {.options = options,
                        .error = error,
                        .lock = PTHREAD_MUTEX_INITIALIZER,
                        .finished = PTHREAD_COND_INITIALIZER};
  if (!process_begin() || !thread_start(run_start, &start, START_STACK)) {
    return PARLEY_NO_MEMORY;
  }
  pthread_mutex_lock(&start.lock);
  while (!start.done) {
    pthread_cond_wait(&start.finished, &start.lock);
  }
  pthread_mutex_unlock(&start.lock);
  if (start.status == PARLEY_OK) {
    begun = true;
    process_open();
    exit_begin(ours ? vm : NULL, writes_at_end(&started));
  }
  return start.status;
}

static bool same(const char *one, const char *other) {
  char *first = realpath(one, NULL);
  char *second = realpath(other, NULL);
  bool equal = first != NULL && second != NULL && strcmp(first, second) == 0;
  free(first);
  free(second);
  return equal;
}

/* One process has one JVM: what is asked for must be what it was started with. */
static int32_t check_same(const struct options *options, struct text *error) {
  const char *different = NULL;
  if (!ours && options->jvm_count > 0) {
    text_add(error, "This process has a Java runtime that the host has started; the option jvm-option can't be given.");
    return PARLEY_INVALID;
  }
  if (options->java_home != NULL && (started_home == NULL || !same(options->java_home, started_home))) {
    different = "java-home";
  }
  if (options->class_path != NULL) {
    char *class_path = class_path_of(options, error);
    if (class_path == NULL) {
      return PARLEY_NO_CORE;
    }
    bool equal = started_class_path != NULL && strcmp(class_path, started_class_path) == 0;
    different = equal ? different : "class-path";
    free(class_path);
  }
  bool options_differ = options->jvm_count > 0 && options->jvm_count != started.jvm_count;
  for (size_t i = 0; i < options->jvm_count && !options_differ; i++) {
    options_differ = started.jvm[i] == NULL || strcmp(options->jvm[i], started.jvm[i]) != 0;
  }
  different = options_differ ? "jvm-option" : different;
  if (different != NULL) {
    text_add(error,
             "A Java runtime runs in this process already, and the option %s is not what it was started with; a "
             "process has one. Leave the option out, or start another process.",
             different);
    return PARLEY_INVALID;
  }
  return PARLEY_OK;
}

int32_t jvm_begin(const struct options *options, struct text *error) {
  pthread_mutex_lock(&lock);
  int32_t status = PARLEY_OK;
  bool known = vm != NULL;
  if (begun && !process_goes_on()) {
    status = process_refusal();
  } else if (known) {
    status = check_same(options, error);
  }
  if (status == PARLEY_OK && !begun) {
    status = begin(options, error);
    if (status == PARLEY_OK && !known && !ours) {
      status = check_same(options, error);
    }
  }
  pthread_mutex_unlock(&lock);
  return status;
}

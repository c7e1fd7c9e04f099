#define _GNU_SOURCE
#include "exit.h"

#include "process.h"
#include "threads.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

/* How long closing cores may hold up the process's end; as long again for the JVM's own shutdown hooks. */
#define CORES_MS 5000
#define TOTAL_SECONDS 10
#define TOTAL_SECONDS_WRITING 180
/* exit() from within a callback: its call can't end before the process has. */
#define CORES_WITHIN_CALLBACK_MS 250

static JavaVM *vm;
static int64_t cores_ms = CORES_MS;
static time_t total_seconds = TOTAL_SECONDS;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t ended;
static bool done;

static void call_shutdown(void *unused) {
  (void)unused;
  java.shutdown(cores_ms);
}

static void *end(void *unused) {
  (void)unused;
  thread_run(call_shutdown, NULL);
  process_close();
  if (vm != NULL) {
    /* Waits for the application's own threads, runs shutdown hooks, writes AOT caches and recordings. */
    (*vm)->DestroyJavaVM(vm);
  }
  pthread_mutex_lock(&lock);
  done = true;
  pthread_cond_signal(&ended);
  pthread_mutex_unlock(&lock);
  return NULL;
}

/* On a thread of its own, for nothing that Java does or waits for may keep the process from ending. */
static void at_exit(void) {
  if (!process_goes_on()) {
    return; /* a child, or Java has ended by itself */
  }
  if (thread_origin()->callbacks > 0) {
    cores_ms = CORES_WITHIN_CALLBACK_MS;
  }
  if (!thread_start(end, NULL, 2u * 1024 * 1024)) {
    return;
  }
  struct timespec until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += total_seconds;
  pthread_mutex_lock(&lock);
  while (!done && pthread_cond_timedwait(&ended, &lock, &until) != ETIMEDOUT) {
  }
  pthread_mutex_unlock(&lock);
  process_close();
}

void exit_begin(JavaVM *its, bool writes) {
  pthread_condattr_t monotonic;
  vm = its;
  total_seconds = writes ? TOTAL_SECONDS_WRITING : TOTAL_SECONDS;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&ended, &monotonic);
  pthread_condattr_destroy(&monotonic);
  atexit(at_exit);
}

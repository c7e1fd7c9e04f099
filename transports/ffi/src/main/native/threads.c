#define _GNU_SOURCE
#include "threads.h"

#include "process.h"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* What a call into Java must find below it: HotSpot's guard and shadow zones, and room for handlers. */
#define STACK_LEFT (256u * 1024)
#define WORKER_STACK (4u * 1024 * 1024)
#define WORKER_IDLE_SECONDS 10

__thread struct thread this_thread;

static JavaVM *vm;
static size_t first_stack_bytes;
static pthread_key_t at_end;

/* A thread that we have attached ends: the JVM must forget it. */
static void detach(void *unused) {
  (void)unused;
  this_thread.span = 0;
  if (process_goes_on()) {
    (*vm)->DetachCurrentThread(vm);
  }
}

void threads_begin(JavaVM *its, size_t first_stack) {
  vm = its;
  first_stack_bytes = first_stack;
  pthread_key_create(&at_end, detach);
}

bool thread_start(void *(*body)(void *), void *argument, size_t stack) {
  pthread_attr_t attributes;
  pthread_t thread;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_attr_setstacksize(&attributes, stack);
  int failed = pthread_create(&thread, &attributes, body, argument);
  pthread_attr_destroy(&attributes);
  return failed == 0;
}

/* Finds out where on this thread's own stack Java may be called: nowhere if the system can't tell. */
static void learn_bounds(void) {
  pthread_attr_t attributes;
  void *bottom;
  size_t size;
  this_thread.known = true;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) {
    return;
  }
  int failed = pthread_attr_getstack(&attributes, &bottom, &size);
  pthread_attr_destroy(&attributes);
  if (failed != 0) {
    return;
  }
  uintptr_t high = (uintptr_t)bottom + size;
  /* HotSpot takes the first thread's stack for as large as its own threads' are. */
  if (syscall(SYS_gettid) == getpid() && size > first_stack_bytes) {
    size = first_stack_bytes;
  }
  if (size > STACK_LEFT) {
    this_thread.low = high - size + STACK_LEFT;
    this_thread.own_span = size - STACK_LEFT;
  }
}

/* Makes this thread one that may call, if it is on its own stack: PARLEY_OK, PARLEY_BUSY if it isn't, or why not. */
static int32_t prepare(void) {
  if (!this_thread.known) {
    learn_bounds();
  }
  if ((uintptr_t)__builtin_frame_address(0) - this_thread.low >= this_thread.own_span) {
    return PARLEY_BUSY;
  }
  if (this_thread.span != 0) {
    return PARLEY_OK;
  }
  void *env;
  if ((*vm)->GetEnv(vm, &env, JNI_VERSION_1_8) != JNI_OK) {
    char name[16] = "host";
    pthread_getname_np(pthread_self(), name, sizeof name);
    for (char *at = name; *at != 0; at++) {
      *at = *at < ' ' || *at > '~' ? '?' : *at; /* JNI wants UTF-8, the system any bytes */
    }
    JavaVMAttachArgs arguments = {.version = JNI_VERSION_1_8, .name = name, .group = NULL};
    if (pthread_setspecific(at_end, &at_end) != 0) {
      return PARLEY_NO_MEMORY;
    }
    if ((*vm)->AttachCurrentThreadAsDaemon(vm, &env, &arguments) != JNI_OK) {
      pthread_setspecific(at_end, NULL);
      return process_goes_on() ? PARLEY_NO_MEMORY : process_refusal();
    }
  }
  this_thread.span = this_thread.own_span;
  return PARLEY_OK;
}

/* A call that waits for a worker; it lies on the caller's stack. */
struct job {
  void (*action)(void *);
  void *argument;
  struct thread *caller;
  struct job *next;
  int32_t status;
  bool done;
  pthread_cond_t finished;
};

static pthread_mutex_t jobs_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t jobs_arrived = PTHREAD_COND_INITIALIZER;
static struct job *first_job;
static struct job **last_job = &first_job;
static int32_t waiting_jobs;
static int32_t idle_workers;

/* Waits for a job; false when none has come for a while. Called with the lock held. */
static bool await_job(void) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += WORKER_IDLE_SECONDS;
  int failed = 0;
  idle_workers++;
  while (first_job == NULL && failed == 0) {
    failed = pthread_cond_timedwait(&jobs_arrived, &jobs_lock, &until);
  }
  idle_workers--;
  return first_job != NULL;
}

static void *work(void *unused) {
  (void)unused;
  pthread_mutex_lock(&jobs_lock);
  while (await_job()) {
    struct job *job = first_job;
    first_job = job->next;
    waiting_jobs--;
    if (first_job == NULL) {
      last_job = &first_job;
    }
    pthread_mutex_unlock(&jobs_lock);
    this_thread.caller = job->caller;
    int32_t status = process_goes_on() ? PARLEY_OK : process_refusal();
    if (status == PARLEY_OK) {
      status = prepare();
    }
    if (status == PARLEY_OK) {
      job->action(job->argument);
    }
    this_thread.caller = NULL;
    pthread_mutex_lock(&jobs_lock);
    job->status = status == PARLEY_BUSY ? PARLEY_NO_MEMORY : status;
    job->done = true;
    pthread_cond_signal(&job->finished);
  }
  pthread_mutex_unlock(&jobs_lock);
  return NULL;
}

/* Each job that waits has a worker: a callback that one runs may itself wait for another hand-over. */
static int32_t hand_over(void (*action)(void *), void *argument) {
  struct job job = {.action = action, .argument = argument, .caller = &this_thread};
  pthread_cond_init(&job.finished, NULL);
  pthread_mutex_lock(&jobs_lock);
  if (waiting_jobs >= idle_workers && !thread_start(work, NULL, WORKER_STACK)) {
    pthread_mutex_unlock(&jobs_lock);
    pthread_cond_destroy(&job.finished);
    return PARLEY_NO_MEMORY;
  }
  waiting_jobs++;
  *last_job = &job;
  last_job = &job.next;
  pthread_cond_signal(&jobs_arrived);
  while (!job.done) {
    pthread_cond_wait(&job.finished, &jobs_lock);
  }
  pthread_mutex_unlock(&jobs_lock);
  pthread_cond_destroy(&job.finished);
  return job.status;
}

int32_t thread_run(void (*action)(void *), void *argument) {
  if (!process_goes_on()) {
    return process_refusal();
  }
  int32_t status = prepare();
  if (status == PARLEY_OK) {
    action(argument);
    return PARLEY_OK;
  }
  return status == PARLEY_BUSY ? hand_over(action, argument) : status;
}

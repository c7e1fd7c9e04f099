/* Cores, started and stopped by threads that may wait, while the event loop goes on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "addon.h"

/* A start or a stop that is under way. */
struct job {
  struct environment *environment;
  const struct library *library;
  char *options;
  char *config;
  int64_t core;   /* to be stopped; 0 for a start */
  int64_t result; /* the core, or a status */
  char *error;    /* of the library's */
  struct started *started;
  napi_async_work work;
  napi_deferred deferred;
};

static void execute(napi_env env, void *data) {
  (void)env;
  struct job *job = data;
  if (job->core != 0) {
    job->result = job->library->stop(job->core);
  } else {
    job->result = job->library->start(job->options, job->config, &job->error);
  }
}

static void forget(struct environment *environment, const struct library *library, int64_t core) {
  for (struct started **at = &environment->cores; *at != NULL; at = &(*at)->next) {
    if ((*at)->core == core && (*at)->library == library) {
      struct started *started = *at;
      *at = started->next;
      free(started);
      return;
    }
  }
}

static void dispose(napi_env env, struct job *job) {
  if (job->work != NULL) (void)napi_delete_async_work(env, job->work);
  if (job->error != NULL) job->library->release(job->error);
  free(job->options);
  free(job->config);
  free(job->started);
  free(job);
}

/* Settles the promise. When the environment ends nobody is there to hear it, and every call here may fail. */
static void tell(napi_env env, struct job *job) {
  napi_value value;
  if (job->result >= 0) {
    if (napi_create_int64(env, job->result, &value) == napi_ok) (void)napi_resolve_deferred(env, job->deferred, value);
    return;
  }
  const char *text = job->error != NULL ? job->error : job->library->status_text((int32_t)job->result);
  napi_value message, error;
  if (napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &message) == napi_ok &&
      napi_create_error(env, NULL, message, &error) == napi_ok)
    (void)napi_reject_deferred(env, job->deferred, error);
}

static void complete(napi_env env, napi_status status, void *data) {
  struct job *job = data;
  if (status != napi_ok) {
    job->result = PARLEY_CLOSED; /* it was never begun */
  } else if (job->core != 0) {
    forget(job->environment, job->library, job->core);
  } else if (job->result > 0) {
    /* First of all it is noted who has to be stopped, whether or not anybody hears of it. */
    *job->started =
        (struct started){.next = job->environment->cores, .library = job->library, .core = job->result};
    job->environment->cores = job->started;
    job->started = NULL;
  }
  napi_handle_scope scope;
  if (napi_open_handle_scope(env, &scope) == napi_ok) {
    tell(env, job);
    (void)napi_close_handle_scope(env, scope);
  }
  dispose(env, job);
}

/* Hands the job to another thread and returns its promise. */
static napi_value begin(napi_env env, struct job *job) {
  napi_value promise, name;
  if (!succeeded(env, napi_create_string_utf8(env, "parley core", NAPI_AUTO_LENGTH, &name)) ||
      !succeeded(env, napi_create_async_work(env, NULL, name, execute, complete, job, &job->work)) ||
      !succeeded(env, napi_create_promise(env, &job->deferred, &promise)) ||
      !succeeded(env, napi_queue_async_work(env, job->work))) {
    dispose(env, job);
    return NULL;
  }
  return promise;
}

/* A job for the library at this path; NULL if there is none, and why is pending. */
static struct job *job_for(napi_env env, struct environment *environment, napi_value where) {
  char *path = text_of(env, where);
  if (path == NULL) return NULL;
  char *error = NULL;
  struct library *library = library_at(environment, path, &error);
  free(path);
  struct job *job = library == NULL ? NULL : calloc(1, sizeof *job);
  if (job == NULL) {
    (void)fail(env, "%s", error == NULL ? "no memory" : error);
    free(error);
    return NULL;
  }
  job->environment = environment;
  job->library = library;
  return job;
}

napi_value start_core(napi_env env, napi_callback_info info) {
  napi_value values[3];
  struct environment *environment = arguments(env, info, 3, values);
  if (environment == NULL) return NULL;
  struct job *job = job_for(env, environment, values[0]);
  if (job == NULL) return NULL;
  job->options = text_of(env, values[1]);
  job->config = text_of(env, values[2]);
  job->started = calloc(1, sizeof *job->started);
  bool failed = true;
  if (napi_is_exception_pending(env, &failed) != napi_ok || failed || job->started == NULL) {
    dispose(env, job);
    return fail(env, "no memory");
  }
  return begin(env, job);
}

napi_value stop_core(napi_env env, napi_callback_info info) {
  napi_value values[2];
  int64_t core;
  struct environment *environment = arguments(env, info, 2, values);
  if (environment == NULL || !succeeded(env, napi_get_value_int64(env, values[1], &core))) return NULL;
  if (core <= 0) return fail(env, "there is no core %lld", (long long)core);
  struct job *job = job_for(env, environment, values[0]);
  if (job == NULL) return NULL;
  job->core = core;
  return begin(env, job);
}

void stop_all(struct environment *environment) {
  while (environment->cores != NULL) {
    struct started *started = environment->cores;
    environment->cores = started->next;
    (void)started->library->stop(started->core);
    free(started);
  }
}

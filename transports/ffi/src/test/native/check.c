#define _GNU_SOURCE
#include "check.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "library.h"

static atomic_int failures;
static pthread_mutex_t printing = PTHREAD_MUTEX_INITIALIZER;

int64_t now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

const char *test_folder(void) {
  const char *folder = getenv("PARLEY_TEST_FOLDER");
  if (!folder) {
    fprintf(stderr, "PARLEY_TEST_FOLDER is not set: transports/ffi/test-native sets it\n");
    _exit(2);
  }
  return folder;
}

bool check(bool holds, const char *file, int line, const char *format, ...) {
  if (holds) return true;
  const char *name = strrchr(file, '/');
  va_list arguments;
  va_start(arguments, format);
  pthread_mutex_lock(&printing);
  printf("#   %s:%d: ", name ? name + 1 : file, line);
  vprintf(format, arguments);
  printf("\n");
  fflush(stdout);
  pthread_mutex_unlock(&printing);
  va_end(arguments);
  atomic_fetch_add(&failures, 1);
  return false;
}

bool check_is(int64_t actual, int64_t expected, const char *what, const char *file, int line) {
  return check(actual == expected, file, line, "%s is %lld, expected %lld", what, (long long)actual,
      (long long)expected);
}

bool check_has(const char *text, const char *part, const char *file, int line) {
  return check(text && strstr(text, part), file, line, "\"%s\" does not say \"%s\"", text ? text : "(NULL)", part);
}

/* Runs one group in this process. */
static int run_here(const struct group *group) {
  if (group->folder) library_load(group->folder);
  int failed = 0;
  for (size_t i = 0; i < group->count; i++) {
    printf("# %s: %s …\n", group->name, group->tests[i].says);
    fflush(stdout);
    atomic_store(&failures, 0);
    int64_t started = now_us();
    group->tests[i].run();
    int wrong = atomic_load(&failures);
    failed += wrong > 0;
    printf("%s - %s: %s # %.2f s\n", wrong ? "not ok" : "ok", group->name, group->tests[i].says,
        (double)(now_us() - started) / 1e6);
    fflush(stdout);
  }
  return failed > 0;
}

/* A process of this program with its output in a pipe. */
struct process {
  pid_t id;
  int output;
};

/* As a process that a person starts has them: in the background of a shell, or behind nohup, some are ignored. */
static void forget_signals(void) {
  sigset_t none;
  for (int number = 1; number < SIGRTMIN; number++) signal(number, SIG_DFL);
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static struct process launch(const char *how, const char *name, bool errors_too) {
  int ends[2];
  struct process process = {.id = -1, .output = -1};
  if (pipe2(ends, O_CLOEXEC)) return process;
  process.id = fork();
  if (process.id == 0) {
    /* What a test starts must not outlive it. */
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    forget_signals();
    dup2(ends[1], STDOUT_FILENO);
    if (errors_too) dup2(ends[1], STDERR_FILENO);
    execl("/proc/self/exe", "host", how, name, (char *)NULL);
    _exit(127);
  }
  close(ends[1]);
  process.output = ends[0];
  return process;
}

/* Reads on until the deadline: the number of bytes, 0 at the end, -1 when the time is over. */
static ssize_t read_until(int from, char *into, size_t room, int64_t deadline) {
  for (;;) {
    int64_t left = (deadline - now_us()) / 1000;
    struct pollfd waiting = {.fd = from, .events = POLLIN};
    int ready = poll(&waiting, 1, left > 0 ? (int)left : 0);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return -1;
    return read(from, into, room);
  }
}

static void wait_for(struct process process, struct ending *ending) {
  int status = 0;
  while (waitpid(process.id, &status, 0) < 0 && errno == EINTR) {
  }
  ending->status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  ending->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

struct ending run_play(const char *name, int seconds) {
  struct ending ending = {.status = -1};
  int64_t started = now_us(), deadline = started + (int64_t)seconds * 1000000;
  struct process process = launch("--play", name, true);
  if (process.id < 0) return ending;
  size_t filled = 0, room = sizeof ending.output - 1;
  char chunk[4096];
  for (;;) {
    ssize_t n = read_until(process.output, chunk, sizeof chunk, deadline);
    if (n < 0) {
      ending.hung = true;
      kill(process.id, SIGKILL);
    }
    if (n <= 0) break;
    size_t more = (size_t)n;
    if (filled + more > room) {
      size_t gone = filled + more - room;
      memmove(ending.output, ending.output + gone, filled - gone);
      filled -= gone;
    }
    memcpy(ending.output + filled, chunk, more);
    filled += more;
  }
  ending.output[filled] = 0;
  wait_for(process, &ending);
  if (ending.hung) ending.status = -1;
  ending.seconds = (double)(now_us() - started) / 1e6;
  close(process.output);
  return ending;
}

static void check_ending(const char *name, int status, int signal) {
  struct ending ending = run_play(name, 40);
  CHECK_THAT(ending.status == status && ending.signal == signal && !ending.hung,
      "%s ended with status %d, signal %d%s, expected status %d, signal %d:\n%s", name, ending.status, ending.signal,
      ending.hung ? " (it hung)" : "", status, signal, ending.output);
  /* From the start of the JVM to the end; a core that is slow to stop is given up after seconds. */
  CHECK_THAT(ending.seconds < 25, "%s took %.1f s", name, ending.seconds);
  CHECK_THAT(strstr(ending.output, "fatal error") == NULL, "the JVM reports: %s", ending.output);
}

void check_play(const char *name, int status) { check_ending(name, status, 0); }

void check_play_signal(const char *name, int signal) { check_ending(name, -1, signal); }

struct score {
  int passed, failed;
};

static void count_line(const char *line, struct score *score, char *running, size_t room) {
  if (strncmp(line, "ok ", 3) == 0) score->passed++;
  if (strncmp(line, "not ok ", 7) == 0) score->failed++;
  if (strncmp(line, "# ", 2) == 0 && line[2] != ' ') snprintf(running, room, "%.*s", (int)room - 1, line + 2);
}

/* Runs one group in a process of its own, passes its lines on and counts them. */
static struct score run_apart(const struct group *group) {
  struct score score = {0, 0};
  char running[256] = "its start", line[8192];
  size_t length = 0;
  bool hung = false;
  int64_t deadline = now_us() + (int64_t)group->seconds * 1000000;
  struct process process = launch("--group", group->name, false);
  FILE *copy = stdout;
  while (process.id >= 0) {
    char next;
    ssize_t n = read_until(process.output, &next, 1, deadline);
    if (n < 0) {
      hung = true;
      kill(process.id, SIGKILL);
    }
    if (n <= 0) break;
    if (length < sizeof line - 1) line[length++] = next;
    if (next != '\n') continue;
    line[length - 1] = 0;
    fprintf(copy, "%s\n", line);
    fflush(copy);
    count_line(line, &score, running, sizeof running);
    length = 0;
  }
  struct ending ending = {.status = -1};
  if (process.id >= 0) {
    wait_for(process, &ending);
    close(process.output);
  }
  bool whole = (size_t)(score.passed + score.failed) == group->count;
  if (hung) {
    printf("not ok - %s: took longer than %d s, in %s\n", group->name, group->seconds, running);
  } else if (ending.signal) {
    printf("not ok - %s: ended by signal %d (%s), in %s\n", group->name, ending.signal, strsignal(ending.signal),
        running);
  } else if (ending.status != (score.failed > 0) || !whole) {
    printf("not ok - %s: ended with status %d, in %s\n", group->name, ending.status, running);
  } else {
    return score;
  }
  fflush(stdout);
  score.failed++;
  return score;
}

static bool is_named(const char *name, int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    if (strcmp(argv[i], name) == 0) return true;
  }
  return argc < 2;
}

static int run_play_here(const char *name, const struct group *groups, size_t group_count) {
  for (size_t i = 0; i < group_count; i++) {
    for (size_t k = 0; k < groups[i].play_count; k++) {
      const struct play *play = &groups[i].plays[k];
      if (strcmp(play->name, name) != 0) continue;
      if (play->folder) library_load(play->folder);
      int status = play->run();
      return atomic_load(&failures) > 0 ? PLAY_FAILED : status;
    }
  }
  fprintf(stderr, "host: there is no play %s\n", name);
  return 2;
}

int run_groups(int argc, char **argv, const struct group *groups, size_t group_count) {
  if (argc == 3 && strcmp(argv[1], "--group") == 0) {
    for (size_t i = 0; i < group_count; i++) {
      if (strcmp(groups[i].name, argv[2]) == 0) return run_here(&groups[i]);
    }
  } else if (argc == 3 && strcmp(argv[1], "--play") == 0) {
    return run_play_here(argv[2], groups, group_count);
  } else {
    struct score all = {0, 0};
    bool known = false;
    for (size_t i = 0; i < group_count; i++) {
      if (!is_named(groups[i].name, argc, argv)) continue;
      known = true;
      struct score score = run_apart(&groups[i]);
      all.passed += score.passed;
      all.failed += score.failed;
    }
    printf("# pass %d\n# fail %d\n", all.passed, all.failed);
    if (known) return all.failed > 0;
  }
  fprintf(stderr, "host: there is no such group:");
  for (int i = 1; i < argc; i++) fprintf(stderr, " %s", argv[i]);
  fprintf(stderr, "\ngroups:");
  for (size_t i = 0; i < group_count; i++) fprintf(stderr, " %s", groups[i].name);
  fprintf(stderr, "\n");
  return 2;
}

/* A host's signals stay its own with a JVM in its process: those it handles, those it leaves alone, its own crashes. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "front.h"
#include "library.h"
#include "tests.h"

static int64_t core;
static struct front front;

static bool start(void) {
  core = core_start(NULL);
  return core > 0 && front_open(&front, core) > 0 && front_echoes(&front, "Echo.Say", "started");
}

static bool goes_on(void) {
  return front_echoes(&front, "Echo.SayInline", "goes on") && front_echoes(&front, "Echo.Say", "goes on");
}

static int stop(void) {
  front_close(&front);
  CHECK_IS(parley.stop(core), PARLEY_OK);
  return 0;
}

/* A handler that says which signal it was called for. */
static sem_t caught;
static volatile sig_atomic_t last_caught;

static void catches(int number, siginfo_t *info, void *context) {
  (void)info;
  (void)context;
  int before = errno;
  last_caught = number;
  sem_post(&caught);
  errno = before;
}

static void handle(int number, void (*handler)(int, siginfo_t *, void *)) {
  struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART};
  sigemptyset(&action.sa_mask);
  CHECK_IS(sigaction(number, &action, NULL), 0);
}

static bool was_caught(int number) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += 20;
  while (sem_timedwait(&caught, &until) != 0) {
    if (errno != EINTR) return CHECK_THAT(false, "signal %d (%s) was not caught", number, strsignal(number));
  }
  return CHECK_IS(last_caught, number);
}

static const int HANDLED[] = {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGCHLD, SIGUSR1, SIGALRM, SIGWINCH, SIGCONT};
enum { HANDLED_COUNT = sizeof HANDLED / sizeof *HANDLED };

/* To this thread, and to whichever of the process's the system takes, one of the JVM's perhaps. */
static void are_caught(void) {
  for (int i = 0; i < HANDLED_COUNT; i++) {
    struct sigaction now;
    CHECK_IS(sigaction(HANDLED[i], NULL, &now), 0);
    CHECK_THAT(now.sa_sigaction == catches, "the handler of signal %d (%s) is not the host's", HANDLED[i],
        strsignal(HANDLED[i]));
    raise(HANDLED[i]);
    was_caught(HANDLED[i]);
    kill(getpid(), HANDLED[i]);
    was_caught(HANDLED[i]);
  }
}

static int handles_before(void) {
  sem_init(&caught, 0, 0);
  for (int i = 0; i < HANDLED_COUNT; i++) handle(HANDLED[i], catches);
  if (!start()) return 90;
  are_caught();
  goes_on();
  stop();
  are_caught();
  return 40;
}

static int handles_later(void) {
  sem_init(&caught, 0, 0);
  if (!start()) return 90;
  for (int i = 0; i < HANDLED_COUNT; i++) handle(HANDLED[i], catches);
  are_caught();
  goes_on();
  stop();
  return 41;
}

/* What the host left to the system, or ignored, stays so. */
static int leaves_alone(void) {
  const int numbers[] = {SIGINT, SIGTERM, SIGQUIT, SIGHUP, SIGCHLD, SIGUSR1, SIGALRM};
  enum { COUNT = sizeof numbers / sizeof *numbers };
  for (int i = 0; i < COUNT; i++) signal(numbers[i], i % 2 ? SIG_IGN : SIG_DFL);
  if (!start()) return 90;
  for (int i = 0; i < COUNT; i++) {
    struct sigaction now;
    sigaction(numbers[i], NULL, &now);
    CHECK_THAT(now.sa_handler == (i % 2 ? SIG_IGN : SIG_DFL), "signal %d (%s) is not as it was", numbers[i],
        strsignal(numbers[i]));
  }
  stop();
  return 42;
}

static void make_calls(void) {
  const char *const events[] = {"Host.Sleep", "Echo.Wait"};
  struct bytes payload = note("", 60000);
  for (uint64_t id = 1000; id < 1100; id++) front_send(&front, request_frame(events[id % 2], &payload, id));
  bytes_free(&payload);
}

/* Ends by the system's own way with a signal that nobody handles. */
static int ends_by(int number) {
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  if (!start()) return 90;
  make_calls();
  kill(getpid(), number);
  for (;;) pause();
}

static int ends_by_int(void) { return ends_by(SIGINT); }
static int ends_by_term(void) { return ends_by(SIGTERM); }
static int ends_by_hup(void) { return ends_by(SIGHUP); }
static int ends_by_quit(void) { return ends_by(SIGQUIT); }

/* As most hosts do it: the handler tells the event loop, which returns. */
static int told[2];

static void tells_the_loop(int number) {
  char byte = (char)number;
  if (write(told[1], &byte, 1) < 0) _exit(91);
}

static int ends_by_its_loop(void) {
  char byte = 0;
  if (pipe(told)) return 91;
  signal(SIGTERM, tells_the_loop);
  if (!start()) return 90;
  make_calls();
  kill(getpid(), SIGTERM);
  while (read(told[0], &byte, 1) < 0 && errno == EINTR) {
  }
  CHECK_IS(byte, SIGTERM);
  return 43;
}

/* And as servers do: blocked everywhere, and waited for by one thread. */
static void *waits_for_term(void *argument) {
  int number = 0;
  sigwait(argument, &number);
  exit(number == SIGTERM ? 44 : 91);
}

static int ends_by_who_waits(void) {
  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &term, NULL);
  if (!start()) return 90;
  make_calls();
  pthread_t thread;
  pthread_create(&thread, NULL, waits_for_term, &term);
  kill(getpid(), SIGTERM);
  for (;;) pause();
}

/* A host that handles its own crashes: the page can't be read, and the handler jumps out. */
static _Thread_local sigjmp_buf before_crash;
static _Thread_local volatile sig_atomic_t crash;
static uint8_t *unreadable;

static void jumps_out(int number, siginfo_t *info, void *context) {
  (void)info;
  (void)context;
  crash = number;
  siglongjmp(before_crash, 1);
}

static void crash_by(int number) {
  crash = 0;
  if (sigsetjmp(before_crash, 1) == 0) {
    if (number == SIGSEGV) {
      (void)*(volatile uint8_t *)unreadable;
    } else {
      raise(number);
    }
  }
  CHECK_IS(crash, number);
}

static void crashes(void) {
  crash_by(SIGSEGV);
  crash_by(SIGBUS);
  crash_by(SIGFPE);
  crash_by(SIGILL);
}

static void *crashes_elsewhere(void *attached) {
  if (attached) goes_on();
  crashes();
  if (attached) goes_on();
  return NULL;
}

static atomic_int crashed_within;

static void crashes_within(void *context, const uint8_t *frame, uintptr_t length) {
  if (frame) crashes();
  atomic_fetch_add(&crashed_within, 1);
  front_receive(context, frame, length);
}

static int handles_crashes(void) {
  unreadable = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (unreadable == MAP_FAILED) return 91;
  const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};
  for (int i = 0; i < 4; i++) handle(numbers[i], jumps_out);
  if (!start()) return 90;
  crashes();
  pthread_t thread;
  for (uintptr_t attached = 0; attached < 2; attached++) {
    pthread_create(&thread, NULL, crashes_elsewhere, (void *)attached);
    pthread_join(thread, NULL);
  }
  front_close(&front);
  /* In receivers, called by this thread and by a core's. */
  if (front_open_silent(&front, core) <= 0) return 90;
  int64_t link = parley.open(core, crashes_within, &front);
  parley.close(front.link);
  front.link = link;
  CHECK_IS(front_send(&front, hello_frame()), PARLEY_OK);
  struct answer welcome = front_take(&front, FRAME_WELCOME, 20000);
  answer_free(&welcome);
  goes_on();
  CHECK(atomic_load(&crashed_within) >= 3);
  /* Java's own use of the same signals: the end of a stack, null in compiled code. */
  const char *const failures[] = {"stack", "exception", "null"};
  for (int i = 0; i < 30; i++) {
    struct answer failed = front_call(&front, i % 2 ? "Echo.Fail" : "Echo.FailInline", note(failures[i % 3], 0));
    CHECK_IS(failed.message.code, CODE_INTERNAL);
    answer_free(&failed);
  }
  crashes();
  stop();
  return 45;
}

/* A host that writes to who has gone: its handler is called, or it reads EPIPE; it never ends by it. */
static int writes_to_nobody(void) {
  int ends[2];
  sem_init(&caught, 0, 0);
  if (pipe(ends) || close(ends[0])) return 91;
  handle(SIGPIPE, catches);
  if (!start()) return 90;
  errno = 0;
  CHECK_IS(write(ends[1], "x", 1), -1);
  CHECK_IS(errno, EPIPE);
  was_caught(SIGPIPE);
  goes_on();
  stop();
  return 46;
}

/* Children that the host starts are told to the host and reaped by it, also after Java has started some. */
static volatile sig_atomic_t child_id, child_status;

static void reaps(int number, siginfo_t *info, void *context) {
  (void)info;
  (void)context;
  int before = errno, status;
  if (child_id > 0 && waitpid(child_id, &status, WNOHANG) == child_id) {
    child_status = status;
    child_id = 0;
    last_caught = number;
    sem_post(&caught);
  }
  errno = before;
}

static void has_a_child(int status) {
  sigset_t children, before;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  pthread_sigmask(SIG_BLOCK, &children, &before);
  int gate[2];
  if (!CHECK(pipe(gate) == 0)) return;
  pid_t child = fork();
  if (child == 0) {
    char byte;
    close(gate[1]);
    _exit(read(gate[0], &byte, 1) == 0 ? status : 99);
  }
  child_id = child;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  close(gate[0]);
  close(gate[1]); /* Lets it end, once whoever is told of it knows it. */
  was_caught(SIGCHLD);
  CHECK(WIFEXITED(child_status));
  CHECK_IS(WEXITSTATUS(child_status), status);
  CHECK(waitpid(child, NULL, 0) < 0 && errno == ECHILD);
}

static void java_has_a_child(const char *program, uint64_t status) {
  struct answer answer = front_call(&front, "Host.Run", note(program, 0));
  CHECK_IS(answer.message.code, CODE_OK);
  CHECK_IS(find_number(answer.message.payload, answer.message.payload_length, 2), status);
  answer_free(&answer);
}

static int reaps_its_children(void) {
  sem_init(&caught, 0, 0);
  handle(SIGCHLD, reaps);
  has_a_child(1);
  if (!start()) return 90;
  for (int i = 2; i < 6; i++) {
    has_a_child(i);
    java_has_a_child(i % 2 ? "true" : "false", i % 2 ? 0 : 1);
  }
  stop();
  has_a_child(7);
  return 47;
}

static int waits_for_its_children(void) {
  if (!start()) return 90;
  java_has_a_child("true", 0);
  for (int i = 0; i < 3; i++) {
    int status = 0;
    pid_t child = fork();
    if (child == 0) _exit(i);
    java_has_a_child("false", 1);
    CHECK_IS(waitpid(child, &status, 0), child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == i);
  }
  stop();
  return 48;
}

/* A profiler's timer: every system call of every thread may be interrupted, from before the start to the end. */
static atomic_int ticks;

static void ticked(int number) {
  (void)number;
  atomic_fetch_add(&ticks, 1);
}

static int is_interrupted_all_the_time(void) {
  struct sigaction action = {.sa_handler = ticked}; /* without SA_RESTART */
  sigemptyset(&action.sa_mask);
  sigaction(SIGALRM, &action, NULL);
  struct itimerval often = {{0, 500}, {0, 500}};
  setitimer(ITIMER_REAL, &often, NULL);
  if (!start()) return 90;
  for (int i = 0; i < 500; i++) goes_on();
  int64_t link = parley.open(core, NULL, NULL);
  uint8_t *frame = NULL;
  int64_t before = now_us();
  CHECK_IS(parley.receive(link, &frame, 300), PARLEY_TIMEOUT);
  CHECK(now_us() - before >= 299000);
  CHECK_IS(parley.close(link), PARLEY_OK);
  stop();
  CHECK(atomic_load(&ticks) > 100);
  return 49;
}

static const struct play plays[] = {
    {"handles-before", "echo", handles_before},
    {"handles-later", "echo", handles_later},
    {"leaves-alone", "echo", leaves_alone},
    {"ends-by-int", "echo", ends_by_int},
    {"ends-by-term", "echo", ends_by_term},
    {"ends-by-hup", "echo", ends_by_hup},
    {"ends-by-quit", "echo", ends_by_quit},
    {"ends-by-its-loop", "echo", ends_by_its_loop},
    {"ends-by-who-waits", "echo", ends_by_who_waits},
    {"handles-crashes", "echo", handles_crashes},
    {"writes-to-nobody", "echo", writes_to_nobody},
    {"reaps-its-children", "echo", reaps_its_children},
    {"waits-for-its-children", "echo", waits_for_its_children},
    {"is-interrupted", "echo", is_interrupted_all_the_time},
};

static void keeps_handlers_from_before(void) { check_play("handles-before", 40); }
static void keeps_handlers_from_later(void) { check_play("handles-later", 41); }
static void keeps_what_is_not_handled(void) { check_play("leaves-alone", 42); }

static void ends_by_the_signal(void) {
  check_play_signal("ends-by-term", SIGTERM);
  check_play_signal("ends-by-int", SIGINT);
  check_play_signal("ends-by-hup", SIGHUP);
  check_play_signal("ends-by-quit", SIGQUIT);
}

static void ends_by_the_hosts_loop(void) { check_play("ends-by-its-loop", 43); }
static void ends_by_who_waits_for_it(void) { check_play("ends-by-who-waits", 44); }
static void leaves_crashes_to_the_host(void) { check_play("handles-crashes", 45); }
static void leaves_broken_pipes_to_the_host(void) { check_play("writes-to-nobody", 46); }
static void leaves_children_to_the_handler(void) { check_play("reaps-its-children", 47); }
static void leaves_children_to_who_waits(void) { check_play("waits-for-its-children", 48); }
static void bears_interruptions(void) { check_play("is-interrupted", 49); }

static const struct test tests[] = {
    {"handlers that were there before the JVM are called", keeps_handlers_from_before},
    {"handlers that come after the JVM are called", keeps_handlers_from_later},
    {"what the host ignores or leaves to the system stays so", keeps_what_is_not_handled},
    {"a signal that nobody handles ends the process with calls in flight", ends_by_the_signal},
    {"a handler that has main return ends the process in good order", ends_by_the_hosts_loop},
    {"a signal that is blocked everywhere comes to who waits for it", ends_by_who_waits_for_it},
    {"a host may survive its own crashes, in receivers too", leaves_crashes_to_the_host},
    {"a host's handler of broken pipes is called", leaves_broken_pipes_to_the_host},
    {"a host's handler reaps its children, Java its own", leaves_children_to_the_handler},
    {"a host without a handler reaps its children, Java its own", leaves_children_to_who_waits},
    {"a timer that interrupts every system call disturbs nothing", bears_interruptions},
};

const struct group signals_group = {"signals", NULL, TESTS(tests), 120, PLAYS(plays)};

/*
 * A test runner of the size that C programs need: named tests in groups, each group in a process of its own, so that
 * one that crashes, hangs or exits costs only itself. It prints TAP and ends with `# pass N` and `# fail N`.
 */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A test is named by a sentence about what it shows. */
struct test {
  const char *says;
  void (*run)(void);
};

/*
 * What a test has another process of this program do; the result is the exit status, if it returns at all. A check that
 * fails there makes it PLAY_FAILED.
 */
struct play {
  const char *name;
  const char *folder;
  int (*run)(void);
};

enum { PLAY_FAILED = 95 };

/* Tests that share a process and, in it, a core. */
struct group {
  const char *name;
  /* Which folder of the library to load, if any: its parley.options says which core there is. */
  const char *folder;
  const struct test *tests;
  size_t count;
  /* How long the whole group may take before it counts as hanging. */
  int seconds;
  /* What its tests have other processes do. */
  const struct play *plays;
  size_t play_count;
};

#define TESTS(array) (array), sizeof(array) / sizeof(array)[0]
#define PLAYS(array) (array), sizeof(array) / sizeof(array)[0]
#define NO_PLAYS NULL, 0

/* Fails the running test, from any thread, and goes on. */
bool check(bool holds, const char *file, int line, const char *format, ...) __attribute__((format(printf, 4, 5)));

#define CHECK(condition) check((condition), __FILE__, __LINE__, "%s", #condition)
#define CHECK_THAT(condition, ...) check((condition), __FILE__, __LINE__, __VA_ARGS__)
#define CHECK_IS(actual, expected) check_is((int64_t)(actual), (int64_t)(expected), #actual, __FILE__, __LINE__)
#define CHECK_HAS(text, part) check_has((text), (part), __FILE__, __LINE__)
/* Ends the function if it does not hold, for what the rest of a test stands on. */
#define REQUIRE(condition) \
  do { \
    if (!CHECK(condition)) return; \
  } while (0)
#define REQUIRE_IS(actual, expected) \
  do { \
    if (!CHECK_IS(actual, expected)) return; \
  } while (0)

bool check_is(int64_t actual, int64_t expected, const char *what, const char *file, int line);
bool check_has(const char *text, const char *part, const char *file, int line);

/* How a play ended. */
struct ending {
  /* The exit status, or -1 if a signal ended it or it was ended for taking too long. */
  int status;
  /* The signal that ended it, or 0. */
  int signal;
  bool hung;
  double seconds;
  /* The end of what it printed, both ways together. */
  char output[16384];
};

/* Runs a play in a process of its own and waits for its end. */
struct ending run_play(const char *name, int seconds);

/* Runs a play and checks how it ends: by this exit status, or by this signal. */
void check_play(const char *name, int status);
void check_play_signal(const char *name, int signal);

/* Runs the groups, or those that the arguments name, and returns main's result. */
int run_groups(int argc, char **argv, const struct group *groups, size_t group_count);

/* The folder that holds the libraries' folders. */
const char *test_folder(void);

/* Microseconds of a clock that only goes forward. */
int64_t now_us(void);

#endif

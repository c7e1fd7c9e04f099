/* Calls from far down the first thread's stack, after Java was called near its top; the argument is how many megabytes. */
#include <parley.h>
#include <stdio.h>
#include <stdlib.h>

#define STEP (64 * 1024)

static int64_t core;

static void call_below(int steps) {
  volatile char used[STEP];
  used[0] = 1;
  used[STEP - 1] = 1;
  if (steps > 0) {
    call_below(steps - 1);
  } else {
    int64_t link = parley_open(core, NULL, NULL);
    printf("%s", link > 0 && parley_close(link) == PARLEY_OK ? "called " : "not called ");
  }
  used[0] = used[STEP - 1];
}

int main(int count, char **arguments) {
  char *error;
  core = parley_start(NULL, NULL, &error);
  if (core < 0) {
    printf("%s\n", error);
    return 1;
  }
  call_below(0);
  call_below(count > 1 ? atoi(arguments[1]) * 16 : 0);
  call_below(0);
  return 0;
}

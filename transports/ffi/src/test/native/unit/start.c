/* Starts a core once for each argument, its options, and prints what comes of it, a line each: status, blank, text. */
#include <parley.h>
#include <stdio.h>
#include <string.h>

int main(int count, char **arguments) {
  for (int i = 1; i < count; i++) {
    char *error = NULL;
    const char *options = strcmp(arguments[i], "file") == 0 ? NULL : arguments[i];
    int64_t core = parley_start(options, NULL, &error);
    printf("%d %s\n", core > 0 ? 0 : (int)core, error == NULL ? "" : error);
    fflush(stdout);
    parley_free(error);
    if (core > 0) {
      parley_stop(core);
    }
  }
  return 0;
}

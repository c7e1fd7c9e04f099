/* Starts a core by each copy of the library that an argument names, and prints what comes of it, a line each. */
#include <dlfcn.h>
#include <parley.h>
#include <stdio.h>
#include <string.h>

static void *function(void *library, const char *name) {
  return library == NULL ? NULL : dlsym(library, name);
}

int main(int count, char **arguments) {
  for (int i = 1; i < count; i++) {
    int64_t (*start)(const char *, const char *, char **);
    void *library = dlopen(arguments[i], RTLD_NOW | RTLD_LOCAL);
    void *found = function(library, "parley_start");
    char *error = NULL;
    if (found == NULL) {
      printf("%s\n", dlerror());
      return 1;
    }
    memcpy(&start, &found, sizeof start);
    int64_t core = start(NULL, NULL, &error);
    printf("%d %s\n", core > 0 ? 0 : (int)core, error == NULL ? "" : error);
    fflush(stdout);
  }
  return 0;
}

/* libparley, loaded by its path. */
#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "addon.h"

/* A text in memory of its own; NULL for want of it. */
static char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));

static char *text(const char *format, ...) {
  va_list list;
  va_start(list, format);
  int length = vsnprintf(NULL, 0, format, list);
  va_end(list);
  char *made = length < 0 ? NULL : malloc((size_t)length + 1);
  if (made == NULL) return NULL;
  va_start(list, format);
  (void)vsnprintf(made, (size_t)length + 1, format, list);
  va_end(list);
  return made;
}

/* Finds the functions; NULL, or the name of one that is missing. */
static const char *find(void *handle, struct library *library) {
  struct {
    const char *name;
    void *function;
  } found[] = {{"parley_version", &library->version}, {"parley_status_text", &library->status_text},
               {"parley_start", &library->start},     {"parley_stop", &library->stop},
               {"parley_open", &library->open},       {"parley_send", &library->send},
               {"parley_close", &library->close},     {"parley_free", &library->release}};
  for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
    void *address = dlsym(handle, found[i].name);
    if (address == NULL) return found[i].name;
    memcpy(found[i].function, &address, sizeof address);
  }
  return NULL;
}

struct library *library_at(struct environment *environment, const char *path, char **error) {
  for (struct library *one = environment->libraries; one != NULL; one = one->next)
    if (strcmp(one->path, path) == 0) return one;
  struct library *library = calloc(1, sizeof *library);
  if (library == NULL || (library->path = strdup(path)) == NULL) {
    free(library);
    return NULL;
  }
  void *handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  const char *missing;
  if (handle == NULL) {
    const char *reason = dlerror();
    *error = text("%s: the library can't be loaded: %s", path, reason == NULL ? "no reason is given" : reason);
  } else if ((missing = find(handle, library)) != NULL) {
    *error = text("%s: this is no libparley: it has no %s", path, missing);
  } else if (library->version() != PARLEY_VERSION) {
    *error = text("%s: the library has version %d of the interface, this add-on knows version %d; use both of one release",
                  path, (int)library->version(), PARLEY_VERSION);
  } else {
    library->next = environment->libraries;
    environment->libraries = library;
    return library;
  }
  if (handle != NULL) (void)dlclose(handle);
  free(library->path);
  free(library);
  return NULL;
}

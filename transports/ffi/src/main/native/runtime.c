#define _GNU_SOURCE
#include "runtime.h"

#include "parley.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_folder(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Where the runtime is, or NULL and a text. */
static char *find_home(const struct options *options, struct text *error) {
  const char *variable = getenv("JAVA_HOME");
  char *beside = text_new("%s/runtime", options->folder);
  char *home = NULL;
  if (options->java_home != NULL) {
    if (is_folder(options->java_home)) {
      home = strdup(options->java_home);
    } else {
      text_add(error, "The option java-home names %s, which is not a folder.", options->java_home);
    }
  } else if (beside != NULL && is_folder(beside)) {
    home = strdup(beside);
  } else if (variable != NULL && *variable != 0) {
    if (is_folder(variable)) {
      home = strdup(variable);
    } else {
      text_add(error, "JAVA_HOME names %s, which is not a folder.", variable);
    }
  } else {
    text_add(error,
             "No Java runtime was found: there is no folder %s, and JAVA_HOME is not set. Put a runtime image there, "
             "or name an installed Java %d by the option java-home (parley.options beside the library).",
             beside == NULL ? "runtime beside the library" : beside, JAVA_NEEDED);
  }
  free(beside);
  return home;
}

/* The value of NAME="value" in the release file's text, cut at the capacity; false if it isn't there. */
static bool release_value(const char *release, const char *name, char *value, size_t capacity) {
  size_t length = strlen(name);
  for (const char *line = release; line != NULL; line = strchr(line, '\n')) {
    line += *line == '\n';
    if (strncmp(line, name, length) == 0 && line[length] == '=' && line[length + 1] == '"') {
      const char *start = line + length + 2;
      size_t size = strcspn(start, "\"\n");
      size = size < capacity ? size : capacity - 1;
      memcpy(value, start, size);
      value[size] = 0;
      return true;
    }
  }
  return false;
}

/* Whether a text has this word among those between blanks. */
static bool has_word(const char *words, const char *word) {
  size_t length = strlen(word);
  for (const char *at = strstr(words, word); at != NULL; at = strstr(at + length, word)) {
    if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == 0)) {
      return true;
    }
  }
  return false;
}

/* Checks the version by the file `release`, which every JDK since 8 and every image has. */
static int32_t check_release(struct runtime *runtime, struct text *error) {
  static const size_t most = 64 * 1024;
  char *path = text_new("%s/release", runtime->home);
  char *release = malloc(most + 1);
  char *value = malloc(most + 1);
  FILE *file = path == NULL ? NULL : fopen(path, "re");
  int32_t status = PARLEY_OK;
  if (file != NULL && release != NULL && value != NULL) {
    release[fread(release, 1, most, file)] = 0;
    if (release_value(release, "JAVA_VERSION", value, most)) {
      long major = strtol(value, NULL, 10);
      if (major < JAVA_NEEDED) {
        text_add(error,
                 "The Java runtime in %s is version %.40s; Parley needs version %d or later. Name another one by the "
                 "option java-home.",
                 runtime->home, value, JAVA_NEEDED);
        status = PARLEY_WRONG_JVM;
      }
    }
    runtime->has_parley =
        release_value(release, "MODULES", value, most) && has_word(value, "dev.parley.transport.ffi");
  }
  if (file != NULL) {
    fclose(file);
  }
  free(path);
  free(release);
  free(value);
  return status;
}

/* The JVM maps its image as a whole, and crashes where the process may not have so much address space. */
static int32_t check_room(const struct runtime *runtime, struct text *error) {
  char *path = text_new("%s/lib/modules", runtime->home);
  int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  int32_t result = PARLEY_OK;
  if (file >= 0 && fstat(file, &status) == 0 && status.st_size > 0) {
    void *image = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (image == MAP_FAILED) {
      text_add(error, "There is no room for the Java runtime in this process: %s, %lld MB, can't be mapped: %s (see ulimit -v).",
               path, (long long)(status.st_size >> 20), strerror(errno));
      result = PARLEY_NO_MEMORY;
    } else {
      munmap(image, (size_t)status.st_size);
    }
  }
  if (file >= 0) {
    close(file);
  }
  free(path);
  return result;
}

int32_t runtime_find(struct runtime *runtime, const struct options *options, struct text *error) {
  runtime->home = find_home(options, error);
  if (runtime->home == NULL) {
    return PARLEY_NO_JVM;
  }
  int32_t status = check_release(runtime, error);
  if (status != PARLEY_OK) {
    return status;
  }
  runtime->library = text_new("%s/lib/server/libjvm.so", runtime->home);
  if (runtime->library == NULL) {
    text_add(error, "No memory for the path of the Java runtime.");
    return PARLEY_NO_MEMORY;
  }
  if (access(runtime->library, R_OK) != 0) {
    text_add(error, "%s is not a Java runtime that can be used: %s: %s.", runtime->home, runtime->library,
             strerror(errno));
    return PARLEY_NO_JVM;
  }
  return check_room(runtime, error);
}

void runtime_free(struct runtime *runtime) {
  free(runtime->home);
  free(runtime->library);
  *runtime = (struct runtime){0};
}

#define _GNU_SOURCE
#include "runtime.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int is_jar(const struct dirent *entry) {
  size_t length = strlen(entry->d_name);
  return length > 4 && entry->d_name[0] != '.' && strcmp(entry->d_name + length - 4, ".jar") == 0;
}

/* By bytes, whatever the locale. */
static int by_name(const struct dirent **one, const struct dirent **other) {
  return strcmp((*one)->d_name, (*other)->d_name);
}

static void add_path(struct text *paths, const char *path) {
  text_add(paths, "%s%s", paths->length == 0 ? "" : ":", path);
}

/* A folder stands for its classes and every jar in it; one of jars only is left out itself. */
static bool add_folder(struct text *paths, const char *folder, struct text *error) {
  struct dirent **jars;
  int count = scandir(folder, &jars, is_jar, by_name);
  if (count < 0) {
    text_add(error, "The folder %s of the class path can't be read: %s.", folder, strerror(errno));
    return false;
  }
  if (count == 0) {
    add_path(paths, folder);
  } else {
    /* An AOT cache refuses folders that have anything in them: name it only if it has classes. */
    DIR *opened = opendir(folder);
    bool classes = false;
    for (struct dirent *entry; opened != NULL && (entry = readdir(opened)) != NULL;) {
      classes = classes || (entry->d_name[0] != '.' && !is_jar(entry));
    }
    if (opened != NULL) {
      closedir(opened);
    }
    if (classes) {
      add_path(paths, folder);
    }
  }
  for (int i = 0; i < count; i++) {
    text_add(paths, "%s%s/%s", paths->length == 0 ? "" : ":", folder, jars[i]->d_name);
    free(jars[i]);
  }
  free(jars);
  return true;
}

static bool add_entry(struct text *paths, const char *path, struct text *error) {
  struct stat status;
  if (strchr(path, ':') != NULL) {
    text_add(error, "The class path can't have %s, for ':' in it would end its name; move the library's folder.", path);
    return false;
  }
  if (stat(path, &status) != 0) {
    text_add(error, "The class path names %s: %s.", path, strerror(errno));
    return false;
  }
  if (S_ISDIR(status.st_mode)) {
    return add_folder(paths, path, error);
  }
  add_path(paths, path);
  return true;
}

char *class_path_of(const struct options *options, struct text *error) {
  struct text paths = {0};
  if (options->class_path == NULL) {
    char *beside = text_new("%s/lib", options->folder);
    struct stat status;
    bool added = beside == NULL || stat(beside, &status) != 0 || add_entry(&paths, beside, error);
    free(beside);
    if (!added) {
      text_free(&paths);
      return NULL;
    }
    return text_take(&paths);
  }
  for (const char *entry = options->class_path;;) {
    size_t length = strcspn(entry, ":");
    if (length > 0) {
      char *path = options_path(options, entry, length);
      bool added = path != NULL && add_entry(&paths, path, error);
      free(path);
      if (!added) {
        text_free(&paths);
        return NULL;
      }
    }
    if (entry[length] == 0) {
      return text_take(&paths);
    }
    entry += length + 1;
  }
}

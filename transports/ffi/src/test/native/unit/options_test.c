/* The options' reader, its class path and its runtime, without a JVM. Prints what fails; the result is how many did. */
#define _GNU_SOURCE
#include "options.h"
#include "parley.h"
#include "runtime.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int failures;

static void expect_text(const char *what, const char *actual, const char *expected) {
  if (actual == NULL || strcmp(actual, expected) != 0) {
    failures++;
    printf("%s:\n  expected: %s\n  was:      %s\n", what, expected, actual == NULL ? "(null)" : actual);
  }
}

static void expect_number(const char *what, int64_t actual, int64_t expected) {
  if (actual != expected) {
    failures++;
    printf("%s: expected %lld, was %lld\n", what, (long long)expected, (long long)actual);
  }
}

static struct options options_in(const char *folder) {
  return (struct options){.folder = strdup(folder)};
}

static void refuses(const char *lines, const char *message) {
  struct options options = options_in("/app");
  struct text error = {0};
  expect_number(lines, options_parse(&options, lines, "options", &error), PARLEY_INVALID);
  expect_text(lines, text_of(&error), message);
  text_free(&error);
  options_free(&options);
}

static void every_line_is_read(void) {
  struct options options = options_in("/app");
  struct text error = {0};
  const char *lines = "\xef\xbb\xbf# how to start\r\n\n  java-home = jre \r\nclass-path=a.jar:/b.jar\n"
                      "jvm-option=-Xmx64m\n\tjvm-option=-Dx=y=z \njvm-option=-XX:AOTCache=./app.aot\n"
                      "jvm-option=-Dhere=$ORIGIN/x:$ORIGIN\njvm-option=-XX:AOTCache=$ORIGIN/b.aot\ncore=a.B";
  expect_number("status", options_parse(&options, lines, "options", &error), PARLEY_OK);
  expect_text("error", text_of(&error), "");
  expect_text("java-home", options.java_home, "/app/jre");
  expect_text("class-path", options.class_path, "a.jar:/b.jar");
  expect_text("core", options.core, "a.B");
  expect_number("jvm-options", (int64_t)options.jvm_count, 5);
  expect_text("option 1", options.jvm[0], "-Xmx64m");
  expect_text("option 2", options.jvm[1], "-Dx=y=z");
  expect_text("option 3", options.jvm[2], "-XX:AOTCache=/app/./app.aot");
  expect_text("option 4", options.jvm[3], "-Dhere=/app/x:/app");
  expect_text("option 5", options.jvm[4], "-XX:AOTCache=/app/b.aot");
  text_free(&error);
  options_free(&options);
}

static void what_is_wrong_is_named(void) {
  refuses("\n# x\njvm=3", "options, line 3: there is no option \"jvm\"; there are java-home, class-path, jvm-option and core");
  refuses("java-home", "options, line 1: \"java-home\" is not name=value; names are java-home, class-path, jvm-option and core");
  refuses("=x", "options, line 1: there is no name before the '='");
  refuses("java-home=", "options, line 1: java-home has no value; leave the line out instead");
  refuses("core= ", "options, line 1: core has no value; leave the line out instead");
  refuses("jvm-option=", "options, line 1: jvm-option has no value; leave the line out instead");
  refuses("jvm-option=-Djava.class.path=x",
          "options, line 1: the option class-path names the class path, rather than -Djava.class.path");
  refuses("core=a\ncore=b", "options, line 2: core was given before; it may be given once");
  refuses("class-path=a\nclass-path=", "options, line 2: class-path was given before; it may be given once");
}

static void limits_hold(void) {
  struct text lines = {0};
  for (int i = 0; i < OPTIONS_MAX_JVM; i++) {
    text_add(&lines, "jvm-option=-Di=%d\n", i);
  }
  struct options options = options_in("/app");
  struct text error = {0};
  expect_number("256 options", options_parse(&options, text_of(&lines), "options", &error), PARLEY_OK);
  options_free(&options);
  text_add(&lines, "jvm-option=-Dmore=1");
  refuses(text_of(&lines), "options, line 257: more than 256 lines of jvm-option");
  text_free(&lines);

  char *long_lines = malloc(OPTIONS_MAX_BYTES + 2);
  memset(long_lines, '#', OPTIONS_MAX_BYTES + 1);
  long_lines[OPTIONS_MAX_BYTES + 1] = 0;
  refuses(long_lines, "options: more than 1048576 bytes, the most that options may have");
  long_lines[OPTIONS_MAX_BYTES] = 0;
  options = options_in("/app");
  expect_number("a megabyte", options_parse(&options, long_lines, "options", &error), PARLEY_OK);
  options_free(&options);
  free(long_lines);
  text_free(&error);
}

static void write_file(const char *folder, const char *name, const char *bytes, size_t length) {
  char *path = text_new("%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  fwrite(bytes, 1, length, file);
  fclose(file);
  free(path);
}

static void make_folder(const char *folder, const char *name) {
  char *path = text_new("%s/%s", folder, name);
  mkdir(path, 0700);
  free(path);
}

static void the_file_is_read(const char *folder) {
  struct options options = options_in(folder);
  struct text error = {0};
  expect_number("no file", options_read(&options, &error), PARLEY_OK);
  write_file(folder, "parley.options", "core=x\n", 7);
  expect_number("a file", options_read(&options, &error), PARLEY_OK);
  expect_text("its core", options.core, "x");
  write_file(folder, "parley.options", "core=x\0y", 8);
  expect_number("bytes of 0", options_read(&options, &error), PARLEY_INVALID);
  char *message = text_new("%s/parley.options has bytes of 0: it is not a text", folder);
  expect_text("bytes of 0", text_of(&error), message);
  free(message);
  text_free(&error);
  options_free(&options);
}

static void expect_class_path(struct options *options, const char *class_path, const char *expected) {
  struct text error = {0};
  free(options->class_path);
  options->class_path = class_path == NULL ? NULL : strdup(class_path);
  char *actual = class_path_of(options, &error);
  expect_text(class_path == NULL ? "no class path" : class_path, actual == NULL ? text_of(&error) : actual, expected);
  free(actual);
  text_free(&error);
}

static void folders_are_expanded(const char *folder) {
  struct options options = options_in(folder);
  expect_class_path(&options, NULL, "");
  make_folder(folder, "lib");
  write_file(folder, "lib/b.jar", "", 0);
  write_file(folder, "lib/B.jar", "", 0);
  write_file(folder, "lib/a.jar", "", 0);
  make_folder(folder, "classes");
  write_file(folder, "classes/X.class", "", 0);
  make_folder(folder, "both");
  make_folder(folder, "both/p");
  write_file(folder, "both/c.jar", "", 0);
  char *jars = text_new("%s/lib/B.jar:%s/lib/a.jar:%s/lib/b.jar", folder, folder, folder);
  char *both = text_new("%s/both:%s/both/c.jar:%s/classes", folder, folder, folder);
  char *missing = text_new("The class path names %s/nope.jar: No such file or directory.", folder);
  expect_class_path(&options, NULL, jars);
  expect_class_path(&options, "./lib", jars);
  expect_class_path(&options, ":both::classes:", both);
  expect_class_path(&options, "nope.jar", missing);
  struct options elsewhere = options_in("/a:b");
  expect_class_path(&elsewhere, "c.jar",
                    "The class path can't have /a:b/c.jar, for ':' in it would end its name; move the library's folder.");
  options_free(&elsewhere);
  free(jars);
  free(both);
  free(missing);
  options_free(&options);
}

static void expect_runtime(const char *folder, int32_t expected, const char *message) {
  struct options options = options_in(folder);
  struct runtime runtime = {0};
  struct text error = {0};
  expect_number(message, runtime_find(&runtime, &options, &error), expected);
  char *whole = text_new(message, folder, folder);
  expect_text("runtime", text_of(&error), whole);
  free(whole);
  text_free(&error);
  runtime_free(&runtime);
  options_free(&options);
}

static void runtimes_are_told_apart(const char *folder) {
  unsetenv("JAVA_HOME");
  expect_runtime(folder, PARLEY_NO_JVM,
                 "No Java runtime was found: there is no folder %s/runtime, and JAVA_HOME is not set. Put a runtime image "
                 "there, or name an installed Java 25 by the option java-home (parley.options beside the library).");
  setenv("JAVA_HOME", "/does/not/exist", 1);
  expect_runtime(folder, PARLEY_NO_JVM, "JAVA_HOME names /does/not/exist, which is not a folder.");
  make_folder(folder, "runtime");
  expect_runtime(folder, PARLEY_NO_JVM,
                 "%s/runtime is not a Java runtime that can be used: %s/runtime/lib/server/libjvm.so: No such file or "
                 "directory.");
  static const char old[] = "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"24.0.2\"\n";
  write_file(folder, "runtime/release", old, sizeof old - 1);
  expect_runtime(folder, PARLEY_WRONG_JVM,
                 "The Java runtime in %s/runtime is version 24.0.2; Parley needs version 25 or later. Name another one by "
                 "the option java-home.");
  static const char older[] = "JAVA_VERSION=\"1.8.0_402\"\n";
  write_file(folder, "runtime/release", older, sizeof older - 1);
  expect_runtime(folder, PARLEY_WRONG_JVM,
                 "The Java runtime in %s/runtime is version 1.8.0_402; Parley needs version 25 or later. Name another one "
                 "by the option java-home.");
  static const char right[] = "JAVA_VERSION=\"25\"\nMODULES=\"java.base dev.parley.transport.ffi x\"\n";
  write_file(folder, "runtime/release", right, sizeof right - 1);
  make_folder(folder, "runtime/lib");
  make_folder(folder, "runtime/lib/server");
  write_file(folder, "runtime/lib/server/libjvm.so", "x", 1);
  expect_runtime(folder, PARLEY_OK, "");
  struct options options = options_in(folder);
  struct runtime runtime = {0};
  struct text error = {0};
  runtime_find(&runtime, &options, &error);
  expect_number("has Parley's modules", runtime.has_parley, true);
  runtime_free(&runtime);
  options_free(&options);
}

int main(int count, char **arguments) {
  if (count != 2) {
    fprintf(stderr, "usage: %s empty-folder\n", arguments[0]);
    return 100;
  }
  every_line_is_read();
  what_is_wrong_is_named();
  limits_hold();
  the_file_is_read(arguments[1]);
  folders_are_expanded(arguments[1]);
  runtimes_are_told_apart(arguments[1]);
  return failures;
}

#define _GNU_SOURCE
#include "jvm_creation.h"

#include "children.h"

#include "jvm_exits.h"
#include "parley.h"
#include "threads.h"

#include <langinfo.h>
#include <locale.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CREATION_STACK (8u * 1024 * 1024)

static const char BRIDGE[] = "dev/parley/transport/ffi/Bridge";

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool keeping;
static struct text kept;

jint JNICALL jvm_prints(FILE *file, const char *format, va_list arguments) {
  /* HotSpot prints what it warns of past this function; so its beginning is left before it. */
  bool warns = strcmp(format, "%s warning: ") == 0;
  pthread_mutex_lock(&lock);
  bool keep = keeping && !warns;
  if (keep) {
    text_add_all(&kept, format, arguments);
  }
  pthread_mutex_unlock(&lock);
  return keep ? 0 : vfprintf(file, format, arguments);
}

static void keep_prints(bool on) {
  pthread_mutex_lock(&lock);
  keeping = on;
  pthread_mutex_unlock(&lock);
}

/* Cuts a colon off behind which HotSpot had nothing to say. */
static void cut_colon(char *line) {
  size_t length = strlen(line);
  while (length > 0 && (line[length - 1] == ' ' || line[length - 1] == ':')) {
    line[--length] = 0;
  }
}

/* What was printed as one line of sentences, without the ones that only say that there was an error. */
static void add_prints(struct text *error, char *prints) {
  bool any = false;
  for (char *rest = prints, *line; (line = strsep(&rest, "\n")) != NULL;) {
    cut_colon(line);
    if (*line == 0 || strncmp(line, "Error: Could not create", 23) == 0 ||
        strncmp(line, "Error: A fatal exception", 24) == 0 || strcmp(line, "Error occurred during initialization of VM") == 0) {
      continue;
    }
    text_add(error, "%s%s", any ? " " : "", line);
    any = true;
  }
  if (!any) {
    text_add(error, "it gives no reason here, but may have printed one");
  }
}

/* The JVM is created on a thread that may never come back: where it would end the process, the thread stops instead. */
enum creation_state { CREATING, CREATED, ENDED };
static struct {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  enum creation_state state;
  create_function create;
  JavaVMInitArgs *arguments;
  JavaVM *vm;
  jint result;
} creation = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

static void creation_becomes(enum creation_state state) {
  pthread_mutex_lock(&creation.lock);
  if (creation.state == CREATING) {
    creation.state = state;
  }
  pthread_cond_signal(&creation.changed);
  pthread_mutex_unlock(&creation.lock);
}

static void ends_process(int code) {
  (void)code;
  creation_becomes(ENDED);
  for (;;) {
    pause();
  }
}

static void aborts_process(void) {
  ends_process(1);
}

static void *run_creation(void *unused) {
  (void)unused;
  void *env;
  bool redirected = exits_redirect((const void *)creation.create, ends_process, aborts_process);
  creation.result = creation.create(&creation.vm, &env, creation.arguments);
  if (redirected) {
    exits_redirect((const void *)creation.create, NULL, NULL);
  }
  if (creation.result == JNI_OK) {
    (*creation.vm)->DetachCurrentThread(creation.vm);
  }
  creation_becomes(CREATED);
  return NULL;
}

static int32_t explain_result(jint result, char *prints, const char *home, struct text *error) {
  if (result == JNI_EVERSION) {
    text_add(error, "The Java runtime in %s is older than Parley needs: version 25 or later.", home);
    return PARLEY_WRONG_JVM;
  }
  text_add(error, "The Java runtime in %s did not start: ", home);
  add_prints(error, prints);
  text_add(error, " (see the lines jvm-option in the options");
  /* HotSpot takes them whoever starts it, and complains of them before it has learnt where to. */
  static const char *const VARIABLES[] = {"JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"};
  for (size_t i = 0; i < sizeof VARIABLES / sizeof *VARIABLES; i++) {
    if (getenv(VARIABLES[i]) != NULL) {
      text_add(error, ", and the environment's %s", VARIABLES[i]);
    }
  }
  text_add(error, ").");
  return PARLEY_JVM_FAILED;
}

int32_t jvm_create(create_function create, JavaVM **vm, JavaVMInitArgs *arguments, const char *home,
                   struct text *error) {
  creation.create = create;
  creation.arguments = arguments;
  creation.state = CREATING;
  /* The JVM sets the process's locale by its environment; the host formats and reads numbers by the one it chose. */
  char *locale = strdup(setlocale(LC_ALL, NULL));
  keep_prints(true);
  if (locale == NULL || !thread_start(run_creation, NULL, CREATION_STACK)) {
    keep_prints(false);
    free(locale);
    return PARLEY_NO_MEMORY;
  }
  pthread_mutex_lock(&creation.lock);
  while (creation.state == CREATING) {
    pthread_cond_wait(&creation.changed, &creation.lock);
  }
  bool ended = creation.state == ENDED;
  pthread_mutex_unlock(&creation.lock);
  keep_prints(false);
  setlocale(LC_ALL, locale);
  free(locale);
  char *prints = text_take(&kept);
  int32_t status = PARLEY_OK;
  if (ended || creation.result != JNI_OK) {
    status = explain_result(ended ? JNI_ERR : creation.result, prints == NULL ? (char[]){0} : prints, home, error);
  } else {
    *vm = creation.vm;
    fputs(prints == NULL ? "" : prints, stderr);
  }
  free(prints);
  return status;
}

/* The pending exception's toString(), after which there is none. */
static void add_exception(JNIEnv *env, struct text *error) {
  jthrowable thrown = (*env)->ExceptionOccurred(env);
  (*env)->ExceptionClear(env);
  jclass object = (*env)->FindClass(env, "java/lang/Object");
  jmethodID method = object == NULL ? NULL : (*env)->GetMethodID(env, object, "toString", "()Ljava/lang/String;");
  jstring string = method == NULL || thrown == NULL ? NULL : (*env)->CallObjectMethod(env, thrown, method);
  const char *bytes = string == NULL ? NULL : (*env)->GetStringUTFChars(env, string, NULL);
  text_add(error, "%s", bytes == NULL ? "an exception without a text" : bytes);
  if (bytes != NULL) {
    (*env)->ReleaseStringUTFChars(env, string, bytes);
  }
  (*env)->ExceptionClear(env);
}

static bool is_a(JNIEnv *env, jthrowable thrown, const char *name) {
  jclass type = (*env)->FindClass(env, name);
  bool is = type != NULL && (*env)->IsInstanceOf(env, thrown, type);
  if (type == NULL) {
    (*env)->ExceptionClear(env);
  }
  return is;
}

/* Whether Java can't read a path: it takes its bytes for letters of the environment's locale. */
static bool beyond_locale(const char *path) {
  bool plain = true;
  for (const char *at = path; at != NULL && *at != 0; at++) {
    plain = plain && (unsigned char)*at < 0x80;
  }
  locale_t locale = plain ? (locale_t)0 : newlocale(LC_CTYPE_MASK, "", (locale_t)0);
  bool beyond = !plain && (locale == (locale_t)0 || strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") != 0);
  if (locale != (locale_t)0) {
    freelocale(locale);
  }
  return beyond;
}

/* Says why the bridge could not be loaded. */
static int32_t explain(JNIEnv *env, const char *class_path, struct text *error) {
  jthrowable thrown = (*env)->ExceptionOccurred(env);
  (*env)->ExceptionClear(env);
  bool newer = thrown != NULL && is_a(env, thrown, "java/lang/UnsupportedClassVersionError");
  bool missing = thrown != NULL && !newer &&
                 (is_a(env, thrown, "java/lang/NoClassDefFoundError") ||
                  is_a(env, thrown, "java/lang/ClassNotFoundException") || is_a(env, thrown, "java/lang/NoSuchMethodError"));
  if (missing && beyond_locale(class_path)) {
    text_add(error,
             "Java can't read the class path \"%s\", for it has letters that the environment's locale has not. Set LC_ALL, "
             "LC_CTYPE or LANG to one of UTF-8, such as C.UTF-8, or move the library's folder. (",
             class_path);
  } else if (missing) {
    text_add(error,
             "Parley's classes are not there: the class path is \"%s\". Put parley-transport-ffi, parley-core and the "
             "application's jars into the folder lib beside the library, or name them by the option class-path. (",
             class_path == NULL ? "the one of the host's Java runtime" : class_path);
  } else if (newer) {
    text_add(error, "The Java runtime is older than Parley needs, version 25 or later (");
  } else {
    text_add(error, "Parley's Java side did not begin (");
  }
  if (thrown != NULL) {
    (*env)->Throw(env, thrown);
  }
  add_exception(env, error);
  text_add(error, ")");
  return newer ? PARLEY_WRONG_JVM : PARLEY_NO_CORE;
}

int32_t jvm_load_bridge(JavaVM *vm, const struct parley_host *host, struct parley_java *table, const char *class_path,
                        struct text *error) {
  JNIEnv *env;
  if ((*vm)->AttachCurrentThreadAsDaemon(vm, (void **)&env, NULL) != JNI_OK) {
    text_add(error, "The Java runtime of this process is ending.");
    return PARLEY_JVM_FAILED;
  }
  children_keep(env);
  table->size = sizeof *table;
  /* A thread without Java frames finds classes by the system class loader. */
  jclass bridge = (*env)->FindClass(env, BRIDGE);
  jmethodID begin = bridge == NULL ? NULL : (*env)->GetStaticMethodID(env, bridge, "begin", "(JJ)V");
  if (begin != NULL) {
    (*env)->CallStaticVoidMethod(env, bridge, begin, (jlong)(intptr_t)host, (jlong)(intptr_t)table);
  }
  return (*env)->ExceptionCheck(env) ? explain(env, class_path, error) : PARLEY_OK;
}

char *jvm_property(JavaVM *vm, const char *name) {
  JNIEnv *env;
  if ((*vm)->AttachCurrentThreadAsDaemon(vm, (void **)&env, NULL) != JNI_OK) {
    return NULL;
  }
  jclass system = (*env)->FindClass(env, "java/lang/System");
  jmethodID method = system == NULL ? NULL
                                    : (*env)->GetStaticMethodID(env, system, "getProperty",
                                                                "(Ljava/lang/String;)Ljava/lang/String;");
  jstring key = method == NULL ? NULL : (*env)->NewStringUTF(env, name);
  jstring value = key == NULL ? NULL : (*env)->CallStaticObjectMethod(env, system, method, key);
  const char *bytes = value == NULL ? NULL : (*env)->GetStringUTFChars(env, value, NULL);
  char *copy = bytes == NULL ? NULL : strdup(bytes);
  if (bytes != NULL) {
    (*env)->ReleaseStringUTFChars(env, value, bytes);
  }
  (*env)->ExceptionClear(env);
  return copy;
}

#define _GNU_SOURCE
#include "children.h"

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <unistd.h>

void children_keep(JNIEnv *env) {
  struct sigaction hosts;
  bool known = sigaction(SIGCHLD, NULL, &hosts) == 0;
  jclass process = (*env)->FindClass(env, "java/lang/ProcessImpl");
  if (process == NULL || (*env)->GetStaticMethodID(env, process, "init", "()V") == NULL) { /* initializes the class */
    (*env)->ExceptionClear(env);
  }
  if (!known || sigaction(SIGCHLD, &hosts, NULL) != 0) {
    return;
  }
  bool handled = (hosts.sa_flags & SA_SIGINFO) != 0 || (hosts.sa_handler != SIG_DFL && hosts.sa_handler != SIG_IGN);
  if (handled) {
    /* For a child that ended in between. */
    kill(getpid(), SIGCHLD);
  }
}

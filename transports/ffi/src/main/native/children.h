/* The host's children stay the host's. */
#ifndef PARLEY_CHILDREN_H
#define PARLEY_CHILDREN_H

#include <jni.h>

/*
 * Java's own class for processes sets SIGCHLD back to its default when it is loaded, with the first process that any Java
 * code starts: from then on a host that waits for that signal, as Node does, would learn of no child's end. So it is loaded
 * here, and the host's handling of the signal put back. To be called on an attached thread, once.
 */
void children_keep(JNIEnv *env);

#endif

/* Creating the JVM, which may fail in words instead of ending the process; and the loading of Java's side. */
#ifndef PARLEY_JVM_CREATION_H
#define PARLEY_JVM_CREATION_H

#include "bridge.h"
#include "text.h"

#include <jni.h>
#include <stdint.h>
#include <stdio.h>

/* The JVM's vfprintf hook: what it prints while it starts is kept for the error's text. */
jint JNICALL jvm_prints(FILE *file, const char *format, va_list arguments);

typedef jint(JNICALL *create_function)(JavaVM **, void **, void *);

/* Creates the JVM: PARLEY_OK, or a status and a text. */
int32_t jvm_create(create_function create, JavaVM **vm, JavaVMInitArgs *arguments, const char *home,
                   struct text *error);

/* Loads Bridge and has it fill in Java's table. The calling thread is left attached. */
int32_t jvm_load_bridge(JavaVM *vm, const struct parley_host *host, struct parley_java *table, const char *class_path,
                        struct text *error);

/* A system property of Java's, to be freed; NULL if there is none. The calling thread is left attached. */
char *jvm_property(JavaVM *vm, const char *name);

#endif

/** Carries frames within a process, between its C interface and a core in its JVM. */
@org.jspecify.annotations.NullMarked
package dev.parley.transport.ffi;

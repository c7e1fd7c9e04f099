/** Carries frames over a unix domain socket. */
@org.jspecify.annotations.NullMarked
package dev.parley.transport.unix;

package dev.parley.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs an event's handler on the connection's reader thread instead of a virtual thread of its own.
 *
 * <p>This gives the lowest latency, and the connection reads nothing else meanwhile: use it for
 * handlers that answer within microseconds and never block. An event with a {@link Source} or a
 * {@link Sink} cannot be inline, as its handler waits.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
public @interface Inline {}

package dev.parley.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an {@link Event} that may be handled twice with no other effect than once, as a read.
 *
 * <p>Where a front end lost its core and can't know whether such a call was handled, it calls
 * again; any other ends with OUTCOME_UNKNOWN. An event with a {@link Source} or a {@link Sink}
 * cannot be idempotent.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
public @interface Idempotent {}

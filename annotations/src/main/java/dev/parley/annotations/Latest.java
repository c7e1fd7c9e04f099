package dev.parley.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Delivers to a slow front end only the newest {@link Notification} of each {@link Subject}: for a
 * state that supersedes the one before, such as a progress.
 *
 * <p>A front end that keeps up gets them all. One that does not gets the last one for certain; the
 * newer takes the place of the one that still waits, so it may arrive before notifications that
 * were sent between the two.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
public @interface Latest {}

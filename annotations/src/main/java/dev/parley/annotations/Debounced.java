package dev.parley.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Holds a {@link Notification} back in the core until none of its {@link Subject} came for a while,
 * and sends only the newest then: for what comes in bursts, such as changes while somebody types.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
public @interface Debounced {
  /** For how long none must have come, in milliseconds; positive. */
  int quietMillis();

  /**
   * For how long one is held back at most, in milliseconds, however often newer ones come; no less
   * than {@link #quietMillis}.
   */
  int maxWaitMillis();
}

package dev.parley.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of an {@link EventGroup} as an event: a request with exactly one answer.
 *
 * <p>The method takes no parameter or one {@link Message}, returns {@code void} or a {@link
 * Message}, and may declare one {@link EventException}, whose {@code error()} type becomes the
 * event's typed error.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
public @interface Event {
  /**
   * The event's number, unique in its group, 0 or more. It is part of the contract: never reuse it.
   */
  int value();
}

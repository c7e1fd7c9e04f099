package dev.parley.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a {@link NotificationGroup} as a notification: a one-way message.
 *
 * <p>The method returns {@code void}, takes at most one {@link Message}, and before it at most one
 * {@code String} marked {@link Subject}. What may fail is told by an {@link Outcome} in the
 * message's place.
 *
 * <p>Every notification is delivered, in the order in which they were sent, unless it is marked
 * {@link Latest} or {@link Debounced}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.CLASS)
public @interface Notification {
  /** The notification's number, unique in its source, 1 or more. It is part of the contract. */
  int value();
}

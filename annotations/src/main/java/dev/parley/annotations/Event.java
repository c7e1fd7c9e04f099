package dev.parley.annotations;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of an {@link EventGroup} as an event: a request with exactly one answer.
 *
 * <p>The method takes no payload or one {@link Message}, returns {@code void} or a {@link Message},
 * and may declare one {@link EventException}, whose {@code error()} type becomes the event's typed
 * error. Several errors are a sealed interface of records.
 *
 * <p>Behind the payload it may take a {@link Source} of messages, which the front end streams to
 * the handler, and behind that a {@link Sink}, by which the handler streams to the front end before
 * it answers:
 *
 * <pre>{@code
 * @Event(41)
 * UserProfilePB importData(ImportPayloadPB head, Source<ChunkPB> chunks) throws FlowyException;
 * }</pre>
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

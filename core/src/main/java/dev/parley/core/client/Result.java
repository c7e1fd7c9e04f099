package dev.parley.core.client;

/**
 * What an event answered: its response or its declared error.
 *
 * @param <T> the response
 * @param <E> the declared error; {@code Never} where there is none
 */
public sealed interface Result<T, E> {
  /** The event's response. */
  record Ok<T, E>(T value) implements Result<T, E> {}

  /** The event's declared error. */
  record Err<T, E>(E error) implements Result<T, E> {}
}

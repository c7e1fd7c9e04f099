package dev.parley.core.event;

import dev.parley.annotations.EventException;
import dev.parley.core.codec.Codec;
import java.util.Objects;
import java.util.function.Function;

/**
 * The typed error of an event: which exception carries it and how it is written.
 *
 * @param exception the exception of the event's {@code throws} clause; subclasses count as well
 * @param error takes the error out of the exception
 * @param codec writes and reads the error
 */
public record DeclaredError<X extends EventException, E>(
    Class<X> exception, Function<? super X, ? extends E> error, Codec<E> codec) {
  /** Refuses null. */
  public DeclaredError {
    Objects.requireNonNull(exception, "exception");
    Objects.requireNonNull(error, "error");
    Objects.requireNonNull(codec, "codec");
  }

  /** Whether this is the exception that the event declares. */
  public boolean matches(Throwable failure) {
    return exception.isInstance(failure);
  }

  /** The error that a {@linkplain #matches matching} exception carries. */
  public E errorOf(Throwable failure) {
    return error.apply(exception.cast(failure));
  }
}

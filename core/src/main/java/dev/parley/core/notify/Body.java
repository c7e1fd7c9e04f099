package dev.parley.core.notify;

import dev.parley.annotations.Outcome;
import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageWriter;

/** What notifications of a type carry. */
sealed interface Body<T> {
  void write(T content, MessageWriter out);

  boolean isError(T content);

  T read(NotificationType.Received received, boolean isError);

  /** A payload. */
  record Payload<T>(Codec<T> codec) implements Body<T> {
    @Override
    public void write(T content, MessageWriter out) {
      out.write(codec, content);
    }

    @Override
    public boolean isError(T content) {
      return false;
    }

    @Override
    public T read(NotificationType.Received received, boolean isError) {
      return received.as(codec);
    }
  }

  /** A payload, or a typed error in its place. */
  record PayloadOrError<P, E>(Codec<P> payload, Codec<E> error) implements Body<Outcome<P, E>> {
    @Override
    public void write(Outcome<P, E> content, MessageWriter out) {
      switch (content) {
        case Outcome.Success<P, E>(P value) -> out.write(payload, value);
        case Outcome.Failure<P, E>(E value) -> out.write(error, value);
      }
    }

    @Override
    public boolean isError(Outcome<P, E> content) {
      return content instanceof Outcome.Failure;
    }

    @Override
    public Outcome<P, E> read(NotificationType.Received received, boolean isError) {
      return isError ? Outcome.failure(received.as(error)) : Outcome.success(received.as(payload));
    }
  }
}

package dev.parley.core.event;

import java.util.function.Function;

/** An event and the handler that answers it. */
public sealed interface BoundEvent<P, R, E> {
  /** The event. */
  EventType<P, R, E> type();

  /** An event of one payload and one response. */
  record Unary<P, R, E>(EventType<P, R, E> type, Function<? super P, ? extends R> handler)
      implements BoundEvent<P, R, E> {}

  /** An event with a stream of items, in one direction or in both. */
  record Streaming<P, I, O, R, E>(
      StreamEventType<P, I, O, R, E> stream, StreamHandler<? super P, I, O, ? extends R> handler)
      implements BoundEvent<P, R, E> {
    @Override
    public EventType<P, R, E> type() {
      return stream.head();
    }
  }
}

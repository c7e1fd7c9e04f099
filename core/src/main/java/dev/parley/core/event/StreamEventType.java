package dev.parley.core.event;

import dev.parley.core.codec.Codec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One event of a contract whose call carries a stream of items to the front end, to the core, or
 * both ways. Generated code holds one constant per event, shared by binding and client.
 *
 * @param <P> the payload; {@link Empty} where the event takes none
 * @param <I> the items from the front end; {@link Never} where there are none
 * @param <O> the items to the front end; {@link Never} where there are none
 * @param <R> the response; {@link Empty} where the event returns none
 * @param <E> the declared error; {@link Never} where the event declares none
 */
public final class StreamEventType<P, I, O, R, E> {
  private final EventType<P, R, E> head;
  private final @Nullable Codec<I> received;
  private final @Nullable Codec<O> sent;

  StreamEventType(EventType<P, R, E> head, @Nullable Codec<I> received, @Nullable Codec<O> sent) {
    if (head.isInline()) {
      throw new IllegalArgumentException(
          head.name() + " has a stream, so its handler waits and can't be inline");
    }
    this.head = head;
    this.received = received;
    this.sent = sent;
  }

  /** The same event, which also takes items from the front end. */
  public <J> StreamEventType<P, J, O, R, E> receiving(Codec<J> codec) {
    return new StreamEventType<>(head, Objects.requireNonNull(codec, "codec"), sent);
  }

  /** The same event, which also sends items to the front end. */
  public <S> StreamEventType<P, I, S, R, E> sending(Codec<S> codec) {
    return new StreamEventType<>(head, received, Objects.requireNonNull(codec, "codec"));
  }

  /** The event without its streams: its name, payload, response and error. */
  public EventType<P, R, E> head() {
    return head;
  }

  /** The qualified name: {@code UserEvent.ExportData}. */
  public String name() {
    return head.name();
  }

  /** Writes and reads the items from the front end, or null where the event takes none. */
  public @Nullable Codec<I> received() {
    return received;
  }

  /** Writes and reads the items to the front end, or null where the event sends none. */
  public @Nullable Codec<O> sent() {
    return sent;
  }

  @Override
  public String toString() {
    return head.name();
  }
}

package dev.parley.core.client;

import dev.parley.core.codec.Codec;
import dev.parley.core.connection.Connection;
import dev.parley.core.event.StreamEventType;
import dev.parley.core.protocol.Reason;
import dev.parley.core.stream.IncomingItems;
import dev.parley.core.stream.ItemIterator;
import dev.parley.core.stream.ItemSender;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A call with a stream of items in one direction or in both. */
final class StreamCall<I, O, R, E> extends PendingCall<R, E> implements Conversation<I, O, R, E> {
  private final OutgoingCalls calls;
  private final Connection connection;
  private final @Nullable Codec<O> codec;
  private final @Nullable IncomingItems<O> incoming;
  private final @Nullable ItemSender<I> outgoing;
  private final AtomicBoolean iterated = new AtomicBoolean();
  private final AtomicBoolean finished = new AtomicBoolean();

  /**
   * @param incoming null where the event sends no items
   * @param outgoing null where the event takes none
   */
  StreamCall(
      StreamEventType<?, I, O, R, E> type,
      long id,
      CallOptions options,
      OutgoingCalls calls,
      Connection connection,
      @Nullable IncomingItems<O> incoming,
      @Nullable ItemSender<I> outgoing) {
    super(type.head(), id, options, calls);
    this.calls = calls;
    this.connection = connection;
    this.codec = type.sent();
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  /**
   * Takes the item that the reader stands on; null if the event sends none.
   *
   * @throws RuntimeException if it can't be read
   */
  IncomingItems.@Nullable Arrival arrived(FrameReader item) {
    Codec<O> itsCodec = codec;
    IncomingItems<O> its = incoming;
    return itsCodec == null || its == null
        ? null
        : its.offer(item.payload(itsCodec), item.payloadBytes());
  }

  /** Takes credit for items; false if that is beyond what there may be. */
  boolean granted(int items, int bytes) {
    return outgoing == null || outgoing.grant(items, bytes);
  }

  @Override
  void ended(boolean ok, boolean cancelled) {
    if (outgoing != null) {
      outgoing.close();
    }
    if (incoming == null) {
      return;
    }
    if (ok) {
      incoming.end();
      incoming.discount();
    } else if (cancelled) {
      incoming.abort(this::failure);
    } else {
      incoming.fail(this::failure);
    }
  }

  private EventFailedException failure() {
    EventFailedException thrown = thrown();
    return thrown != null
        ? thrown
        : new EventFailedException(
            type.name(),
            Reason.CANCELLED,
            null,
            type + ": closed before all its items were taken",
            null);
  }

  @Override
  public void close() {
    cancel();
    if (incoming != null) {
      incoming.abort(this::failure);
    }
  }

  @Override
  public Iterator<O> iterator() {
    IncomingItems<O> source = incoming;
    if (source == null) {
      throw new IllegalStateException(type + " sends no items");
    }
    if (!iterated.compareAndSet(false, true)) {
      throw new IllegalStateException(type + ": the items of a call are iterated once");
    }
    return new ItemIterator<>(type, () -> take(source), _ -> {});
  }

  private @Nullable O take(IncomingItems<O> source) {
    calls.requireNotReading(type);
    try {
      return source.take();
    } catch (InterruptedException e) {
      // Nobody else can go on from here.
      Thread.currentThread().interrupt();
      close();
      throw failure();
    }
  }

  @Override
  public void send(I item) throws InterruptedException {
    ItemSender<I> sender = sender();
    calls.requireNotReading(type);
    if (sender.send(item)) {
      return;
    }
    if (finished.get()) {
      throw new IllegalStateException(type + ": finished already, and takes no more items");
    }
    // The call has ended, or is about to because the connection takes no more.
    if (result() instanceof Result.Err<R, E>) {
      throw failure();
    }
  }

  private ItemSender<I> sender() {
    if (outgoing == null) {
      throw new IllegalStateException(type + " takes no items");
    }
    return outgoing;
  }

  @Override
  public Call<R, E> finish() {
    ItemSender<I> sender = sender();
    if (finished.compareAndSet(false, true)) {
      boolean _ =
          connection.send(out -> {
            if (!sender.isClosed()) {
              // Under the lock: no item follows the end.
              sender.close();
              FrameWriter.id(out, FrameKind.STREAM_END, id);
            }
          });
    }
    return this;
  }
}

package dev.parley.core.dispatch;

import dev.parley.annotations.CallEndedException;
import dev.parley.annotations.Sink;
import dev.parley.annotations.Source;
import dev.parley.core.codec.Codec;
import dev.parley.core.event.StreamEventType;
import dev.parley.core.protocol.Reason;
import dev.parley.core.stream.IncomingItems;
import dev.parley.core.stream.ItemIterator;
import dev.parley.core.stream.ItemSender;
import dev.parley.core.wire.FrameReader;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one call: the sink and the source that its handler is given. The end of the call
 * wakes whoever waits in them.
 */
public final class CallStreams<I, O> {
  private final ServedCall call;
  private final Route<?, ?, ?> route;
  private final Answers answers;
  private final @Nullable CallObserver observer;
  private final @Nullable Codec<I> received;
  private final @Nullable IncomingItems<I> items;
  private final @Nullable ItemSender<O> sender;
  private final AtomicBoolean iterated = new AtomicBoolean();

  CallStreams(
      ServedCall call,
      Route<?, ?, ?> route,
      StreamEventType<?, I, O, ?, ?> type,
      Answers answers,
      @Nullable CallObserver observer) {
    this.call = call;
    this.route = route;
    this.answers = answers;
    this.observer = observer;
    this.received = type.received();
    Codec<O> sent = type.sent();
    this.items = received == null ? null : answers.newItems(call);
    this.sender = sent == null ? null : answers.newSender(call, sent);
  }

  /** Whether the event takes items from the front end. */
  public boolean receives() {
    return items != null;
  }

  /**
   * Takes the item that the reader stands on. If it is no item of this stream, or its record
   * refused its values, the call has been answered so, and the stream has ended.
   */
  public IncomingItems.Arrival receive(FrameReader frame) {
    I item;
    try {
      item = frame.payload(Objects.requireNonNull(received));
    } catch (Throwable refused) {
      route.refuseItem(call, refused, frame.refusedAt(), answers);
      return IncomingItems.Arrival.ENDED;
    }
    int bytes = frame.payloadBytes();
    if (observer != null) {
      // Before the handler can take it, and answer.
      observer.itemArrived(call, bytes);
    }
    return Objects.requireNonNull(items).offer(item, bytes);
  }

  /** The front end sends no more items. */
  public void end() {
    if (items != null) {
      items.end();
    }
  }

  /** The front end lets this core send more; false if that is more than there may be. */
  public boolean grant(int moreItems, int moreBytes) {
    return sender == null || sender.grant(moreItems, moreBytes);
  }

  /** The call was answered: nobody waits here any longer, nobody wants the items. */
  void close() {
    if (sender != null) {
      sender.close();
    }
    if (items != null) {
      items.abort(this::ended);
    }
  }

  private CallEndedException ended() {
    return new CallEndedException(call + " has ended");
  }

  Sink<O> sink() {
    return this::send;
  }

  private void send(O item) {
    Objects.requireNonNull(item, "item");
    ItemSender<O> its = sender;
    if (its == null) {
      throw new IllegalStateException(call + " sends no items");
    }
    int bytes;
    try {
      bytes = its.sendCounted(item);
    } catch (InterruptedException e) {
      throw interrupted("send");
    }
    if (bytes < 0) {
      endIfConnectionDid();
      throw ended();
    }
    if (observer != null) {
      observer.itemSent(call, item, bytes);
    }
  }

  /**
   * A sender may learn before the reader that the connection takes no more. What the handler makes
   * of the exception is no failure of its own then.
   */
  private void endIfConnectionDid() {
    if (!call.isAnswered()) {
      answers.abandon(call, Reason.CONNECTION_LOST, "The connection is lost");
    }
  }

  /**
   * Whoever interrupts a handler wants it to end, be it the end of its call, which is the usual
   * case, or the handler's own.
   */
  private CallEndedException interrupted(String wanted) {
    Thread.currentThread().interrupt();
    return call.isAnswered()
        ? ended()
        : new CallEndedException(
            "%s: interrupted while it waited to %s an item".formatted(call, wanted));
  }

  Source<I> source() {
    return () -> {
      if (!iterated.compareAndSet(false, true)) {
        throw new IllegalStateException(call + ": the items of a source are iterated once");
      }
      return new ItemIterator<>(call, this::take, this::taken);
    };
  }

  private @Nullable I take() {
    if (items == null) {
      return null;
    }
    try {
      return items.take();
    } catch (InterruptedException e) {
      throw interrupted("take");
    }
  }

  private void taken(I item) {
    if (observer != null) {
      observer.itemReceived(call, item);
    }
  }
}

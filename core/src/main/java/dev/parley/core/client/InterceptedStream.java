package dev.parley.core.client;

import dev.parley.core.protocol.Reason;
import dev.parley.core.stream.ItemIterator;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** A call with streams whose items interceptors see, and whose end they may have changed. */
final class InterceptedStream<P, I, O, R, E> implements Conversation<I, O, R, E> {
  private final @Nullable Conversation<I, O, R, E> stream;
  private final Call<R, E> outcome;
  private final Interception<P, R, E> way;

  /**
   * @param stream null if an interceptor answered instead of the core
   * @param outcome what the interceptors made of the call
   */
  InterceptedStream(
      @Nullable Conversation<I, O, R, E> stream, Call<R, E> outcome, Interception<P, R, E> way) {
    this.stream = stream;
    this.outcome = outcome;
    this.way = way;
  }

  @Override
  public Iterator<O> iterator() {
    if (stream == null) {
      return new ItemIterator<>(way.type(), this::awaitEnd, _ -> {});
    }
    Iterator<O> items = stream.iterator();
    return new ItemIterator<>(
        way.type(), () -> items.hasNext() ? items.next() : null, way::itemReceived);
  }

  /** There are no items where the outcome was decided without the core; throws if it failed. */
  private @Nullable O awaitEnd() {
    try {
      var _ = outcome.await();
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EventFailedException(
          way.type().name(),
          Reason.CANCELLED,
          null,
          way.type() + ": interrupted while waiting for its items",
          e);
    }
  }

  @Override
  public void send(I item) throws InterruptedException {
    if (stream == null) {
      // Answered already: throws unless it was with a response, which needs no more items.
      var _ = outcome.await();
      return;
    }
    stream.send(item);
    way.itemSent(item);
  }

  @Override
  public Call<R, E> finish() {
    if (stream != null) {
      var _ = stream.finish();
    }
    return outcome;
  }

  @Override
  public R await() throws InterruptedException {
    return outcome.await();
  }

  @Override
  public Result<R, E> result() throws InterruptedException {
    return outcome.result();
  }

  @Override
  public boolean isDone() {
    return outcome.isDone();
  }

  @Override
  public void cancel() {
    outcome.cancel();
    if (stream != null) {
      stream.cancel();
    }
  }

  @Override
  public void close() {
    outcome.cancel();
    if (stream != null) {
      stream.close();
    }
  }
}

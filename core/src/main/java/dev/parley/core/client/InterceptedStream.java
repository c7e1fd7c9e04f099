package dev.parley.core.client;

import dev.parley.core.protocol.Reason;
import java.util.Iterator;
import java.util.NoSuchElementException;
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
    Iterator<O> items = stream == null ? new NoItems() : stream.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return items.hasNext();
      }

      @Override
      public O next() {
        O item = items.next();
        way.itemReceived(item);
        return item;
      }
    };
  }

  /** Ends with the outcome: it was decided without the core. */
  private final class NoItems implements Iterator<O> {
    @Override
    public boolean hasNext() {
      try {
        var _ = outcome.await();
        return false;
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
    public O next() {
      throw new NoSuchElementException(way.type() + " has sent all its items");
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

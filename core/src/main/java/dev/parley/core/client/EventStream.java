package dev.parley.core.client;

import java.util.Iterator;

/**
 * A call whose event streams items to this front end. The core sends no faster than the items are
 * taken here, and keeps waiting if nobody takes them; so iterate to the end, or close. Leaving a
 * loop early does not cancel by itself:
 *
 * <pre>{@code
 * try (var chunks = client.exportData(payload)) {
 *   for (ChunkPB chunk : chunks) { … }
 * }
 * }</pre>
 *
 * <p>Items are taken by one thread at a time; everything else is safe for use by any thread.
 *
 * @param <O> the items
 * @param <R> the response, which ends the stream
 * @param <E> the declared error
 */
public interface EventStream<O, R, E> extends Iterable<O>, AutoCloseable {
  /**
   * The items in the order in which they were sent. {@code hasNext} waits for the next one; there
   * is none once the event has answered. A thread that is interrupted while it waits cancels the
   * call.
   *
   * <p>{@code hasNext} and {@code next} throw {@link EventFailedException} where the stream ends
   * with the declared error or fails; after the items that came before, unless it was cancelled.
   *
   * @throws IllegalStateException if the items are iterated already, if the event sends none, or in
   *     a callback of this client, which would wait for itself
   */
  @Override
  Iterator<O> iterator();

  /**
   * Waits for the response, with which the stream ends. That comes only when all items are taken,
   * or nearly so: iterate first.
   *
   * @throws EventFailedException for the declared error and for every other failure
   * @throws InterruptedException if the thread is interrupted; the call goes on
   */
  R await() throws InterruptedException;

  /**
   * Waits, like {@link #await}, for the response or the declared error.
   *
   * @throws EventFailedException for a failure that the event does not declare
   * @throws InterruptedException if the thread is interrupted; the call goes on
   */
  Result<R, E> result() throws InterruptedException;

  /** Whether the event has answered or the call has failed; items may still wait to be taken. */
  boolean isDone();

  /** As of {@link Call#cancel}; items that wait are dropped. */
  void cancel();

  /** Cancels the call unless it has ended, and drops what nobody took. */
  @Override
  void close();
}

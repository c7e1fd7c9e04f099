package dev.parley.core.client;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way. It ends exactly once: with the event's response, its declared error, or a
 * failure. Safe for use by any thread.
 *
 * @param <T> the response
 * @param <E> the declared error
 */
public interface Call<T, E> extends AutoCloseable {
  /**
   * Waits for the response.
   *
   * @throws EventFailedException for the declared error and for every other failure
   * @throws IllegalStateException in a callback of this client, which would wait for itself
   * @throws InterruptedException if the thread is interrupted; the call goes on
   */
  T await() throws InterruptedException;

  /**
   * Waits for the response or the declared error.
   *
   * @throws EventFailedException for a failure that the event does not declare
   * @throws IllegalStateException in a callback of this client, which would wait for itself
   * @throws InterruptedException if the thread is interrupted; the call goes on
   */
  Result<T, E> result() throws InterruptedException;

  /**
   * Like {@link #result()}, for no longer than the timeout. To bound the call itself, give it a
   * timeout in its {@link CallOptions}.
   *
   * @throws TimeoutException if the call has not ended by then; it goes on
   */
  Result<T, E> result(Duration timeout) throws InterruptedException, TimeoutException;

  /**
   * Calls back once when the call has ended: with a result, or else with a failure. It runs on the
   * thread that ended the call: the connection's reader, who cancelled, or the timer of deadlines;
   * or at once where the call has ended already. It must not block.
   */
  void whenDone(
      BiConsumer<? super @Nullable Result<T, E>, ? super @Nullable EventFailedException> callback);

  /** Whether the call has ended. */
  boolean isDone();

  /**
   * Ends the call here and now with CANCELLED, and has the core interrupt its handler. What the
   * core still answers is ignored. Does nothing if the call has ended.
   */
  void cancel();

  /** Cancels the call unless it has ended: leaving a {@code try} leaves nothing running. */
  @Override
  default void close() {
    cancel();
  }
}

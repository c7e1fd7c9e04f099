package dev.parley.core.client;

/**
 * A call whose event takes a stream of items from this front end.
 *
 * <pre>{@code
 * try (var upload = client.importData(head)) {
 *   for (ChunkPB chunk : chunks) {
 *     upload.send(chunk);
 *   }
 *   return upload.finish().await();
 * }
 * }</pre>
 *
 * <p>Safe for use by any thread.
 *
 * @param <I> the items
 * @param <R> the response
 * @param <E> the declared error
 */
public interface Upload<I, R, E> extends AutoCloseable {
  /**
   * Sends an item behind those before; waits while the core takes them more slowly than they come.
   * Once the event has answered with its response it needs no more items, and they are dropped.
   *
   * @throws EventFailedException if the call has failed or the event answered its declared error
   * @throws dev.parley.core.codec.UnencodableMessageException if the item can't be encoded, or is
   *     larger than the core takes; it was not sent, and the call goes on
   * @throws IllegalStateException after {@link #finish}, if the event takes no items, or in a
   *     callback of this client, which would wait for itself
   * @throws InterruptedException if the thread is interrupted; the item was not sent, and the call
   *     goes on
   */
  void send(I item) throws InterruptedException;

  /** Says that there are no more items. What it returns ends with the event's answer. */
  Call<R, E> finish();

  /** Whether the event has answered, which it may before it took all items, or the call failed. */
  boolean isDone();

  /** As of {@link Call#cancel}. */
  void cancel();

  /** Cancels the call unless it has ended. */
  @Override
  void close();
}

package dev.parley.annotations;

/**
 * Takes the items that an event streams to the front end. A parameter of an {@link Event} method
 * after the payload; the stream ends when the handler returns or throws.
 *
 * <p>Safe for use by any thread until the handler ends.
 *
 * @param <T> the items: a {@link Message}
 */
public interface Sink<T> {
  /**
   * Sends an item behind those sent before. Waits while the front end takes items more slowly than
   * they come.
   *
   * @throws CallEndedException if nobody waits for the stream any more: the call was cancelled, its
   *     deadline has passed, or the connection is lost
   */
  void send(T item);
}

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
   * they come. An item that can't be encoded, or is larger than the front end's frames, is refused
   * with the runtime's unchecked exception; it was not sent, and the stream goes on.
   *
   * @throws CallEndedException if nobody waits for the stream any more: the call was cancelled, its
   *     deadline has passed, the connection is lost, or the handler has answered. Also if the
   *     thread is interrupted while it waits
   */
  void send(T item);
}

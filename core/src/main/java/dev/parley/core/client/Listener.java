package dev.parley.core.client;

import java.util.function.BiConsumer;

/**
 * Someone who listens to a notification. Its methods are called one at a time, on the connection's
 * reader thread, and must not block: nothing else is read meanwhile. What they throw is logged, and
 * neither ends the subscription nor disturbs other listeners. They may make calls, subscribe where
 * the core has agreed already, and close subscriptions, their own too; what would have to wait for
 * the core throws {@link IllegalStateException}.
 *
 * @param <T> the payload
 */
@FunctionalInterface
public interface Listener<T> extends BiConsumer<String, T> {
  /**
   * A notification came.
   *
   * @param subject what it is about; empty where it is about nothing in particular
   */
  void heard(String subject, T payload);

  /**
   * Notifications were missed; those that come from here on are complete again. What the listener
   * knows should be read again, as {@link CoreClient#observe} does by itself.
   */
  default void resynced(Resync why) {
    // A listener that keeps nothing has nothing to read again.
  }

  /**
   * Nothing comes any more: the connection is closed for good, or the core refused the subscription
   * when it was asked again. Not called where this side closed the subscription. May be called on
   * whatever thread closes the client.
   */
  default void ended(EventFailedException why) {
    // Most listeners live as long as their client.
  }

  /** The same as {@link #heard}. */
  @Override
  default void accept(String subject, T payload) {
    heard(subject, payload);
  }
}

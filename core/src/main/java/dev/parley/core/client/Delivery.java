package dev.parley.core.client;

/**
 * What a publisher of notifications gives out.
 *
 * @param <T> the payload
 */
public sealed interface Delivery<T> {
  /**
   * A notification.
   *
   * @param subject what it is about; empty where it is about nothing in particular
   */
  record Of<T>(String subject, T payload) implements Delivery<T> {}

  /** Notifications were missed here; those behind it are complete again. */
  record Resynced<T>(Resync why) implements Delivery<T> {}
}

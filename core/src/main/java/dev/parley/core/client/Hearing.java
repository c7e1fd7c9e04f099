package dev.parley.core.client;

import org.jspecify.annotations.Nullable;

/** How what arrives reaches one listener. Called by one thread at a time, without a lock held. */
interface Hearing<T> {
  /**
   * A notification arrived.
   *
   * @param bytes what it costs to keep it
   * @param confirmation to be held by who takes the notification later only; null where the core
   *     does not ask for one
   */
  void hear(String subject, T payload, int bytes, @Nullable Confirmation confirmation);

  /** Notifications were missed. */
  void resync(Resync why);

  /** Nothing comes any more. */
  void end(EventFailedException why);
}

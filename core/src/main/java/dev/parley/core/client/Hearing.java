package dev.parley.core.client;

/** How what arrives reaches one listener. Called by one thread at a time, without a lock held. */
interface Hearing<T> {
  /**
   * A notification arrived. Who takes it later keeps it; nobody waits for that.
   *
   * @param cost what it costs to keep it, in bytes
   * @param latest whether it takes the place of an older one about the subject that is still kept
   */
  void hear(String subject, T payload, int cost, boolean latest);

  /** Notifications were missed. */
  void resync(Resync why);

  /** Nothing comes any more. */
  void end(EventFailedException why);
}

package dev.parley.core.client;

import org.jspecify.annotations.Nullable;

/** One listener's part of a subscription. What changes is guarded by the lock of all listeners. */
final class Listening<T> implements Subscription {
  private final Listeners all;
  final SharedSubscription<T> shared;
  final Hearing<T> hearing;

  /** Whether someone waits for the core to agree, and is thrown what it fails with. */
  final boolean awaited;

  /** Whether the core has agreed, in this session or in one before. */
  boolean established;

  @Nullable EventFailedException failure;

  /** Set once nothing may reach the listener any more; read without the lock. */
  volatile boolean over;

  Listening(Listeners all, SharedSubscription<T> shared, Hearing<T> hearing, boolean awaited) {
    this.all = all;
    this.shared = shared;
    this.hearing = hearing;
    this.awaited = awaited;
  }

  /**
   * Waits for the core to agree.
   *
   * @throws EventFailedException if it does not, or the session is lost before
   * @throws IllegalStateException in a callback of this client, if it would have to wait
   */
  void awaitAgreed() throws InterruptedException {
    all.await(this);
  }

  @Override
  public void close() {
    all.remove(this);
  }
}

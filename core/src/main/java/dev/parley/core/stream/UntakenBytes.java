package dev.parley.core.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of all items of a connection that have arrived and were not taken. Each stream is
 * bounded by its credit; this bounds their sum. Safe for use by any thread.
 */
public final class UntakenBytes {
  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param limit the most that may be held ({@code Limits.maxQueueBytes})
   */
  public UntakenBytes(long limit) {
    this.limit = limit;
  }

  /** Holds so many bytes more, unless that goes beyond the limit; tells whether it does not. */
  boolean hold(int bytes) {
    if (held.addAndGet(bytes) <= limit) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void release(long bytes) {
    held.addAndGet(-bytes);
  }

  /** What is held at this moment. */
  public long held() {
    return held.get();
  }

  /** The most that may be held. */
  public long limit() {
    return limit;
  }
}

package dev.parley.core.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of all items of a connection that have arrived and were not taken. Each stream is
 * bounded by its credit; this bounds their sum. An item costs its bytes on the wire and {@link
 * #ITEM_BYTES} more, so that empty ones can't fill the heap. Safe for use by any thread.
 */
public final class UntakenBytes {
  /** What an item costs whatever its size: about what it takes on the heap while it waits. */
  public static final int ITEM_BYTES = 64;

  private final long limit;
  private final AtomicLong held = new AtomicLong();

  /**
   * @param limit the most that may be held ({@code Limits.maxQueueBytes})
   */
  public UntakenBytes(long limit) {
    this.limit = limit;
  }

  /**
   * Holds an item more, unless that goes beyond the limit; tells whether it does not. One alone is
   * always held: a frame may be as large as the limit.
   */
  boolean hold(int bytes) {
    long cost = (long) bytes + ITEM_BYTES;
    long sum = held.addAndGet(cost);
    if (sum <= limit || sum == cost) {
      return true;
    }
    held.addAndGet(-cost);
    return false;
  }

  /** So many items that have these bytes together are held no longer. */
  void release(int items, long bytes) {
    held.addAndGet(-bytes - (long) items * ITEM_BYTES);
  }

  /** What the items that are held cost at this moment. */
  public long held() {
    return held.get();
  }

  /** The most that may be held. */
  public long limit() {
    return limit;
  }
}

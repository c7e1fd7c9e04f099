package dev.parley.core.meter;

import dev.parley.core.metrics.NotificationMetrics;
import java.util.concurrent.atomic.LongAdder;

/** Counts the notifications of a core. Safe for use by any thread. */
public final class NotificationMeter {
  private final LongAdder sent = new LongAdder();
  private final LongAdder coalesced = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder resyncs = new LongAdder();
  private final LongAdder waiting = new LongAdder();

  /** One is on its way to one front end. */
  public void sent() {
    sent.increment();
  }

  /** One has taken the place of an older one that waited. */
  public void coalesced() {
    coalesced.increment();
  }

  /** So many will not arrive at one front end. */
  public void dropped(int count) {
    dropped.add(count);
  }

  /** A front end is told that it has missed something. */
  public void resync() {
    resyncs.increment();
  }

  /** So many bytes more wait for front ends, or less. */
  public void waiting(long bytes) {
    if (bytes != 0) {
      waiting.add(bytes);
    }
  }

  NotificationMetrics snapshot() {
    return new NotificationMetrics(
        sent.sum(), coalesced.sum(), dropped.sum(), resyncs.sum(), Math.max(0, waiting.sum()));
  }
}

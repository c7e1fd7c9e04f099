package dev.parley.benchmarks.notify;

import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** What arrives at the listeners of one process, between one command and the next. */
final class Arrivals {
  /** More latencies than that are not kept: who sends so many at once asks for the end only. */
  private static final int MOST_KEPT = 2_000_000;

  private final int listeners;
  private volatile Phase phase = new Phase(0, 0);

  Arrivals(int listeners) {
    this.listeners = listeners;
  }

  private static final class Phase {
    final int count;
    final int expected;
    final AtomicInteger arrived = new AtomicInteger();
    final long[] nanos;
    final AtomicLongArray last;
    final CountDownLatch all = new CountDownLatch(1);
    volatile long end;

    Phase(int count, int listeners) {
      this.count = count;
      this.expected = count * listeners;
      this.nanos = new long[expected <= MOST_KEPT ? expected : 0];
      this.last = new AtomicLongArray(count);
    }
  }

  /** From here on, every listener is to hear so many. */
  void expect(int count) {
    phase = new Phase(count, listeners);
  }

  /** One listener has heard of a profile with that token. */
  void heard(String token) {
    long now = System.nanoTime();
    long nanos = now - Stamp.nanos(token);
    Phase its = phase;
    int number = Stamp.number(token);
    if (number >= its.count) {
      throw new IllegalStateException("nobody expects number " + number);
    }
    its.last.accumulateAndGet(number, nanos, Math::max);
    int at = its.arrived.getAndIncrement();
    if (at < its.nanos.length) {
      its.nanos[at] = nanos;
    }
    if (at + 1 == its.expected) {
      its.end = now;
      its.all.countDown();
    }
  }

  /**
   * Waits until all have heard all.
   *
   * @return when that was; the median and the 99th percentile of all latencies (0 if there were too
   *     many to keep), and of those of the last listener to hear each
   */
  String await() throws InterruptedException {
    Phase its = phase;
    its.all.await();
    long[] last = new long[its.count];
    Arrays.setAll(last, its.last::get);
    Arrays.sort(last);
    Arrays.sort(its.nanos);
    return "%d %d %d %d %d"
        .formatted(
            its.end, part(its.nanos, 50), part(its.nanos, 99), part(last, 50), part(last, 99));
  }

  private static long part(long[] sorted, int percent) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)];
  }
}

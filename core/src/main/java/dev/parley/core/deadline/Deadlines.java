package dev.parley.core.deadline;

import dev.parley.core.time.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Wakes up when the earliest of many deadlines has passed. It keeps that one only: whoever has the
 * deadlines goes through them then, ends what is overdue, and {@linkplain #add adds} what is left.
 * A call with a deadline so costs a comparison, and one timer about every time that long. Safe for
 * use by any thread.
 */
public final class Deadlines implements AutoCloseable {
  /** Goes through what has deadlines. */
  @FunctionalInterface
  public interface Sweep {
    /**
     * Ends what was due by now and {@linkplain #add adds} the deadlines of the rest; on the timer's
     * thread.
     *
     * @param now by the ticker
     */
    void sweep(long now);
  }

  private static final long NEVER = Long.MAX_VALUE;

  /** Deadlines that are closer together than this share a sweep. */
  private static final long GRAIN = Duration.ofMillis(1).toNanos();

  private final Ticker ticker;
  private final Sweep sweep;

  /** The ticker's zero is anywhere; times from here on are positive and can be compared. */
  private final long origin;

  /** When to wake up next; what is noted for later needs no timer of its own. */
  private volatile long next = NEVER;

  // Guarded by this.
  private Ticker.@Nullable Beat timer;
  private boolean closed;

  public Deadlines(Ticker ticker, Sweep sweep) {
    this.ticker = ticker;
    this.sweep = sweep;
    this.origin = ticker.nanos();
  }

  /**
   * Something is due at that time. It must be where a sweep finds it before this is called.
   *
   * @param deadline by the ticker
   */
  public void add(long deadline) {
    if (deadline - origin < next) {
      wakeAt(deadline - origin);
    }
  }

  private synchronized void wakeAt(long due) {
    if (due >= next || closed) {
      return;
    }
    next = due;
    if (timer != null) {
      timer.close();
    }
    long wait = Math.max(GRAIN, due - (ticker.nanos() - origin));
    timer = ticker.after(Duration.ofNanos(wait), this::wake);
  }

  private void wake() {
    synchronized (this) {
      // Before the sweep: what is added while it runs may be what it has gone past.
      next = NEVER;
      timer = null;
    }
    boolean done = false;
    try {
      sweep.sweep(ticker.nanos());
      done = true;
    } finally {
      if (!done) {
        // There was no memory, say. What is left has deadlines all the same.
        add(ticker.nanos());
      }
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (timer != null) {
      timer.close();
    }
  }
}

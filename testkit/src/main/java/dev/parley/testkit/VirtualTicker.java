package dev.parley.testkit;

import dev.parley.core.time.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A clock that stands still until a test lets time pass; its beats run on the test's thread. */
public final class VirtualTicker implements Ticker {
  private final List<VirtualBeat> beats = new CopyOnWriteArrayList<>();
  private volatile long nanos;

  /** A clock that shows 0. */
  public VirtualTicker() {}

  @Override
  public long nanos() {
    return nanos;
  }

  @Override
  public Beat every(Duration period, Runnable task) {
    VirtualBeat beat = new VirtualBeat(period.toNanos(), task, nanos + period.toNanos());
    beats.add(beat);
    return () -> beats.remove(beat);
  }

  @Override
  public Beat after(Duration delay, Runnable task) {
    VirtualBeat once = new VirtualBeat(0, task, nanos + Math.max(0, delay.toNanos()));
    beats.add(once);
    return () -> beats.remove(once);
  }

  /** Lets time pass, beat by beat. */
  public synchronized void advance(Duration duration) {
    long end = nanos + duration.toNanos();
    while (true) {
      VirtualBeat next = null;
      for (VirtualBeat beat : beats) {
        if (next == null || beat.due < next.due) {
          next = beat;
        }
      }
      if (next == null || next.due > end) {
        nanos = end;
        return;
      }
      nanos = Math.max(nanos, next.due);
      if (next.period == 0) {
        beats.remove(next);
      }
      next.due += next.period;
      next.task.run();
    }
  }

  private static final class VirtualBeat {
    /** 0 for what happens once. */
    private final long period;

    private final Runnable task;
    private long due;

    VirtualBeat(long period, Runnable task, long due) {
      this.period = period;
      this.task = task;
      this.due = due;
    }
  }
}

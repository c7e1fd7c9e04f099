package dev.parley.core.time;

import java.time.Duration;

/**
 * Tells the time and calls back at a coarse beat. All time limits of a core hang on one beat, so a
 * limit may be noticed up to one beat late.
 */
public interface Ticker {
  /** Nanoseconds since some fixed moment; like {@link System#nanoTime()}. */
  long nanos();

  /** Runs the task about once per period, never twice at a time, until the beat is closed. */
  Beat every(Duration period, Runnable task);

  /** Real time; each beat has a daemon thread of its own. */
  static Ticker system() {
    return SystemTicker.INSTANCE;
  }

  /** A running beat. */
  interface Beat extends AutoCloseable {
    /** Stops the beat; a task that runs just now is not waited for. */
    @Override
    void close();
  }
}

package dev.parley.core.time;

import java.time.Duration;

/**
 * Tells the time and calls back. The time limits of a core's connections hang on one coarse beat,
 * so a limit may be noticed up to one beat late; the deadlines of calls are waited for one by one.
 */
public interface Ticker {
  /** Nanoseconds since some fixed moment; like {@link System#nanoTime()}. */
  long nanos();

  /** Runs the task about once per period, never twice at a time, until the beat is closed. */
  Beat every(Duration period, Runnable task);

  /**
   * Runs the task once, when that much time has passed, unless what is returned is closed before.
   * The task must be short: it may hold up others.
   */
  Beat after(Duration delay, Runnable task);

  /**
   * Real time; each beat has a daemon thread of its own, all that happens once shares another, and
   * is a few milliseconds late at most while the machine is not busy.
   */
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

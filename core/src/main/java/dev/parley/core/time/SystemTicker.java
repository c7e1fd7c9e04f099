package dev.parley.core.time;

import dev.parley.core.log.CoreLog;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Real time. */
final class SystemTicker implements Ticker {
  static final SystemTicker INSTANCE = new SystemTicker();

  private SystemTicker() {}

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public Beat every(Duration period, Runnable task) {
    ScheduledExecutorService executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("parley-watchdog").factory());
    long nanos = period.toNanos();
    var _ =
        executor.scheduleWithFixedDelay(() -> runGuarded(task), nanos, nanos, TimeUnit.NANOSECONDS);
    return executor::shutdownNow;
  }

  @Override
  public Beat after(Duration delay, Runnable task) {
    var timer =
        Once.EXECUTOR.schedule(() -> runGuarded(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }

  /** The thread of everything that happens once; made when first needed. */
  private static final class Once {
    static final ScheduledThreadPoolExecutor EXECUTOR = executor();

    private static ScheduledThreadPoolExecutor executor() {
      var executor =
          new ScheduledThreadPoolExecutor(
              1, Thread.ofPlatform().daemon().name("parley-timer").factory());
      // What was closed must not be kept until it would have been due.
      executor.setRemoveOnCancelPolicy(true);
      return executor;
    }
  }

  /** An executor drops a task that threw once; the limits must not end with one failure. */
  private static void runGuarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // Errors as well: out of memory passes, and the limits are needed most then.
      try {
        CoreLog.get().log(System.Logger.Level.ERROR, "A timer's task failed; the timer goes on", e);
      } catch (Throwable logging) {
        // There is no memory to say so either.
      }
    }
  }
}

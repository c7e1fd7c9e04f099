package dev.parley.core.time;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Real time. */
final class SystemTicker implements Ticker {
  static final SystemTicker INSTANCE = new SystemTicker();

  private static final System.Logger LOG = System.getLogger("dev.parley.core");

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

  /** An executor drops a task that threw once; the limits must not end with one failure. */
  private static void runGuarded(Runnable task) {
    try {
      task.run();
    } catch (Throwable e) {
      // Errors as well: out of memory passes, and the limits are needed most then.
      try {
        LOG.log(System.Logger.Level.ERROR, "The watchdog failed and goes on", e);
      } catch (Throwable logging) {
        // There is no memory to say so either.
      }
    }
  }
}

package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** The threads of cores and clients, by their names. */
final class CoreThreads {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private CoreThreads() {}

  /** Waits until no platform thread is left whose name begins so. */
  static void awaitEnd(String name) throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith(name)) {
        assertThat(thread.join(PATIENCE)).as("%s has ended", thread).isTrue();
      }
    }
  }

  /** Whether no platform thread is left whose name begins so. */
  static boolean isEnded(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().startsWith(name));
  }

  /** Waits for what other threads bring about soon. */
  static void awaitUntil(BooleanSupplier condition, String what) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("%s within %s", what, PATIENCE).isNegative();
      LockSupport.parkNanos(100_000); // Lets others run; nothing depends on it.
    }
  }
}

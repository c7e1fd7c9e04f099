package dev.parley.transport.ffi;

import java.util.concurrent.Semaphore;

/**
 * The threads that carry the virtual ones. A virtual thread within a callback of the host holds its
 * carrier, perhaps for long; so one carrier at least is kept free of that, and what no virtual
 * thread may deliver any more is left to the links' own threads.
 */
final class Carriers {
  private static final Semaphore FREE = new Semaphore(Math.max(0, count() - 1));

  private Carriers() {}

  private static int count() {
    Integer said = Integer.getInteger("jdk.virtualThreadScheduler.parallelism");
    return said == null ? Runtime.getRuntime().availableProcessors() : said;
  }

  /** Whether the current thread may call the host; if so, {@link #leave} must follow. */
  static boolean enter() {
    return !Thread.currentThread().isVirtual() || FREE.tryAcquire();
  }

  static void leave() {
    if (Thread.currentThread().isVirtual()) {
      FREE.release();
    }
  }
}

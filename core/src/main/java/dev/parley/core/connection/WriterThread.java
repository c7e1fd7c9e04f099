package dev.parley.core.connection;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An outbox's own thread, which writes what nobody else can afford to write. It is begun when
 * needed and ends with the link; the next link has another one. Guarded by the outbox's lock.
 */
final class WriterThread {
  private final Condition work;
  private final String name;
  private final Runnable task;
  private final BooleanSupplier idle;
  private @Nullable Thread thread;
  private boolean woken;

  /**
   * @param idle whether there is nothing to do for it
   * @param task what the thread runs; it says {@link #ended} at its end
   */
  WriterThread(ReentrantLock lock, String name, BooleanSupplier idle, Runnable task) {
    this.work = lock.newCondition();
    this.name = name;
    this.idle = idle;
    this.task = task;
  }

  /** There is something to write, or it is over. */
  void wake() {
    if (thread == null) {
      woken = true;
      thread = Thread.ofPlatform().daemon().name(name).unstarted(task);
      thread.start();
    } else if (!woken) {
      woken = true;
      work.signal();
    }
  }

  /** Whether it was woken and has not looked yet. */
  boolean isWoken() {
    return woken;
  }

  /** Ends its waiting, if it was ever begun. */
  void wakeToEnd() {
    work.signalAll();
  }

  /** The thread does nothing more. */
  void ended() {
    thread = null;
    woken = false;
  }

  /** Waits for something to do; on the thread itself. */
  void awaitWork() {
    while (idle.getAsBoolean()) {
      woken = false;
      work.awaitUninterruptibly();
    }
    woken = false;
  }
}

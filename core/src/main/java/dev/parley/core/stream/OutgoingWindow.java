package dev.parley.core.stream;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the other side lets this one send on a stream. An item may be sent while there is credit for
 * an item and for a byte; it costs one item and its bytes, so that the byte credit may go below 0
 * by one item and an item larger than the window is no deadlock (docs/protocol.md, streams).
 *
 * <p>An item's size is known only when it is encoded. A sender therefore {@linkplain #acquire takes
 * its turn} first, encodes, and then says {@linkplain #spend what it cost}; nobody else sends
 * meanwhile, which also keeps the order. Safe for use by any thread.
 */
public final class OutgoingWindow {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private long items;
  private long bytes;
  private boolean taken;
  private boolean closed;

  /**
   * A window with the credit that the other side gave in its greeting.
   *
   * @param items at least 0
   * @param bytes at least 0
   * @throws IllegalArgumentException if either is negative: as an unsigned number it would be
   *     beyond 2³¹-1
   */
  public OutgoingWindow(int items, int bytes) {
    if (items < 0 || bytes < 0) {
      throw new IllegalArgumentException(
          "A window of %s items and %s bytes; the most is 2,147,483,647"
              .formatted(Integer.toUnsignedString(items), Integer.toUnsignedString(bytes)));
    }
    this.items = items;
    this.bytes = bytes;
  }

  /**
   * Waits until an item may be sent, and takes the turn to do so. Whoever has it must {@link
   * #spend} or {@link #giveBack} on the same thread, soon, and whatever happens.
   *
   * @return false if the window is closed: nothing may be sent any more, and no turn was taken
   * @throws InterruptedException if the thread is interrupted; no turn was taken
   */
  public boolean acquire() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed && (taken || items <= 0 || bytes <= 0)) {
        changed.await();
      }
      if (closed) {
        return false;
      }
      taken = true;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the turn: an item of so many bytes was sent. */
  public void spend(int itsBytes) {
    endTurn(1, itsBytes);
  }

  /** Ends the turn: nothing was sent. */
  public void giveBack() {
    endTurn(0, 0);
  }

  private void endTurn(int itsItems, int itsBytes) {
    lock.lock();
    try {
      items -= itsItems;
      bytes -= itsBytes;
      taken = false;
      // One is enough: who goes next has the turn, and wakes the one after.
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds what the other side gives back, both as they stand in the frame: unsigned.
   *
   * @return false if the credit would be beyond 2³¹-1, which is a protocol error; nothing was added
   */
  public boolean grant(int moreItems, int moreBytes) {
    lock.lock();
    try {
      long newItems = items + Integer.toUnsignedLong(moreItems);
      long newBytes = bytes + Integer.toUnsignedLong(moreBytes);
      if (newItems > Integer.MAX_VALUE || newBytes > Integer.MAX_VALUE) {
        return false;
      }
      items = newItems;
      bytes = newBytes;
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Lets nobody send any more, and wakes who waits. Idempotent; never waits for a turn to end. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing may be sent any more. */
  public boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }
}

package dev.parley.core.connection;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What of an outbox are items of streams and notifications, for which a core's reader does not
 * wait; and who waits to send an item until there is room for it. Guarded by the outbox's lock.
 */
final class Items {
  private final Condition room;
  private int waiting;
  private int pendingBytes;

  /** Where the item begins that is being written; -1 if none is. */
  private int start = -1;

  Items(ReentrantLock lock) {
    room = lock.newCondition();
  }

  /** What is written from there on, up to {@link #end}, is an item. */
  void begin(int position) {
    start = position;
  }

  /** A frame was written, which is an item if one was begun. */
  void end(int position) {
    if (start >= 0) {
      pendingBytes += position - start;
      start = -1;
    }
  }

  /** So many of the bytes just written are notifications. */
  void pushed(int bytes) {
    pendingBytes += bytes;
  }

  /** What of the pending bytes are items or notifications. */
  int pendingBytes() {
    return pendingBytes;
  }

  /** Nothing is pending any more. */
  void nonePending() {
    pendingBytes = 0;
  }

  /**
   * Waits while that is so.
   *
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  void awaitWhile(BooleanSupplier noRoom) throws InterruptedException {
    waiting++;
    try {
      while (noRoom.getAsBoolean()) {
        room.await();
      }
    } finally {
      waiting--;
    }
  }

  /** Whether somebody waits for room. */
  boolean areWaiting() {
    return waiting > 0;
  }

  /** One at a time: who gets room sends, and then wakes the next. */
  void wakeNext() {
    room.signal();
  }

  /** Has all who wait look again. */
  void wakeAll() {
    room.signalAll();
  }
}

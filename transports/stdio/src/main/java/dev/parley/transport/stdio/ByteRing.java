package dev.parley.transport.stdio;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded buffer between a thread that can be told to stop and one that sits in a stream and
 * can't. Each of its two ends is closed on its own.
 */
final class ByteRing {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final byte[] bytes;

  // Guarded by the lock.
  private int start;
  private int count;
  private boolean ended;
  private boolean abandoned;
  private @Nullable IOException failure;

  ByteRing(int capacity) {
    bytes = new byte[capacity];
  }

  /**
   * Takes at least one byte, waiting for it; -1 when there will be none.
   *
   * @throws IOException the failure that {@link #fail} was told of, once everything before it is
   *     taken
   */
  int take(byte[] target, int from, int length) throws IOException {
    lock.lock();
    try {
      while (count == 0 && !ended && !abandoned) {
        changed.awaitUninterruptibly();
      }
      if (abandoned) {
        throw new ClosedChannelException();
      }
      if (count == 0) {
        if (failure != null) {
          throw failure;
        }
        return -1;
      }
      int taken = Math.min(count, length);
      int first = Math.min(taken, bytes.length - start);
      System.arraycopy(bytes, start, target, from, first);
      System.arraycopy(bytes, 0, target, from + first, taken - first);
      start = (start + taken) % bytes.length;
      count -= taken;
      changed.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts at least one byte, waiting for room, and tells how many.
   *
   * @throws IOException if nobody takes any more, with the failure that {@link #fail} was told of
   */
  int put(byte[] source, int from, int length) throws IOException {
    lock.lock();
    try {
      while (count == bytes.length && !ended && !abandoned) {
        changed.awaitUninterruptibly();
      }
      if (failure != null) {
        throw failure;
      }
      if (ended || abandoned) {
        throw new ClosedChannelException();
      }
      int given = Math.min(bytes.length - count, length);
      int at = (start + count) % bytes.length;
      int first = Math.min(given, bytes.length - at);
      System.arraycopy(source, from, bytes, at, first);
      System.arraycopy(source, from + first, bytes, 0, given - first);
      count += given;
      changed.signalAll();
      return given;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing waits to be taken. */
  boolean isEmpty() {
    lock.lock();
    try {
      return count == 0;
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more is put; what is there can still be taken. */
  void end() {
    change(() -> ended = true);
  }

  /** The stream behind the ring has failed: the other side learns why. */
  void fail(IOException why) {
    change(() -> {
      failure = why;
      ended = true;
    });
  }

  /** Nothing more is taken, and what is there is forgotten. */
  void abandon() {
    change(() -> {
      abandoned = true;
      count = 0;
    });
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

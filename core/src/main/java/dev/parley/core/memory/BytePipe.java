package dev.parley.core.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One direction of a connection: a bounded ring of bytes between a writer and a reader. */
final class BytePipe {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final byte[] ring;

  // Guarded by the lock.
  private int start;
  private int count;
  private boolean writerClosed;
  private boolean readerClosed;

  BytePipe(int capacity) {
    ring = new byte[capacity];
  }

  int read(ByteBuffer target) throws IOException {
    lock.lock();
    try {
      while (count == 0 && !writerClosed && !readerClosed) {
        changed.awaitUninterruptibly();
      }
      return take(target);
    } finally {
      lock.unlock();
    }
  }

  private int take(ByteBuffer target) throws IOException {
    if (readerClosed) {
      throw new ClosedChannelException();
    }
    if (count == 0) {
      return -1;
    }
    int taken = Math.min(count, target.remaining());
    int first = Math.min(taken, ring.length - start);
    target.put(ring, start, first);
    target.put(ring, 0, taken - first);
    start = (start + taken) % ring.length;
    count -= taken;
    changed.signalAll();
    return taken;
  }

  int write(ByteBuffer source) throws IOException {
    lock.lock();
    try {
      while (count == ring.length && !writerClosed && !readerClosed) {
        changed.awaitUninterruptibly();
      }
      return put(source);
    } finally {
      lock.unlock();
    }
  }

  private int put(ByteBuffer source) throws IOException {
    if (writerClosed) {
      throw new ClosedChannelException();
    }
    if (readerClosed) {
      throw new IOException("The other side has closed the connection");
    }
    int given = Math.min(ring.length - count, source.remaining());
    int at = (start + count) % ring.length;
    int first = Math.min(given, ring.length - at);
    source.get(ring, at, first);
    source.get(ring, 0, given - first);
    count += given;
    changed.signalAll();
    return given;
  }

  /** What was written can still be read. */
  void closeWriter() {
    lock.lock();
    try {
      writerClosed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  void closeReader() {
    lock.lock();
    try {
      readerClosed = true;
      count = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}

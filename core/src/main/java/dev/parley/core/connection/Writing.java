package dev.parley.core.connection;

import dev.parley.core.codec.MessageWriter;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is pending: at most one thread at a time, which takes the pending buffer and writes
 * it, while others fill the next one. Whoever gives the {@linkplain Outgoing#lock lock} back may be
 * the one, where it can afford to; what nobody can afford is its own thread's.
 *
 * <p>While there is no link, or a broken one, nobody writes: frames gather and items wait, as if
 * the other side did not read.
 */
final class Writing implements FrameSink.Progress {
  /**
   * What else comes while a handler's thread writes its answer is written by it as well: so much.
   */
  private static final int MOST_DIRECT = 64;

  private final Outgoing out;
  private final WritePolicy policy;
  private final WriterThread writer;

  // What is being written, and where to; changed with the lock, by the one who has
  // Outgoing.writing.
  private @Nullable MessageWriter taken;
  private @Nullable Resending again;
  private @Nullable FrameSink takenFor;
  private int keptFrom;

  /** Steps of writing; changed by the one thread that writes. */
  private final AtomicLong progress = new AtomicLong();

  Writing(Outgoing out, WritePolicy policy, String name) {
    this.out = out;
    this.policy = policy;
    this.writer =
        new WriterThread(out.lock, name + " writer", this::isIdle, this::writeUntilClosed);
  }

  /** Writes to this link from here on; the lock must be held, and nobody write. */
  void attach(FrameSink link) {
    out.sink = link;
    out.broken = false;
    if (out.hasWork()) {
      writer.wake();
    }
  }

  /** There is no link from here on; the lock must be held. */
  void detach() {
    breakLink();
    out.sink = null;
    writer.wakeToEnd();
  }

  /** Nothing is written to the link any more; who writes just now finds out. The lock is held. */
  void breakLink() {
    out.broken = true;
    out.room.signalAll();
  }

  /** The link goes to another connection; the lock must be held. */
  void surrender() {
    out.sink = null;
    out.closed = true;
    wakeAll();
  }

  /**
   * Takes and writes nothing from here on; what is pending is dropped. The lock must be held.
   *
   * @return the link that is to be closed
   */
  @Nullable FrameSink markClosed() {
    out.closed = true;
    wakeAll();
    out.sent.forget();
    return out.sink;
  }

  private void wakeAll() {
    out.quiet.signalAll();
    writer.wakeToEnd();
    out.room.signalAll();
    out.items.wakeAll();
  }

  /** Has the writer's own thread write; the lock must be held. */
  void wakeWriter() {
    writer.wake();
  }

  /** Takes what is pending for the current thread to write, if the link allows; with the lock. */
  @Nullable FrameSink beginDirect() {
    FrameSink link = out.sink;
    if (link == null
        || out.items.pendingBytes() > 0
        || out.sent.again() != null
        || !link.isDirect()
        || !link.beginDirect()) {
      return null;
    }
    out.writing = true;
    boolean _ = takeNext(MOST_DIRECT);
    return link;
  }

  /** Writes what {@link #beginDirect} took for the current thread. */
  void writeDirectly(FrameSink link) {
    try {
      writeTaken(MOST_DIRECT);
    } finally {
      link.endDirect();
    }
  }

  /** Writes what is pending, unless somebody does already, who then writes this as well. */
  void flush() {
    boolean mine;
    out.lock.lock();
    try {
      mine = becomeWriter() && takeNext(1);
    } finally {
      out.lock.unlock();
    }
    if (mine) {
      writeTaken(1);
    }
  }

  private boolean becomeWriter() {
    out.quiet.signalAll();
    if (!out.canWrite()) {
      return false;
    }
    if (out.writing) {
      awaitRoom();
      return false;
    }
    if (out.items.pendingBytes() > 0 || out.sent.again() != null) {
      // Streams may be as slow as their reader likes; the core's reader has to take their Cancel.
      writer.wake();
      awaitRoom();
      return false;
    }
    out.writing = out.buffers.pendingBytes() > 0 || out.ending;
    return out.writing;
  }

  /**
   * Makes a core's reader wait for the writer, as it would if it wrote itself; the lock must be
   * held.
   */
  void awaitRoom() {
    if (policy == WritePolicy.CORE && !out.isDirect()) {
      while ((out.writing || writer.isWoken())
          && out.canWrite()
          && !out.ending
          && out.isLongForReader()) {
        out.room.awaitUninterruptibly();
      }
    }
  }

  /**
   * Writes buffer after buffer, having {@link Outgoing#writing}; what is left is the writer
   * thread's.
   */
  private void writePending(int most) {
    boolean mine;
    out.lock.lock();
    try {
      mine = takeNext(most);
    } finally {
      out.lock.unlock();
    }
    if (mine) {
      writeTaken(most);
    }
  }

  /**
   * Takes what is to be written next, having {@link Outgoing#writing}, which is given up if nothing
   * is; the lock must be held.
   *
   * @param most how many buffers the caller can afford to write
   * @return whether there is something to write
   */
  private boolean takeNext(int most) {
    recycle();
    out.buffers.noneBeingWritten();
    out.room.signalAll();
    out.wakeNextItem();
    again = out.sent.again();
    boolean more = out.buffers.pendingBytes() > 0 || again != null;
    if (out.sink == null || !out.hasWork() || (more && most <= 0)) {
      out.writing = false;
      out.quiet.signalAll();
      if (out.hasWork()) {
        writer.wake();
      }
      return false;
    }
    takenFor = out.sink;
    if (!more) {
      out.writing = false;
      takenFor = markClosed();
    } else if (again == null) {
      keptFrom = out.sent.take(out.buffers.pendingBytes());
      taken = out.buffers.swap();
      out.items.nonePending();
      out.pull();
      out.wakeNextItem();
    }
    return true;
  }

  /** Keeps the buffer that was written, for later; the lock must be held. */
  private void recycle() {
    MessageWriter written = taken;
    taken = null;
    if (written != null && Buffers.isKept(written)) {
      written.reset();
      out.buffers.keep(written);
    }
  }

  /** Writes what was taken and what comes meanwhile. */
  private void writeTaken(int most) {
    int left = most;
    boolean mine = true;
    while (mine) {
      FrameSink link = takenFor;
      MessageWriter full = taken;
      Resending resending = again;
      if (link == null) {
        return;
      }
      if (resending == null && full == null) {
        link.close();
        return;
      }
      try {
        if (resending != null) {
          resend(link, resending);
        } else if (full != null) {
          if (keptFrom >= 0) {
            out.sent.keep(full, keptFrom);
          }
          link.write(full.array(), full.position(), this);
        }
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        abandon(link, e);
        return;
      }
      left--;
      out.lock.lock();
      try {
        mine = takeNext(left);
      } finally {
        out.lock.unlock();
      }
    }
  }

  private void resend(FrameSink link, Resending again) throws IOException {
    byte[] part = again.next();
    if (part != null) {
      link.write(part, part.length, this);
      return;
    }
    out.lock.lock();
    try {
      out.sent.sentAgain();
    } finally {
      out.lock.unlock();
    }
  }

  /**
   * Writing failed: the link is gone, as its reader will learn as well; and with it a connection
   * that is not resumable, or whose end was being written.
   */
  private void abandon(FrameSink link, Throwable failure) {
    out.lock.lock();
    try {
      out.writing = false;
      taken = null;
      out.buffers.noneBeingWritten();
      if (out.sent.retains() && failure instanceof IOException && out.takesFrames()) {
        breakLink();
        out.wakeNextItem();
        out.quiet.signalAll();
      } else {
        FrameSink _ = markClosed();
      }
    } finally {
      out.lock.unlock();
    }
    link.close();
  }

  private boolean isIdle() {
    return !out.closed && out.sink != null && (out.writing || !out.hasWork());
  }

  private void writeUntilClosed() {
    while (true) {
      out.lock.lock();
      try {
        writer.awaitWork();
        if (out.closed || out.sink == null) {
          writer.ended();
          return;
        }
        out.writing = true;
      } finally {
        out.lock.unlock();
      }
      writePending(Integer.MAX_VALUE);
    }
  }

  @Override
  public void step() {
    progress.lazySet(progress.get() + 1);
  }

  /** How often writing went on; compared over time to notice a stuck write. */
  long progress() {
    return progress.get();
  }

  /** Whether there is something that should be getting written. */
  boolean isBusy() {
    out.lock.lock();
    try {
      return out.canWrite() && (out.writing || out.hasWork());
    } finally {
      out.lock.unlock();
    }
  }
}

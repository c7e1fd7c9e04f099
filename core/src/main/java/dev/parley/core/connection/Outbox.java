package dev.parley.core.connection;

import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Limits;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that go out. Frames are encoded under a lock straight into the pending buffer; whoever
 * then {@linkplain Writing writes} swaps it for an empty one and writes everything at once, while
 * others go on filling.
 */
final class Outbox {
  /** Notifications wait in their backlog when this much is pending. */
  static final int PUSH_BYTES = Outgoing.PUSH_BYTES;

  private final Outgoing out;
  private final Writing writing;
  private final FrameHandler handler;
  private final WritePolicy policy;

  // Guarded by the lock.

  /** Somebody will call {@link #wakeWriter}. */
  private boolean wakeIsDue;

  private boolean slow;

  /** The thread that handles a batch of frames just now, and so puts off its writing. */
  private volatile @Nullable Thread reader;

  Outbox(FrameHandler handler, WritePolicy policy, Limits limits, String name) {
    this.handler = handler;
    this.policy = policy;
    this.out = new Outgoing(handler, limits);
    this.writing = new Writing(out, policy, name);
  }

  /** Guards everything here, and which link the connection has. */
  ReentrantLock lock() {
    return out.lock;
  }

  Condition quiet() {
    return out.quiet;
  }

  /** Writes to this link from here on; the lock must be held, and nobody write. */
  void attach(FrameSink link) {
    writing.attach(link);
  }

  /** There is no link from here on; the lock must be held. */
  void detach() {
    writing.detach();
  }

  /** Nothing is written to the link any more; who writes just now finds out. The lock is held. */
  void breakLink() {
    writing.breakLink();
  }

  /** The link goes to another connection; the lock must be held. */
  void surrender() {
    writing.surrender();
  }

  /** How far it has come; see there for who may ask what. */
  Sent sent() {
    return out.sent;
  }

  /** Keeps what is written after this, until it is acknowledged; the lock must be held. */
  void retain() {
    out.sent.retain(out.maxQueueBytes, out.buffers.pendingBytes());
  }

  /** The position of the next frame; the lock must be held. */
  long position() {
    return out.sent.positionBehind(out.buffers.pendingBytes());
  }

  /** How many bytes wait to be written. */
  long queued() {
    out.lock.lock();
    try {
      return out.buffers.queued();
    } finally {
      out.lock.unlock();
    }
  }

  /** Whether another thread than the current one handles a batch of frames. */
  boolean isReadByAnother() {
    Thread current = reader;
    return current != null && current != Thread.currentThread();
  }

  /** Whether somebody writes; the lock must be held. */
  boolean isWriting() {
    return out.writing;
  }

  /** Whether it is closed; the lock must be held. */
  boolean isClosed() {
    return out.closed;
  }

  /**
   * Takes the lock for one frame, or a few that belong together.
   *
   * @return where to write it, or null if no more frames are taken; {@link #end} must be called
   *     either way
   */
  @Nullable MessageWriter begin() {
    if (out.lock.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "A message used the connection while it was being written to it");
    }
    out.lock.lock();
    return out.takesFrames() ? out.buffers.pending() : null;
  }

  /**
   * Takes the lock for an item of a stream, once there is room for it.
   *
   * @param unwanted asked with the lock held, before and after waiting; must take no lock
   * @return where to write it, or null if no more frames are taken or the item is not wanted;
   *     {@link #end} must be called either way
   * @throws InterruptedException if the thread is interrupted while it waits; the lock is not taken
   */
  @Nullable MessageWriter beginItem(BooleanSupplier unwanted) throws InterruptedException {
    boolean taken = begin() != null;
    if (!taken || out.hasRoomForItem()) {
      return beginItemIf(taken && !unwanted.getAsBoolean());
    }
    boolean waited = false;
    try {
      out.items.awaitWhile(
          () -> out.takesFrames() && !out.hasRoomForItem() && !unwanted.getAsBoolean());
      waited = true;
      return beginItemIf(out.takesFrames() && !unwanted.getAsBoolean());
    } finally {
      if (!waited) {
        out.wakeNextItem();
        out.lock.unlock();
      }
    }
  }

  private @Nullable MessageWriter beginItemIf(boolean wanted) {
    if (!wanted) {
      return null;
    }
    out.items.begin(out.buffers.pendingBytes());
    return out.buffers.pending();
  }

  /** Has those who wait to send an item ask again whether it is wanted. */
  void recheckItems() {
    out.lock.lock();
    try {
      out.items.wakeAll();
    } finally {
      out.lock.unlock();
    }
  }

  /** Whether a notification may be written; asked with the lock held. */
  boolean hasRoomForPush() {
    return out.hasRoomForPush();
  }

  /** So many of the bytes just written are notifications; called with the lock held. */
  void pushed(int bytes) {
    out.items.pushed(bytes);
  }

  /** Whether the current thread handles a batch of frames, so that nothing arrives meanwhile. */
  boolean isReading() {
    return Thread.currentThread() == reader;
  }

  /**
   * Gives the lock back and sees to it that what was written goes out.
   *
   * @param mayWriteHere whether the caller can afford to write itself
   */
  void end(boolean mayWriteHere) {
    boolean writeHere = false;
    FrameSink direct = null;
    try {
      out.items.end(out.buffers.pendingBytes());
      refuseOverflow();
      out.wakeNextItem();
      if (out.buffers.pendingBytes() == 0 || !out.canWrite()) {
        return;
      }
      if (Thread.currentThread() == reader) {
        boolean full = policy == WritePolicy.CORE && out.isLongForReader();
        writeHere = full && mayWriteHere;
        if (full && !mayWriteHere) {
          writing.wakeWriter();
          writing.awaitRoom();
        }
      } else if (!out.writing) {
        if (mayWriteHere && policy == WritePolicy.CORE) {
          direct = writing.beginDirect();
        }
        writeHere = mayWriteHere && policy == WritePolicy.CLIENT && isFreeToWrite();
        if (!writeHere && direct == null) {
          writing.wakeWriter();
        }
      }
    } finally {
      out.lock.unlock();
    }
    if (direct != null) {
      writing.writeDirectly(direct);
    } else if (writeHere) {
      writing.flush();
    }
  }

  /**
   * Gives the lock back and lets the writer sleep.
   *
   * @return whether somebody has to call {@link #wakeWriter}
   */
  boolean endAsleep() {
    try {
      refuseOverflow();
      boolean first =
          !wakeIsDue && !out.writing && out.hasWork() && Thread.currentThread() != reader;
      wakeIsDue |= first;
      return first;
    } finally {
      out.lock.unlock();
    }
  }

  /** Has the writer write what is pending, if nobody has done so meanwhile. */
  void wakeWriter() {
    out.lock.lock();
    try {
      wakeIsDue = false;
      if (!out.writing && out.hasWork()) {
        writing.wakeWriter();
      }
    } finally {
      out.lock.unlock();
    }
  }

  /**
   * An interrupted thread would close a socket by writing to it, and a virtual one change its mode.
   */
  private static boolean isFreeToWrite() {
    Thread thread = Thread.currentThread();
    return !thread.isVirtual() && !thread.isInterrupted();
  }

  private void refuseOverflow() {
    long queued = out.buffers.queued();
    if (queued > out.maxQueueBytes && out.takesFrames() && !isClientsToWatch()) {
      // What waits is given up, so that the reason can still reach who begins to read again.
      out.buffers.pending().reset();
      out.items.nonePending();
      out.sent.dropped();
      handler.writeSlowConsumer(out.buffers.pending(), queued);
      out.ending = true;
      slow = true;
      out.room.signalAll();
      out.items.wakeAll();
    }
  }

  /** A client without a link refuses calls itself; there is nobody who reads slowly. */
  private boolean isClientsToWatch() {
    return policy == WritePolicy.CLIENT && !out.canWrite();
  }

  /** Whether the connection ended because its other side reads too slowly. */
  boolean isSlow() {
    out.lock.lock();
    try {
      return slow;
    } finally {
      out.lock.unlock();
    }
  }

  /** Takes no more frames and closes when everything is written. */
  void finish() {
    out.lock.lock();
    try {
      out.ending = true;
      out.items.wakeAll();
      if (Thread.currentThread() != reader && !out.writing && out.canWrite()) {
        writing.wakeWriter();
      }
    } finally {
      out.lock.unlock();
    }
  }

  /**
   * Takes and writes nothing from here on; what is pending is dropped. The lock must be held.
   *
   * @return the link that is to be closed
   */
  @Nullable FrameSink markClosed() {
    return writing.markClosed();
  }

  boolean isEnding() {
    out.lock.lock();
    try {
      return !out.takesFrames();
    } finally {
      out.lock.unlock();
    }
  }

  /** The current thread begins to handle frames; its writing is put off until {@link #endBatch}. */
  void beginBatch() {
    reader = Thread.currentThread();
  }

  void endBatch() {
    reader = null;
    if (policy == WritePolicy.CORE) {
      writing.flush();
    } else {
      out.lock.lock();
      try {
        out.quiet.signalAll();
        if (!out.writing && out.hasWork()) {
          writing.wakeWriter();
        }
      } finally {
        out.lock.unlock();
      }
    }
  }

  /** How often writing went on; compared over time to notice a stuck write. */
  long progress() {
    return writing.progress();
  }

  /** Whether there is something that should be getting written. */
  boolean isBusy() {
    return writing.isBusy();
  }
}

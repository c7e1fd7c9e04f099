package dev.parley.core.connection;

import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Limits;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that go out. Frames are encoded under a lock straight into the pending buffer; whoever
 * then writes swaps it for an empty one and writes everything at once, while others go on filling.
 * At most one thread writes at a time.
 *
 * <p>While there is no link, or a broken one, nobody writes: frames gather and items wait, as if
 * the other side did not read.
 */
final class Outbox implements FrameSink.Progress {
  /** The reader writes, or waits for the writer, when this much is pending. */
  private static final int READER_BATCH_BYTES = 64 << 10;

  /** Items of streams wait for the writer when this much is pending. */
  private static final int ITEM_BATCH_BYTES = 128 << 10;

  /** Notifications wait in their backlog when this much is pending. */
  static final int PUSH_BYTES = 64 << 10;

  /**
   * What else comes while a handler's thread writes its answer is written by it as well: so much.
   */
  private static final int MOST_DIRECT = 64;

  private final ReentrantLock lock = new ReentrantLock();

  /** A core's reader waits for the queue to get shorter. */
  private final Condition room = lock.newCondition();

  /** Nobody reads a batch, nobody writes; of interest to who changes the link. */
  private final Condition quiet = lock.newCondition();

  private final Buffers buffers = new Buffers();
  private final Items items = new Items(lock);
  private final Sent sent = new Sent();
  private final WriterThread writer;
  private final FrameHandler handler;
  private final WritePolicy policy;
  private final int maxQueueBytes;

  /** With more than this queued, an item as large as a frame might be one too many. */
  private final int maxQueueBeforeItem;

  // Guarded by the lock.

  /** Where to write; null while there is no link. */
  private @Nullable FrameSink sink;

  /** Nothing is written to the link any more. */
  private boolean broken;

  private boolean writing;

  // What is being written, and where to; changed with the lock, by the one who has writing.
  private @Nullable MessageWriter taken;
  private @Nullable Resending again;
  private @Nullable FrameSink takenFor;
  private int keptFrom;

  /** Somebody will call {@link #wakeWriter}. */
  private boolean wakeIsDue;

  private boolean ending;
  private boolean closed;
  private boolean slow;

  /** The thread that handles a batch of frames just now, and so puts off its writing. */
  private volatile @Nullable Thread reader;

  /** Steps of writing; changed by the one thread that writes. */
  private final AtomicLong progress = new AtomicLong();

  Outbox(FrameHandler handler, WritePolicy policy, Limits limits, String name) {
    this.handler = handler;
    this.policy = policy;
    this.maxQueueBytes = limits.maxQueueBytes();
    this.maxQueueBeforeItem = maxQueueBytes - limits.maxFrameBytes() - Protocol.LENGTH_BYTES;
    this.writer = new WriterThread(lock, name + " writer", this::isIdle, this::writeUntilClosed);
  }

  /** Guards everything here, and which link the connection has. */
  ReentrantLock lock() {
    return lock;
  }

  Condition quiet() {
    return quiet;
  }

  /** Writes to this link from here on; the lock must be held, and nobody write. */
  void attach(FrameSink link) {
    sink = link;
    broken = false;
    if (hasWork()) {
      writer.wake();
    }
  }

  /** There is no link from here on; the lock must be held. */
  void detach() {
    breakLink();
    sink = null;
    writer.wakeToEnd();
  }

  /** Nothing is written to the link any more; who writes just now finds out. The lock is held. */
  void breakLink() {
    broken = true;
    room.signalAll();
  }

  /** The link goes to another connection; the lock must be held. */
  void surrender() {
    sink = null;
    closed = true;
    wakeAll();
  }

  /** How far it has come; see there for who may ask what. */
  Sent sent() {
    return sent;
  }

  /** Keeps what is written after this, until it is acknowledged; the lock must be held. */
  void retain() {
    sent.retain(maxQueueBytes, buffers.pendingBytes());
  }

  /** The position of the next frame; the lock must be held. */
  long position() {
    return sent.positionBehind(buffers.pendingBytes());
  }

  /** How many bytes wait to be written. */
  long queued() {
    lock.lock();
    try {
      return buffers.queued();
    } finally {
      lock.unlock();
    }
  }

  /** Whether another thread than the current one handles a batch of frames. */
  boolean isReadByAnother() {
    Thread current = reader;
    return current != null && current != Thread.currentThread();
  }

  /** Whether somebody writes; the lock must be held. */
  boolean isWriting() {
    return writing;
  }

  /** Whether it is closed; the lock must be held. */
  boolean isClosed() {
    return closed;
  }

  private boolean canWrite() {
    return !closed && !broken && sink != null;
  }

  private boolean hasWork() {
    return canWrite() && (sent.again() != null || buffers.pendingBytes() > 0 || ending);
  }

  /**
   * Takes the lock for one frame, or a few that belong together.
   *
   * @return where to write it, or null if no more frames are taken; {@link #end} must be called
   *     either way
   */
  @Nullable MessageWriter begin() {
    if (lock.isHeldByCurrentThread()) {
      throw new IllegalStateException(
          "A message used the connection while it was being written to it");
    }
    lock.lock();
    return ending || closed ? null : buffers.pending();
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
    MessageWriter out = begin();
    if (out == null || hasRoomForItem()) {
      return beginItemIf(out != null && !unwanted.getAsBoolean());
    }
    boolean waited = false;
    try {
      items.awaitWhile(() -> !ending && !closed && !hasRoomForItem() && !unwanted.getAsBoolean());
      waited = true;
      return beginItemIf(!ending && !closed && !unwanted.getAsBoolean());
    } finally {
      if (!waited) {
        wakeNextItem();
        lock.unlock();
      }
    }
  }

  private @Nullable MessageWriter beginItemIf(boolean wanted) {
    if (!wanted) {
      return null;
    }
    items.begin(buffers.pendingBytes());
    return buffers.pending();
  }

  private boolean hasRoomForItem() {
    return buffers.pendingBytes() < ITEM_BATCH_BYTES && buffers.queued() <= maxQueueBeforeItem;
  }

  /** One at a time: who gets room sends, and by {@link #end} wakes the next. */
  private void wakeNextItem() {
    if (items.areWaiting() && hasRoomForItem()) {
      items.wakeNext();
    }
  }

  /** Has those who wait to send an item ask again whether it is wanted. */
  void recheckItems() {
    lock.lock();
    try {
      items.wakeAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a notification may be written; asked with the lock held. */
  boolean hasRoomForPush() {
    return buffers.pendingBytes() < PUSH_BYTES;
  }

  /** So many of the bytes just written are notifications; called with the lock held. */
  void pushed(int bytes) {
    items.pushed(bytes);
  }

  /** Takes what waits elsewhere for room; called with the lock held. */
  private void pull() {
    if (!ending && !closed && hasRoomForPush()) {
      handler.refill(buffers.pending(), PUSH_BYTES);
    }
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
      items.end(buffers.pendingBytes());
      refuseOverflow();
      wakeNextItem();
      if (buffers.pendingBytes() == 0 || !canWrite()) {
        return;
      }
      if (Thread.currentThread() == reader) {
        boolean full = policy == WritePolicy.CORE && isLongForReader();
        writeHere = full && mayWriteHere;
        if (full && !mayWriteHere) {
          writer.wake();
          awaitRoom();
        }
      } else if (!writing) {
        if (mayWriteHere && policy == WritePolicy.CORE) {
          direct = beginDirect();
        }
        writeHere = mayWriteHere && policy == WritePolicy.CLIENT && isFreeToWrite();
        if (!writeHere && direct == null) {
          writer.wake();
        }
      }
    } finally {
      lock.unlock();
    }
    if (direct != null) {
      writeDirectly(direct);
    } else if (writeHere) {
      flush();
    }
  }

  /** Takes what is pending for the current thread to write, if the link allows; with the lock. */
  private @Nullable FrameSink beginDirect() {
    FrameSink link = sink;
    if (link == null
        || items.pendingBytes() > 0
        || sent.again() != null
        || !link.isDirect()
        || !link.beginDirect()) {
      return null;
    }
    writing = true;
    boolean _ = takeNext(MOST_DIRECT);
    return link;
  }

  private void writeDirectly(FrameSink link) {
    try {
      writeTaken(MOST_DIRECT);
    } finally {
      link.endDirect();
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
      boolean first = !wakeIsDue && !writing && hasWork() && Thread.currentThread() != reader;
      wakeIsDue |= first;
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Has the writer write what is pending, if nobody has done so meanwhile. */
  void wakeWriter() {
    lock.lock();
    try {
      wakeIsDue = false;
      if (!writing && hasWork()) {
        writer.wake();
      }
    } finally {
      lock.unlock();
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
    long queued = buffers.queued();
    if (queued > maxQueueBytes && !ending && !closed && !isClientsToWatch()) {
      // What waits is given up, so that the reason can still reach who begins to read again.
      buffers.pending().reset();
      items.nonePending();
      sent.dropped();
      handler.writeSlowConsumer(buffers.pending(), queued);
      ending = true;
      slow = true;
      room.signalAll();
      items.wakeAll();
    }
  }

  /** A client without a link refuses calls itself; there is nobody who reads slowly. */
  private boolean isClientsToWatch() {
    return policy == WritePolicy.CLIENT && !canWrite();
  }

  /** Whether the connection ended because its other side reads too slowly. */
  boolean isSlow() {
    lock.lock();
    try {
      return slow;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more frames and closes when everything is written. */
  void finish() {
    lock.lock();
    try {
      ending = true;
      items.wakeAll();
      if (Thread.currentThread() != reader && !writing && canWrite()) {
        writer.wake();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes and writes nothing from here on; what is pending is dropped. The lock must be held.
   *
   * @return the link that is to be closed
   */
  @Nullable FrameSink markClosed() {
    closed = true;
    wakeAll();
    sent.forget();
    return sink;
  }

  private void wakeAll() {
    quiet.signalAll();
    writer.wakeToEnd();
    room.signalAll();
    items.wakeAll();
  }

  boolean isEnding() {
    lock.lock();
    try {
      return ending || closed;
    } finally {
      lock.unlock();
    }
  }

  /** The current thread begins to handle frames; its writing is put off until {@link #endBatch}. */
  void beginBatch() {
    reader = Thread.currentThread();
  }

  void endBatch() {
    reader = null;
    if (policy == WritePolicy.CORE) {
      flush();
    } else {
      lock.lock();
      try {
        quiet.signalAll();
        if (!writing && hasWork()) {
          writer.wake();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Writes what is pending, unless somebody does already, who then writes this as well. */
  private void flush() {
    boolean mine;
    lock.lock();
    try {
      mine = becomeWriter() && takeNext(1);
    } finally {
      lock.unlock();
    }
    if (mine) {
      writeTaken(1);
    }
  }

  private boolean becomeWriter() {
    quiet.signalAll();
    if (!canWrite()) {
      return false;
    }
    if (writing) {
      awaitRoom();
      return false;
    }
    if (items.pendingBytes() > 0 || sent.again() != null) {
      // Streams may be as slow as their reader likes; the core's reader has to take their Cancel.
      writer.wake();
      awaitRoom();
      return false;
    }
    writing = buffers.pendingBytes() > 0 || ending;
    return writing;
  }

  /** Makes a core's reader wait for the writer, as it would if it wrote itself. */
  private void awaitRoom() {
    if (policy == WritePolicy.CORE && !isDirect()) {
      while ((writing || writer.isWoken()) && canWrite() && !ending && isLongForReader()) {
        room.awaitUninterruptibly();
      }
    }
  }

  /** Whether everybody may write to the link, and nobody waits for it. */
  private boolean isDirect() {
    FrameSink link = sink;
    return link != null && link.isDirect();
  }

  private boolean isLongForReader() {
    return buffers.pendingBytes() - items.pendingBytes() >= READER_BATCH_BYTES;
  }

  /** Writes buffer after buffer, having {@link #writing}; what is left is the writer thread's. */
  private void writePending(int most) {
    boolean mine;
    lock.lock();
    try {
      mine = takeNext(most);
    } finally {
      lock.unlock();
    }
    if (mine) {
      writeTaken(most);
    }
  }

  /**
   * Takes what is to be written next, having {@link #writing}, which is given up if nothing is; the
   * lock must be held.
   *
   * @param most how many buffers the caller can afford to write
   * @return whether there is something to write
   */
  private boolean takeNext(int most) {
    recycle();
    buffers.noneBeingWritten();
    room.signalAll();
    wakeNextItem();
    again = sent.again();
    boolean more = buffers.pendingBytes() > 0 || again != null;
    if (sink == null || !hasWork() || (more && most <= 0)) {
      writing = false;
      quiet.signalAll();
      if (hasWork()) {
        writer.wake();
      }
      return false;
    }
    takenFor = sink;
    if (!more) {
      writing = false;
      takenFor = markClosed();
    } else if (again == null) {
      keptFrom = sent.take(buffers.pendingBytes());
      taken = buffers.swap();
      items.nonePending();
      pull();
      wakeNextItem();
    }
    return true;
  }

  /** Keeps the buffer that was written, for later; the lock must be held. */
  private void recycle() {
    MessageWriter written = taken;
    taken = null;
    if (written != null && Buffers.isKept(written)) {
      written.reset();
      buffers.keep(written);
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
            sent.keep(full, keptFrom);
          }
          link.write(full.array(), full.position(), this);
        }
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        abandon(link, e);
        return;
      }
      left--;
      lock.lock();
      try {
        mine = takeNext(left);
      } finally {
        lock.unlock();
      }
    }
  }

  private void resend(FrameSink link, Resending again) throws IOException {
    byte[] part = again.next();
    if (part != null) {
      link.write(part, part.length, this);
      return;
    }
    lock.lock();
    try {
      sent.sentAgain();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Writing failed: the link is gone, as its reader will learn as well; and with it a connection
   * that is not resumable, or whose end was being written.
   */
  private void abandon(FrameSink link, Throwable failure) {
    lock.lock();
    try {
      writing = false;
      taken = null;
      buffers.noneBeingWritten();
      if (sent.retains() && failure instanceof IOException && !ending && !closed) {
        breakLink();
        wakeNextItem();
        quiet.signalAll();
      } else {
        FrameSink _ = markClosed();
      }
    } finally {
      lock.unlock();
    }
    link.close();
  }

  private boolean isIdle() {
    return !closed && sink != null && (writing || !hasWork());
  }

  private void writeUntilClosed() {
    while (true) {
      lock.lock();
      try {
        writer.awaitWork();
        if (closed || sink == null) {
          writer.ended();
          return;
        }
        writing = true;
      } finally {
        lock.unlock();
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
    lock.lock();
    try {
      return canWrite() && (writing || hasWork());
    } finally {
      lock.unlock();
    }
  }
}

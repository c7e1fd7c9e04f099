package dev.parley.core.connection;

import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Limits;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.util.Objects;
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
  private static final int INITIAL_BYTES = 8 << 10;

  /** A buffer that grew larger is not kept. */
  private static final int KEPT_BYTES = 256 << 10;

  /** The reader writes, or waits for the writer, when this much is pending. */
  private static final int READER_BATCH_BYTES = 64 << 10;

  /** Items of streams wait for the writer when this much is pending. */
  private static final int ITEM_BATCH_BYTES = 128 << 10;

  /** Notifications wait in their backlog when this much is pending. */
  static final int PUSH_BYTES = 64 << 10;

  private final ReentrantLock lock = new ReentrantLock();

  /** The writer thread waits for something to write. */
  private final Condition work = lock.newCondition();

  /** A core's reader waits for the queue to get shorter. */
  private final Condition room = lock.newCondition();

  /** Senders of items wait for the queue to get shorter. */
  private final Condition itemRoom = lock.newCondition();

  /** Nobody reads a batch, nobody writes; of interest to who changes the link. */
  private final Condition quiet = lock.newCondition();

  private final FrameHandler handler;
  private final WritePolicy policy;
  private final int maxQueueBytes;

  /** With more than this queued, an item as large as a frame might be one too many. */
  private final int maxQueueBeforeItem;

  private final String name;

  // Guarded by the lock.
  private int itemsWaiting;

  /**
   * What of the pending bytes are items of streams and notifications, for which the reader does not
   * wait.
   */
  private int pendingItemBytes;

  /** Where the item begins that is being written; -1 if none is. */
  private int itemStart = -1;

  /** Where to write; null while there is no link. */
  private @Nullable FrameSink sink;

  /** Nothing is written to the link any more. */
  private boolean broken;

  /** What goes out before everything else, on a link that is not the first. */
  private @Nullable Resending resending;

  /** What was written, of a resumable connection. */
  private @Nullable Retained retained;

  /** How many of the pending bytes were there before the connection became resumable. */
  private int uncounted;

  /** The position behind everything that was taken out of {@link #pending}. */
  private long taken;

  private MessageWriter pending = new MessageWriter(INITIAL_BYTES, Integer.MAX_VALUE);
  private @Nullable MessageWriter spare = new MessageWriter(INITIAL_BYTES, Integer.MAX_VALUE);
  private int beingWritten;
  private boolean writing;
  private boolean ending;
  private boolean closed;
  private boolean woken;
  private boolean slow;
  private @Nullable Thread writer;

  /** The thread that handles a batch of frames just now, and so puts off its writing. */
  private volatile @Nullable Thread reader;

  /** Steps of writing; changed by the one thread that writes. */
  private final AtomicLong progress = new AtomicLong();

  Outbox(FrameHandler handler, WritePolicy policy, Limits limits, String name) {
    this.handler = handler;
    this.policy = policy;
    this.maxQueueBytes = limits.maxQueueBytes();
    this.maxQueueBeforeItem = maxQueueBytes - limits.maxFrameBytes() - Protocol.LENGTH_BYTES;
    this.name = name;
  }

  /** Guards everything here, and which link the connection has. */
  ReentrantLock lock() {
    return lock;
  }

  Condition quiet() {
    return quiet;
  }

  /**
   * Writes to a link from here on; the lock must be held, and nobody write.
   *
   * @param before what goes out first
   */
  void attach(FrameSink link, @Nullable Resending before) {
    sink = link;
    broken = false;
    resending = before;
    if (hasWork()) {
      wakeWriter();
    }
  }

  /** There is no link from here on; the lock must be held. */
  void detach() {
    breakLink();
    sink = null;
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

  /** Keeps what is written after this, until it is acknowledged; the lock must be held. */
  void retain() {
    retained = new Retained(maxQueueBytes);
    taken = 0;
    uncounted = pending.position();
  }

  /** How many bytes wait to be written. */
  long queued() {
    lock.lock();
    try {
      return queuedBytes();
    } finally {
      lock.unlock();
    }
  }

  private long queuedBytes() {
    return (long) pending.position() + beingWritten;
  }

  /** Whether what is written is kept. */
  boolean retains() {
    return retained != null;
  }

  /** The position of the next frame; the lock must be held. */
  long position() {
    return taken + pending.position() - uncounted;
  }

  /** The position behind everything that was given to a link. */
  long sent() {
    lock.lock();
    try {
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** As of {@link Retained#acknowledge}; means nothing if nothing is retained. */
  boolean acknowledge(long position) {
    Retained kept = retained;
    return kept == null || kept.acknowledge(position);
  }

  /** As of {@link Retained#reaches}. */
  boolean canResumeFrom(long position) {
    Retained kept = retained;
    return kept != null && kept.reaches(position);
  }

  /** What to send again behind a position that it reaches. */
  Resending resending(byte[] greeting, long position) {
    return new Resending(greeting, Objects.requireNonNull(retained), position);
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
    return canWrite() && (resending != null || pending.position() > 0 || ending);
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
    return ending || closed ? null : pending;
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
    boolean taken = false;
    itemsWaiting++;
    try {
      while (!ending && !closed && !hasRoomForItem() && !unwanted.getAsBoolean()) {
        itemRoom.await();
      }
      taken = true;
      return beginItemIf(!ending && !closed && !unwanted.getAsBoolean());
    } finally {
      itemsWaiting--;
      if (!taken) {
        wakeNextItem();
        lock.unlock();
      }
    }
  }

  private @Nullable MessageWriter beginItemIf(boolean wanted) {
    if (!wanted) {
      return null;
    }
    itemStart = pending.position();
    return pending;
  }

  private void endItem() {
    if (itemStart >= 0) {
      pendingItemBytes += pending.position() - itemStart;
      itemStart = -1;
    }
  }

  private boolean hasRoomForItem() {
    return pending.position() < ITEM_BATCH_BYTES && queuedBytes() <= maxQueueBeforeItem;
  }

  /** One at a time: who gets room sends, and by {@link #end} wakes the next. */
  private void wakeNextItem() {
    if (itemsWaiting > 0 && hasRoomForItem()) {
      itemRoom.signal();
    }
  }

  /** Has those who wait to send an item ask again whether it is wanted. */
  void recheckItems() {
    lock.lock();
    try {
      itemRoom.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether a notification may be written; asked with the lock held. */
  boolean hasRoomForPush() {
    return pending.position() < PUSH_BYTES;
  }

  /** So many of the bytes just written are notifications; called with the lock held. */
  void pushed(int bytes) {
    pendingItemBytes += bytes;
  }

  /** Takes what waits elsewhere for room; called with the lock held. */
  private void pull() {
    if (!ending && !closed && hasRoomForPush()) {
      handler.refill(pending, PUSH_BYTES);
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
    try {
      endItem();
      refuseOverflow();
      wakeNextItem();
      if (pending.position() == 0 || !canWrite()) {
        return;
      }
      if (Thread.currentThread() == reader) {
        boolean full = policy == WritePolicy.CORE && isLongForReader();
        writeHere = full && mayWriteHere;
        if (full && !mayWriteHere) {
          wakeWriter();
          awaitRoom();
        }
      } else if (!writing) {
        writeHere = mayWriteHere && policy == WritePolicy.CLIENT && isFreeToWrite();
        if (!writeHere) {
          wakeWriter();
        }
      }
    } finally {
      lock.unlock();
    }
    if (writeHere) {
      flush();
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
    long queued = queuedBytes();
    if (queued > maxQueueBytes && !ending && !closed && !isClientsToWatch()) {
      // What waits is given up, so that the reason can still reach who begins to read again.
      pending.reset();
      pendingItemBytes = 0;
      uncounted = 0;
      handler.writeSlowConsumer(pending, queued);
      ending = true;
      slow = true;
      room.signalAll();
      itemRoom.signalAll();
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
      itemRoom.signalAll();
      if (Thread.currentThread() != reader && !writing && canWrite()) {
        wakeWriter();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Closes at once; what is pending is dropped. */
  void close() {
    FrameSink link;
    lock.lock();
    try {
      link = markClosed();
    } finally {
      lock.unlock();
    }
    if (link != null) {
      link.close();
    }
  }

  /**
   * Takes and writes nothing from here on; the lock must be held.
   *
   * @return the link that is to be closed
   */
  @Nullable FrameSink markClosed() {
    closed = true;
    wakeAll();
    if (retained != null) {
      retained.clear();
    }
    return sink;
  }

  private void wakeAll() {
    quiet.signalAll();
    work.signalAll();
    room.signalAll();
    itemRoom.signalAll();
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
          wakeWriter();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** Writes what is pending, unless somebody does already, who then writes this as well. */
  private void flush() {
    if (becomeWriter()) {
      writePending(false);
    }
  }

  private boolean becomeWriter() {
    lock.lock();
    try {
      quiet.signalAll();
      if (!canWrite()) {
        return false;
      }
      if (writing) {
        awaitRoom();
        return false;
      }
      if (pendingItemBytes > 0 || resending != null) {
        // Streams may be as slow as their reader likes; the core's reader has to take their Cancel.
        wakeWriter();
        awaitRoom();
        return false;
      }
      writing = pending.position() > 0 || ending;
      return writing;
    } finally {
      lock.unlock();
    }
  }

  /** Makes a core's reader wait for the writer, as it would if it wrote itself. */
  private void awaitRoom() {
    if (policy == WritePolicy.CORE) {
      while ((writing || woken) && canWrite() && !ending && isLongForReader()) {
        room.awaitUninterruptibly();
      }
    }
  }

  private boolean isLongForReader() {
    return pending.position() - pendingItemBytes >= READER_BATCH_BYTES;
  }

  /**
   * Writes buffer after buffer, having {@link #writing}. A thread that has better things to do
   * writes one, and leaves the rest to the writer thread.
   */
  private void writePending(boolean all) {
    boolean first = true;
    while (true) {
      MessageWriter full = null;
      Resending again;
      FrameSink link;
      Retained kept;
      int from;
      lock.lock();
      try {
        beingWritten = 0;
        room.signalAll();
        wakeNextItem();
        link = sink;
        again = resending;
        kept = retained;
        from = uncounted;
        boolean more = pending.position() > 0 || again != null;
        if (link == null || !hasWork() || (more && !first && !all)) {
          writing = false;
          quiet.signalAll();
          if (hasWork()) {
            wakeWriter();
          }
          return;
        }
        if (!more) {
          writing = false;
          link = markClosed();
        } else if (again == null) {
          full = swap();
          pull();
          wakeNextItem();
        }
      } finally {
        lock.unlock();
      }
      if (link == null) {
        return;
      }
      if (again == null && full == null) {
        link.close();
        return;
      }
      try {
        if (again != null) {
          resend(link, again);
        } else if (full != null) {
          if (kept != null) {
            // Before it can be acknowledged.
            kept.add(full.array(), from, full.position());
          }
          link.write(full.array(), full.position(), this);
        }
      } catch (IOException | RuntimeException | OutOfMemoryError e) {
        abandon(link, e);
        return;
      }
      if (full != null) {
        recycle(full);
      }
      first = false;
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
      resending = null;
    } finally {
      lock.unlock();
    }
  }

  private MessageWriter swap() {
    MessageWriter full = pending;
    MessageWriter empty = spare;
    pending = empty != null ? empty : new MessageWriter(INITIAL_BYTES, Integer.MAX_VALUE);
    spare = null;
    pendingItemBytes = 0;
    beingWritten = full.position();
    taken += beingWritten - uncounted;
    uncounted = 0;
    return full;
  }

  private void recycle(MessageWriter written) {
    if (written.array().length <= KEPT_BYTES) {
      written.reset();
      lock.lock();
      try {
        spare = written;
      } finally {
        lock.unlock();
      }
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
      beingWritten = 0;
      if (retained != null && failure instanceof IOException && !ending && !closed) {
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

  private void wakeWriter() {
    if (writer == null) {
      woken = true;
      writer =
          Thread.ofPlatform().daemon().name(name + " writer").unstarted(this::writeUntilClosed);
      writer.start();
    } else if (!woken) {
      woken = true;
      work.signal();
    }
  }

  private void writeUntilClosed() {
    while (true) {
      lock.lock();
      try {
        while (!closed && (writing || !hasWork())) {
          woken = false;
          work.awaitUninterruptibly();
        }
        woken = false;
        if (closed) {
          return;
        }
        writing = true;
      } finally {
        lock.unlock();
      }
      writePending(true);
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

package dev.parley.core.connection;

import dev.parley.core.protocol.Limits;
import dev.parley.core.wire.Protocol;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What waits to go out, where to, and for what there is room: the state of an {@link Outbox}, which
 * fills it, and of its {@link Writing}, which empties it. Guarded by its lock.
 */
final class Outgoing {
  /** The reader writes, or waits for the writer, when this much is pending. */
  private static final int READER_BATCH_BYTES = 64 << 10;

  /** Items of streams wait for the writer when this much is pending. */
  private static final int ITEM_BATCH_BYTES = 128 << 10;

  /** Notifications wait in their backlog when this much is pending. */
  static final int PUSH_BYTES = 64 << 10;

  final ReentrantLock lock = new ReentrantLock();

  /** A core's reader waits for the queue to get shorter. */
  final Condition room = lock.newCondition();

  /** Nobody reads a batch, nobody writes; of interest to who changes the link. */
  final Condition quiet = lock.newCondition();

  final Buffers buffers = new Buffers();
  final Items items = new Items(lock);
  final Sent sent = new Sent();
  final int maxQueueBytes;

  private final FrameHandler handler;

  /** With more than this queued, an item as large as a frame might be one too many. */
  private final int maxQueueBeforeItem;

  /** Where to write; null while there is no link. */
  @Nullable FrameSink sink;

  /** Nothing is written to the link any more. */
  boolean broken;

  /** Somebody writes. */
  boolean writing;

  /** No more frames are taken; closed when everything is written. */
  boolean ending;

  /** Nothing is taken or written any more. */
  boolean closed;

  Outgoing(FrameHandler handler, Limits limits) {
    this.handler = handler;
    this.maxQueueBytes = limits.maxQueueBytes();
    this.maxQueueBeforeItem = maxQueueBytes - limits.maxFrameBytes() - Protocol.LENGTH_BYTES;
  }

  boolean takesFrames() {
    return !ending && !closed;
  }

  boolean canWrite() {
    return !closed && !broken && sink != null;
  }

  boolean hasWork() {
    return canWrite() && (sent.again() != null || buffers.pendingBytes() > 0 || ending);
  }

  /** Whether everybody may write to the link, and nobody waits for it. */
  boolean isDirect() {
    FrameSink link = sink;
    return link != null && link.isDirect();
  }

  boolean isLongForReader() {
    return buffers.pendingBytes() - items.pendingBytes() >= READER_BATCH_BYTES;
  }

  boolean hasRoomForItem() {
    return buffers.pendingBytes() < ITEM_BATCH_BYTES && buffers.queued() <= maxQueueBeforeItem;
  }

  /** One at a time: who gets room sends, and by {@link Outbox#end} wakes the next. */
  void wakeNextItem() {
    if (items.areWaiting() && hasRoomForItem()) {
      items.wakeNext();
    }
  }

  boolean hasRoomForPush() {
    return buffers.pendingBytes() < PUSH_BYTES;
  }

  /** Takes what waits elsewhere for room. */
  void pull() {
    if (takesFrames() && hasRoomForPush()) {
      handler.refill(buffers.pending(), PUSH_BYTES);
    }
  }
}

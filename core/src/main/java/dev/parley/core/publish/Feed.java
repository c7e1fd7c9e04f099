package dev.parley.core.publish;

import dev.parley.core.codec.MessageTooLargeException;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.connection.Connection;
import dev.parley.core.connection.Flusher;
import dev.parley.core.flight.Flight;
import dev.parley.core.flight.ResyncEvent;
import dev.parley.core.log.CoreLog;
import dev.parley.core.meter.NotificationMeter;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.Resync;
import org.jspecify.annotations.Nullable;

/**
 * The notifications of one session on their way out. While the front end keeps up they are written
 * as they are sent; otherwise they wait in a {@link Backlog}, which the connection pulls from when
 * it has room. Numbers are given when they are written. Who sends never waits. Safe for use by any
 * thread; everything here is guarded by the connection's lock.
 */
public final class Feed implements Hearer {
  /** So many {@code latest} notifications may be under way that the front end has not heard. */
  static final int WINDOW = 8;

  private final Connection connection;
  private final Limits limits;
  private final @Nullable NotificationMeter meter;
  private final Backlog backlog;

  /** What the front end is told before what waits: that it has missed something. */
  private @Nullable Resync missed;

  private int maxFrameBytes;

  /** The last notification's number. */
  private long seq;

  /** The number up to which the front end's listeners have taken everything. */
  private long heard;

  /** The numbers of the last {@value #WINDOW} {@code latest} notifications, as a ring. */
  private final long[] underWay = new long[WINDOW];

  private int nextUnderWay;
  private boolean warnedOfSize;

  /**
   * @param meter counts what happens; null to count nothing
   */
  public Feed(Connection connection, Limits limits, @Nullable NotificationMeter meter) {
    this.connection = connection;
    this.limits = limits;
    this.meter = meter;
    this.backlog = new Backlog(limits.maxBacklogBytes());
    this.maxFrameBytes = limits.maxFrameBytes();
  }

  /** Takes what the handshake agreed on: the largest frame that both sides accept. */
  public void greeted(int largestFrame) {
    maxFrameBytes = largestFrame;
  }

  @Override
  public void hear(OutgoingNotification notification, @Nullable Flusher flusher) {
    MessageWriter out = connection.begin();
    try {
      if (out == null) {
        return;
      }
      if (isClear() && connection.hasRoomForPush() && mayGo(notification)) {
        write(out, notification);
      } else {
        queue(notification);
        if (connection.hasRoomForPush()) {
          // What waits, waits for a Heard; but not a Resync that has just taken its place.
          drain(out, Connection.PUSH_BYTES, false);
        }
      }
    } finally {
      if (flusher == null) {
        connection.end();
      } else {
        connection.endAndLeaveTo(flusher);
      }
    }
  }

  private boolean isClear() {
    return missed == null && backlog.isEmpty();
  }

  /** Whether fewer than the window of {@code latest} ones are under way, if it is one. */
  private boolean mayGo(OutgoingNotification notification) {
    return !notification.isLatest() || underWay[nextUnderWay] <= heard;
  }

  private void write(MessageWriter out, OutgoingNotification notification) {
    boolean confirm = notification.isLatest();
    int before = out.position();
    try {
      FrameWriter.notification(out, maxFrameBytes, notification.body(), seq + 1, confirm);
    } catch (MessageTooLargeException e) {
      leaveOut(out, notification, e);
      return;
    }
    seq++;
    if (confirm) {
      underWay[nextUnderWay] = seq;
      nextUnderWay = (nextUnderWay + 1) % WINDOW;
    }
    connection.pushed(out.position() - before);
    if (meter != null) {
      meter.sent();
    }
  }

  /** Only this front end takes so little: the sender could not have known, but it must. */
  private void leaveOut(
      MessageWriter out, OutgoingNotification notification, MessageTooLargeException e) {
    String text =
        "%s was left out: with %,d bytes of payload it does not fit into the %,d bytes of a frame that this front end takes (Hello.max_frame_bytes)"
            .formatted(notification.type(), notification.payloadBytes(), maxFrameBytes);
    System.Logger.Level level =
        warnedOfSize ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING;
    warnedOfSize = true;
    CoreLog.get().log(level, () -> "%s: %s".formatted(connection.name(), text), e);
    writeMissed(out, new Resync(Reason.LIMIT_EXCEEDED, text));
    if (meter != null) {
      meter.dropped(1);
      meter.resync();
    }
    tellRecorder(Reason.LIMIT_EXCEEDED, 1, Backlog.cost(notification));
  }

  private void tellRecorder(Reason reason, int dropped, long bytes) {
    if (Flight.hasRecorder()) {
      ResyncEvent.happened(
          connection.name(), connection.peer().description(), reason.name(), dropped, bytes);
    }
  }

  private void writeMissed(MessageWriter out, Resync what) {
    int before = out.position();
    FrameWriter.message(out, Integer.MAX_VALUE, FrameKind.RESYNC, Resync.CODEC, what);
    connection.pushed(out.position() - before);
  }

  private void queue(OutgoingNotification notification) {
    long before = backlog.bytes();
    switch (backlog.add(notification)) {
      case BEHIND -> {}
      case INSTEAD -> {
        if (meter != null) {
          meter.coalesced();
        }
      }
      case REFUSED ->
          giveUp(
              1,
              "%,d bytes of notifications were waiting to be read, and one more did not fit; the limit is %,d (Limits.maxBacklogBytes)"
                  .formatted(backlog.bytes(), limits.maxBacklogBytes()));
    }
    if (meter != null) {
      meter.waiting(backlog.bytes() - before);
    }
  }

  /**
   * Drops what waits, and has the front end told; once, however often before it is written.
   *
   * @param more how many are dropped that did not wait yet
   */
  private void giveUp(int more, String text) {
    int dropped = backlog.size() + more;
    long bytes = backlog.bytes();
    backlog.clear();
    if (missed == null) {
      tellRecorder(Reason.SLOW_CONSUMER, dropped, bytes);
      missed = new Resync(Reason.SLOW_CONSUMER, text);
      CoreLog.get()
          .log(
              System.Logger.Level.WARNING,
              () ->
                  "%s: %s: %,d notifications were dropped, and the front end is told to resync"
                      .formatted(connection.name(), text, dropped));
      if (meter != null) {
        meter.resync();
      }
    }
    if (meter != null) {
      meter.dropped(dropped);
    }
  }

  /**
   * Writes what waits until so much is pending; called with the connection's lock held, whenever
   * there is room.
   */
  public void refill(MessageWriter out, int until) {
    if (!isClear()) {
      drain(out, until, false);
    }
  }

  private void drain(MessageWriter out, int until, boolean all) {
    long before = backlog.bytes();
    Resync first = missed;
    if (first != null && out.position() < until) {
      writeMissed(out, first);
      missed = null;
    }
    while (out.position() < until) {
      OutgoingNotification next = backlog.peek();
      if (next == null || !(all || mayGo(next))) {
        break;
      }
      write(out, next);
      backlog.remove();
    }
    if (meter != null) {
      meter.waiting(backlog.bytes() - before);
    }
  }

  /**
   * Writes all that waits, so that it arrives before what the caller writes next; called with the
   * connection's lock held. If the queue has no room for that, it is dropped instead, and the front
   * end told.
   */
  public void flush(MessageWriter out) {
    if (isClear()) {
      return;
    }
    // An answer as large as a frame has to have room behind it.
    long room =
        (long) limits.maxQueueBytes()
            - limits.maxFrameBytes()
            - Protocol.LENGTH_BYTES
            - connection.queued();
    if (backlog.bytes() > room) {
      long before = backlog.bytes();
      giveUp(
          0,
          "%,d bytes of notifications were waiting to be read before an answer, and there was room for %,d (Limits.maxQueueBytes)"
              .formatted(before, Math.max(0, room)));
      if (meter != null) {
        meter.waiting(-before);
      }
    }
    drain(out, Integer.MAX_VALUE, true);
  }

  /** Has all that waits written, as the last thing that the front end gets. */
  public void finish() {
    MessageWriter out = connection.begin();
    try {
      if (out != null) {
        flush(out);
      }
    } finally {
      connection.end();
    }
  }

  /**
   * The front end says that its listeners have taken all notifications up to that number. One that
   * it said before, or a lower one, is nothing new.
   *
   * @return what rule this breaks, for people; null if none
   */
  public @Nullable String heard(long upTo) {
    MessageWriter out = connection.begin();
    try {
      if (Long.compareUnsigned(upTo, seq) > 0) {
        return "A Heard says %s; the last notification has the number %,d"
            .formatted(Long.toUnsignedString(upTo), seq);
      }
      if (upTo > heard) {
        heard = upTo;
        if (out != null && connection.hasRoomForPush()) {
          refill(out, Connection.PUSH_BYTES);
        }
      }
      return null;
    } finally {
      connection.end();
    }
  }

  /** Drops what waits: there is nobody any more. */
  public void close() {
    MessageWriter _ = connection.begin();
    try {
      if (meter != null) {
        meter.waiting(-backlog.bytes());
      }
      backlog.clear();
      missed = null;
    } finally {
      connection.end();
    }
  }
}

package dev.parley.core.connection;

import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Limits;
import dev.parley.core.transport.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection: what comes in goes to its handler frame by frame, what goes out is encoded
 * between {@link #begin} and {@link #end}. All but the handling of frames is safe for use by any
 * thread.
 */
public abstract class Connection implements FrameSink {
  final FrameHandler handler;
  final Limits limits;
  final Outbox outbox;

  private final String name;
  private final Peer peer;

  /** What made this side close, for {@link FrameHandler#closed}; the first cause counts. */
  private @Nullable Throwable cause;

  // Touched by the watchdog only.
  private long seenProgress;
  private long seenProgressAt;
  private boolean wasBusy;
  private boolean wasEnding;
  private long endingSince;

  Connection(String name, Peer peer, FrameHandler handler, Limits limits, WritePolicy policy) {
    this.name = name;
    this.peer = peer;
    this.handler = handler;
    this.limits = limits;
    this.outbox = new Outbox(this, handler, policy, limits, name);
  }

  /** What the connection is called in logs and thread names. */
  public final String name() {
    return name;
  }

  public final Peer peer() {
    return peer;
  }

  /**
   * Takes the lock for one frame, or a few that belong together. {@link #end} must be called on the
   * same thread, soon, and whatever happens.
   *
   * @return where to write it, or null if the connection takes no more frames
   */
  public final @Nullable MessageWriter begin() {
    return outbox.begin();
  }

  /**
   * Takes the lock for an item of a stream, like {@link #begin}, but waits until there is room for
   * it in the queue: items never make the queue overflow.
   *
   * @param unwanted whether nobody wants the item any more; asked with the lock held, so it must
   *     take none. Whoever makes it true calls {@link #recheckItems}
   * @return where to write it, or null if it can't be sent or is not wanted
   * @throws InterruptedException if the thread is interrupted while it waits; {@link #end} must not
   *     be called then
   */
  public final @Nullable MessageWriter beginItem(BooleanSupplier unwanted)
      throws InterruptedException {
    return outbox.beginItem(unwanted);
  }

  /** Has those who wait in {@link #beginItem} ask again whether their item is wanted. */
  public final void recheckItems() {
    outbox.recheckItems();
  }

  /** What writes a frame, or a few that belong together. */
  @FunctionalInterface
  public interface Frames {
    /** Writes them; called with the connection's lock held. */
    void writeTo(MessageWriter out);
  }

  /**
   * Sends frames; never waits for the other side.
   *
   * @return false if the connection takes no more frames
   */
  public final boolean send(Frames frames) {
    MessageWriter out = begin();
    try {
      if (out != null) {
        frames.writeTo(out);
      }
    } finally {
      end();
    }
    return out != null;
  }

  /**
   * Whether the current thread is the one that reads and is just handling what it read: if it
   * waited for something to arrive, it would wait for itself.
   */
  public final boolean isReading() {
    return outbox.isReading();
  }

  /**
   * Sends what was written. A core's reader may wait here for the other side, as its {@link
   * WritePolicy} has it, but does not write: the handler that runs on it may be interrupted, and
   * writing while interrupted would close a socket.
   */
  public final void end() {
    outbox.end(false);
  }

  /** Sends what was written, on this thread if the policy allows and it pays. */
  public final void endAndWrite() {
    outbox.end(true);
  }

  /** Takes no more frames and closes when those before are written. */
  public final void finish() {
    outbox.finish();
  }

  /** Whether the connection takes no more frames. */
  public final boolean isEnding() {
    return outbox.isEnding();
  }

  /** Whether this side ended it because the other reads too slowly. */
  public final boolean isSlow() {
    return outbox.isSlow();
  }

  /** Closes at once. */
  public final void close(@Nullable Throwable because) {
    synchronized (this) {
      if (cause == null) {
        cause = because;
      }
    }
    outbox.close();
  }

  final synchronized @Nullable Throwable causeOr(@Nullable Throwable other) {
    return cause != null ? cause : other;
  }

  /** Closes the connection if it is stuck; called by one watchdog, every now and then. */
  public void check(long now) {
    if (outbox.isEnding()) {
      if (!wasEnding) {
        wasEnding = true;
        endingSince = now;
      } else if (isOver(now - endingSince, limits.writeTimeout())) {
        close(new IOException("the other side did not read to the end (Limits.writeTimeout)"));
      }
    }
    long progress = outbox.progress();
    boolean busy = outbox.isBusy();
    if (!busy || !wasBusy || progress != seenProgress) {
      seenProgress = progress;
      seenProgressAt = now;
    } else if (isOver(now - seenProgressAt, limits.writeTimeout())) {
      close(
          new IOException(
              "the other side read nothing for %s ms (Limits.writeTimeout)"
                  .formatted(limits.writeTimeout().toMillis())));
    }
    wasBusy = busy;
  }

  static boolean isOver(long nanos, Duration limit) {
    return nanos > limit.toNanos();
  }

  /** Hands a frame to the handler, which must not be able to end the reader with a failure. */
  final boolean deliver(byte[] bytes, int from, int to) {
    try {
      handler.frame(bytes, from, to);
      return true;
    } catch (Throwable e) {
      close(e);
      return false;
    }
  }
}

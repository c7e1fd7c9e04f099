package dev.parley.core.connection;

import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Limits;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.Peer;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection: what comes in goes to its handler frame by frame, what goes out is encoded
 * between {@link #begin} and {@link #end}. All but the handling of frames is safe for use by any
 * thread.
 *
 * <p>As a rule a connection lives as long as its one {@link Link}. One that was made {@linkplain
 * #makeResumable resumable} outlives it: it waits, detached, until it {@linkplain #resume goes on}
 * over another link, behind what the other side has handled.
 */
public final class Connection {
  /** Notifications are written while less than this is pending. */
  public static final int PUSH_BYTES = Outbox.PUSH_BYTES;

  final FrameHandler handler;
  final Outbox outbox;

  private final Limits limits;
  private final String name;
  private final Attachment attachment;
  private final Received received = new Received();
  private final Patience patience;
  private volatile Peer peer;

  /** What made this side close, for {@link FrameHandler#closed}; the first cause counts. */
  private @Nullable Throwable cause;

  /**
   * A connection that has no link yet.
   *
   * @param peer who is at the other end of its first link
   */
  public Connection(
      String name, Peer peer, FrameHandler handler, Limits limits, WritePolicy policy) {
    this.name = name;
    this.peer = peer;
    this.handler = handler;
    this.limits = limits;
    this.outbox = new Outbox(handler, policy, limits, name);
    this.attachment = new Attachment(this, outbox);
    this.patience = new Patience(this, attachment, outbox, limits);
  }

  /** Goes over these bytes from the beginning; its link must be started. Called once. */
  public StreamLink over(ByteDuplex bytes) {
    StreamLink link = new StreamLink(bytes, this);
    attachment.begin(link);
    return link;
  }

  /** Goes over these messages from the beginning; the link takes what arrives. Called once. */
  public MessageLink over(FrameDuplex messages) {
    MessageLink link = new MessageLink(messages, this);
    attachment.begin(link);
    return link;
  }

  /** What the connection is called in logs and thread names. */
  public String name() {
    return name;
  }

  /** Who is at the other end of its link; of the last one while it is detached. */
  public Peer peer() {
    return peer;
  }

  /**
   * Takes the lock for one frame, or a few that belong together. {@link #end} must be called on the
   * same thread, soon, and whatever happens.
   *
   * @return where to write it, or null if the connection takes no more frames
   */
  public @Nullable MessageWriter begin() {
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
  public @Nullable MessageWriter beginItem(BooleanSupplier unwanted) throws InterruptedException {
    return outbox.beginItem(unwanted);
  }

  /** Has those who wait in {@link #beginItem} ask again whether their item is wanted. */
  public void recheckItems() {
    outbox.recheckItems();
  }

  /**
   * Whether there is room for a notification, which otherwise waits outside until {@link
   * FrameHandler#refill} is called; asked between {@link #begin} and {@link #end}.
   */
  public boolean hasRoomForPush() {
    return outbox.hasRoomForPush();
  }

  /**
   * So many of the bytes just written are notifications: the reader never waits for them, whatever
   * the front end reads. Called between {@link #begin} and {@link #end}, or within {@link
   * FrameHandler#refill}.
   */
  public void pushed(int bytes) {
    outbox.pushed(bytes);
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
  public boolean send(Frames frames) {
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
  public boolean isReading() {
    return outbox.isReading();
  }

  /**
   * Sends what was written. A core's reader may wait here for the other side, as its {@link
   * WritePolicy} has it, but does not write: the handler that runs on it may be interrupted, and
   * writing while interrupted would close a socket.
   */
  public void end() {
    outbox.end(false);
  }

  /** Has what was written sent as soon as the flusher comes to it, together with what follows. */
  public void endAndLeaveTo(Flusher flusher) {
    if (outbox.endAsleep()) {
      flusher.add(this);
    }
  }

  /** Has its writer write what is pending. */
  void wakeWriter() {
    outbox.wakeWriter();
  }

  /** Sends what was written, on this thread if the policy allows and it pays. */
  public void endAndWrite() {
    outbox.end(true);
  }

  /** Takes no more frames and closes when those before are written. */
  public void finish() {
    outbox.finish();
  }

  /** Whether the connection takes no more frames. */
  public boolean isEnding() {
    return outbox.isEnding();
  }

  /** Whether this side ended it because the other reads too slowly. */
  public boolean isSlow() {
    return outbox.isSlow();
  }

  /**
   * Closes at once. Where it is detached, the handler is told of the end before this returns.
   *
   * @param because what went wrong; null if nothing did
   */
  public void close(@Nullable Throwable because) {
    synchronized (this) {
      if (cause == null) {
        cause = because;
      }
    }
    attachment.close();
  }

  /**
   * Closes if it is detached, and nobody is about to give it another link.
   *
   * @return whether it is closed by that; the handler was told
   */
  public boolean closeIfDetached(Throwable because) {
    return attachment.closeIfDetached(because);
  }

  synchronized @Nullable Throwable causeOr(@Nullable Throwable other) {
    return cause != null ? cause : other;
  }

  /**
   * Makes the connection resumable, before it has a link or from within the handling of the
   * greeting: writes these frames, and keeps everything that is written after them until the other
   * side has acknowledged it. What comes after the frame that is just handled is counted.
   */
  public void makeResumable(Frames last) {
    MessageWriter out = begin();
    try {
      if (out != null) {
        last.writeTo(out);
        outbox.retain();
        received.begin();
      }
    } finally {
      end();
    }
  }

  /** Whether it outlives its link. */
  public boolean isResumable() {
    return attachment.isResumable();
  }

  /** Whether it has no link and waits for one. */
  public boolean isDetached() {
    return attachment.isDetached();
  }

  /**
   * From here on it ends with its link; at once if it has none. Nothing more is counted or
   * acknowledged.
   */
  public void endWithLink() {
    received.stop();
    if (attachment.endWithLink()) {
      close(null);
    }
  }

  /** How going on over another link went. */
  public enum Resumption {
    /** It goes on. */
    RESUMED,
    /** It can't: it is over, or is by this, because it has not got what the other side lacks. */
    REFUSED,
    /** It could, but the new link is gone already. */
    LINK_LOST,
    /**
     * Who asks does not know what the other side has said since: that it has handled more. The
     * connection is no worse for it than for a lost link, and as a rule keeps the one it has.
     */
    OUTDATED;

    boolean leavesItDetached() {
      return this == LINK_LOST || this == OUTDATED;
    }
  }

  /** What is said on a new link before anything else. */
  @FunctionalInterface
  public interface Greeting {
    /**
     * Writes it; called with the connection's lock held, so it must take none that others hold
     * while they send.
     *
     * @param handled as of {@link Connection#handled}; nothing is handled meanwhile
     */
    void writeTo(MessageWriter out, long handled);
  }

  /**
   * Goes on over the link of another connection, which is over by that and tells nobody. A link
   * that this one still has is closed before, and whoever reads it has handled his last frame then;
   * so this may wait for a handler that runs on the reader's thread.
   *
   * <p>Must be called by the thread that reads the other connection, from within the handling of a
   * frame.
   *
   * @param fresh has sent and received nothing but the greeting
   * @param position how much the other side has handled of what this connection sent
   * @param greeting what is sent before anything else, and not counted. Not called unless the
   *     connection goes on
   */
  public Resumption resume(Connection fresh, long position, Greeting greeting) {
    return attachment.resume(fresh.attachment::surrender, position, greeting);
  }

  /**
   * Goes on, or begins, over bytes on which the greetings were exchanged and nothing else; a link
   * that it still has is closed before, as by {@link #resume(Connection, long, Greeting)}. From any
   * thread but the one that reads.
   *
   * @param position how much the other side has handled of what this connection sent; 0 at first
   * @return what became of it; unless it goes on, the bytes are the caller's to close
   */
  public Resumption resume(ByteDuplex bytes, long position) {
    StreamLink next = new StreamLink(bytes, this);
    Resumption result = attachment.resume(() -> next, position, (_, _) -> {});
    if (result == Resumption.OUTDATED) {
      // Nobody but the other side itself says so.
      close(new IOException("the other side has forgotten what it has handled"));
      result = Resumption.REFUSED;
    }
    if (result == Resumption.RESUMED) {
      boolean started = false;
      try {
        next.start();
        started = true;
      } finally {
        if (!started) {
          // No memory or no thread: its reader will never tell of its end.
          ended(next, null);
        }
      }
    }
    return result;
  }

  /** How much of what came was handled: bytes of frames and their lengths since the greeting. */
  public long handled() {
    attachment.awaitReader();
    return received.handled();
  }

  long handledSoFar() {
    return received.handled();
  }

  /**
   * Where the next frame will stand, in bytes of frames and their lengths since the greeting; for
   * use between {@link #begin} and {@link #end}.
   */
  public long position() {
    return outbox.position();
  }

  /** How many bytes wait to be written. */
  public long queued() {
    return outbox.queued();
  }

  /** How much was given to a link: what stands behind it was never sent. */
  public long sent() {
    outbox.lock().lock();
    try {
      return outbox.sent().position();
    } finally {
      outbox.lock().unlock();
    }
  }

  /**
   * The other side has handled so much of what was sent, which need not be kept.
   *
   * @return what rule of the protocol it broke by saying so; null if none
   */
  public @Nullable String acknowledged(long position) {
    return outbox.sent().acknowledge(position)
        ? null
        : "An Ack of %s bytes; %,d were sent".formatted(Long.toUnsignedString(position), sent());
  }

  int maxQueueBytes() {
    return limits.maxQueueBytes();
  }

  boolean beginBatch(Link link) {
    outbox.beginBatch();
    // In this order: whoever retires a link looks for its reader afterwards.
    return !link.isRetired();
  }

  void endBatch() {
    outbox.endBatch();
  }

  /** Whether the link's next frame is handled. */
  boolean goesOn(Link link) {
    return !link.isRetired() && !outbox.isEnding();
  }

  /** The link's reader has ended; with a failure if not in good order. */
  void ended(Link link, @Nullable Throwable failure) {
    if (failure != null && !(failure instanceof IOException)) {
      close(failure);
    }
    attachment.ended(link, failure);
  }

  void tellDetached(@Nullable Throwable failure) {
    handler.detached(failure);
  }

  void tellClosed(@Nullable Throwable failure) {
    handler.closed(causeOr(failure));
  }

  void movedTo(Link link) {
    peer = link.peer();
  }

  /** Closes the connection if it is stuck; called by one watchdog, every now and then. */
  public void check(long now) {
    patience.check(now);
  }

  /** A frame is half there for so long. */
  void checkHalfSent(long nanos) {
    patience.checkHalfSent(nanos);
  }

  /** Hands a frame to the handler, which must not be able to end the reader with a failure. */
  boolean deliver(byte[] bytes, int from, int to) {
    boolean counted = received.counts();
    try {
      handler.frame(bytes, from, to);
      if (counted && received.add(Protocol.LENGTH_BYTES + to - from)) {
        acknowledge(received.handled());
      }
      return true;
    } catch (Throwable e) {
      close(e);
      return false;
    }
  }

  private void acknowledge(long handled) {
    boolean _ = send(out -> FrameWriter.id(out, FrameKind.ACK, handled));
  }
}

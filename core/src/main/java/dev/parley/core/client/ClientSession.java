package dev.parley.core.client;

import dev.parley.core.codec.MalformedMessageException;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.connection.Connection;
import dev.parley.core.connection.FrameHandler;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.GoAway;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Welcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a client and its core know of each other: takes what comes, on the connection's reader
 * thread, and hands it to who waits for it.
 */
final class ClientSession implements FrameHandler {
  private final Limits limits;
  private final CallsInFlight calls;
  private final Listeners listeners;
  private final Ends ends;
  private final FrameReader in;
  private final Standing standing = new Standing();

  /** The number of the last notification; touched where frames are handled. */
  private long lastSeq;

  private volatile Terms terms;
  private volatile boolean waiting;
  private @Nullable Connection connection;

  /** Who is told that the session is over. */
  interface Ends {
    /** The session's connection is closed for good. Called once. */
    void over(ClientSession session);

    /** The session's link is lost; its connection waits for another one. */
    default void detached(ClientSession session, @Nullable Throwable because) {
      // Of no session that ends with its link.
    }
  }

  ClientSession(Limits limits, CallsInFlight calls, Listeners listeners, Ends ends) {
    this.limits = limits;
    this.calls = calls;
    this.listeners = listeners;
    this.ends = ends;
    this.terms = Terms.before(limits);
    this.in = new FrameReader(limits.maxDepth(), limits.maxElements());
    in.ignoreConstraints();
  }

  /** Gives the session its connection, before the first frame. */
  void attach(Connection itsConnection) {
    connection = itsConnection;
  }

  Connection connection() {
    return Objects.requireNonNull(connection);
  }

  Standing standing() {
    return standing;
  }

  /** Keeps to what the core takes, from here on. */
  void agree(Terms what) {
    terms = what;
  }

  /** Takes what is sent until there is another session, and never gets a link. */
  void waitForAnother() {
    waiting = true;
  }

  boolean isWaiting() {
    return waiting;
  }

  /** What the core takes, as far as it is known. */
  Terms terms() {
    return terms;
  }

  /**
   * Greets the core and waits for its answer.
   *
   * @throws ConnectFailedException if the core refuses or is lost, or if the greeting is larger
   *     than a core reads
   */
  Welcome greet(Hello hello) throws ConnectFailedException, InterruptedException {
    Greeting.checkSize(hello, limits);
    boolean _ =
        connection()
            .send(out ->
                FrameWriter.message(out, Integer.MAX_VALUE, FrameKind.HELLO, Hello.CODEC, hello));
    return standing.awaitWelcome();
  }

  @Override
  public void frame(byte[] bytes, int from, int to) {
    try {
      handle(in.next(bytes, from, to));
    } catch (MalformedMessageException e) {
      leave(Reason.PROTOCOL_ERROR, "A frame can't be read: " + e.getMessage());
    }
  }

  private void handle(int kind) {
    switch (kind) {
      case FrameKind.RESPONSE -> calls.answered(in);
      case FrameKind.STREAM_ITEM -> leaveIf(calls.item(in));
      case FrameKind.CREDIT -> leaveIf(calls.credited(in));
      case FrameKind.NOTIFICATION -> notified();
      case FrameKind.RESYNC -> resync(in.message(dev.parley.core.wire.Resync.CODEC));
      case FrameKind.WELCOME -> welcomed(in.message(Welcome.CODEC));
      case FrameKind.GO_AWAY -> toldToGo(in.message(GoAway.CODEC));
      case FrameKind.ACK -> leaveIf(connection().acknowledged(in.id()));
      case FrameKind.PING -> pong(in.id());
      case FrameKind.HELLO,
          FrameKind.REQUEST,
          FrameKind.SUBSCRIBE,
          FrameKind.UNSUBSCRIBE,
          FrameKind.CANCEL,
          FrameKind.STREAM_END,
          FrameKind.HEARD ->
          leave(
              Reason.PROTOCOL_ERROR,
              "A %s goes from the client to the core only".formatted(FrameKind.name(kind)));
      default -> {
        // For later versions.
      }
    }
  }

  private void leaveIf(@Nullable String breach) {
    if (breach != null) {
      leave(Reason.PROTOCOL_ERROR, breach);
    }
  }

  private void welcomed(Welcome welcome) {
    String breach = windowBreach(welcome);
    if (breach != null) {
      leave(Reason.PROTOCOL_ERROR, breach);
      return;
    }
    terms = Terms.of(welcome, limits);
    standing.welcomed(welcome);
  }

  /** What is wrong with the window that a core gives; null if nothing. */
  static @Nullable String windowBreach(Welcome welcome) {
    return welcome.streamItems() >= 0 && welcome.streamBytes() >= 0
        ? null
        : "A window of %s items and %s bytes in the Welcome: there may be 2,147,483,647 of each"
            .formatted(
                Integer.toUnsignedString(welcome.streamItems()),
                Integer.toUnsignedString(welcome.streamBytes()));
  }

  private void toldToGo(GoAway goAway) {
    standing.told(goAway);
    // Nobody could go on with it: the link's end is the session's.
    connection().endWithLink();
  }

  private void resync(dev.parley.core.wire.Resync told) {
    listeners.resync(new Resync(told.reason(), told.message()));
  }

  private void notified() {
    boolean isAwaited = in.wantsHeard();
    long seq = in.seq();
    if (seq != lastSeq + 1) {
      // Something was lost, or came twice, and nobody would know.
      leave(
          Reason.PROTOCOL_ERROR,
          "The core sent notification %s after %,d".formatted(Long.toUnsignedString(seq), lastSeq));
      return;
    }
    lastSeq = seq;
    listeners.notified(in);
    if (isAwaited) {
      boolean _ = connection().send(out -> FrameWriter.id(out, FrameKind.HEARD, seq));
    }
  }

  private void pong(long id) {
    boolean _ = connection().send(out -> FrameWriter.id(out, FrameKind.PONG, id));
  }

  @Override
  public int maxFrameBytes() {
    return limits.maxFrameBytes();
  }

  @Override
  public void oversized(long length) {
    leave(
        Reason.LIMIT_EXCEEDED,
        "A frame from the core is %,d bytes; the limit is %,d (Limits.maxFrameBytes)"
            .formatted(length, limits.maxFrameBytes()));
  }

  @Override
  public void halfSent() {
    leave(
        Reason.LIMIT_EXCEEDED,
        "A frame from the core was begun and not completed within %,d ms (Limits.frameTimeout)"
            .formatted(limits.frameTimeout().toMillis()));
  }

  @Override
  public void writeSlowConsumer(MessageWriter out, long queued) {
    String text =
        "%,d bytes are waiting to be read by the core; the limit is %,d (Limits.maxQueueBytes)"
            .formatted(queued, limits.maxQueueBytes());
    FrameWriter.goAway(out, Reason.SLOW_CONSUMER.number(), text);
    standing.leaving(Reason.SLOW_CONSUMER, text);
  }

  /** Ends the connection because the core does what it must not. */
  void leave(Reason reason, String text) {
    standing.leaving(reason, text);
    boolean _ = connection().send(out -> FrameWriter.goAway(out, reason.number(), text));
    connection().finish();
  }

  /** Tells the core that this side leaves, so that it keeps nothing, and closes behind that. */
  void sayGoodbye(Reason reason, String text) {
    Connection its = connection();
    boolean nothingBefore = its.queued() == 0;
    MessageWriter out = its.begin();
    try {
      if (out != null) {
        FrameWriter.goAway(out, reason.number(), text);
      }
    } finally {
      if (nothingBefore) {
        // So that it is said also where the process ends right behind this.
        its.endAndWrite();
      } else {
        its.end();
      }
    }
    its.endWithLink();
    its.finish();
  }

  @Override
  public void detached(@Nullable Throwable because) {
    ends.detached(this, because);
  }

  @Override
  public void closed(@Nullable Throwable because) {
    standing.closed(because);
    ends.over(this);
  }
}

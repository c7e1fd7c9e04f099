package dev.parley.core.session;

import dev.parley.core.codec.MalformedMessageException;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.connection.Connection;
import dev.parley.core.connection.FrameHandler;
import dev.parley.core.dispatch.CallObserver;
import dev.parley.core.dispatch.ServedCall;
import dev.parley.core.log.CoreLog;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.publish.Audience;
import dev.parley.core.publish.Feed;
import dev.parley.core.publish.Subscriptions;
import dev.parley.core.transport.Peer;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.SessionId;
import dev.parley.core.wire.Welcome;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A core's side of one connection. Frames come on the connection's reader thread; answers and
 * notifications go out from any.
 *
 * <p>A session whose front end asked for it outlives its link: without one, detached, it goes on as
 * if nobody read, until the front end resumes it over another link or its time is over.
 */
final class Session implements FrameHandler {
  private final Serving serving;
  private final Limits limits;
  private final SessionWatcher watcher;
  private final FrameReader in;
  private final AllCalls allCalls;
  private final Audience audience;
  private final long openedAt;
  private final @Nullable String noStreams;

  private @Nullable Connection connection;
  private @Nullable Calls calls;
  private @Nullable Feed feed;
  private @Nullable Subscriptions subscriptions;
  private @Nullable Incoming incoming;

  private volatile boolean greeted;
  private volatile boolean closed;

  /** The secret by which it can be resumed; null if it can't. */
  private volatile @Nullable SessionId id;

  /** Whether it has no link, and since when by the core's ticker. */
  private volatile boolean away;

  private volatile long awaySince;

  /** How many links it has had. */
  private volatile int links = 1;

  /**
   * @param noStreams why calls with a stream are refused; null if they are not
   */
  Session(
      Serving serving,
      AllCalls allCalls,
      Audience audience,
      SessionWatcher watcher,
      @Nullable String noStreams) {
    this.serving = serving;
    this.allCalls = allCalls;
    this.audience = audience;
    this.limits = serving.limits();
    this.watcher = watcher;
    this.noStreams = noStreams;
    this.in = new FrameReader(limits.maxDepth(), limits.maxElements());
    this.openedAt = serving.ticker().nanos();
  }

  /** Gives the session its connection, before the first frame. */
  void attach(Connection itsConnection) {
    connection = itsConnection;
    Feed itsFeed = new Feed(itsConnection, limits, serving.notifications());
    Subscriptions itsSubscriptions = new Subscriptions(audience, itsFeed, limits);
    Calls itsCalls =
        new Calls(serving, allCalls, itsConnection, itsFeed, noStreams, watcher::callEnded);
    feed = itsFeed;
    subscriptions = itsSubscriptions;
    calls = itsCalls;
    incoming = new Incoming(serving, in, itsConnection, itsCalls, itsFeed, itsSubscriptions);
  }

  private Connection connection() {
    return Objects.requireNonNull(connection);
  }

  private Calls calls() {
    return Objects.requireNonNull(calls);
  }

  private Feed feed() {
    return Objects.requireNonNull(feed);
  }

  private Subscriptions subscriptions() {
    return Objects.requireNonNull(subscriptions);
  }

  private Incoming incoming() {
    return Objects.requireNonNull(incoming);
  }

  @Override
  public void frame(byte[] bytes, int from, int to) {
    try {
      handle(in.next(bytes, from, to), to - from);
    } catch (MalformedMessageException e) {
      leave(Reason.PROTOCOL_ERROR, "A frame can't be read: " + e.getMessage());
    }
  }

  private void handle(int kind, int bytes) {
    if (greeted) {
      String broken = incoming().take(kind, bytes);
      if (broken != null) {
        leave(Reason.PROTOCOL_ERROR, broken);
      }
    } else if (kind == FrameKind.HELLO) {
      hello();
    } else {
      leave(
          Reason.PROTOCOL_ERROR,
          "The first frame is a %s; it must be a Hello".formatted(FrameKind.name(kind)));
    }
  }

  private void hello() {
    Hello hello = in.message(Hello.CODEC);
    if (hello.protocol() != Protocol.VERSION) {
      leave(Reason.PROTOCOL_ERROR, Handshake.versionText(hello.protocol()));
      return;
    }
    if (hello.streamItems() < 0 || hello.streamBytes() < 0) {
      leave(Reason.PROTOCOL_ERROR, "A Hello gives credit beyond 2,147,483,647");
      return;
    }
    SessionId wanted = hello.session();
    if (wanted == null || !watcher.resume(this, wanted, hello)) {
      begin(hello);
    }
  }

  private void begin(Hello hello) {
    calls().greeted(hello);
    feed().greeted(calls().maxAnswerBytes());
    String refusal = watcher.greeted(this);
    if (refusal != null) {
      leave(Reason.OVERLOADED, refusal);
      return;
    }
    CallObserver observer = serving.hooks().observer();
    if (observer != null) {
      observer.sessionOpened(connection().name(), connection().peer(), hello.client());
    }
    if (hello.resumable() && limits.resumeWindow().isPositive()) {
      beginResumable(hello);
    } else {
      Welcome welcome = Handshake.welcome(serving, hello);
      boolean _ = connection().send(out -> write(out, welcome));
    }
  }

  private void beginResumable(Hello hello) {
    SessionId secret = SessionId.random();
    id = secret;
    watcher.named(secret, this);
    Welcome welcome = Handshake.welcome(serving, hello, secret);
    connection().makeResumable(out -> write(out, welcome));
    if (watcher.isLast()) {
      connection().endWithLink();
    }
  }

  private static void write(MessageWriter out, Welcome welcome) {
    FrameWriter.message(out, Integer.MAX_VALUE, FrameKind.WELCOME, Welcome.CODEC, welcome);
  }

  /** It has greeted, and is one of the core's sessions from here on. */
  void markGreeted() {
    greeted = true;
  }

  boolean isGreeted() {
    return greeted;
  }

  /** Whether it may be resumed; takes no lock, as it is asked with one held. */
  boolean isResumable() {
    return id != null;
  }

  /** Whether it has no link. */
  boolean isAway() {
    return away && !closed;
  }

  /** Since when it has no link, by the core's ticker; if it has none. */
  long awaySince() {
    return awaySince;
  }

  /**
   * Goes on over the link of a session that has just greeted, if it is the same user's.
   *
   * @return whether there is nothing left to do for that session
   */
  boolean resume(Session fresh, Hello hello) {
    if (!isSameUser(fresh.connection().peer()) || endIfOverdue(serving.ticker().nanos())) {
      return false;
    }
    Connection next = fresh.connection();
    Welcome welcome = Handshake.welcome(serving, hello, Objects.requireNonNull(id));
    Connection.Resumption how =
        connection()
            .resume(
                next,
                hello.received(),
                (out, handled) -> {
                  back(fresh);
                  write(out, Handshake.back(welcome, handled));
                });
    if (how == Connection.Resumption.RESUMED) {
      CoreLog.get()
          .log(
              System.Logger.Level.DEBUG,
              () -> "%s: resumed by %s".formatted(connection().name(), next.name()));
    }
    return how == Connection.Resumption.RESUMED || how == Connection.Resumption.LINK_LOST;
  }

  /** What was subscribed to and called was allowed to that user, on that way in. */
  private boolean isSameUser(Peer other) {
    Peer peer = connection().peer();
    return peer.uid().equals(other.uid()) && peer.transport().equals(other.transport());
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Under the connection's lock; others look.
  private void back(Session fresh) {
    away = false;
    links++;
    watcher.handedOver(fresh);
  }

  @Override
  public void detached(@Nullable Throwable cause) {
    awaySince = serving.ticker().nanos();
    away = true;
    CoreLog.get()
        .log(
            System.Logger.Level.DEBUG,
            () ->
                "%s: lost its link; waits %,d ms for another (Limits.resumeWindow)"
                    .formatted(connection().name(), limits.resumeWindow().toMillis()),
            cause);
  }

  private boolean endIfOverdue(long now) {
    return away
        && now - awaySince >= limits.resumeWindow().toNanos()
        && giveUp("the front end did not come back (Limits.resumeWindow)");
  }

  /**
   * Ends if it has no link.
   *
   * @return false if it has one, or is being given one
   */
  boolean giveUp(String why) {
    return connection().closeIfDetached(new IOException(why));
  }

  /** Ends with its link from here on; at once if it has none. */
  void endWithLink() {
    connection().endWithLink();
  }

  @Override
  public Consumer<Runnable> aroundReader() {
    return ServedCall::read;
  }

  @Override
  public int maxFrameBytes() {
    return greeted
        ? limits.maxFrameBytes()
        : Math.min(limits.maxHelloBytes(), limits.maxFrameBytes());
  }

  @Override
  public void oversized(long length) {
    leave(
        Reason.LIMIT_EXCEEDED,
        "A frame is %,d bytes; the limit is %,d (%s)"
            .formatted(
                length,
                maxFrameBytes(),
                greeted
                    ? "Limits.maxFrameBytes"
                    : "Limits.maxHelloBytes, until the Hello is read"));
  }

  @Override
  public void halfSent() {
    leave(
        Reason.LIMIT_EXCEEDED,
        "A frame was begun and not completed within %,d ms (Limits.frameTimeout)"
            .formatted(limits.frameTimeout().toMillis()));
  }

  @Override
  public void writeSlowConsumer(MessageWriter out, long queued) {
    String text =
        "%,d bytes are waiting to be read; the limit is %,d (Limits.maxQueueBytes)"
            .formatted(queued, limits.maxQueueBytes());
    CoreLog.get()
        .log(System.Logger.Level.WARNING, () -> "%s: %s".formatted(connection().name(), text));
    FrameWriter.goAway(out, Reason.SLOW_CONSUMER.number(), text);
  }

  /** Says why, and closes the connection when that is written. */
  void leave(Reason reason, String text) {
    CoreLog.get()
        .log(
            System.Logger.Level.INFO,
            () -> "%s: %s: %s".formatted(connection().name(), reason, text));
    goAway(reason, text);
    connection().finish();
  }

  private void goAway(Reason reason, String text) {
    boolean _ = connection().send(out -> FrameWriter.goAway(out, reason.number(), text));
  }

  /** Takes no new calls from here on; those in flight go on. */
  void beginDraining() {
    calls().beginDraining();
    goAway(Reason.SHUTTING_DOWN, "The core is closing");
    endWithLink();
  }

  /** Whether every call of this connection is over. */
  boolean isIdle() {
    return calls().isIdle();
  }

  /** Answers every call that still runs, and interrupts its handler. */
  void abandonCalls() {
    calls()
        .abandonAll(
            Reason.SHUTTING_DOWN,
            "The core closed before the handler was done; it waited %,d ms (Limits.drainTimeout)"
                .formatted(limits.drainTimeout().toMillis()));
  }

  /** The calls of this moment that were not answered. */
  List<ServedCall> unanswered() {
    return calls().unanswered();
  }

  /** Answers the calls that are overdue. */
  void expireCalls(long now) {
    calls().expire(now);
  }

  /** Whether handlers were interrupted and still have time to end. */
  boolean hasStragglers() {
    return calls().hasStragglers();
  }

  @Override
  public void refill(MessageWriter out, int until) {
    feed().refill(out, until);
  }

  /** Closes when everything is written. */
  void finish() {
    feed().finish();
    connection().finish();
  }

  /** Ends the connection if a time limit has passed; called by the watchdog. */
  void check(long now) {
    calls().check();
    if (closed) {
      // None is left, as a rule: only if there was no memory to end them when the connection did.
      abandonLost();
      return;
    }
    if (!greeted
        && !connection().isEnding()
        && now - openedAt > limits.handshakeTimeout().toNanos()) {
      leave(
          Reason.LIMIT_EXCEEDED,
          "No Hello came within %,d ms (Limits.handshakeTimeout)"
              .formatted(limits.handshakeTimeout().toMillis()));
    }
    if (!endIfOverdue(now)) {
      connection().check(now);
    }
  }

  @Override
  public void closed(@Nullable Throwable cause) {
    closed = true;
    try {
      subscriptions().clear();
      feed().close();
      abandonLost();
    } finally {
      tellOfEnd(cause);
    }
  }

  private void abandonLost() {
    if (calls().hasUnanswered()) {
      calls().abandonAll(Reason.CONNECTION_LOST, "The connection is lost");
    }
  }

  private void tellOfEnd(@Nullable Throwable cause) {
    try {
      CallObserver observer = serving.hooks().observer();
      if (greeted && observer != null) {
        observer.sessionClosed(connection().name(), connection().peer(), calls().received(), links);
      }
      if (cause != null) {
        System.Logger.Level level =
            cause instanceof IOException ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR;
        CoreLog.get().log(level, () -> connection().name() + ": closed", cause);
      }
    } finally {
      // Also when there is no memory for any of it: the connection counts against the limit until
      // then.
      watcher.sessionEnded(this);
    }
  }

  /** The secret by which it can be resumed; null if it can't. */
  @Nullable SessionId id() {
    return id;
  }

  /** Whether the connection is closed; handlers of its calls may still run. */
  boolean isClosed() {
    return closed;
  }
}

package dev.parley.core.session;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MalformedMessageException;
import dev.parley.core.codec.MessageTooLargeException;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.connection.Connection;
import dev.parley.core.connection.FrameHandler;
import dev.parley.core.dispatch.Answers;
import dev.parley.core.notify.OutgoingNotification;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.Subscribe;
import dev.parley.core.wire.Welcome;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A core's side of one connection. Frames come on the connection's reader thread; answers and
 * notifications go out from any.
 */
final class Session implements FrameHandler, Answers {
  private static final System.Logger LOG = System.getLogger("dev.parley.core");

  /** Told of what concerns the core as a whole. */
  interface Watcher {
    /** A call ended while the core is closing. */
    void callEnded();

    /** The connection is closed. */
    void sessionEnded(Session session);
  }

  private final Serving serving;
  private final Limits limits;
  private final Watcher watcher;
  private final FrameReader in;
  private final Calls calls = new Calls();
  private final Subscriptions subscriptions = new Subscriptions();
  private final long openedAt;

  private @Nullable Connection connection;
  private @Nullable Thread reader;

  private volatile boolean greeted;
  private volatile boolean draining;
  private volatile boolean closed;

  /** The largest frame that both sides accept; set by the handshake. */
  private volatile int maxAnswerBytes;

  /** The last notification's number; guarded by the connection's lock. */
  private long seq;

  Session(Serving serving, Watcher watcher) {
    this.serving = serving;
    this.limits = serving.limits();
    this.watcher = watcher;
    this.in = new FrameReader(limits.maxDepth(), limits.maxItems());
    this.maxAnswerBytes = limits.maxFrameBytes();
    this.openedAt = serving.ticker().nanos();
  }

  /** Gives the session its connection, before the first frame. */
  void attach(Connection itsConnection) {
    connection = itsConnection;
  }

  private Connection connection() {
    return Objects.requireNonNull(connection);
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
    if (!greeted && kind != FrameKind.HELLO) {
      leave(
          Reason.PROTOCOL_ERROR,
          "The first frame is a %s; it must be a Hello".formatted(FrameKind.name(kind)));
      return;
    }
    switch (kind) {
      case FrameKind.HELLO -> hello();
      case FrameKind.REQUEST -> request();
      case FrameKind.SUBSCRIBE -> subscribe(in.message(Subscribe.CODEC), bytes);
      case FrameKind.UNSUBSCRIBE -> subscriptions.remove(in.id());
      case FrameKind.PING -> pong(in.id());
      case FrameKind.WELCOME, FrameKind.RESPONSE, FrameKind.NOTIFICATION ->
          leave(
              Reason.PROTOCOL_ERROR,
              "A %s goes from the core to the client only".formatted(FrameKind.name(kind)));
      default -> {
        // Cancel comes for calls that ended, GoAway and Pong need no answer; unknown frames are for
        // later versions, which are told by the Welcome that this one does not know them.
      }
    }
  }

  private void hello() {
    if (greeted) {
      leave(Reason.PROTOCOL_ERROR, "A second Hello; a connection has one");
      return;
    }
    Hello hello = in.message(Hello.CODEC);
    if (hello.protocol() != Protocol.VERSION) {
      leave(Reason.PROTOCOL_ERROR, Handshake.versionText(hello.protocol()));
      return;
    }
    if (hello.maxFrameBytes() > 0) {
      maxAnswerBytes = Math.min(limits.maxFrameBytes(), hello.maxFrameBytes());
    }
    reader = Thread.currentThread();
    greeted = true;
    LOG.log(
        System.Logger.Level.DEBUG,
        () -> "%s: hello from '%s'".formatted(connection().name(), hello.client()));
    Welcome welcome = Handshake.welcome(serving, hello);
    MessageWriter out = connection().begin();
    try {
      if (out != null) {
        FrameWriter.message(out, Integer.MAX_VALUE, FrameKind.WELCOME, Welcome.CODEC, welcome);
      }
    } finally {
      connection().end();
    }
  }

  private void request() {
    long id = in.id();
    if (!isFree(id, "request")) {
      return;
    }
    calls.begin(id);
    if (draining) {
      fail(id, Reason.SHUTTING_DOWN, "The core is closing and takes no new calls");
    } else if (calls.size() >= limits.maxCallsPerConnection()) {
      fail(
          id,
          Reason.OVERLOADED,
          "%s: %,d calls are in flight on this connection; the limit is %,d (Limits.maxCallsPerConnection)"
              .formatted(in.event(), calls.size(), limits.maxCallsPerConnection()));
    } else {
      serving.dispatcher().dispatch(in, this);
    }
  }

  /** Ends the connection if a client uses an id that it must not. */
  private boolean isFree(long id, String what) {
    if (id == 0) {
      leave(Reason.PROTOCOL_ERROR, "A %s has no id, or the id 0".formatted(what));
      return false;
    }
    if (calls.contains(id) || (subscriptions.size() != 0 && subscriptions.contains(id))) {
      leave(
          Reason.PROTOCOL_ERROR,
          "A %s has the id %s, which is in use".formatted(what, Long.toUnsignedString(id)));
      return false;
    }
    return true;
  }

  private void subscribe(Subscribe subscribe, int bytes) {
    if (!isFree(subscribe.id(), "subscription")) {
      return;
    }
    String refusal = refusal(bytes);
    MessageWriter out = connection().begin();
    try {
      if (out == null) {
        return;
      }
      if (refusal != null) {
        FrameWriter.failure(out, subscribe.id(), Reason.LIMIT_EXCEEDED.number(), refusal);
      } else {
        // Under the lock: no notification overtakes the answer.
        subscriptions.add(subscribe, bytes);
        FrameWriter.acknowledgement(out, subscribe.id());
      }
    } finally {
      connection().end();
    }
  }

  private @Nullable String refusal(int bytes) {
    if (subscriptions.size() >= limits.maxCallsPerConnection()) {
      return "This connection has %,d subscriptions; the limit is %,d (Limits.maxCallsPerConnection)"
          .formatted(subscriptions.size(), limits.maxCallsPerConnection());
    }
    long sum = subscriptions.bytes() + bytes;
    return sum <= limits.maxFrameBytes()
        ? null
        : "The subscriptions of this connection take %,d bytes; the limit is %,d (Limits.maxFrameBytes)"
            .formatted(sum, limits.maxFrameBytes());
  }

  private void pong(long id) {
    MessageWriter out = connection().begin();
    try {
      if (out != null) {
        FrameWriter.id(out, FrameKind.PONG, id);
      }
    } finally {
      connection().end();
    }
  }

  @Override
  public boolean isAwaited(long id) {
    return calls.contains(id) || calls.readersId() == id;
  }

  @Override
  public boolean runsOn(long id, Thread thread) {
    return calls.move(id, thread);
  }

  @Override
  public <T> void answer(long id, int code, Codec<T> codec, T payload) {
    MessageWriter out = connection().begin();
    try {
      if (out == null) {
        boolean _ = calls.claim(id);
      } else {
        int before = out.position();
        FrameWriter.response(out, maxAnswerBytes, id, code, codec, payload);
        if (!calls.claim(id)) {
          out.truncate(before);
        }
      }
    } finally {
      connection().end();
    }
    tellOfEnd();
  }

  @Override
  public void fail(long id, Reason reason, String text) {
    MessageWriter out = connection().begin();
    try {
      if (calls.claim(id) && out != null) {
        FrameWriter.failure(out, id, reason.number(), text);
      }
    } finally {
      connection().end();
    }
    tellOfEnd();
  }

  private void tellOfEnd() {
    if (draining) {
      watcher.callEnded();
    }
  }

  boolean listensTo(String source, int type, String subject) {
    return subscriptions.size() != 0 && subscriptions.match(source, type, subject);
  }

  /** Queues a notification; its number and its place in the queue are given at once. */
  void send(OutgoingNotification<?> notification) {
    byte[] payload = notification.encoded();
    MessageWriter out = connection().begin();
    try {
      if (out != null) {
        FrameWriter.notification(
            out, maxAnswerBytes, notification.type(), notification.subject(), payload, seq + 1);
        seq++;
      }
    } catch (MessageTooLargeException e) {
      if (maxAnswerBytes >= limits.maxFrameBytes()) {
        throw e;
      }
      // Only this front end takes so little; the sender could not have known.
      LOG.log(
          System.Logger.Level.WARNING,
          () -> "%s: %s left out".formatted(connection().name(), notification.type()),
          e);
    } finally {
      connection().end();
    }
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
    LOG.log(System.Logger.Level.WARNING, () -> "%s: %s".formatted(connection().name(), text));
    FrameWriter.goAway(out, Reason.SLOW_CONSUMER.number(), text);
  }

  /** Says why, and closes the connection when that is written. */
  void leave(Reason reason, String text) {
    LOG.log(
        System.Logger.Level.INFO, () -> "%s: %s: %s".formatted(connection().name(), reason, text));
    goAway(reason, text);
    connection().finish();
  }

  private void goAway(Reason reason, String text) {
    MessageWriter out = connection().begin();
    try {
      if (out != null) {
        FrameWriter.goAway(out, reason.number(), text);
      }
    } finally {
      connection().end();
    }
  }

  /** Takes no new calls from here on; those in flight go on. */
  void beginDraining() {
    draining = true;
    goAway(Reason.SHUTTING_DOWN, "The core is closing");
  }

  /** Whether no handler of this connection runs. */
  boolean isIdle() {
    return calls.isEmpty();
  }

  /** Answers every call that still runs, and interrupts its handler. */
  void abandonCalls() {
    long readers = calls.readersId();
    if (readers != 0) {
      fail(readers, Reason.SHUTTING_DOWN, interruptedText());
      Thread thread = reader;
      if (thread != null) {
        thread.interrupt();
      }
    }
    for (long id : calls.ids()) {
      Thread thread = calls.threadOf(id);
      fail(id, Reason.SHUTTING_DOWN, interruptedText());
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  private String interruptedText() {
    return "The core closed before the handler was done; it waited %,d ms (Limits.drainTimeout)"
        .formatted(limits.drainTimeout().toMillis());
  }

  /** Closes when everything is written. */
  void finish() {
    connection().finish();
  }

  /** Ends the connection if a time limit has passed; called by the watchdog. */
  void check(long now) {
    if (closed) {
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
    connection().check(now);
  }

  @Override
  public void closed(@Nullable Throwable cause) {
    closed = true;
    subscriptions.clear();
    System.Logger.Level level =
        cause instanceof RuntimeException || cause instanceof Error
            ? System.Logger.Level.ERROR
            : System.Logger.Level.DEBUG;
    try {
      LOG.log(level, () -> connection().name() + ": closed", cause);
    } finally {
      // Also when there is no memory to log: this connection counts against the limit until then.
      watcher.sessionEnded(this);
    }
  }

  /** Whether the connection is closed; handlers of its calls may still run. */
  boolean isClosed() {
    return closed;
  }
}

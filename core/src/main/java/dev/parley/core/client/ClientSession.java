package dev.parley.core.client;

import dev.parley.core.codec.MalformedMessageException;
import dev.parley.core.codec.MessageTooLargeException;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.codec.UnencodableMessageException;
import dev.parley.core.collect.LongTable;
import dev.parley.core.connection.Connection;
import dev.parley.core.connection.FrameHandler;
import dev.parley.core.event.Empty;
import dev.parley.core.event.EventType;
import dev.parley.core.event.Never;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.GoAway;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Subscribe;
import dev.parley.core.wire.Welcome;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A client's side of one connection: matches answers to calls and notifications to listeners.
 * Frames come on the connection's reader thread; calls are made from any.
 */
final class ClientSession implements FrameHandler {
  private static final EventType<Empty, Empty, Never> SUBSCRIBE =
      EventType.of("Parley.Subscribe", Empty.CODEC, Empty.CODEC);

  /** With this many calls in flight, calls are left to the writer thread to be sent in bulk. */
  private static final int BULK_CALLS = 4;

  private final Limits limits;
  private final FrameReader in;
  private final LongTable<PendingCall<?, ?>> calls = new LongTable<>();
  private final List<Listener<?>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong ids = new AtomicLong();

  private @Nullable Connection connection;

  // Guarded by this.
  private @Nullable Welcome welcome;
  private @Nullable GoAway goAway;
  private boolean over;
  private @Nullable Throwable cause;

  private volatile int maxRequestBytes;
  private volatile int maxCalls = Integer.MAX_VALUE;

  ClientSession(Limits limits) {
    this.limits = limits;
    this.in = new FrameReader(limits.maxDepth(), limits.maxItems());
    this.maxRequestBytes = limits.maxFrameBytes();
  }

  void attach(Connection itsConnection) {
    connection = itsConnection;
  }

  private Connection connection() {
    return Objects.requireNonNull(connection);
  }

  void greet(Hello hello) {
    MessageWriter out = connection().begin();
    try {
      if (out != null) {
        FrameWriter.message(out, Integer.MAX_VALUE, FrameKind.HELLO, Hello.CODEC, hello);
      }
    } finally {
      connection().endAndWrite();
    }
  }

  /** Waits for the core's answer to the greeting. */
  synchronized Welcome awaitWelcome() throws ConnectFailedException, InterruptedException {
    while (welcome == null && goAway == null && !over) {
      wait();
    }
    if (welcome != null) {
      return welcome;
    }
    if (goAway != null) {
      throw new ConnectFailedException(
          goAway.reason(), "The core refused the connection: " + goAway.message(), null);
    }
    throw new ConnectFailedException(
        Reason.CONNECTION_LOST,
        cause == null
            ? "The core closed the connection before it answered"
            : "The connection failed before the core answered: " + cause.getMessage(),
        cause);
  }

  /** Makes a call; what it fails with, it fails with through the call. */
  <P, R, E> Call<R, E> call(EventType<P, R, E> type, P payload) {
    PendingCall<R, E> call = new PendingCall<>(type);
    long id = ids.incrementAndGet();
    boolean bulk = calls.size() >= BULK_CALLS;
    if (calls.size() >= maxCalls) {
      call.fail(
          Reason.OVERLOADED,
          "%s: %,d calls are in flight; the core takes %,d (Limits.maxCallsPerConnection)"
              .formatted(type, calls.size(), maxCalls),
          null);
      return call;
    }
    calls.add(id, call);
    MessageWriter out = connection().begin();
    try {
      if (out == null) {
        refuseUnsent(id, call, type);
      } else {
        FrameWriter.request(out, maxRequestBytes, id, type.name(), type.payload(), payload, 0, "");
      }
    } catch (MessageTooLargeException e) {
      unsent(id, call, Reason.LIMIT_EXCEEDED, type + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // Whatever the payload's own accessors throw: the frame was taken back, the connection lives.
      unsent(id, call, Reason.INVALID_PAYLOAD, type + ": the payload can't be sent: " + e, e);
    } finally {
      if (bulk) {
        connection().end();
      } else {
        connection().endAndWrite();
      }
    }
    return call;
  }

  private void refuseUnsent(long id, PendingCall<?, ?> call, EventType<?, ?, ?> type) {
    GoAway told = goAway();
    unsent(
        id,
        call,
        told != null && told.reason() == Reason.SHUTTING_DOWN
            ? Reason.SHUTTING_DOWN
            : Reason.NOT_CONNECTED,
        type + ": not sent, the connection is closed" + (told == null ? "" : ": " + told.message()),
        null);
  }

  private void unsent(
      long id, PendingCall<?, ?> call, Reason reason, String text, @Nullable Throwable e) {
    if (calls.remove(id) != null) {
      call.fail(reason, text, e);
    }
  }

  /** Asks for the listener's notifications; the call ends when the core has agreed. */
  Listening listen(Listener<?> listener, String source, int type, @Nullable String subject) {
    PendingCall<Empty, Never> call = new PendingCall<>(SUBSCRIBE);
    long id = ids.incrementAndGet();
    calls.add(id, call);
    listeners.add(listener);
    Subscribe subscribe =
        new Subscribe(id, source, List.of(type), subject == null ? List.of() : List.of(subject));
    MessageWriter out = connection().begin();
    try {
      if (out == null) {
        refuseUnsent(id, call, SUBSCRIBE);
      } else {
        FrameWriter.message(out, maxRequestBytes, FrameKind.SUBSCRIBE, Subscribe.CODEC, subscribe);
      }
    } catch (UnencodableMessageException e) {
      unsent(id, call, Reason.INVALID_PAYLOAD, String.valueOf(e.getMessage()), e);
    } finally {
      connection().endAndWrite();
    }
    return new Listening(id, listener, call);
  }

  /** A listener and the call that asks the core to serve it. */
  record Listening(long id, Listener<?> listener, Call<Empty, Never> agreed) {}

  void stopListening(Listening listening) {
    if (!listeners.remove(listening.listener)) {
      return;
    }
    MessageWriter out = connection().begin();
    try {
      if (out != null) {
        FrameWriter.id(out, FrameKind.UNSUBSCRIBE, listening.id);
      }
    } finally {
      connection().endAndWrite();
    }
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
      case FrameKind.WELCOME -> welcomed(in.message(Welcome.CODEC));
      case FrameKind.RESPONSE -> answered();
      case FrameKind.NOTIFICATION -> notified();
      case FrameKind.GO_AWAY -> told(in.message(GoAway.CODEC));
      case FrameKind.PING -> pong(in.id());
      case FrameKind.HELLO, FrameKind.REQUEST, FrameKind.SUBSCRIBE, FrameKind.UNSUBSCRIBE ->
          leave(
              Reason.PROTOCOL_ERROR,
              "A %s goes from the client to the core only".formatted(FrameKind.name(kind)));
      default -> {
        // For later versions.
      }
    }
  }

  private synchronized void welcomed(Welcome message) {
    if (message.maxFrameBytes() > 0) {
      maxRequestBytes = message.maxFrameBytes();
    }
    if (message.maxCalls() > 0) {
      maxCalls = message.maxCalls();
    }
    welcome = message;
    notifyAll();
  }

  private synchronized void told(GoAway message) {
    goAway = message;
    notifyAll();
  }

  private synchronized @Nullable GoAway goAway() {
    return goAway;
  }

  private void answered() {
    PendingCall<?, ?> call = calls.remove(in.id());
    if (call != null) {
      call.answer(in);
    }
  }

  private void notified() {
    if (listeners.isEmpty()) {
      return;
    }
    String source = in.source();
    String subject = in.subject();
    for (Listener<?> listener : listeners) {
      listener.hear(in, source, subject);
    }
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
    noteCause(text);
  }

  /** Ends the connection because the core does what it must not. */
  void leave(Reason reason, String text) {
    noteCause(text);
    MessageWriter out = connection().begin();
    try {
      if (out != null) {
        FrameWriter.goAway(out, reason.number(), text);
      }
    } finally {
      connection().end();
    }
    connection().finish();
  }

  private synchronized void noteCause(String text) {
    if (cause == null) {
      cause = new java.io.IOException(text);
    }
  }

  @Override
  public void closed(@Nullable Throwable because) {
    String why;
    Throwable known;
    synchronized (this) {
      over = true;
      if (cause == null) {
        cause = because;
      }
      known = cause;
      why =
          goAway != null ? ": " + goAway.message() : known != null ? ": " + known.getMessage() : "";
      notifyAll();
    }
    // New calls see that the connection takes no frames; what is in the table now is all there is.
    for (long id : calls.keys()) {
      PendingCall<?, ?> call = calls.remove(id);
      if (call != null) {
        call.fail(
            Reason.CONNECTION_LOST,
            "The connection was lost before the answer came; whether the handler ran is unknown"
                + why,
            known);
      }
    }
    listeners.clear();
  }
}

package dev.parley.core.client;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageTooLargeException;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.codec.UnencodableMessageException;
import dev.parley.core.connection.Connection;
import dev.parley.core.event.Empty;
import dev.parley.core.event.EventType;
import dev.parley.core.event.Never;
import dev.parley.core.event.StreamEventType;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.stream.IncomingItems;
import dev.parley.core.stream.ItemSender;
import dev.parley.core.stream.OutgoingWindow;
import dev.parley.core.time.Ticker;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Subscribe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes calls: sends them in the session that there is, and in another one where that was lost. */
final class OutgoingCalls {
  static final EventType<Empty, Empty, Never> SUBSCRIBE =
      EventType.of("Parley.Subscribe", Empty.CODEC, Empty.CODEC);

  /** With this many calls in flight, calls are left to the writer thread to be sent in bulk. */
  private static final int BULK_CALLS = 4;

  /** A few requests of that size fit into what any transport holds, so writing one never waits. */
  private static final int SMALL_BYTES = 1024;

  private final Limits limits;
  private final Ticker ticker;
  private final Object lock;

  /** Whether calls are kept so that they can be sent in another session. */
  private final boolean repeats;

  private final CallsInFlight inFlight;
  private final AtomicLong ids = new AtomicLong();

  /** Where calls are sent; replaced when a session was lost and there is another one. */
  private volatile @Nullable ClientSession session;

  /**
   * @param lock held by who replaces the session
   * @param repeats whether a session may be replaced, so that calls are sent in another one
   */
  OutgoingCalls(Limits limits, Ticker ticker, Object lock, boolean repeats) {
    this.limits = limits;
    this.ticker = ticker;
    this.lock = lock;
    this.repeats = repeats;
    this.inFlight = new CallsInFlight(limits, ticker, this::tellGivenUp);
  }

  /** Has calls sent there from here on. */
  void use(ClientSession other) {
    session = other;
    inFlight.beginSession();
  }

  /** The calls that have not ended. */
  CallsInFlight inFlight() {
    return inFlight;
  }

  private ClientSession session() {
    return Objects.requireNonNull(session);
  }

  /**
   * Refuses to wait for what the current thread itself would have to read.
   *
   * @throws IllegalStateException in a callback of this client
   */
  void requireNotReading(EventType<?, ?, ?> type) {
    if (session().connection().isReading()) {
      throw new IllegalStateException(
          type + ": a callback of this client would wait for itself; wait on another thread");
    }
  }

  long now() {
    return ticker.nanos();
  }

  /**
   * Makes a call; what it fails with, it fails with through the call.
   *
   * @param outer the call in whose handler it is made, which it ends with
   */
  <P, R, E> Call<R, E> call(
      EventType<P, R, E> type,
      P payload,
      CallOptions options,
      Optional<dev.parley.core.event.Call> outer) {
    long id = ids.incrementAndGet();
    PendingCall<R, E> call =
        repeats
            ? new RepeatableCall<>(type, payload, id, options, this)
            : new PendingCall<>(type, id, options, this);
    send(call, type, payload, options);
    outer.ifPresent(call::endWith);
    return call;
  }

  /** The same for an event with streams. */
  <P, I, O, R, E> StreamCall<I, O, R, E> open(
      StreamEventType<P, I, O, R, E> type,
      P payload,
      CallOptions options,
      Optional<dev.parley.core.event.Call> outer) {
    long id = ids.incrementAndGet();
    ClientSession on = session();
    Codec<I> sent = type.received();
    StreamCall<I, O, R, E> call =
        new StreamCall<>(
            type,
            id,
            options,
            this,
            on.connection(),
            type.sent() == null ? null : incoming(on, id),
            sent == null ? null : outgoing(on, id, sent));
    send(call, type.head(), payload, options);
    outer.ifPresent(call::endWith);
    return call;
  }

  private <O> IncomingItems<O> incoming(ClientSession on, long id) {
    return new IncomingItems<>(
        limits.streamItems(),
        limits.streamBytes(),
        inFlight.untaken(),
        (items, bytes) -> {
          boolean _ = on.connection().send(out -> FrameWriter.credit(out, id, items, bytes));
        });
  }

  private static <I> ItemSender<I> outgoing(ClientSession on, long id, Codec<I> codec) {
    Terms terms = on.terms();
    return new ItemSender<>(
        on.connection(),
        new OutgoingWindow(terms.windowItems(), terms.windowBytes()),
        id,
        codec,
        terms.maxRequestBytes());
  }

  private <P> void send(
      PendingCall<?, ?> call, EventType<P, ?, ?> type, P payload, CallOptions options) {
    ClientSession on = session();
    int others = inFlight.size();
    int maxCalls = on.terms().maxCalls();
    Duration timeout = options.timeout();
    if (timeout != null && timeout.isZero()) {
      call.fail(Reason.DEADLINE_EXCEEDED, type + ": not sent, its time was over already", null);
      return;
    }
    if (others >= maxCalls) {
      call.fail(
          Reason.OVERLOADED,
          "%s: %,d calls are in flight; the core takes %,d (Limits.maxCallsPerConnection)"
              .formatted(type, others, maxCalls),
          null);
      return;
    }
    inFlight.add(call);
    boolean writeHere = others < BULK_CALLS && (timeout == null || inFlight.keepsUp());
    Unsent unsent =
        write(on, call, type, payload, options.timeoutMillis(), options.traceparent(), writeHere);
    while (unsent != null && unsent.isNotTaken()) {
      ClientSession next = after(on);
      if (next == null) {
        unsent = new Unsent(on.standing().refusal(), on.standing().refusalText(type), null);
      } else {
        on = next;
        unsent =
            call instanceof StreamCall
                ? new Unsent(Reason.NOT_CONNECTED, type + ": not sent, the session has ended", null)
                : write(
                    on, call, type, payload, options.timeoutMillis(), options.traceparent(), false);
      }
    }
    if (unsent != null) {
      unsent(call, unsent);
    }
    inFlight.watch(call);
  }

  /** The session that has taken the place of that one; null if that is still in use. */
  private @Nullable ClientSession after(ClientSession on) {
    synchronized (lock) {
      ClientSession present = session;
      return present == on ? null : present;
    }
  }

  /** Why a request was not written. */
  record Unsent(Reason reason, String text, @Nullable Throwable cause) {
    /** The session takes no more. */
    static final Unsent NOT_TAKEN = new Unsent(Reason.NOT_CONNECTED, "", null);

    boolean isNotTaken() {
      return text.isEmpty();
    }
  }

  /**
   * Writes the request of a call.
   *
   * @param mayWriteHere whether the current thread may send it itself
   * @return null if it was written
   */
  <P> @Nullable Unsent write(
      ClientSession on,
      PendingCall<?, ?> call,
      EventType<P, ?, ?> type,
      P payload,
      int timeoutMillis,
      @Nullable String trace,
      boolean mayWriteHere) {
    boolean writeHere = mayWriteHere;
    Connection connection = on.connection();
    MessageWriter out = connection.begin();
    try {
      if (out == null) {
        return Unsent.NOT_TAKEN;
      }
      int before = out.position();
      long position = connection.position();
      FrameWriter.request(
          out,
          on.terms().maxRequestBytes(),
          call.id,
          type.name(),
          type.payload(),
          payload,
          timeoutMillis,
          trace == null ? "" : trace);
      if (out.position() > limits.maxQueueBytes() && connection.isDetached()) {
        // Nobody reads it just now: that is not the core's fault, nor a reason to give up the rest.
        int size = out.position() - before;
        out.truncate(before);
        return new Unsent(Reason.OVERLOADED, overloaded(type, size), null);
      }
      call.sentIn(on, position);
      if (timeoutMillis != 0 && out.position() - before > SMALL_BYTES) {
        // A core that does not read must not hold up a caller beyond its deadline.
        writeHere = false;
      }
      return null;
    } catch (MessageTooLargeException e) {
      return new Unsent(Reason.LIMIT_EXCEEDED, type + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      // Whatever the payload's own accessors throw: the frame was taken back, the connection lives.
      return new Unsent(Reason.INVALID_PAYLOAD, type + ": the payload can't be sent: " + e, e);
    } finally {
      if (writeHere) {
        connection.endAndWrite();
      } else {
        connection.end();
      }
    }
  }

  private String overloaded(EventType<?, ?, ?> type, int size) {
    return "%s: not sent. With its %,d bytes, what waits for the connection would be more than %,d bytes (Limits.maxQueueBytes)"
        .formatted(type, size, limits.maxQueueBytes());
  }

  /** Asks the core for the notifications of a topic; the call ends when it has agreed. */
  PendingCall<Empty, Never> subscribe(Topic<?> topic) {
    ClientSession on = session();
    PendingCall<Empty, Never> call =
        new PendingCall<>(SUBSCRIBE, ids.incrementAndGet(), CallOptions.NONE, this);
    inFlight.add(call);
    Subscribe subscribe = topic.subscribe(call.id);
    try {
      boolean sent =
          on.connection()
              .send(out ->
                  FrameWriter.message(
                      out,
                      on.terms().maxRequestBytes(),
                      FrameKind.SUBSCRIBE,
                      Subscribe.CODEC,
                      subscribe));
      if (!sent) {
        unsent(
            call, new Unsent(on.standing().refusal(), on.standing().refusalText(SUBSCRIBE), null));
      }
    } catch (MessageTooLargeException e) {
      unsent(call, new Unsent(Reason.LIMIT_EXCEEDED, topic + ": " + e.getMessage(), e));
    } catch (UnencodableMessageException e) {
      unsent(call, new Unsent(Reason.INVALID_PAYLOAD, topic + ": " + e.getMessage(), e));
    }
    return call;
  }

  /** Ends a subscription. */
  void unsubscribe(long id) {
    boolean _ = session().connection().send(out -> FrameWriter.id(out, FrameKind.UNSUBSCRIBE, id));
  }

  /** The call was not sent after all. */
  private void unsent(PendingCall<?, ?> call, Unsent why) {
    if (inFlight.remove(call)) {
      call.fail(why.reason, why.text, why.cause);
    }
  }

  /** The caller wants nothing of the call any more. */
  void cancel(PendingCall<?, ?> call) {
    inFlight.cancel(call);
  }

  private void tellGivenUp(PendingCall<?, ?> call) {
    boolean _ =
        call.sentIn(session())
            .connection()
            .send(out -> FrameWriter.id(out, FrameKind.CANCEL, call.id));
  }

  /**
   * Moves to another session what can be sent there: what never was sent, and what may be sent
   * twice; in the order in which it was called. Called with the lock held, when the old session's
   * connection takes nothing any more.
   *
   * @param why the old session was lost
   * @return ends the rest; to be run without the lock
   */
  Runnable move(ClientSession old, ClientSession next, String why) {
    long sent = old.connection().sent();
    List<Runnable> ends = new ArrayList<>();
    for (PendingCall<?, ?> call : inFlight.inOrder()) {
      if (!call.isIn(old)) {
        continue;
      }
      boolean unsent = call.startsAt() >= sent;
      if (call instanceof RepeatableCall<?, ?, ?> again && (unsent || call.type.isIdempotent())) {
        ends.add(repeat(again, next));
      } else if (call.type != SUBSCRIBE) {
        ends.add(lost(call, unsent, why));
      } else if (!next.isWaiting()) {
        // Its listeners ask again.
        boolean _ = inFlight.remove(call);
      }
    }
    return () -> ends.forEach(Runnable::run);
  }

  private Runnable repeat(RepeatableCall<?, ?, ?> call, ClientSession next) {
    int timeoutMillis = 0;
    if (call.hasDeadline) {
      // One that is over is ended by its deadline.
      long left = Math.max(1, call.deadline - now());
      timeoutMillis = CallOptions.NONE.timeout(Duration.ofNanos(left)).timeoutMillis();
    }
    Unsent unsent = call.writeTo(next, this, timeoutMillis);
    return unsent == null ? () -> {} : () -> unsent(call, unsent);
  }

  private Runnable lost(PendingCall<?, ?> call, boolean unsent, String why) {
    if (!inFlight.remove(call)) {
      return () -> {};
    }
    return unsent
        ? () ->
            call.fail(
                Reason.NOT_CONNECTED, call.type + ": not sent, the core was lost: " + why, null)
        : () -> CallsInFlight.lost(call, ": " + why, null);
  }

  /**
   * Ends what waits for a connection, as there is none for so long. Called with the lock held, when
   * the session's connection takes nothing any more.
   *
   * @return to be run without the lock
   */
  Runnable expire(ClientSession waiting, String why) {
    long sent = waiting.connection().sent();
    List<Runnable> ends = new ArrayList<>();
    for (PendingCall<?, ?> call : inFlight.inOrder()) {
      ends.add(lost(call, !call.isIn(waiting) || call.startsAt() >= sent, why));
    }
    return () -> ends.forEach(Runnable::run);
  }
}

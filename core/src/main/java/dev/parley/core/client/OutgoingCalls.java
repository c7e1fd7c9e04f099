package dev.parley.core.client;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageTooLargeException;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.codec.UnencodableMessageException;
import dev.parley.core.collect.LongTable;
import dev.parley.core.connection.Connection;
import dev.parley.core.deadline.Deadlines;
import dev.parley.core.event.Empty;
import dev.parley.core.event.EventType;
import dev.parley.core.event.Never;
import dev.parley.core.event.StreamEventType;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.stream.IncomingItems;
import dev.parley.core.stream.ItemSender;
import dev.parley.core.stream.OutgoingWindow;
import dev.parley.core.stream.UntakenBytes;
import dev.parley.core.time.Ticker;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Subscribe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a connection that have not ended: sends them, and matches what comes for them. A
 * call is ended by whoever takes it out of the table: its answer, who cancels it, its deadline, or
 * the connection's end. What comes for it later is ignored.
 */
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

  private final LongTable<PendingCall<?, ?>> table = new LongTable<>();
  private final AtomicLong ids = new AtomicLong();
  private final Deadlines deadlines;
  private final UntakenBytes untaken;

  /** Where calls are sent; replaced when a session was lost and there is another one. */
  private volatile @Nullable ClientSession session;

  /** Whether the core has read what it was sent, as far as is known: it answered since. */
  private volatile boolean keepsUp = true;

  /**
   * @param lock held by who replaces the session
   * @param repeats whether a session may be replaced, so that calls are sent in another one
   */
  OutgoingCalls(Limits limits, Ticker ticker, Object lock, boolean repeats) {
    this.limits = limits;
    this.ticker = ticker;
    this.lock = lock;
    this.repeats = repeats;
    this.deadlines = new Deadlines(ticker, this::expire);
    this.untaken = new UntakenBytes(limits.maxQueueBytes());
  }

  /** Has calls sent there from here on. */
  void use(ClientSession other) {
    session = other;
    keepsUp = true;
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
        untaken,
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
    int inFlight = table.size();
    int maxCalls = on.terms().maxCalls();
    Duration timeout = options.timeout();
    if (timeout != null && timeout.isZero()) {
      call.fail(Reason.DEADLINE_EXCEEDED, type + ": not sent, its time was over already", null);
      return;
    }
    if (inFlight >= maxCalls) {
      call.fail(
          Reason.OVERLOADED,
          "%s: %,d calls are in flight; the core takes %,d (Limits.maxCallsPerConnection)"
              .formatted(type, inFlight, maxCalls),
          null);
      return;
    }
    add(call);
    boolean writeHere = inFlight < BULK_CALLS && (timeout == null || keepsUp);
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
    if (call.hasDeadline) {
      deadlines.add(call.deadline);
    }
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
    add(call);
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

  /** Expects an answer with the call's id. */
  void add(PendingCall<?, ?> call) {
    boolean _ = table.add(call.id, call);
  }

  /** The call was not sent after all. */
  private void unsent(PendingCall<?, ?> call, Unsent why) {
    if (table.remove(call.id) != null) {
      call.fail(why.reason, why.text, why.cause);
    }
  }

  /** The caller wants nothing of the call any more. */
  void cancel(PendingCall<?, ?> call) {
    giveUp(call, call::cancelled);
  }

  /** Ends a call that goes on no further; what came before still counts. */
  private void giveUp(
      PendingCall<?, ?> call, Reason reason, String text, @Nullable Throwable cause) {
    giveUp(call, () -> call.fail(reason, text, cause));
  }

  /** Ends a call here and now, and tells the core that nobody waits for it any more. */
  private void giveUp(PendingCall<?, ?> call, Runnable end) {
    if (table.remove(call.id) != null) {
      keepsUp = false;
      end.run();
      boolean _ =
          call.sentIn(session())
              .connection()
              .send(out -> FrameWriter.id(out, FrameKind.CANCEL, call.id));
    }
  }

  private void expire(long now) {
    for (PendingCall<?, ?> call : table.values()) {
      if (!call.hasDeadline) {
        continue;
      }
      if (call.deadline - now <= 0) {
        giveUp(
            call,
            Reason.DEADLINE_EXCEEDED,
            call.type + ": no answer came in the time that the call had",
            null);
      } else {
        deadlines.add(call.deadline);
      }
    }
  }

  /** An answer arrived. */
  void answered(FrameReader in) {
    PendingCall<?, ?> call = table.remove(in.id());
    if (call != null) {
      if (!keepsUp) {
        keepsUp = true;
      }
      call.answer(in);
    }
  }

  /**
   * An item of a stream arrived.
   *
   * @return what rule of the protocol the core broke by it; null if none
   */
  @Nullable String item(FrameReader in) {
    PendingCall<?, ?> call = table.get(in.id());
    if (call == null) {
      return null;
    }
    IncomingItems.Arrival arrival = null;
    try {
      if (call instanceof StreamCall<?, ?, ?, ?> stream) {
        arrival = stream.arrived(in);
      }
    } catch (RuntimeException | StackOverflowError e) {
      giveUp(
          call,
          Reason.INVALID_RESPONSE,
          call.type + ": an item can't be read: " + e.getMessage(),
          e);
      return null;
    }
    return switch (arrival) {
      case null -> "An item came for a call of %s, which sends none".formatted(call.type);
      case QUEUED, ENDED -> null;
      case WITHOUT_CREDIT ->
          "An item of %s came without credit; the window is %,d items (Limits.streamItems) and %,d bytes (Limits.streamBytes)"
              .formatted(call.type, limits.streamItems(), limits.streamBytes());
      case TOO_MUCH -> {
        giveUp(
            call,
            Reason.OVERLOADED,
            "%s: with an item of %,d bytes, the items that nobody took yet on this connection would be more than %,d bytes (Limits.maxQueueBytes)"
                .formatted(call.type, in.payloadBytes(), untaken.limit()),
            null);
        yield null;
      }
    };
  }

  /**
   * The core lets this side send more of a stream.
   *
   * @return what rule of the protocol the core broke by it; null if none
   */
  @Nullable String credited(FrameReader in) {
    return table.get(in.id()) instanceof StreamCall<?, ?, ?, ?> stream
            && !stream.granted(in.creditItems(), in.creditBytes())
        ? "A credit of %s items and %s bytes for %s: there may be 2,147,483,647 of each"
            .formatted(
                Integer.toUnsignedString(in.creditItems()),
                Integer.toUnsignedString(in.creditBytes()),
                stream.type)
        : null;
  }

  /** There is nobody any more who could answer. New calls see that themselves. */
  void end(String why, @Nullable Throwable cause) {
    deadlines.close();
    for (PendingCall<?, ?> call : table.values()) {
      if (table.remove(call.id) != null) {
        lost(call, why, cause);
      }
    }
  }

  /** Ends a call that was sent. Whether the core agreed to a subscription matters no more. */
  private static void lost(PendingCall<?, ?> call, String why, @Nullable Throwable cause) {
    if (call.type == SUBSCRIBE) {
      call.fail(
          Reason.CONNECTION_LOST,
          call.type + ": the connection was lost before the core agreed" + why,
          cause);
    } else {
      call.fail(
          Reason.OUTCOME_UNKNOWN,
          call.type
              + ": the connection was lost before the answer came; whether the handler ran is unknown"
              + why,
          cause);
    }
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
    for (PendingCall<?, ?> call : inOrder()) {
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
        var _ = table.remove(call.id);
      }
    }
    return () -> ends.forEach(Runnable::run);
  }

  private List<PendingCall<?, ?>> inOrder() {
    List<PendingCall<?, ?>> calls = new ArrayList<>(table.values());
    calls.sort(Comparator.comparingLong(call -> call.id));
    return calls;
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
    if (table.remove(call.id) == null) {
      return () -> {};
    }
    return unsent
        ? () ->
            call.fail(
                Reason.NOT_CONNECTED, call.type + ": not sent, the core was lost: " + why, null)
        : () -> lost(call, ": " + why, null);
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
    for (PendingCall<?, ?> call : inOrder()) {
      ends.add(lost(call, !call.isIn(waiting) || call.startsAt() >= sent, why));
    }
    return () -> ends.forEach(Runnable::run);
  }
}

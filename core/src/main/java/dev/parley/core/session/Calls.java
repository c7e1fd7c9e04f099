package dev.parley.core.session;

import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.collect.LongTable;
import dev.parley.core.connection.Connection;
import dev.parley.core.dispatch.Answers;
import dev.parley.core.dispatch.CallObserver;
import dev.parley.core.dispatch.Route;
import dev.parley.core.dispatch.ServedCall;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.publish.Feed;
import dev.parley.core.stream.IncomingItems;
import dev.parley.core.stream.ItemSender;
import dev.parley.core.stream.OutgoingWindow;
import dev.parley.core.stream.UntakenBytes;
import dev.parley.core.time.Ticker;
import dev.parley.core.transport.Peer;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one connection, from the request to the answer and the handler's end. Requests come
 * on the reader thread, everything else from any.
 */
final class Calls implements Answers {
  private final Serving serving;
  private final Limits limits;
  private final AllCalls all;
  private final Connection connection;
  private final Feed feed;
  private final @Nullable String noStreams;
  private final Runnable onEnd;
  private final UntakenBytes untaken;
  private final Stragglers stragglers;

  /** The calls that were not answered, the reader's aside. */
  private final LongTable<ServedCall> waiting = new LongTable<>();

  /** The call that the reader thread works on, or worked on last. */
  private final AtomicReference<@Nullable ServedCall> current =
      new AtomicReference<@Nullable ServedCall>();

  /** Calls that were answered without their handlers, which have not ended. */
  private final AtomicInteger abandoned = new AtomicInteger();

  /** How many requests came; changed by the reader. */
  private long received;

  private volatile boolean draining;
  private volatile int maxAnswerBytes;

  // What the front end lets this core send on a new stream; set by the handshake, on the reader.
  private int windowItems;
  private int windowBytes;

  /**
   * @param feed the notifications of the connection: what was sent before an answer goes before it
   * @param noStreams why calls with a stream are refused; null if they are not
   * @param onEnd told whenever a call ends while the core closes
   */
  Calls(
      Serving serving,
      AllCalls all,
      Connection connection,
      Feed feed,
      @Nullable String noStreams,
      Runnable onEnd) {
    this.serving = serving;
    this.limits = serving.limits();
    this.all = all;
    this.connection = connection;
    this.feed = feed;
    this.noStreams = noStreams;
    this.onEnd = onEnd;
    this.untaken = new UntakenBytes(limits.maxQueueBytes());
    this.stragglers = new Stragglers(serving.ticker(), limits.cancelGrace());
    this.maxAnswerBytes = limits.maxFrameBytes();
  }

  /** Takes what the front end said of itself. */
  void greeted(Hello hello) {
    if (hello.maxFrameBytes() > 0) {
      maxAnswerBytes = Math.min(limits.maxFrameBytes(), hello.maxFrameBytes());
    }
    windowItems = hello.streamItems();
    windowBytes = hello.streamBytes();
  }

  /** The largest frame that both sides accept. */
  int maxAnswerBytes() {
    return maxAnswerBytes;
  }

  /** Takes the request that the reader stands on, whose id is free. */
  void request(FrameReader in) {
    received++;
    Route<?, ?, ?> route = serving.dispatcher().find(in);
    if (route == null) {
      refuseUnknown(in);
      return;
    }
    ServedCall call = route.receive(in, this);
    if (call.hasDeadline()) {
      // A sweep that does not see the call has not begun when the deadline is added.
      current.set(call);
      all.deadlines().add(call.deadline());
    } else {
      current.lazySet(call);
    }
    if (draining) {
      fail(call, Reason.SHUTTING_DOWN, "The core is closing and takes no new calls");
    } else if (noStreams != null && route.hasStream()) {
      fail(call, Reason.PERMISSION_DENIED, "%s: %s".formatted(call.event(), noStreams));
    } else if (inFlight() >= limits.maxCallsPerConnection()) {
      fail(
          call,
          Reason.OVERLOADED,
          "%s: %,d calls are in flight on this connection; the limit is %,d (Limits.maxCallsPerConnection)"
              .formatted(call.event(), inFlight(), limits.maxCallsPerConnection()));
    } else if (all.isFull()) {
      failForAll(call);
    } else {
      route.serve(in, call, this);
    }
  }

  private void refuseUnknown(FrameReader in) {
    MessageWriter out = connection.begin();
    try {
      if (out != null) {
        String text = serving.dispatcher().explainUnknown(in.event());
        FrameWriter.failure(out, in.id(), Reason.UNKNOWN_EVENT.number(), text);
      }
    } finally {
      connection.endAndWrite();
    }
    CallObserver observer = serving.hooks().observer();
    if (observer != null) {
      observer.refused(peer(), in.id(), Reason.UNKNOWN_EVENT);
    }
  }

  private void failForAll(ServedCall call) {
    fail(
        call,
        Reason.OVERLOADED,
        "%s: %,d calls are in flight in this core, which is its limit (Limits.maxCalls)"
            .formatted(call.event(), limits.maxCalls()));
  }

  @Override
  public boolean hand(ServedCall call) {
    // In this order it is always in one of the two places, and nothing counts that fails.
    boolean _ = waiting.add(call.id(), call);
    if (!all.begin()) {
      var _ = waiting.remove(call.id());
      failForAll(call);
      return false;
    }
    current.set(null);
    if (call.hand()) {
      return true;
    }
    var _ = waiting.remove(call.id());
    all.end();
    tellOfEnd();
    return false;
  }

  @Override
  public void released(ServedCall call) {
    if (call.isEnded()) {
      abandoned.decrementAndGet();
    }
    all.end();
    tellOfEnd();
  }

  /** Calls that were not answered or whose handlers run, the reader's aside. */
  private int inFlight() {
    return waiting.size() + abandoned.get();
  }

  private void tellOfEnd() {
    if (draining) {
      onEnd.run();
    }
  }

  /** The call of that id that was not answered; null if there is none. */
  @Nullable ServedCall find(long id) {
    return waiting.size() == 0 ? null : waiting.get(id);
  }

  @Override
  public <T> void answer(ServedCall call, int code, Codec<T> codec, T payload) {
    MessageWriter out = connection.begin();
    boolean ended = false;
    boolean mine = false;
    try {
      int before = -1;
      if (out != null && !call.isAnswered()) {
        feed.flush(out);
        before = out.position();
        FrameWriter.response(out, maxAnswerBytes, call.id(), code, codec, payload);
      }
      mine = call.claim();
      ended = true;
      if (mine) {
        forget(call);
        observe(call, code, Reason.UNSPECIFIED);
      } else if (out != null && before >= 0) {
        out.truncate(before);
      }
    } finally {
      if (ended) {
        connection.endAndWrite();
      } else {
        // It was not encoded: the handler goes on and may be interrupted, so it must not write.
        connection.end();
      }
    }
    if (mine) {
      tellOfEnd();
    }
  }

  @Override
  public void fail(ServedCall call, Reason reason, String text) {
    MessageWriter out = connection.begin();
    boolean mine;
    try {
      mine = call.claim();
      if (mine) {
        forget(call);
        if (out != null) {
          feed.flush(out);
          FrameWriter.failure(out, call.id(), reason.number(), text);
        }
        observe(call, Protocol.INTERNAL, reason);
      }
    } finally {
      connection.endAndWrite();
    }
    if (mine) {
      tellOfEnd();
    }
  }

  @Override
  public void abandon(ServedCall call, Reason reason, String text) {
    MessageWriter out = connection.begin();
    boolean mine;
    try {
      mine = call.claimInsteadOfHandler();
      if (mine) {
        leaveToHandler(call);
        if (out != null) {
          FrameWriter.failure(out, call.id(), reason.number(), text);
        }
        observe(call, Protocol.INTERNAL, reason);
      }
    } finally {
      connection.end();
    }
    if (mine) {
      abandoned(call);
      tellOfEnd();
    }
  }

  @Override
  public <T> void abandon(ServedCall call, Codec<T> codec, T error) {
    MessageWriter out = connection.begin();
    boolean mine = false;
    try {
      if (out != null && !call.isAnswered()) {
        int before = out.position();
        FrameWriter.response(out, maxAnswerBytes, call.id(), Protocol.ERR, codec, error);
        mine = call.claimInsteadOfHandler();
        if (!mine) {
          out.truncate(before);
        }
      }
      if (mine) {
        leaveToHandler(call);
        observe(call, Protocol.ERR, Reason.UNSPECIFIED);
      }
    } finally {
      connection.end();
    }
    if (mine) {
      abandoned(call);
      tellOfEnd();
    }
  }

  private void abandoned(ServedCall call) {
    call.abandoned();
    stragglers.add(call);
  }

  /** From here on its id is free; under the connection's lock, before the answer can go out. */
  private void forget(ServedCall call) {
    if (call.isCounted()) {
      var _ = waiting.remove(call.id());
    }
  }

  /** The same for a call whose handler goes on and keeps its place until it ends. */
  private void leaveToHandler(ServedCall call) {
    if (call.isCounted()) {
      // First: in between it counts twice, not never.
      abandoned.incrementAndGet();
      var _ = waiting.remove(call.id());
    }
  }

  /** Before the answer is written: who has it finds it counted. */
  private void observe(ServedCall call, int code, Reason reason) {
    CallObserver observer = serving.hooks().observer();
    if (observer != null) {
      observer.answered(call, code, reason);
    }
  }

  @Override
  public Peer peer() {
    return connection.peer();
  }

  @Override
  public Ticker ticker() {
    return serving.ticker();
  }

  @Override
  public <T> ItemSender<T> newSender(ServedCall call, Codec<T> codec) {
    return new ItemSender<>(
        connection, new OutgoingWindow(windowItems, windowBytes), call.id(), codec, maxAnswerBytes);
  }

  @Override
  public <T> IncomingItems<T> newItems(ServedCall call) {
    return new IncomingItems<>(
        limits.streamItems(),
        limits.streamBytes(),
        untaken,
        (items, bytes) -> giveCredit(call, items, bytes));
  }

  private void giveCredit(ServedCall call, int items, int bytes) {
    MessageWriter out = connection.begin();
    try {
      if (out != null && !call.isAnswered()) {
        FrameWriter.credit(out, call.id(), items, bytes);
      }
    } finally {
      connection.end();
    }
  }

  /** How many requests came; for the reader. */
  long received() {
    return received;
  }

  /** Takes no new calls from here on; those in flight go on. */
  void beginDraining() {
    draining = true;
  }

  /** Whether every call was answered and no handler of a thread of its own runs. */
  boolean isIdle() {
    return !hasUnanswered() && abandoned.get() == 0;
  }

  /** Whether some call was not answered. */
  boolean hasUnanswered() {
    ServedCall readers = current.get();
    return (readers != null && !readers.isAnswered()) || waiting.size() != 0;
  }

  /** Answers every call that was not, and interrupts its handler. */
  void abandonAll(Reason reason, String text) {
    unanswered().forEach(call -> abandon(call, reason, text));
  }

  /** Answers what is overdue, and adds the deadlines of the rest. */
  void expire(long now) {
    for (ServedCall call : unanswered()) {
      if (call.hasDeadline()) {
        if (call.deadline() - now > 0) {
          all.deadlines().add(call.deadline());
        } else {
          abandon(
              call,
              Reason.DEADLINE_EXCEEDED,
              "%s: not answered within its deadline of %,d ms"
                  .formatted(call.event(), call.timeoutMillis()));
        }
      }
    }
  }

  /** The calls of this moment that were not answered. */
  List<ServedCall> unanswered() {
    List<ServedCall> calls = new ArrayList<>();
    ServedCall readers = current.get();
    if (readers != null && !readers.isAnswered()) {
      calls.add(readers);
    }
    calls.addAll(waiting.values());
    return calls;
  }

  /** Names the handlers that go on although they were interrupted; called by the watchdog. */
  void check() {
    stragglers.check();
  }

  boolean hasStragglers() {
    return !stragglers.isEmpty();
  }

  /** How many bytes of items may wait in all streams of this connection. */
  long maxUntakenBytes() {
    return untaken.limit();
  }
}

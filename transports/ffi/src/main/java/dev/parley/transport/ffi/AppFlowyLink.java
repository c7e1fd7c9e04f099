package dev.parley.transport.ffi;

import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.transport.Peer;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.GoAway;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A link over which an AppFlowy front end's requests go to a core. What the core answers is passed
 * on as it comes; what it has not answered when the link ends is answered here.
 */
final class AppFlowyLink implements DirectLink {
  private static final int MAX_DEPTH = 100;

  private final Map<Long, AppFlowyAsker> asked = new ConcurrentHashMap<>();

  /** Whoever handles frames has it. */
  private final Semaphore turn = new Semaphore(0);

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicBoolean endTold = new AtomicBoolean();
  private volatile boolean delivering;
  private volatile String farewell = "The core is closed";
  private volatile @Nullable FrameReceiver receiver;

  /** For the one thread at a time that sends. */
  private final FrameReader in = new FrameReader(MAX_DEPTH, Integer.MAX_VALUE);

  private volatile boolean welcome;

  /** Up to which notification the core is to be told that they were heard. */
  private volatile long heardDue;

  /** Up to which it was; changed by who has the turn. */
  private volatile long heardTold;

  /**
   * Opens the link and greets; from here on it is the caller's until {@link #letGo}.
   *
   * @return why it can't be opened; null if it is
   */
  @Nullable String greet(RunningCore core) {
    FrameReceiver its = core.accept(this);
    if (its == null) {
      return "The core is closed";
    }
    receiver = its;
    MessageWriter out = new MessageWriter();
    Hello hello = new Hello(Protocol.VERSION, "AppFlowy", List.of(), 0, 0, 0, false, null, 0);
    FrameWriter.message(out, Integer.MAX_VALUE, FrameKind.HELLO, Hello.CODEC, hello);
    handle(out.array(), Protocol.LENGTH_BYTES, out.position() - Protocol.LENGTH_BYTES);
    if (welcome) {
      return null;
    }
    close();
    return farewell;
  }

  /** Takes the link, unless somebody is at it or it is over. */
  boolean take() {
    return !over.get() && turn.tryAcquire();
  }

  /** Whether an answer is just being taken, by a callback that may itself make a request. */
  boolean isDelivering() {
    return delivering;
  }

  /** Gives the link to who wants it next. */
  void letGo() {
    turn.release();
    tellWhatIsDue();
  }

  /** Tells the core what it is to know, unless somebody is at the link, who then does so. */
  private void tellWhatIsDue() {
    while ((over.get() || heardDue != heardTold) && turn.tryAcquire()) {
      if (over.get()) {
        tellEnd();
        return;
      }
      long seq = heardDue;
      MessageWriter out = new MessageWriter();
      FrameWriter.id(out, FrameKind.HEARD, seq);
      heardTold = seq;
      handle(out.array(), Protocol.LENGTH_BYTES, out.position() - Protocol.LENGTH_BYTES);
      turn.release();
    }
  }

  boolean isOver() {
    return over.get();
  }

  int maxFrameBytes() {
    FrameReceiver its = receiver;
    return its == null ? 0 : its.maxFrameBytes();
  }

  /** Hands a frame to the core; by who has taken the link. */
  void handle(byte[] bytes, int offset, int length) {
    FrameReceiver its = receiver;
    if (its != null) {
      its.frame(bytes, offset, length);
    }
  }

  /** Makes a call; its answer goes to who asked. */
  void call(long id, AppFlowyAsker asker, byte[] frame, int length) {
    asked.put(id, asker);
    try {
      handle(frame, 0, length);
    } catch (Throwable e) {
      asked.remove(id);
      throw e;
    }
    if (over.get()) {
      answerAll();
    }
  }

  @Override
  public Peer peer() {
    return Peer.of("ffi", "in process, AppFlowy's interface")
        .withPid(ProcessHandle.current().pid());
  }

  @Override
  public String refusesStreams() {
    return "the event has a stream of items, which AppFlowy's interface can't carry; call it over a link of Parley's own";
  }

  @Override
  public void send(byte[] frame, int offset, int length) throws IOException {
    delivering = true;
    try {
      int kind = in.next(frame, offset, offset + length);
      switch (kind) {
        case FrameKind.RESPONSE -> answer(in.id(), frame, offset, length);
        case FrameKind.NOTIFICATION -> notification(frame, offset, length);
        case FrameKind.WELCOME -> welcome = true;
        case FrameKind.GO_AWAY -> farewell = in.message(GoAway.CODEC).message();
        default -> {
          // What a front end without streams need not know.
        }
      }
    } finally {
      delivering = false;
    }
  }

  private void notification(byte[] frame, int offset, int length) {
    if (over.get()) {
      return;
    }
    boolean confirm = in.wantsHeard();
    long seq = in.seq();
    int body = AppFlowyAsker.body(frame, offset);
    OutMemory.pass(frame, body, offset + length - body, Host::notification);
    if (confirm) {
      heardDue = seq;
      // Aside: this thread is just being written on.
      Bridge.others().execute(this::tellWhatIsDue);
    }
  }

  private void answer(long id, byte[] frame, int offset, int length) {
    AppFlowyAsker asker = asked.get(id);
    if (asker != null) {
      int body = AppFlowyAsker.body(frame, offset);
      asker.answer(frame, body, offset + length - body);
      // Not before: what fails here is answered when the link ends.
      asked.remove(id);
    }
  }

  /** Ends the link; by the core or by the front end. */
  @Override
  public void close() {
    if (over.compareAndSet(false, true)) {
      boolean done = false;
      try {
        Bridge.others().execute(this::end);
        done = true;
      } finally {
        if (!done) {
          // There is no thread to tell the core: it finds out itself.
          answerAll();
        }
      }
    }
  }

  private void end() {
    tellWhatIsDue();
    answerAll();
  }

  /** Whoever handles no frame any more tells the core; never given back. */
  private void tellEnd() {
    FrameReceiver its = receiver;
    if (its != null && endTold.compareAndSet(false, true)) {
      its.closed(null);
    }
    answerAll();
  }

  private void answerAll() {
    for (Long id : List.copyOf(asked.keySet())) {
      AppFlowyAsker asker = asked.remove(id);
      if (asker != null) {
        asker.fail(Reason.SHUTTING_DOWN, farewell);
      }
    }
  }
}

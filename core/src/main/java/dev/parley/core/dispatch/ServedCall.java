package dev.parley.core.dispatch;

import dev.parley.core.event.Call;
import dev.parley.core.event.EventType;
import dev.parley.core.transport.Peer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through the core: it is answered once, its handler is interrupted at most
 * once and only while it runs, and it counts until both have happened: the answer, and the
 * handler's end. All of that is one word of state, changed by compare-and-set.
 */
public final class ServedCall extends Call {
  private static final VarHandle STATE = stateHandle();

  /** Somebody has answered, or does so just now; nobody else may. */
  private static final int ANSWERED = 1;

  /** It was answered without its handler. */
  private static final int ABANDONED = 1 << 1;

  /** A handler will run, or the end of the call be noticed by the thread that was to run it. */
  private static final int HANDED = 1 << 2;

  /** It counts against the limits on calls in flight. */
  private static final int COUNTED = 1 << 3;

  /** The handler runs. */
  private static final int STARTED = 1 << 4;

  /** The handler has ended, or will never run. */
  private static final int ENDED = 1 << 5;

  /** Somebody interrupts the handler's thread, which must not go on to other things before that. */
  private static final int INTERRUPTING = 1 << 6;

  private static final int INTERRUPTED = 1 << 7;

  private static final int OVER = ANSWERED | ENDED;

  private final long id;
  private final EventType<?, ?, ?> type;
  private final Answers answers;
  private final @Nullable String traceparent;

  /** How long after it came it must be answered; 0 for no deadline. */
  private final long timeoutMillis;

  /** When that is, by the core's ticker. */
  private final long deadline;

  @SuppressWarnings("UnusedVariable") // By its handle.
  private volatile int state;

  /** The handler's thread; set before it {@link #STARTED}. */
  private @Nullable Thread thread;

  private @Nullable CallStreams<?, ?> streams;
  private @Nullable Object attachment;
  private @Nullable EndTasks endTasks;

  /**
   * @param timeoutMillis how long after now it must be answered; 0 for no deadline
   */
  ServedCall(
      long id,
      EventType<?, ?, ?> type,
      Answers answers,
      long timeoutMillis,
      @Nullable String traceparent) {
    this.id = id;
    this.type = type;
    this.answers = answers;
    this.traceparent = traceparent;
    this.timeoutMillis = timeoutMillis;
    deadline = timeoutMillis != 0 ? answers.ticker().nanos() + timeoutMillis * 1_000_000 : 0;
  }

  private static VarHandle stateHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(ServedCall.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public String event() {
    return type.name();
  }

  /** The event; for a stream, its head. */
  public EventType<?, ?, ?> type() {
    return type;
  }

  @Override
  public Peer peer() {
    return answers.peer();
  }

  @Override
  public Optional<String> traceparent() {
    return Optional.ofNullable(traceparent);
  }

  public boolean hasDeadline() {
    return timeoutMillis != 0;
  }

  /** When it must be answered, by the core's ticker; means nothing if there is no deadline. */
  public long deadline() {
    return deadline;
  }

  /** How long it may take; 0 for no deadline. */
  public long timeoutMillis() {
    return timeoutMillis;
  }

  @Override
  public Optional<Duration> remaining() {
    return hasDeadline()
        ? Optional.of(Duration.ofNanos(Math.max(0, deadline - answers.ticker().nanos())))
        : Optional.empty();
  }

  @Override
  public boolean isEnded() {
    return (state & ABANDONED) != 0;
  }

  /** Whether its one answer has been decided, by whomever. */
  public boolean isAnswered() {
    return (state & ANSWERED) != 0;
  }

  /** Whether it was answered, and its handler has ended if there was to be one. */
  public boolean isOver() {
    return (state & OVER) == OVER;
  }

  /** Whether another thread than the reader has it, and it counts until it {@link #isOver}. */
  public boolean isCounted() {
    return (state & COUNTED) != 0;
  }

  /** Whether its handler was begun: before it was answered, or never. */
  public boolean wasStarted() {
    return (state & STARTED) != 0;
  }

  /** The thread that the handler runs on; null if it does not. */
  public @Nullable Thread thread() {
    return (state & (STARTED | ENDED)) == STARTED ? thread : null;
  }

  /** What an observer keeps here for later. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /** Keeps something for the observer; before the handler starts, or on its thread. */
  public void attach(@Nullable Object object) {
    attachment = object;
  }

  /** The call's streams; null if its event has none. */
  public @Nullable CallStreams<?, ?> streams() {
    return streams;
  }

  void streams(CallStreams<?, ?> its) {
    streams = its;
  }

  /**
   * Makes the caller the one who answers, for the handler or because it will never run: it {@link
   * #end ended} with that. False if somebody else has answered; the handler has ended all the same.
   */
  public boolean claim() {
    int before = settle(ANSWERED | ENDED);
    boolean mine = (before & ANSWERED) == 0;
    if (mine && streams != null) {
      streams.close();
    }
    if ((before & OVER) != OVER) {
      release(before);
    }
    return mine;
  }

  /** The same, for who answers instead of the handler: {@link #abandoned} must follow. */
  public boolean claimInsteadOfHandler() {
    int before;
    int after;
    do {
      before = state;
      if ((before & ANSWERED) != 0) {
        return false;
      }
      after = before | ANSWERED | ABANDONED | ((before & HANDED) == 0 ? ENDED : 0);
    } while (!STATE.compareAndSet(this, before, after));
    if (streams != null) {
      streams.close();
    }
    if ((after & ENDED) != 0) {
      release(after);
    }
    return true;
  }

  /** Tells everybody who works for the call that it has ended without its handler. */
  public void abandoned() {
    interrupt();
    EndTasks tasks;
    synchronized (this) {
      tasks = endTasks;
    }
    if (tasks != null) {
      tasks.run();
    }
  }

  /**
   * The reader gives the call to another thread, which will {@link #start} it.
   *
   * @return false if it was answered meanwhile
   */
  public boolean hand() {
    return advance(HANDED | COUNTED);
  }

  /** The reader runs the handler itself; false if the call was answered meanwhile. */
  boolean startHere() {
    thread = Thread.currentThread();
    return advance(HANDED | STARTED);
  }

  /** The handler begins on this thread; false if the call was answered meanwhile, and is over. */
  boolean start() {
    thread = Thread.currentThread();
    if (advance(STARTED)) {
      return true;
    }
    end();
    return false;
  }

  /** A handler as it is called with the event's payload. */
  @FunctionalInterface
  interface Handling<P, R> {
    R handle(ServedCall call, P payload);
  }

  /** Runs the handler as this call. */
  <P, R> R run(Handling<P, R> handling, P payload) {
    if (!enter()) {
      return runAsCurrent(() -> handling.handle(this, payload));
    }
    try {
      return handling.handle(this, payload);
    } finally {
      leave();
    }
  }

  /** Runs the reader of a connection, whose inline calls need no binding of their own then. */
  public static void read(Runnable reader) {
    runReader(reader);
  }

  private boolean advance(int bits) {
    int before;
    do {
      before = state;
      if ((before & ANSWERED) != 0) {
        return false;
      }
    } while (!STATE.compareAndSet(this, before, before | bits));
    return true;
  }

  /**
   * The handler has ended, on this thread, or will never run. From here on nobody interrupts the
   * thread for this call, and no interrupt is left on it.
   */
  void end() {
    int before = settle(ENDED);
    if ((before & OVER) == ANSWERED) {
      release(before);
    }
  }

  /** Sets the bits, {@link #ENDED} among them, once nobody is about to interrupt this thread. */
  @SuppressWarnings("ThreadPriorityCheck") // Only to be polite: it works without.
  private int settle(int bits) {
    int before;
    while (true) {
      before = state;
      if ((before & (INTERRUPTING | INTERRUPTED)) == INTERRUPTING) {
        // The other thread is between two statements; what it does must hit nothing but this call.
        Thread.yield();
      } else if (STATE.compareAndSet(this, before, before | bits)) {
        break;
      }
    }
    boolean _ = Thread.interrupted();
    return before;
  }

  private void release(int bits) {
    if ((bits & COUNTED) != 0) {
      answers.released(this);
    }
  }

  private void interrupt() {
    int before;
    do {
      before = state;
      if ((before & (STARTED | ENDED | INTERRUPTING)) != STARTED) {
        return;
      }
    } while (!STATE.compareAndSet(this, before, before | INTERRUPTING));
    Thread its = thread;
    if (its != null) {
      its.interrupt();
    }
    int _ = (int) STATE.getAndBitwiseOr(this, INTERRUPTED);
  }

  @Override
  public Registration whenEnded(Runnable task) {
    EndTasks tasks;
    synchronized (this) {
      if (endTasks == null) {
        endTasks = new EndTasks();
      }
      tasks = endTasks;
    }
    Registration registration = tasks.add(task);
    if (isEnded()) {
      tasks.run();
    }
    return registration;
  }

  @Override
  public String toString() {
    return type.name() + ", call " + Long.toUnsignedString(id);
  }
}

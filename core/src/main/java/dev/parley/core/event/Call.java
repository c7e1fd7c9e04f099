package dev.parley.core.event;

import dev.parley.core.transport.Peer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The call that a handler works on: who calls, how much time is left, whether anybody still waits.
 * It reaches the handler's thread as a scoped value (JEP 506), also where the handler is inline or
 * serial, and the threads that a structured task scope forks from it. Safe for use by any thread,
 * also after the call has ended.
 */
public abstract class Call {
  private static final ScopedValue<Call> CURRENT = ScopedValue.newInstance();

  /** Bound once for all inline calls of a connection: a binding costs more than a small call. */
  private static final ScopedValue<Reader> READER = ScopedValue.newInstance();

  /** A thread that runs inline handlers, and the call whose handler it runs. */
  private static final class Reader {
    private final Thread thread = Thread.currentThread();
    private @Nullable Call call;
  }

  /** A core makes them; a test of a handler may make its own. */
  protected Call() {}

  /**
   * The call that this thread works on.
   *
   * @throws IllegalStateException outside of a handler
   */
  public static Call current() {
    Call call = lookUp();
    if (call == null) {
      throw new IllegalStateException(
          "No call is handled on this thread; Call.find() tells whether there is one");
    }
    return call;
  }

  /** The call that this thread works on, if it works on one. */
  public static Optional<Call> find() {
    return Optional.ofNullable(lookUp());
  }

  private static @Nullable Call lookUp() {
    if (CURRENT.isBound()) {
      return CURRENT.get();
    }
    return READER.isBound() ? READER.get().call : null;
  }

  /** Runs what reads a connection and its inline handlers: there {@link #enter} may work. */
  protected static void runReader(Runnable reader) {
    ScopedValue.where(READER, new Reader()).run(reader);
  }

  /**
   * Begins a task as part of this call on the current thread, which reads; {@link #leave} ends it.
   *
   * @return false if the thread does not read, or works on a call already: {@link #runAsCurrent}
   *     does it then
   */
  protected final boolean enter() {
    Reader reader = READER.isBound() ? READER.get() : null;
    if (reader == null || reader.thread != Thread.currentThread() || reader.call != null) {
      return false;
    }
    reader.call = this;
    return true;
  }

  /** Ends what {@link #enter} began. */
  protected final void leave() {
    READER.get().call = null;
  }

  /** Runs a task as part of this call, on the current thread. */
  protected final <R> R runAsCurrent(Supplier<? extends R> task) {
    return ScopedValue.where(CURRENT, this).call(task::get);
  }

  /** The call's number among those of its connection, unsigned; the log names it. */
  public abstract long id();

  /** The qualified name of the event: {@code UserEvent.SignIn}. */
  public abstract String event();

  /** Who calls. */
  public abstract Peer peer();

  /**
   * How long the caller still waits: zero if the deadline has passed, empty if there is none. It
   * counts from when the core received the call.
   */
  public abstract Optional<Duration> remaining();

  /**
   * Whether the call has ended without its handler: it was cancelled, its deadline has passed, its
   * session is over, or the core closes. Its handler was interrupted then, and what it still
   * answers is dropped. A lost link alone ends no call whose front end may come back.
   */
  public abstract boolean isEnded();

  /** The W3C trace context that the caller sent, unchanged; empty if it sent none. */
  public abstract Optional<String> traceparent();

  /**
   * Runs a task once, soon after the call {@linkplain #isEnded ended without its handler}, or at
   * once if it has. Not if the handler answers. The task runs on a thread of the core's and must
   * neither block nor throw.
   *
   * @return takes the task back when it is closed
   */
  public abstract Registration whenEnded(Runnable task);

  /** A task that waits for the end of a call. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    /** Takes the task back; nothing happens if it has run. */
    @Override
    void close();
  }
}

package dev.parley.core.client;

import dev.parley.core.codec.Codec;
import dev.parley.core.event.DeclaredError;
import dev.parley.core.event.EventType;
import dev.parley.core.log.CoreLog;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** A call and how it ended, once it has. */
class PendingCall<R, E> implements Call<R, E> {
  final EventType<?, R, E> type;

  /** The call's number; 0 if it is never sent. */
  final long id;

  /** When the client ends it, by its ticker; means nothing unless {@link #hasDeadline}. */
  final long deadline;

  final boolean hasDeadline;

  private final @Nullable OutgoingCalls calls;

  /** Where its request was written last; set with that connection's lock held. */
  private @Nullable ClientSession session;

  /** The position at which its request begins there. */
  private long startsAt;

  // Guarded by this; one of the first two is set when the call has ended.
  private @Nullable Result<R, E> result;
  private @Nullable EventFailedException failure;
  private @Nullable
      List<BiConsumer<? super @Nullable Result<R, E>, ? super @Nullable EventFailedException>>
      callbacks;
  private dev.parley.core.event.Call.@Nullable Registration outer;

  /**
   * A call to be sent.
   *
   * @param options with its timeout, which begins now
   */
  PendingCall(EventType<?, R, E> type, long id, CallOptions options, OutgoingCalls calls) {
    Duration timeout = options.timeout();
    this.type = type;
    this.id = id;
    this.hasDeadline = timeout != null;
    this.deadline = timeout == null ? 0 : calls.now() + timeout.toNanos();
    this.calls = calls;
  }

  private PendingCall(EventType<?, R, E> type) {
    this.type = type;
    this.id = 0;
    this.hasDeadline = false;
    this.deadline = 0;
    this.calls = null;
  }

  /** A call that was answered without being sent. */
  static <R, E> Call<R, E> answered(EventType<?, R, E> type, R response) {
    PendingCall<R, E> call = new PendingCall<>(type);
    call.end(new Result.Ok<>(response), null, false);
    return call;
  }

  /** A call that failed without being sent. */
  static <R, E> Call<R, E> failed(EventType<?, R, E> type, Reason reason, String text) {
    PendingCall<R, E> call = new PendingCall<>(type);
    call.fail(reason, text, null);
    return call;
  }

  /** Its request stands there, at that position. */
  final void sentIn(ClientSession its, long position) {
    session = its;
    startsAt = position;
  }

  /** Where its request was written last; that other session if it was not. */
  final ClientSession sentIn(ClientSession other) {
    ClientSession its = session;
    return its == null ? other : its;
  }

  /**
   * Whether its request was written anywhere. It stays as it is once the connection takes nothing
   * more; to be asked by who has seen to that.
   */
  final boolean isWritten() {
    return session != null;
  }

  /** Whether its request was written there last. */
  final boolean isIn(ClientSession other) {
    return session == other;
  }

  final long startsAt() {
    return startsAt;
  }

  /** Cancels this call when the one ends in whose handler it was made. */
  final void endWith(dev.parley.core.event.Call its) {
    // At once, on this thread, if that has ended.
    var registration = its.whenEnded(this::cancel);
    synchronized (this) {
      if (!isEnded()) {
        outer = registration;
        return;
      }
    }
    registration.close();
  }

  /** Ends the call with the response that the reader stands on. */
  final void answer(FrameReader response) {
    switch (response.code()) {
      case Protocol.OK -> read(response, type.response(), true);
      case Protocol.ERR -> error(response);
      case Protocol.INTERNAL -> fail(Reason.of(response.reason()), response.payloadText(), null);
      default ->
          fail(
              Reason.INVALID_RESPONSE,
              "%s: the core answered with the status %d, which this client does not know"
                  .formatted(type, response.code()),
              null);
    }
  }

  private void error(FrameReader response) {
    DeclaredError<?, E> declared = type.declared();
    if (declared == null) {
      fail(
          Reason.INVALID_RESPONSE, type + ": the core answered an error; the event has none", null);
    } else {
      read(response, declared.codec(), false);
    }
  }

  @SuppressWarnings("unchecked")
  private <T> void read(FrameReader response, Codec<T> codec, boolean ok) {
    Result<R, E> read;
    try {
      T message = response.payload(codec);
      read = ok ? new Result.Ok<>((R) message) : new Result.Err<>((E) message);
    } catch (RuntimeException | StackOverflowError e) {
      fail(
          Reason.INVALID_RESPONSE,
          type + ": the core's answer can't be read: " + e.getMessage(),
          e);
      return;
    }
    end(read, null, false);
  }

  /** The call failed; what came before still counts. */
  final void fail(Reason reason, String message, @Nullable Throwable cause) {
    end(null, new EventFailedException(type.name(), reason, null, message, cause), false);
  }

  /** The caller has cancelled the call; what came before is not wanted any more. */
  final void cancelled() {
    String message = type + ": the caller cancelled it";
    end(null, new EventFailedException(type.name(), Reason.CANCELLED, null, message, null), true);
  }

  private void end(
      @Nullable Result<R, E> withResult,
      @Nullable EventFailedException withFailure,
      boolean cancelled) {
    List<BiConsumer<? super @Nullable Result<R, E>, ? super @Nullable EventFailedException>> called;
    dev.parley.core.event.Call.Registration registration;
    synchronized (this) {
      if (isEnded()) {
        return;
      }
      result = withResult;
      failure = withFailure;
      called = callbacks;
      callbacks = null;
      registration = outer;
      outer = null;
      notifyAll();
    }
    ended(withResult instanceof Result.Ok<R, E>, cancelled);
    if (registration != null) {
      registration.close();
    }
    if (called != null) {
      called.forEach(callback -> call(callback, withResult, withFailure));
    }
  }

  /**
   * Called once, when the call has ended.
   *
   * @param ok with a response
   * @param cancelled by the caller
   */
  void ended(boolean ok, boolean cancelled) {
    // A call without streams has nothing to end.
  }

  private boolean isEnded() {
    return result != null || failure != null;
  }

  @Override
  public final void cancel() {
    if (calls != null && !isDone()) {
      calls.cancel(this);
    }
  }

  @Override
  public void close() {
    cancel();
  }

  @Override
  public final R await() throws InterruptedException {
    return switch (result()) {
      case Result.Ok<R, E>(R value) -> value;
      case Result.Err<R, E>(E error) -> throw declared(error);
    };
  }

  private EventFailedException declared(E error) {
    return new EventFailedException(
        type.name(), Reason.UNSPECIFIED, error, type + " answered " + error, null);
  }

  /** What the call ended with, as an exception; null if it was a response. */
  final synchronized @Nullable EventFailedException thrown() {
    return result instanceof Result.Err<R, E>(E error)
        ? declared(error)
        : failure == null ? null : afresh(failure);
  }

  @Override
  public final synchronized Result<R, E> result() throws InterruptedException {
    requireNotReading();
    while (!isEnded()) {
      wait();
    }
    return outcome();
  }

  @Override
  public final synchronized Result<R, E> result(Duration timeout)
      throws InterruptedException, TimeoutException {
    requireNotReading();
    long until = System.nanoTime() + timeout.toNanos();
    while (!isEnded()) {
      long left = until - System.nanoTime();
      if (left <= 0) {
        throw new TimeoutException(type + " has not answered within " + timeout);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return outcome();
  }

  private void requireNotReading() {
    if (!isEnded() && calls != null) {
      calls.requireNotReading(type);
    }
  }

  private Result<R, E> outcome() {
    Result<R, E> value = result;
    if (value != null) {
      return value;
    }
    EventFailedException original = failure;
    if (original == null) {
      throw new IllegalStateException("The call has not ended");
    }
    throw afresh(original);
  }

  /** A new one each time, with the waiting thread's stack: the first was made on another. */
  static EventFailedException afresh(EventFailedException original) {
    return new EventFailedException(
        original.event(),
        original.reason(),
        original.error(),
        String.valueOf(original.getMessage()),
        original);
  }

  @Override
  public final void whenDone(
      BiConsumer<? super @Nullable Result<R, E>, ? super @Nullable EventFailedException> callback) {
    synchronized (this) {
      if (!isEnded()) {
        if (callbacks == null) {
          callbacks = new ArrayList<>(1);
        }
        callbacks.add(callback);
        return;
      }
    }
    call(callback, result, failure);
  }

  /** A callback that throws must not end its thread, nor keep others from being called. */
  private void call(
      BiConsumer<? super @Nullable Result<R, E>, ? super @Nullable EventFailedException> callback,
      @Nullable Result<R, E> withResult,
      @Nullable EventFailedException withFailure) {
    try {
      callback.accept(withResult, withFailure);
    } catch (RuntimeException e) {
      CoreLog.get().log(System.Logger.Level.ERROR, () -> type + ": a callback failed", e);
    }
  }

  @Override
  public final synchronized boolean isDone() {
    return isEnded();
  }
}

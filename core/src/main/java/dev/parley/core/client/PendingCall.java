package dev.parley.core.client;

import dev.parley.core.codec.Codec;
import dev.parley.core.event.DeclaredError;
import dev.parley.core.event.EventType;
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
final class PendingCall<R, E> implements Call<R, E> {
  private static final System.Logger LOG = System.getLogger("dev.parley.core");

  private final EventType<?, R, E> type;

  // Guarded by this; one of the first two is set when the call has ended.
  private @Nullable Result<R, E> result;
  private @Nullable EventFailedException failure;
  private @Nullable
      List<BiConsumer<? super @Nullable Result<R, E>, ? super @Nullable EventFailedException>>
      callbacks;

  PendingCall(EventType<?, R, E> type) {
    this.type = type;
  }

  /** Ends the call with the response that the reader stands on. */
  void answer(FrameReader response) {
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
    end(read, null);
  }

  void fail(Reason reason, String message, @Nullable Throwable cause) {
    end(null, new EventFailedException(type.name(), reason, null, message, cause));
  }

  private void end(@Nullable Result<R, E> withResult, @Nullable EventFailedException withFailure) {
    List<BiConsumer<? super @Nullable Result<R, E>, ? super @Nullable EventFailedException>> called;
    synchronized (this) {
      if (isEnded()) {
        return;
      }
      result = withResult;
      failure = withFailure;
      called = callbacks;
      callbacks = null;
      notifyAll();
    }
    if (called != null) {
      called.forEach(callback -> call(callback, withResult, withFailure));
    }
  }

  private boolean isEnded() {
    return result != null || failure != null;
  }

  @Override
  public R await() throws InterruptedException {
    return switch (result()) {
      case Result.Ok<R, E>(R value) -> value;
      case Result.Err<R, E>(E error) ->
          throw new EventFailedException(
              type.name(), Reason.UNSPECIFIED, error, type + " answered " + error, null);
    };
  }

  @Override
  public synchronized Result<R, E> result() throws InterruptedException {
    while (!isEnded()) {
      wait();
    }
    return ended();
  }

  @Override
  public synchronized Result<R, E> result(Duration timeout)
      throws InterruptedException, TimeoutException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!isEnded()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw new TimeoutException(type + " has not answered within " + timeout);
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return ended();
  }

  private Result<R, E> ended() {
    Result<R, E> value = result;
    if (value != null) {
      return value;
    }
    EventFailedException original = failure;
    if (original == null) {
      throw new IllegalStateException("The call has not ended");
    }
    // A new one each time, with the waiting thread's stack: the first was made on the reader.
    throw new EventFailedException(
        original.event(), original.reason(), null, String.valueOf(original.getMessage()), original);
  }

  @Override
  public void whenDone(
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

  /** A callback that throws must not end the reader thread, nor keep others from being called. */
  private void call(
      BiConsumer<? super @Nullable Result<R, E>, ? super @Nullable EventFailedException> callback,
      @Nullable Result<R, E> withResult,
      @Nullable EventFailedException withFailure) {
    try {
      callback.accept(withResult, withFailure);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, () -> type + ": a callback failed", e);
    }
  }

  @Override
  public synchronized boolean isDone() {
    return isEnded();
  }
}

package dev.parley.core.dispatch;

import dev.parley.core.codec.MessageTooLargeException;
import dev.parley.core.codec.UnencodableMessageException;
import dev.parley.core.event.BoundEvent;
import dev.parley.core.event.DeclaredError;
import dev.parley.core.event.EventType;
import dev.parley.core.event.StreamEventType;
import dev.parley.core.log.CoreLog;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.Protocol;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The way of one event's calls: admit, decode, call the handler, answer. A call ends with exactly
 * one answer, whatever the handler does.
 */
public final class Route<P, R, E> {
  private final BoundEvent<P, R, E> bound;
  private final EventType<P, R, E> type;
  private final @Nullable DeclaredError<?, E> declared;
  private final @Nullable StreamEventType<?, ?, ?, ?, ?> stream;
  private final boolean inline;
  private final Hooks hooks;
  private final @Nullable Lane lane;
  private final ThreadFactory threads;

  /** Made once, so that a call makes none. */
  private final ServedCall.Handling<P, R> handling = this::handle;

  /**
   * @param lane where the calls wait for their turn; null if each has a thread of its own
   */
  Route(BoundEvent<P, R, E> bound, Hooks hooks, @Nullable Lane lane) {
    this.bound = bound;
    this.type = bound.type();
    this.declared = type.declared();
    this.stream =
        bound instanceof BoundEvent.Streaming<?, ?, ?, ?, ?> streaming ? streaming.stream() : null;
    this.inline = type.isInline() && lane == null;
    this.hooks = hooks;
    this.lane = lane;
    this.threads = Thread.ofVirtual().name(type.name()).factory();
  }

  /** Whether the event has a stream of items, in whichever direction. */
  public boolean hasStream() {
    return stream != null;
  }

  /** Makes the call of a request. */
  public ServedCall receive(FrameReader frame, Answers answers) {
    ServedCall call =
        new ServedCall(
            frame.id(),
            type,
            answers,
            Integer.toUnsignedLong(frame.timeoutMillis()),
            Traceparent.read(frame.array(), frame.traceparentStart(), frame.traceparentEnd()));
    CallObserver observer = hooks.observer();
    if (observer != null) {
      observer.received(call);
    }
    return call;
  }

  /** Takes the call to its handler; the frame is read when this returns. */
  public void serve(FrameReader frame, ServedCall call, Answers answers) {
    Admission admission = hooks.admission();
    if (admission != null) {
      String refusal = admission.refusesCall(answers.peer(), type);
      if (refusal != null) {
        answers.fail(call, Reason.PERMISSION_DENIED, type + ": " + refusal);
        return;
      }
    }
    P payload;
    try {
      payload = frame.payload(type.payload());
      if (stream != null) {
        call.streams(new CallStreams<>(call, this, stream, answers, hooks.observer()));
      }
    } catch (Throwable refused) {
      refuse(call, refused, frame.refusedAt(), answers);
      return;
    }
    if (inline) {
      if (call.startHere()) {
        run(call, payload, answers);
      }
    } else {
      handOver(call, payload, answers);
    }
  }

  private void handOver(ServedCall call, P payload, Answers answers) {
    boolean handed = false;
    try {
      Runnable task =
          () -> {
            if (call.start()) {
              run(call, payload, answers);
            }
          };
      Thread thread = lane == null ? threads.newThread(task) : null;
      if (answers.hand(call)) {
        handed = true;
        if (thread != null) {
          thread.start();
        } else if (lane != null) {
          lane.add(task);
        }
      }
    } catch (Throwable e) {
      if (handed) {
        call.end();
      }
      failed(call, e, "can't be run", answers);
    }
  }

  /** Runs the handler, which has been started on this thread, and answers. */
  private void run(ServedCall call, P payload, Answers answers) {
    CallObserver observer = hooks.observer();
    R response = null;
    Throwable thrown = null;
    try {
      response = call.run(handling, payload);
    } catch (Throwable e) {
      thrown = e;
    }
    if (observer != null) {
      observer.ended(call, thrown);
    }
    if (response != null && !call.isAnswered()) {
      // The handler ends with its answer, in one step.
      respond(call, response, answers);
      return;
    }
    call.end();
    if (thrown != null) {
      handlerThrew(call, thrown, answers);
    } else if (response == null) {
      failed(call, new NullPointerException(type + " returned null"), "returned null", answers);
    }
  }

  private R handle(ServedCall call, P payload) {
    CallObserver observer = hooks.observer();
    if (observer != null) {
      observer.started(call);
    }
    Around around = hooks.around();
    return around == null
        ? apply(call, payload)
        : around.handle(call, type, payload, it -> apply(call, it));
  }

  private R apply(ServedCall call, P payload) {
    // No switch over both: the JDK would make a class for it, while a core's first call waits.
    if (bound instanceof BoundEvent.Streaming<P, ?, ?, R, E> streaming) {
      return stream(streaming, call, payload);
    }
    return ((BoundEvent.Unary<P, R, E>) bound).handler().apply(payload);
  }

  @SuppressWarnings("unchecked") // The call's streams were made for this event.
  private <I, O> R stream(
      BoundEvent.Streaming<P, I, O, R, E> streaming, ServedCall call, P payload) {
    CallStreams<I, O> streams = (CallStreams<I, O>) call.streams();
    if (streams == null) {
      throw new IllegalStateException(call + " has no streams");
    }
    return streaming.handler().handle(payload, streams.source(), streams.sink());
  }

  private void respond(ServedCall call, R response, Answers answers) {
    try {
      answers.answer(call, Protocol.OK, type.response(), response);
    } catch (Throwable e) {
      call.end();
      notEncoded(call, e, "response", answers);
    }
  }

  /** The payload is none of the event's, or its records refused its values. */
  private void refuse(ServedCall call, Throwable refused, String path, Answers answers) {
    DeclaredError<?, E> error = declared;
    if (error != null && error.matches(refused)) {
      answerError(call, error, refused, answers);
      return;
    }
    if (refused instanceof Error) {
      log(System.Logger.Level.ERROR, call + ": reading failed", refused);
    }
    String why = InvalidPayload.describe(refused, path);
    answers.fail(call, Reason.INVALID_PAYLOAD, type + ": " + why);
  }

  /** An item of the call's stream is none, or its records refused its values. */
  void refuseItem(ServedCall call, Throwable refused, String path, Answers answers) {
    DeclaredError<?, E> error = declared;
    if (error != null && error.matches(refused)) {
      try {
        answers.abandon(call, error.codec(), error.errorOf(refused));
        return;
      } catch (Throwable e) {
        log(System.Logger.Level.ERROR, call + ": the error of an item can't be answered", e);
      }
    }
    answers.abandon(
        call,
        Reason.INVALID_PAYLOAD,
        type + ": an item of the stream: " + InvalidPayload.describe(refused, path));
  }

  private void handlerThrew(ServedCall call, Throwable thrown, Answers answers) {
    DeclaredError<?, E> error = declared;
    if (error != null && error.matches(thrown)) {
      answerError(call, error, thrown, answers);
    } else {
      failed(call, thrown, "failed", answers);
    }
  }

  private void answerError(
      ServedCall call, DeclaredError<?, E> error, Throwable thrown, Answers answers) {
    try {
      answers.answer(call, Protocol.ERR, error.codec(), error.errorOf(thrown));
    } catch (Throwable e) {
      e.addSuppressed(thrown);
      notEncoded(call, e, "error", answers);
    }
  }

  private void notEncoded(ServedCall call, Throwable e, String what, Answers answers) {
    if (e instanceof MessageTooLargeException) {
      log(System.Logger.Level.ERROR, call + ": the " + what + " is too large", e);
      answers.fail(
          call, Reason.LIMIT_EXCEEDED, type + ": the " + what + " is too large: " + text(e));
    } else {
      failed(call, e, "gave an unusable " + what, answers);
    }
  }

  private static String text(Throwable e) {
    return e instanceof UnencodableMessageException && e.getMessage() != null ? e.getMessage() : "";
  }

  /** What went wrong is for the log; the front end learns where to look for it. */
  private void failed(ServedCall call, Throwable e, String how, Answers answers) {
    // Who ends a call in the handler's place interrupts it: what it makes of that is no failure.
    log(
        call.isAnswered() ? System.Logger.Level.DEBUG : System.Logger.Level.ERROR,
        call + ": the handler " + how,
        e);
    answers.fail(
        call,
        Reason.HANDLER_FAILED,
        "%s: the handler %s; the core's log tells more under call %s"
            .formatted(type, how, Long.toUnsignedString(call.id())));
  }

  private static void log(System.Logger.Level level, String text, Throwable e) {
    try {
      CoreLog.get().log(level, text, e);
    } catch (Throwable logging) {
      // Out of memory or stack: the answer matters more.
    }
  }
}

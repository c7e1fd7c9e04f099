package dev.parley.core.dispatch;

import dev.parley.core.codec.MessageTooLargeException;
import dev.parley.core.codec.UnencodableMessageException;
import dev.parley.core.event.BoundEvent;
import dev.parley.core.event.DeclaredError;
import dev.parley.core.event.EventType;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.Protocol;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way of one event's calls: decode, call the handler, answer. A call ends with exactly one
 * answer, whatever the handler does.
 */
final class Route<P, R, E> {
  private static final System.Logger LOG = System.getLogger("dev.parley.core");

  private final EventType<P, R, E> type;
  private final Function<? super P, ? extends R> handler;
  private final @Nullable DeclaredError<?, E> declared;
  private final ThreadFactory threads;

  Route(BoundEvent.Unary<P, R, E> bound) {
    type = bound.type();
    handler = bound.handler();
    declared = type.declared();
    threads = Thread.ofVirtual().name(type.name()).factory();
  }

  String name() {
    return type.name();
  }

  /** Takes a request; the frame is read when this returns. */
  void call(FrameReader frame, Answers answers) {
    long id = frame.id();
    P payload;
    try {
      payload = frame.payload(type.payload());
    } catch (Throwable refused) {
      refuse(id, refused, answers);
      return;
    }
    if (type.isInline()) {
      handle(id, payload, answers);
    } else {
      startThread(id, payload, answers);
    }
  }

  private void startThread(long id, P payload, Answers answers) {
    Thread thread = threads.newThread(() -> handle(id, payload, answers));
    try {
      if (answers.runsOn(id, thread)) {
        thread.start();
      }
    } catch (Throwable e) {
      failed(id, e, "can't be run", answers);
    }
  }

  private void handle(long id, P payload, Answers answers) {
    R response;
    try {
      response = handler.apply(payload);
    } catch (Throwable e) {
      handlerThrew(id, e, answers);
      return;
    }
    if (response == null) {
      failed(id, new NullPointerException(type + " returned null"), "returned null", answers);
      return;
    }
    try {
      answers.answer(id, Protocol.OK, type.response(), response);
    } catch (Throwable e) {
      notEncoded(id, e, "response", answers);
    }
  }

  /** The payload is none of the event's, or its records refused its values. */
  private void refuse(long id, Throwable refused, Answers answers) {
    DeclaredError<?, E> error = declared;
    if (error != null && error.matches(refused)) {
      answerError(id, error, refused, answers);
      return;
    }
    if (refused instanceof Error) {
      LOG.log(
          System.Logger.Level.ERROR,
          () -> "%s, call %d: reading failed".formatted(type, id),
          refused);
    }
    answers.fail(id, Reason.INVALID_PAYLOAD, type + ": " + InvalidPayload.describe(refused));
  }

  private void handlerThrew(long id, Throwable thrown, Answers answers) {
    DeclaredError<?, E> error = declared;
    if (error != null && error.matches(thrown)) {
      answerError(id, error, thrown, answers);
    } else {
      failed(id, thrown, "failed", answers);
    }
  }

  private void answerError(long id, DeclaredError<?, E> error, Throwable thrown, Answers answers) {
    try {
      answers.answer(id, Protocol.ERR, error.codec(), error.errorOf(thrown));
    } catch (Throwable e) {
      e.addSuppressed(thrown);
      notEncoded(id, e, "error", answers);
    }
  }

  private void notEncoded(long id, Throwable e, String what, Answers answers) {
    if (e instanceof MessageTooLargeException) {
      LOG.log(
          System.Logger.Level.ERROR,
          () -> "%s, call %d: the %s is too large".formatted(type, id, what),
          e);
      answers.fail(id, Reason.LIMIT_EXCEEDED, type + ": the " + what + " is too large: " + text(e));
    } else {
      failed(id, e, "gave an unusable " + what, answers);
    }
  }

  private static String text(Throwable e) {
    return e instanceof UnencodableMessageException && e.getMessage() != null ? e.getMessage() : "";
  }

  /** What went wrong is for the log; the front end learns where to look for it. */
  private void failed(long id, Throwable e, String how, Answers answers) {
    // A core that closes answers for its handlers and interrupts them: what they make of it is no
    // failure of theirs.
    System.Logger.Level level =
        answers.isAwaited(id) ? System.Logger.Level.ERROR : System.Logger.Level.DEBUG;
    try {
      LOG.log(level, () -> "%s, call %d: the handler %s".formatted(type, id, how), e);
    } catch (Throwable logging) {
      // Out of memory or stack: the answer matters more.
    }
    answers.fail(
        id,
        Reason.HANDLER_FAILED,
        "%s: the handler %s; the core's log tells more under call %d".formatted(type, how, id));
  }
}

package dev.parley.core.session;

import dev.parley.core.dispatch.CallStreams;
import dev.parley.core.dispatch.ServedCall;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameReader;
import org.jspecify.annotations.Nullable;

/**
 * Takes the frames that concern the streams of calls, on the reader thread. Those of calls that
 * were answered are late and mean nothing.
 */
final class StreamFrames {
  private final Calls calls;

  StreamFrames(Calls calls) {
    this.calls = calls;
  }

  /**
   * Takes a StreamItem.
   *
   * @return what rule it broke, so that the connection must end; null if none
   */
  @Nullable String item(FrameReader in) {
    ServedCall call = calls.find(in.id());
    if (call == null) {
      return null;
    }
    CallStreams<?, ?> streams = call.streams();
    if (streams == null || !streams.receives()) {
      calls.abandon(
          call, Reason.INVALID_PAYLOAD, call.event() + ": the event takes no stream of items");
      return null;
    }
    return switch (streams.receive(in)) {
      case QUEUED -> null;
      case ENDED ->
          call.isAnswered() ? null : "A StreamItem of %s came after its StreamEnd".formatted(call);
      case WITHOUT_CREDIT ->
          "A StreamItem of %s came without credit; the core gives what its handler has taken"
              .formatted(call);
      case TOO_MUCH -> {
        calls.abandon(
            call,
            Reason.OVERLOADED,
            "%s: the streams of this connection hold more than %,d bytes that no handler has taken (Limits.maxQueueBytes)"
                .formatted(call.event(), calls.maxUntakenBytes()));
        yield null;
      }
    };
  }

  /** Takes a StreamEnd. */
  void end(FrameReader in) {
    ServedCall call = calls.find(in.id());
    if (call != null && call.streams() != null) {
      call.streams().end();
    }
  }

  /**
   * Takes a Credit.
   *
   * @return what rule it broke, so that the connection must end; null if none
   */
  @Nullable String credit(FrameReader in) {
    ServedCall call = calls.find(in.id());
    if (call == null
        || call.streams() == null
        || call.streams().grant(in.creditItems(), in.creditBytes())) {
      return null;
    }
    return "A Credit of %s brings its credit beyond 2,147,483,647".formatted(call);
  }
}

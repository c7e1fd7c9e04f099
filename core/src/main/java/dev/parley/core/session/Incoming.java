package dev.parley.core.session;

import dev.parley.core.codec.MessageWriter;
import dev.parley.core.connection.Connection;
import dev.parley.core.dispatch.Admission;
import dev.parley.core.dispatch.ServedCall;
import dev.parley.core.protocol.Reason;
import dev.parley.core.publish.Feed;
import dev.parley.core.publish.Subscriptions;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Subscribe;
import org.jspecify.annotations.Nullable;

/**
 * What a front end that has greeted asks for, frame by frame, on the reader thread. Each method
 * that returns a text says by it what rule of the protocol the front end broke, so that the
 * connection must end; null if none.
 */
final class Incoming {
  private final Serving serving;
  private final FrameReader in;
  private final Connection connection;
  private final Calls calls;
  private final StreamFrames streams;
  private final Feed feed;
  private final Subscriptions subscriptions;

  /**
   * @param in stands on the frame that is to be taken
   */
  Incoming(
      Serving serving,
      FrameReader in,
      Connection connection,
      Calls calls,
      Feed feed,
      Subscriptions subscriptions) {
    this.serving = serving;
    this.in = in;
    this.connection = connection;
    this.calls = calls;
    this.streams = new StreamFrames(calls);
    this.feed = feed;
    this.subscriptions = subscriptions;
  }

  /**
   * Takes the frame that the reader stands on.
   *
   * @param bytes its length
   */
  @Nullable String take(int kind, int bytes) {
    return switch (kind) {
      case FrameKind.REQUEST -> request();
      case FrameKind.SUBSCRIBE -> subscribe(in.message(Subscribe.CODEC), bytes);
      case FrameKind.STREAM_ITEM -> streams.item(in);
      case FrameKind.CREDIT -> streams.credit(in);
      case FrameKind.HEARD -> feed.heard(in.id());
      case FrameKind.ACK -> connection.acknowledged(in.id());
      case FrameKind.HELLO -> "A second Hello; a connection has one";
      case FrameKind.WELCOME, FrameKind.RESPONSE, FrameKind.NOTIFICATION, FrameKind.RESYNC ->
          "A %s goes from the core to the client only".formatted(FrameKind.name(kind));
      default -> {
        takeWhatBreaksNoRule(kind);
        yield null;
      }
    };
  }

  private void takeWhatBreaksNoRule(int kind) {
    switch (kind) {
      case FrameKind.CANCEL -> cancel(in.id());
      case FrameKind.STREAM_END -> streams.end(in);
      case FrameKind.UNSUBSCRIBE -> subscriptions.remove(in.id());
      case FrameKind.PING -> pong(in.id());
      case FrameKind.GO_AWAY -> connection.close(null);
      default -> {
        // A Pong needs no answer; unknown frames are for later versions, which are told by
        // the Welcome that this one does not know them.
      }
    }
  }

  private @Nullable String request() {
    String taken = whyNotFree(in.id(), "request");
    if (taken == null) {
      calls.request(in);
    }
    return taken;
  }

  private void cancel(long id) {
    ServedCall call = calls.find(id);
    if (call != null) {
      calls.abandon(call, Reason.CANCELLED, call.event() + ": cancelled by the front end");
    }
  }

  /** Why a client must not use an id. */
  private @Nullable String whyNotFree(long id, String what) {
    if (id == 0) {
      return "A %s has no id, or the id 0".formatted(what);
    }
    return calls.find(id) != null || subscriptions.contains(id)
        ? "A %s has the id %s, which is in use".formatted(what, Long.toUnsignedString(id))
        : null;
  }

  private @Nullable String subscribe(Subscribe subscribe, int bytes) {
    String taken = whyNotFree(subscribe.id(), "subscription");
    if (taken != null) {
      return taken;
    }
    Admission admission = serving.hooks().admission();
    String denied =
        admission == null
            ? null
            : admission.refusesListening(
                connection.peer(), subscribe.source(), subscribe.types(), subscribe.subjects());
    Reason reason = denied != null ? Reason.PERMISSION_DENIED : Reason.LIMIT_EXCEEDED;
    String refusal =
        denied != null
            ? "Listening to %s: %s".formatted(subscribe.source(), denied)
            : subscriptions.refusal(subscribe, bytes);
    MessageWriter out = connection.begin();
    try {
      if (out != null && refusal != null) {
        FrameWriter.failure(out, subscribe.id(), reason.number(), refusal);
      } else if (out != null) {
        // Under the lock: no notification overtakes the answer.
        subscriptions.add(subscribe, bytes);
        FrameWriter.acknowledgement(out, subscribe.id());
      }
    } finally {
      connection.end();
    }
    return null;
  }

  private void pong(long id) {
    boolean _ = connection.send(out -> FrameWriter.id(out, FrameKind.PONG, id));
  }
}

package dev.parley.core.client;

import dev.parley.core.codec.UnencodableMessageException;
import dev.parley.core.connection.Connection;
import dev.parley.core.event.Empty;
import dev.parley.core.event.EventType;
import dev.parley.core.event.Never;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Subscribe;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Who listens on a connection, and the subscriptions that the core serves them by. */
final class Listeners {
  private static final EventType<Empty, Empty, Never> SUBSCRIBE =
      EventType.of("Parley.Subscribe", Empty.CODEC, Empty.CODEC);

  private final Connection connection;
  private final OutgoingCalls calls;
  private final Standing standing;
  private final List<Listener<?>> listeners = new CopyOnWriteArrayList<>();

  Listeners(Connection connection, OutgoingCalls calls, Standing standing) {
    this.connection = connection;
    this.calls = calls;
    this.standing = standing;
  }

  /** A listener and the call that asks the core to serve it. */
  record Listening(long id, Listener<?> listener, Call<Empty, Never> agreed) {}

  /** Asks for the listener's notifications; the call ends when the core has agreed. */
  Listening add(Listener<?> listener, String source, int type, @Nullable String subject) {
    PendingCall<Empty, Never> call =
        new PendingCall<>(SUBSCRIBE, calls.nextId(), CallOptions.NONE, calls);
    calls.add(call);
    listeners.add(listener);
    Subscribe subscribe =
        new Subscribe(
            call.id, source, List.of(type), subject == null ? List.of() : List.of(subject));
    try {
      boolean sent =
          connection.send(out ->
              FrameWriter.message(
                  out, calls.maxRequestBytes(), FrameKind.SUBSCRIBE, Subscribe.CODEC, subscribe));
      if (!sent) {
        calls.unsent(call, standing.refusal(), standing.refusalText(SUBSCRIBE), null);
      }
    } catch (UnencodableMessageException e) {
      calls.unsent(call, Reason.INVALID_PAYLOAD, String.valueOf(e.getMessage()), e);
    }
    return new Listening(call.id, listener, call);
  }

  void remove(Listening listening) {
    if (listeners.remove(listening.listener)) {
      boolean _ = connection.send(out -> FrameWriter.id(out, FrameKind.UNSUBSCRIBE, listening.id));
    }
  }

  /** A notification arrived. */
  void notified(FrameReader in) {
    if (listeners.isEmpty()) {
      return;
    }
    String source = in.source();
    String subject = in.subject();
    for (Listener<?> listener : listeners) {
      listener.hear(in, source, subject);
    }
  }

  void clear() {
    listeners.clear();
  }
}

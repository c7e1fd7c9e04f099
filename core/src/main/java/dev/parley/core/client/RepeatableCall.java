package dev.parley.core.client;

import dev.parley.core.event.EventType;
import org.jspecify.annotations.Nullable;

/** A call of a client that dials again: it keeps what it takes to be sent in another session. */
final class RepeatableCall<P, R, E> extends PendingCall<R, E> {
  private final EventType<P, R, E> event;
  private final P payload;
  private final @Nullable String trace;

  RepeatableCall(
      EventType<P, R, E> event, P payload, long id, CallOptions options, OutgoingCalls calls) {
    super(event, id, options, calls);
    this.event = event;
    this.payload = payload;
    this.trace = options.traceparent();
  }

  /** Writes its request anew; as of {@link OutgoingCalls#write}. */
  OutgoingCalls.@Nullable Unsent writeTo(
      ClientSession session, OutgoingCalls calls, int timeoutMillis) {
    return calls.write(session, this, event, payload, timeoutMillis, trace, false);
  }
}

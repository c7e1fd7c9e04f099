package dev.parley.core.client;

import dev.parley.core.event.EventType;
import dev.parley.core.protocol.Reason;

/**
 * A call as a {@link ClientInterceptor} sees it on its way out.
 *
 * @param <P> the payload
 * @param <R> the response
 * @param <E> the declared error
 */
public final class OutgoingCall<P, R, E> {
  private final Interception<P, R, E> way;
  private final int index;
  private final P payload;
  private final CallOptions options;

  /**
   * @param index of the interceptor that sees this
   */
  OutgoingCall(Interception<P, R, E> way, int index, P payload, CallOptions options) {
    this.way = way;
    this.index = index;
    this.payload = payload;
    this.options = options;
  }

  /** The event; for a stream, its head. */
  public EventType<P, R, E> type() {
    return way.type();
  }

  /** What the event is called with, as the interceptors before have left it. */
  public P payload() {
    return payload;
  }

  /** The call's timeout and trace context, those of the client and of an outer call included. */
  public CallOptions options() {
    return options;
  }

  /** Goes on as it is: to the next interceptor, and to the core. */
  public Call<R, E> proceed() {
    return proceed(payload, options);
  }

  /** Goes on with another payload. */
  public Call<R, E> proceed(P otherPayload) {
    return proceed(otherPayload, options);
  }

  /**
   * Goes on with another payload and other options. A call may proceed more than once, each time it
   * is made anew.
   *
   * @throws IllegalStateException if it has streams and proceeded before
   */
  public Call<R, E> proceed(P otherPayload, CallOptions otherOptions) {
    return way.proceed(index + 1, otherPayload, otherOptions);
  }

  /** An answer in place of the core's. */
  public Call<R, E> answered(R response) {
    return PendingCall.answered(way.type(), response);
  }

  /**
   * A failure in place of the core's answer.
   *
   * @param text for people: what happened, and the way out
   */
  public Call<R, E> failed(Reason reason, String text) {
    return PendingCall.failed(way.type(), reason, text);
  }
}

import type { Core } from "./core.js";
import type { EventType } from "./event-type.js";

/**
 * A call that is about to be made, as interceptors see it.
 *
 * @typeParam P the payload, once {@link isCallOf} has told which event it is
 */
export interface OutgoingCall<P = unknown> {
  /** The event, such as `UserEvent.SignIn`. */
  readonly event: string;
  /** `undefined` for an event without one. */
  readonly payload: P;
  readonly core: Core;
  /** How long the call may take in milliseconds, interceptors included; `undefined` without a deadline. */
  readonly timeoutMs: number | undefined;
  /** The W3C `traceparent` that is sent; it may be set until `next` is called. A malformed one is not sent. */
  traceparent: string | undefined;
}

/**
 * Stands around every call over a connection: `connect({ …, interceptors: [logging, tracing] })`. The
 * first of the list is outermost. Listening does not pass through interceptors.
 */
export interface Interceptor {
  /**
   * Stands around a call: `next` makes it, once, and is a promise of its result, in which what
   * is returned here may differ. A failure that is thrown here, or passed on, is the call's. For a stream, `next`
   * is fulfilled at its end. Not calling `next` sends nothing. A call that is cancelled, or whose deadline
   * passes, ends without waiting for this.
   */
  around?(call: OutgoingCall, next: () => Promise<unknown>): Promise<unknown>;
  /** An item of this call is being sent. What is thrown here ends the call with it. */
  itemSent?(call: OutgoingCall, item: unknown): void;
  /** An item of this call has arrived; nobody has taken it yet. What is thrown here ends the call with it. */
  itemReceived?(call: OutgoingCall, item: unknown): void;
}

/**
 * Whether the call is one of that event, as `isCallOf(call, UserEvent.events.signIn)`; its payload then has
 * the event's type.
 */
export function isCallOf<P>(
  call: OutgoingCall,
  event: Pick<EventType<P, unknown, unknown>, "name" | "payload">,
): call is OutgoingCall<P> {
  return call.event === event.name;
}

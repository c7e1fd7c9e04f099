import { type Call, EventCall, type EventType } from "./call.js";
import { type Core, defaultCore, NOT_CONNECTED } from "./core.js";

/** How a call is made. */
export interface CallOptions {
  /** The core to call; left out, the one connected last. */
  readonly core?: Core | undefined;
}

/** Calls an event. Never throws: whatever goes wrong is the call's outcome. */
export function callEvent<P, T, E>(
  event: EventType<P, T, E>,
  payload: P,
  options?: CallOptions,
): Call<T, E> {
  const call = new EventCall(event);
  const core = options?.core ?? defaultCore();
  if (core === undefined) {
    call.failed("NOT_CONNECTED", NOT_CONNECTED);
  } else {
    core.session.call(event.group, event.name, event.payload, payload, call);
  }
  return call;
}

import { type Core, defaultCore, NOT_CONNECTED } from "../core.js";
import type { OutgoingCall } from "../interceptor.js";
import type { CallOptions } from "../options.js";
import { wellFormed } from "../traceparent.js";
import type { EventCall } from "./event-call.js";
import type { Interceptors } from "./interceptors.js";
import type { ItemStream } from "./item-stream.js";

/**
 * Makes a call as its options and its connection demand. Never throws: whatever goes wrong is the
 * call's outcome.
 *
 * @param stream the call's items, if it has any
 */
export function begin<P, I, O, T, E>(
  call: EventCall<P, T, E>,
  payload: P,
  options: CallOptions | undefined,
  stream?: ItemStream<P, I, O, T, E>,
): void {
  const core = options?.core ?? defaultCore();
  if (core === undefined) {
    call.failed("NOT_CONNECTED", NOT_CONNECTED);
    return;
  }
  const signal = options?.signal;
  const timeoutMs = options?.timeoutMs ?? core.timeoutMs;
  if (signal !== undefined || timeoutMs !== undefined) {
    call.guard(core.session, signal, timeoutMs ?? Infinity);
    if (call.settled !== undefined) {
      return;
    }
  }
  const traceparent = options?.traceparent;
  if (core.interceptors !== undefined) {
    const outgoing: OutgoingCall = {
      event: call.event.name,
      payload,
      core,
      timeoutMs,
      traceparent,
    };
    intercept(call, outgoing, core.interceptors, payload, stream);
  } else {
    send(call, core, payload, traceparent, stream);
  }
}

function intercept<P, I, O, T, E>(
  call: EventCall<P, T, E>,
  outgoing: OutgoingCall,
  interceptors: Interceptors,
  payload: P,
  stream: ItemStream<P, I, O, T, E> | undefined,
): void {
  stream?.watch(interceptors, outgoing);
  call.intercept(
    (make) => interceptors.around(outgoing, make),
    () => {
      send(call, outgoing.core, payload, outgoing.traceparent, stream);
    },
  );
}

function send<P, I, O, T, E>(
  call: EventCall<P, T, E>,
  { session }: Core,
  payload: P,
  traceparent: string | undefined,
  stream: ItemStream<P, I, O, T, E> | undefined,
): void {
  const sent = wellFormed(traceparent);
  if (stream === undefined) {
    call.send(session, payload, sent);
  } else {
    stream.start(session, payload, sent);
  }
}

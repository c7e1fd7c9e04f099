import type { Call, Conversation, StreamCall, UploadCall } from "./call.js";
import { begin } from "./calls/begin.js";
import { EventCall } from "./calls/event-call.js";
import { ItemStream } from "./calls/item-stream.js";
import { StreamingCall } from "./calls/streaming-call.js";
import type {
  ConversationEventType,
  EventType,
  StreamEventType,
  UploadEventType,
} from "./event-type.js";
import type { CallOptions } from "./options.js";

/** Calls an event. Never throws: whatever goes wrong is the call's outcome. */
export function callEvent<P, T, E>(
  event: EventType<P, T, E>,
  payload: P,
  options?: CallOptions,
): Call<T, E> {
  const call = new EventCall(event);
  begin(call, payload, options);
  return call;
}

/** Calls an event whose handler sends items. The call is made at once, before anybody reads it. */
export function streamEvent<P, O, T, E>(
  event: StreamEventType<P, O, T, E>,
  payload: P,
  options?: CallOptions,
): StreamCall<O, T, E> {
  const stream = new ItemStream<P, never, O, T, E>(event, {
    fromCore: event.fromCore,
  });
  begin(stream.call, payload, options, stream);
  return new StreamingCall(stream);
}

/** Calls an event whose handler takes items. */
export function uploadEvent<P, I, T, E>(
  event: UploadEventType<P, I, T, E>,
  payload: P,
  options?: CallOptions,
): UploadCall<I, T, E> {
  const stream = new ItemStream<P, I, never, T, E>(event, {
    toCore: event.toCore,
  });
  begin(stream.call, payload, options, stream);
  return new StreamingCall(stream);
}

/** Calls an event whose handler takes items and sends items. */
export function converseEvent<P, I, O, T, E>(
  event: ConversationEventType<P, I, O, T, E>,
  payload: P,
  options?: CallOptions,
): Conversation<I, O, T, E> {
  const stream = new ItemStream<P, I, O, T, E>(event, event);
  begin(stream.call, payload, options, stream);
  return new StreamingCall(stream);
}

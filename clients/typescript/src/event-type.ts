import type { MessageType } from "./codec/message-type.js";
import type { Group } from "./contract/group.js";

/** An event as the generated code knows it; what it has not is `undefined`. */
export interface EventType<P, T, E> {
  readonly group: Group;
  /** The name on the wire, such as `UserEvent.SignIn`. */
  readonly name: string;
  readonly payload: MessageType<P, never> | undefined;
  readonly response: MessageType<T, never> | undefined;
  readonly error: MessageType<E, never> | undefined;
  /** Whether running it twice is running it once: its calls may be sent again when their session was lost. */
  readonly idempotent?: true;
}

/** An event whose handler sends items (a `Sink` in the contract). */
export interface StreamEventType<P, O, T, E> extends EventType<P, T, E> {
  /** The items that the core sends. */
  readonly fromCore: MessageType<O, never>;
}

/** An event whose handler takes items (a `Source` in the contract). */
export interface UploadEventType<P, I, T, E> extends EventType<P, T, E> {
  /** The items that the front end sends. */
  readonly toCore: MessageType<I, never>;
}

/** An event whose handler does both. */
export interface ConversationEventType<P, I, O, T, E>
  extends StreamEventType<P, O, T, E>, UploadEventType<P, I, T, E> {}

/**
 * For tests of front ends: handlers written in TypeScript, served with the semantics of a core.
 *
 * @module
 */
export { CallEndedError } from "./active-call.js";
export { DeclaredError } from "./declared-error.js";
export { fakeCore, type FakeCore, type FakeCoreOptions } from "./fake-core.js";
export type { FakeLimits } from "./limits.js";
export {
  type DebouncePolicy,
  NotificationSender,
  type NotificationOutlet,
  type NotificationPolicy,
  type OutgoingNotification,
} from "./notifications.js";
export {
  bindEvents,
  type Handler,
  type Plugin,
  type ReceivedType,
  type ServableEvent,
  type ServableEvents,
  type ServedCall,
  type ServedEvent,
  serial,
} from "./plugin.js";

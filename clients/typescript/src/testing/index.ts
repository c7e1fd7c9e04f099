/**
 * For tests of front ends: handlers written in TypeScript, served with the semantics of a core.
 *
 * @module
 */
export { DeclaredError } from "./declared-error.js";
export {
  NotificationSender,
  type NotificationOutlet,
  type OutgoingNotification,
} from "./notifications.js";
export {
  bindEvents,
  type Handler,
  type Plugin,
  type ServableEvent,
  type ServableEvents,
  type ServedCall,
  type ServedEvent,
} from "./plugin.js";

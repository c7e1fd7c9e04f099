/**
 * What generated code is made of. Applications import `@parley/client` and what was generated for
 * them.
 *
 * @module
 */
export {
  copyMap,
  copyRecord,
  emptyRecord,
  mapMap,
  mapRecord,
} from "./codec/collections.js";
export { Kind } from "./codec/kind.js";
export {
  messageType,
  type MessageBody,
  type MessageType,
  type Readable,
  type Writable,
} from "./codec/message-type.js";
export type { OpenEnum } from "./codec/open-enum.js";
export { Reader } from "./codec/reader.js";
export { Duration, Timestamp } from "./codec/time.js";
export { Writer } from "./codec/writer.js";
export type {
  ConversationEventType,
  EventType,
  StreamEventType,
  UploadEventType,
} from "./event-type.js";
export { type Group, registerGroup } from "./contract/group.js";
export { callEvent, converseEvent, streamEvent, uploadEvent } from "./event.js";
export { NotificationListener } from "./listener.js";
export type { NotificationTypes } from "./listening/handlers.js";
export type { NotificationType } from "./listening/notification.js";
export { observeNotifications } from "./listening/observe.js";
export { streamNotifications } from "./listening/stream.js";
export {
  checkAtLeast,
  checkAtMost,
  checkEmail,
  checkIs,
  checkLessThan,
  checkMoreThan,
  checkNotBlank,
  checkNotEmpty,
  checkNotNull,
  checkPattern,
  checkSize,
  float32,
} from "./validation/checks.js";
export {
  listElements,
  mapValues,
  recordValues,
  Violations,
} from "./validation/violations.js";

import { type Violation, Violations } from "../validation/violations.js";
import type { Kind } from "./kind.js";
import { Reader } from "./reader.js";
import { Writer } from "./writer.js";

/** A message that can be written. */
export interface Writable<T> {
  /** The full name, such as `dev.parley.flowy.SignInPayloadPB`. */
  readonly typeName: string;
  /** Writes the fields in the order of their numbers. */
  readonly write: (message: T, out: Writer) => void;
}

/** A message that can be read. */
export interface Readable<T> {
  readonly typeName: string;
  /** Reads fields to the reader's end. */
  readonly read: (reader: Reader) => T;
}

/** What is generated for a message: how it is made, written and read. */
export interface MessageBody<T, Init> extends Writable<T>, Readable<T> {
  readonly fromObject: (init: Init) => T;
  /** Adds what the contract's constraints refuse; generated where there are any. */
  readonly check?: (message: T, found: Violations) => void;
}

/**
 * A message type: makes messages from what is known of them and turns them into bytes and back. The
 * functions need no `this`.
 *
 * @typeParam Init what `fromObject` takes; fields that are left out take their empty values
 */
export interface MessageType<T, Init> extends MessageBody<T, Init>, Kind<T> {
  /**
   * The message as Protobuf. The bytes are nobody else's, but may be a piece of a larger `buffer`, as
   * those of Node's `Buffer` are. Throws an `InvalidValueError`.
   */
  readonly serializeBinary: (message: T) => Uint8Array;
  /**
   * What a core would refuse of the message made from a draft, by the constraints of the contract: in
   * the order of field numbers and elements, the first 100 of it. Nothing if there are no constraints,
   * and nothing of what the core's own code refuses.
   */
  readonly validate: (draft: Init) => readonly Violation[];
  /** The message that the bytes hold. Throws a `MalformedMessageError`. */
  readonly deserializeBinary: (bytes: Uint8Array) => T;
}

/**
 * Completes what is generated for a message. The types come from the constant that it becomes, not
 * from what the functions happen to return: their lists, for example, are still mutable.
 */
export function messageType<T, Init>(
  body: NoInfer<MessageBody<T, Init>>,
): MessageType<T, Init> {
  const { typeName, fromObject, write, read, check } = body;
  const type: MessageType<T, Init> = {
    typeName,
    fromObject,
    write,
    read,
    ...(check === undefined ? {} : { check }),
    validate(draft) {
      const found = new Violations();
      check?.(fromObject(draft), found);
      return found.list;
    },
    wireType: 2,
    nested: true,
    put: (value, out) => {
      out.putMessage(type, value);
    },
    take: (reader) => reader.message(type),
    empty: (reader) => reader.kept(type, 0),
    serializeBinary: (message) => serialize(type, message),
    deserializeBinary: (bytes) =>
      read(new Reader(bytes, 0, bytes.length, typeName)),
  };
  return type;
}

/** A writer that has grown beyond this many bytes is not kept for the next message. */
const KEPT = 1024 * 1024;

/** The writer that waits for the next message; taken out while one is written. */
let idle: Writer | undefined;

function serialize<T>(type: Writable<T>, message: T): Uint8Array {
  const writer = idle ?? new Writer();
  idle = undefined;
  try {
    writer.fields(type, message);
    return writer.finish();
  } finally {
    writer.rewind(0);
    idle = writer.capacity <= KEPT ? writer : undefined;
  }
}

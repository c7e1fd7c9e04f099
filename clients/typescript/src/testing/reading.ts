import type { Reader } from "../codec/reader.js";
import { ConnectionError, textOf } from "../errors.js";
import { bytesText } from "../limits.js";
import { Violations } from "../validation/violations.js";
import type { ReceivedType } from "./plugin.js";

/** Reads and checks a message that came. Throws an Error whose text is for the front end. */
export function received(
  reader: Reader,
  type: ReceivedType,
  at: number,
): unknown {
  let message: unknown;
  try {
    message = reader.payload(type, at);
  } catch (failure) {
    throw new Error(`the payload can't be read: ${textOf(failure)}`, {
      cause: failure,
    });
  }
  const found = new Violations();
  type.check?.(message as never, found);
  if (found.list.length > 0) {
    const texts = found.list.map((one) => `${one.path}: ${one.message}`);
    throw new Error(`the payload was refused: ${texts.join("; ")}`);
  }
  return message;
}

/** A rule of the protocol was broken, which ends the connection. */
export function broken(text: string): ConnectionError {
  return new ConnectionError("PROTOCOL_ERROR", text);
}

/** What a text says of a message that is larger than both sides take. */
export function tooLarge(size: number, limit: number): string {
  return `${bytesText(size)}; the limit is ${bytesText(limit)} (maxFrameBytes)`;
}

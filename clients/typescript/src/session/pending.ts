import type { Reader } from "../codec/reader.js";
import type { Reason } from "../reason.js";
import type { ResponseFrame } from "../wire/messages.js";
import type { Requests } from "./requests.js";

/** Something that waits for exactly one answer: a call, or a subscription's acknowledgement. */
export interface Pending {
  /** The core has answered; the payload is read from the reader during the call. */
  answered(reader: Reader, frame: ResponseFrame): void;
  /** There will be no answer. */
  failed(reason: Reason, problem: string, cause?: unknown): void;
  /** Takes what belongs to a stream; left out by a call that has no items. */
  readonly items?: PendingItems;
  /**
   * Makes a call again whose session was lost after it was sent; whether it may be. Left out by one that must
   * not run twice.
   */
  again?(requests: Requests, id: number): boolean;
}

/** What comes for a call with items before its answer. */
export interface PendingItems {
  /** An item has come and stands at that place of the reader. Throws a `ConnectionError` if it should not have. */
  received(reader: Reader, payload: number): void;
  /** The core takes so many items and bytes more. Throws a `ConnectionError` if that is beyond all bounds. */
  credited(items: number, bytes: number): void;
}

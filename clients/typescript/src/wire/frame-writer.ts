import type { Writable } from "../codec/message-type.js";
import { Writer } from "../codec/writer.js";
import type { Limits } from "../limits.js";
import type { GroupInfo } from "./messages.js";

/** The tags of the frames that a front end sends: field number and wire type 2. */
const HELLO = 10;
const REQUEST = 26;
const SUBSCRIBE = 50;
const UNSUBSCRIBE = 58;
const CANCEL = 66;
const STREAM_ITEM = 74;
const STREAM_END = 82;
const CREDIT = 90;
const PONG = 106;
const GO_AWAY = 114;

export const PROTOCOL_VERSION = 1;

/**
 * Writes frames one behind the other into a buffer that is handed to the transport as a whole. A
 * frame that fails to be written, or is larger than it may be, is as if it had not been begun.
 */
export class FrameWriter {
  readonly #out: Writer;
  #mark = 0;
  #hole = 0;
  #body = 0;
  #payloadBytes = 0;

  constructor() {
    this.#out = new Writer(64 * 1024);
  }

  get length(): number {
    return this.#out.length;
  }

  /** Hands out the frames that were written. */
  take(): Uint8Array {
    return this.#out.take();
  }

  /** Each of these returns the frame's size in bytes, without its length prefix. */
  hello(
    client: string,
    groups: Iterable<Pick<GroupInfo, "name" | "fingerprint">>,
    limits: Pick<Limits, "maxFrameBytes" | "streamItems" | "streamBytes">,
  ): number {
    const out = this.#begin(HELLO);
    out.uint32(8, PROTOCOL_VERSION);
    out.string(18, client);
    for (const group of groups) {
      out.tag(26);
      const at = out.open();
      out.string(10, group.name);
      out.string(18, group.fingerprint);
      out.close(at);
    }
    out.uint32(32, limits.maxFrameBytes);
    out.uint32(40, limits.streamItems);
    out.uint32(48, limits.streamBytes);
    return this.#end();
  }

  /**
   * @param payload the payload's type, `undefined` for an event without one
   * @param timeoutMs 0 for none
   */
  request<P>(
    id: number,
    event: Uint8Array,
    payload: Writable<P> | undefined,
    message: P,
    timeoutMs: number,
    traceparent: string | undefined,
  ): number {
    const out = this.#begin(REQUEST);
    out.raw(event);
    if (payload !== undefined) {
      out.tag(18);
      const at = out.open();
      out.fields(payload, message);
      out.close(at);
    }
    out.count(24, id);
    if (timeoutMs !== 0) {
      out.uint32(32, timeoutMs);
    }
    if (traceparent !== undefined) {
      out.string(42, traceparent);
    }
    return this.#end();
  }

  cancel(id: number): number {
    this.#begin(CANCEL).count(8, id);
    return this.#end();
  }

  /** How large the item itself is, its {@link payloadBytes} tell afterwards. */
  item<I>(id: number, type: Writable<I>, item: I): number {
    const out = this.#begin(STREAM_ITEM);
    out.count(8, id);
    out.tag(18);
    const at = out.open();
    const start = out.length;
    out.fields(type, item);
    this.#payloadBytes = out.length - start;
    out.close(at);
    return this.#end();
  }

  /** The size of the item that was written last, in bytes, without what surrounds it. */
  get payloadBytes(): number {
    return this.#payloadBytes;
  }

  streamEnd(id: number): number {
    this.#begin(STREAM_END).count(8, id);
    return this.#end();
  }

  credit(id: number, items: number, bytes: number): number {
    const out = this.#begin(CREDIT);
    out.count(8, id);
    out.uint32(16, items);
    if (bytes !== 0) {
      out.uint32(24, bytes);
    }
    return this.#end();
  }

  subscribe(
    id: number,
    source: string,
    types: readonly number[],
    subjects: readonly string[],
  ): number {
    const out = this.#begin(SUBSCRIBE);
    out.count(8, id);
    out.string(18, source);
    if (types.length > 0) {
      out.tag(26);
      const at = out.open();
      for (const type of types) {
        out.putInt32(type);
      }
      out.close(at);
    }
    for (const subject of subjects) {
      out.string(34, subject);
    }
    return this.#end();
  }

  unsubscribe(id: number): number {
    this.#begin(UNSUBSCRIBE).count(8, id);
    return this.#end();
  }

  pong(number: bigint): number {
    const out = this.#begin(PONG);
    if (number !== 0n) {
      out.uint64(8, number);
    }
    return this.#end();
  }

  goAway(reason: number, message: string): number {
    const out = this.#begin(GO_AWAY);
    out.enumeration(8, reason);
    out.string(18, message);
    return this.#end();
  }

  /** Takes the last frame back. */
  drop(): void {
    this.#out.rewind(this.#mark);
  }

  #begin(tag: number): Writer {
    const out = this.#out;
    this.#mark = out.mark();
    this.#hole = out.hole();
    out.tag(tag);
    this.#body = out.open();
    return out;
  }

  #end(): number {
    const out = this.#out;
    out.close(this.#body);
    const size = out.length - this.#hole - 4;
    out.fill(this.#hole, size);
    return size;
  }
}

/** The beginning of every request for an event: the field that names it, written once. */
export function eventField(name: string): Uint8Array {
  const out = new Writer(2 * name.length + 32);
  out.string(10, name);
  return out.take();
}

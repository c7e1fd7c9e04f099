import type { Writable } from "../codec/message-type.js";
import { Writer } from "../codec/writer.js";
import type { Limits } from "../limits.js";
import { FrameBuffer } from "./frame-buffer.js";
import type { GroupInfo } from "./messages.js";

/** The tags of the frames that a front end sends: field number and wire type 2. */
const HELLO = 10;
const REQUEST = 26;
const SUBSCRIBE = 50;
const UNSUBSCRIBE = 58;
const CANCEL = 66;
const STREAM_END = 82;
const HEARD = 130;

export const PROTOCOL_VERSION = 1;

/** What a front end that dials again says of its session. */
export interface Resuming {
  /** The session's id; `undefined` if a new one is wanted. */
  readonly session: Uint8Array | undefined;
  /** How many bytes of it were handled here. */
  readonly received: number;
}

/** Writes a front end's frames. */
export class FrameWriter extends FrameBuffer {
  /**
   * Each of these returns the frame's size in bytes, without its length prefix.
   *
   * @param resuming left out, the session ends with its link
   */
  hello(
    client: string,
    groups: Iterable<Pick<GroupInfo, "name" | "fingerprint">>,
    limits: Pick<Limits, "maxFrameBytes" | "streamItems" | "streamBytes">,
    resuming?: Resuming,
  ): number {
    const out = this.begin(HELLO);
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
    if (resuming !== undefined) {
      out.bool(56, true);
      if (resuming.session !== undefined) {
        out.bytes(66, resuming.session);
        out.count(72, resuming.received);
      }
    }
    return this.end();
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
    const out = this.begin(REQUEST);
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
    return this.end();
  }

  cancel(id: number): number {
    this.begin(CANCEL).count(8, id);
    return this.end();
  }

  streamEnd(id: number): number {
    this.begin(STREAM_END).count(8, id);
    return this.end();
  }

  subscribe(
    id: number,
    source: string,
    types: readonly number[],
    subjects: readonly string[],
  ): number {
    const out = this.begin(SUBSCRIBE);
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
    return this.end();
  }

  unsubscribe(id: number): number {
    this.begin(UNSUBSCRIBE).count(8, id);
    return this.end();
  }

  /** @param seq every notification up to this one was taken */
  heard(seq: number): number {
    this.begin(HEARD).count(8, seq);
    return this.end();
  }
}

/** The beginning of every request for an event: the field that names it, written once. */
export function eventField(name: string): Uint8Array {
  const out = new Writer(2 * name.length + 32);
  out.string(10, name);
  return out.take();
}

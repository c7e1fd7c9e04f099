import type { Writable } from "../codec/message-type.js";
import { Writer } from "../codec/writer.js";

/** The tags of the frames that both sides send: field number and wire type 2. */
const STREAM_ITEM = 74;
const CREDIT = 90;
const PONG = 106;
const GO_AWAY = 114;
const ACK = 122;

/**
 * Writes frames one behind the other into a buffer that is handed to the transport as a whole. A
 * frame that fails to be written, or is larger than it may be, is as if it had not been begun.
 */
export abstract class FrameBuffer {
  readonly #out: Writer;
  #mark = 0;
  #hole = 0;
  #body = 0;
  #payloadBytes = 0;

  /** @param size of the buffer at first, in bytes */
  constructor(size = 64 * 1024) {
    this.#out = new Writer(size);
  }

  get length(): number {
    return this.#out.length;
  }

  /** Hands out the frames that were written. */
  take(): Uint8Array {
    return this.#out.take();
  }

  /** Takes the last frame back. */
  drop(): void {
    this.#out.rewind(this.#mark);
  }

  /** How large the item itself is, its {@link payloadBytes} tell afterwards. */
  item<I>(id: number, type: Writable<I>, item: I): number {
    const out = this.begin(STREAM_ITEM);
    out.count(8, id);
    out.tag(18);
    const at = out.open();
    const start = out.length;
    out.fields(type, item);
    this.#payloadBytes = out.length - start;
    out.close(at);
    return this.end();
  }

  /** The size of the item that was written last, in bytes, without what surrounds it. */
  get payloadBytes(): number {
    return this.#payloadBytes;
  }

  credit(id: number, items: number, bytes: number): number {
    const out = this.begin(CREDIT);
    out.count(8, id);
    out.uint32(16, items);
    if (bytes !== 0) {
      out.uint32(24, bytes);
    }
    return this.end();
  }

  pong(number: bigint): number {
    const out = this.begin(PONG);
    if (number !== 0n) {
      out.uint64(8, number);
    }
    return this.end();
  }

  goAway(reason: number, message: string): number {
    const out = this.begin(GO_AWAY);
    out.enumeration(8, reason);
    out.string(18, message);
    return this.end();
  }

  /** @param received how many bytes of the session were handled here */
  ack(received: number): number {
    this.begin(ACK).count(8, received);
    return this.end();
  }

  /** Begins a frame: its field number and wire type 2. */
  protected begin(tag: number): Writer {
    const out = this.#out;
    this.#mark = out.mark();
    this.#hole = out.hole();
    out.tag(tag);
    this.#body = out.open();
    return out;
  }

  /** Returns the frame's size in bytes, without its length prefix. */
  protected end(): number {
    const out = this.#out;
    out.close(this.#body);
    const size = out.length - this.#hole - 4;
    out.fill(this.#hole, size);
    return size;
  }
}

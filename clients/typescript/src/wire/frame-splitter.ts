import { ConnectionError } from "../errors.js";
import { bytesText } from "../limits.js";

/** What is told of every whole frame: where it stands. The bytes are good during the call only. */
export type FrameSink = (bytes: Uint8Array, start: number, end: number) => void;

const PREFIX = 4;

/**
 * Cuts a byte stream into frames, each preceded by its length as a 4-byte big-endian number. A frame
 * that is whole in one piece is not copied; of one that is not, no more is held than has arrived.
 */
export class FrameSplitter {
  #held = new Uint8Array(0);
  #size = 0;
  #delivered = 0;
  #deliveredBytes = 0;
  #stopped = false;

  constructor(
    private readonly maxFrameBytes: number,
    private readonly sink: FrameSink,
  ) {}

  /** Takes what has arrived. Throws a {@link ConnectionError} for a frame that is too large. */
  push(bytes: Uint8Array): void {
    let at = this.#size === 0 ? 0 : this.#complete(bytes);
    while (!this.#stopped && bytes.length - at >= PREFIX) {
      const start = at + PREFIX;
      const end = start + this.#frameLength(bytes, at);
      if (end > bytes.length) {
        break;
      }
      this.#deliveredBytes += end - at;
      at = end;
      this.#delivered++;
      this.sink(bytes, start, end);
    }
    if (!this.#stopped && at < bytes.length) {
      this.#hold(bytes, at, bytes.length);
    }
  }

  /** The number of the frame of which a part is held, counted from 1; 0 if none is. */
  get held(): number {
    return this.#size === 0 ? 0 : this.#delivered + 1;
  }

  /** How many bytes the frames have that were delivered, the one that is being delivered and their lengths included. */
  get deliveredBytes(): number {
    return this.#deliveredBytes;
  }

  /** Delivers nothing any more, not even the rest of what is being taken. */
  stop(): void {
    this.#stopped = true;
    this.#held = new Uint8Array(0);
    this.#size = 0;
  }

  /** Completes the frame that is held, if these bytes do; returns how many of them belong to it. */
  #complete(bytes: Uint8Array): number {
    let at = 0;
    if (this.#size < PREFIX) {
      at = Math.min(PREFIX - this.#size, bytes.length);
      this.#hold(bytes, 0, at);
      if (this.#size < PREFIX) {
        return at;
      }
    }
    const whole = PREFIX + this.#frameLength(this.#held, 0);
    const taken = Math.min(whole - this.#size, bytes.length - at);
    this.#hold(bytes, at, at + taken);
    if (this.#size === whole) {
      const frame = this.#held;
      this.#held = new Uint8Array(0);
      this.#size = 0;
      this.#delivered++;
      this.#deliveredBytes += whole;
      this.sink(frame, PREFIX, whole);
    }
    return at + taken;
  }

  #hold(bytes: Uint8Array, start: number, end: number): void {
    const size = this.#size + end - start;
    if (size > this.#held.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.#held.length));
      larger.set(this.#held.subarray(0, this.#size));
      this.#held = larger;
    }
    this.#held.set(bytes.subarray(start, end), this.#size);
    this.#size = size;
  }

  #frameLength(bytes: Uint8Array, at: number): number {
    const length =
      ((bytes[at]! << 24) |
        (bytes[at + 1]! << 16) |
        (bytes[at + 2]! << 8) |
        bytes[at + 3]!) >>>
      0;
    if (length > this.maxFrameBytes) {
      throw new ConnectionError(
        "LIMIT_EXCEEDED",
        `the core announced a frame of ${bytesText(length)}; the limit here is ${bytesText(this.maxFrameBytes)} (limits.maxFrameBytes)`,
      );
    }
    return length;
  }
}

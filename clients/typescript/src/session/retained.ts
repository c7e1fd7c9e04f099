import { Queue } from "../calls/queue.js";

/** Bytes that were sent in one piece, with their place among all that were sent. */
interface Piece {
  readonly bytes: Uint8Array;
  readonly end: number;
}

/**
 * What was sent in a session and has not been acknowledged, to be sent again on another link. The
 * pieces are those that the transport was given; nothing is copied.
 */
export class Retained {
  readonly #limit: number;
  readonly #pieces = new Queue<Piece>();
  #start = 0;
  #end = 0;

  /** @param limit how much is kept, in bytes; beyond it the oldest is forgotten */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many bytes were sent in this session. */
  get sent(): number {
    return this.#end;
  }

  /** The position of the first byte that is kept. */
  get start(): number {
    return this.#start;
  }

  /** How many bytes are kept. */
  get size(): number {
    return this.#end - this.#start;
  }

  add(bytes: Uint8Array): void {
    this.#end += bytes.length;
    this.#pieces.push({ bytes, end: this.#end });
    while (this.size > this.#limit) {
      this.#forgetFirst();
    }
  }

  /** The other side has handled everything up to this position. */
  acknowledged(position: number): void {
    let first = this.#pieces.peek();
    while (first !== undefined && first.end <= position) {
      this.#forgetFirst();
      first = this.#pieces.peek();
    }
  }

  /** What was sent from this position on, in one piece. */
  from(position: number): Uint8Array {
    const all = new Uint8Array(this.#end - position);
    for (const { bytes, end } of this.#pieces) {
      const at = end - bytes.length - position;
      if (at >= 0) {
        all.set(bytes, at);
      } else if (end > position) {
        all.set(bytes.subarray(-at), 0);
      }
    }
    return all;
  }

  #forgetFirst(): void {
    this.#start = this.#pieces.shift()?.end ?? this.#end;
  }
}

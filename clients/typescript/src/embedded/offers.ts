/** How long what the core had no room for waits before it is offered again, in milliseconds. */
const AGAIN_MS = 1;

/** How long a link that is closed goes on offering what waits, in milliseconds. */
export const LINGER_MS = 5_000;

/** `enum parley_status` of `parley.h`. */
const CLOSED = -2;
const OVERLOADED = -9;

/** What frames are offered to. */
export interface Taker {
  /** Takes whole frames, each behind its length, as far as it can; how many of the bytes it took. */
  send(bytes: Uint8Array): number;
  /** Why it did not take all, as `parley.h` has it. */
  status(): number;
  /** A frame was refused for good. */
  refused(status: number): void;
  /** Nothing waits any more. */
  drained(): void;
}

/** What is sent to a core in this process: what it has no room for is offered again, in order. */
export class Offers {
  readonly #taker: Taker;
  #waiting: Uint8Array[] = [];
  #buffered = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(taker: Taker) {
    this.#taker = taker;
  }

  /** How many bytes wait. */
  get buffered(): number {
    return this.#buffered;
  }

  /** Sends what the core has room for, behind what waits; the rest waits. */
  offer(bytes: Uint8Array): void {
    const taken = this.#buffered > 0 ? 0 : this.#taker.send(bytes);
    if (taken < bytes.length) {
      this.#untaken(bytes.subarray(taken));
    }
  }

  /** Offers nothing any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
    this.#buffered = 0;
  }

  #untaken(rest: Uint8Array): void {
    if (this.#buffered > 0) {
      this.#wait(rest);
      return;
    }
    const status = this.#taker.status();
    if (status === OVERLOADED) {
      this.#wait(rest);
      this.#timer = setTimeout(() => {
        this.#again();
      }, AGAIN_MS);
    } else if (status !== CLOSED) {
      // Of a link that was closed the end comes, or has come, behind what the core has said last.
      this.#taker.refused(status);
    }
  }

  #wait(bytes: Uint8Array): void {
    this.#waiting.push(bytes);
    this.#buffered += bytes.length;
  }

  #again(): void {
    const waiting = this.#waiting;
    this.stop();
    for (const bytes of waiting) {
      this.offer(bytes);
    }
    if (this.#buffered === 0) {
      this.#taker.drained();
    }
  }
}

/** Says that libparley does not take what it was sent. */
export function refusedText(status: number): string {
  return `libparley has refused a frame (status ${String(status)} of parley.h)`;
}

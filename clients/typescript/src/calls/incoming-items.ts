import { ConnectionError } from "../errors.js";
import { bytesText, type Limits } from "../limits.js";
import type { Untaken } from "../session/untaken.js";
import type { Settled } from "./event-call.js";
import { Queue } from "./queue.js";

/** An item that waits to be taken, with its size on the wire. */
interface Waiting<O> {
  readonly item: O;
  readonly bytes: number;
}

/** Who waits for the next item. */
interface Taker<O> {
  readonly resolve: (next: IteratorResult<O, undefined>) => void;
  readonly reject: (failure: Error) => void;
}

/** How much may come ahead of the loop. */
export interface Window extends Pick<Limits, "streamItems" | "streamBytes"> {
  /** Counts what waits in all streams of the connection. */
  readonly untaken: Untaken;
  /** Lets the core send so much more. */
  giveCredit(items: number, bytes: number): void;
}

const DONE: IteratorResult<never, undefined> = { done: true, value: undefined };
const ENDED: Settled<unknown> = { ok: true, value: undefined };

/**
 * The items of a call that have come and that its loop has not taken. What the loop takes is given
 * back to the core as credit, so no more can come than may wait.
 */
export class IncomingItems<O> {
  readonly #waiting = new Queue<Waiting<O>>();
  readonly #takers = new Queue<Taker<O>>();
  #window: Window | undefined;
  #waitingBytes = 0;
  #itemCredit = 0;
  #byteCredit = 0;
  #takenItems = 0;
  #takenBytes = 0;
  #settled: Settled<unknown> | undefined;
  #left = false;

  /** The call is on its way: from here on the core may send what the window allows. */
  open(window: Window): void {
    this.#window = window;
    this.#itemCredit = window.streamItems;
    this.#byteCredit = window.streamBytes;
  }

  /** Charges an item of that size. Throws a {@link ConnectionError} if the core had no credit for it. */
  charge(bytes: number): void {
    if (this.#itemCredit <= 0 || this.#byteCredit <= 0) {
      const { streamItems = 0, streamBytes = 0 } = this.#window ?? {};
      throw new ConnectionError(
        "PROTOCOL_ERROR",
        `the core sent an item without credit: ${String(streamItems)} items (limits.streamItems) or ${bytesText(streamBytes)} (limits.streamBytes) of its stream wait to be taken`,
      );
    }
    this.#itemCredit--;
    this.#byteCredit -= bytes;
  }

  /** Adds an item. Returns whether there is room for it beside what waits in other streams. */
  add(item: O, bytes: number): boolean {
    const taker = this.#takers.shift();
    if (taker !== undefined) {
      taker.resolve({ done: false, value: item });
      this.#taken(bytes);
      return true;
    }
    if (this.#window?.untaken.add(bytes) !== true) {
      return false;
    }
    this.#waiting.push({ item, bytes });
    this.#waitingBytes += bytes;
    return true;
  }

  /** The next item, then the end or the failure. */
  next(): Promise<IteratorResult<O, undefined>> {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      if (this.#settled === undefined) {
        this.#waitingBytes -= waiting.bytes;
        this.#window?.untaken.remove(waiting.bytes);
        this.#taken(waiting.bytes);
      }
      return Promise.resolve({ done: false, value: waiting.item });
    }
    const settled = this.#settled;
    return new Promise((resolve, reject) => {
      this.#takers.push({ resolve, reject });
      if (settled !== undefined) {
        this.#tellTakers(settled);
      }
    });
  }

  /** No more items come. Those that wait are the loop's now, and count no longer. */
  end(settled: Settled<unknown>): void {
    this.#window?.untaken.remove(this.#waitingBytes);
    this.#waitingBytes = 0;
    this.#settled = this.#left ? ENDED : settled;
    this.#tellTakers(this.#settled);
  }

  /** The loop wants no more: who still asks is told that the items have ended, however the call ends. */
  leave(): void {
    this.#left = true;
    this.drop();
    if (this.#settled !== undefined) {
      this.#settled = ENDED;
    }
  }

  /** Gives out none of the items that wait. */
  drop(): void {
    this.#waiting.takeAll();
  }

  /** The first that asks is told a failure, every other that the items have ended. */
  #tellTakers(settled: Settled<unknown>): void {
    const takers = this.#takers.takeAll();
    if (!settled.ok && takers.length > 0) {
      this.#settled = ENDED;
      takers.shift()?.reject(settled.failure);
    }
    for (const taker of takers) {
      taker.resolve(DONE);
    }
  }

  /** Gives credit back in portions of half the window, so that one frame serves many items. */
  #taken(bytes: number): void {
    this.#takenItems++;
    this.#takenBytes += bytes;
    const window = this.#window;
    if (
      window !== undefined &&
      (2 * this.#takenItems >= window.streamItems ||
        2 * this.#takenBytes >= window.streamBytes)
    ) {
      this.#itemCredit += this.#takenItems;
      this.#byteCredit += this.#takenBytes;
      window.giveCredit(this.#takenItems, this.#takenBytes);
      this.#takenItems = 0;
      this.#takenBytes = 0;
    }
  }
}

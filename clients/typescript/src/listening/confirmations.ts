import { Queue } from "../calls/queue.js";

/**
 * How far the notifications of a session were taken that the core waits for (`latest` ones). It is told one
 * number for all up to it, once in a turn of the event loop.
 */
export class Confirmations {
  readonly #send: (seq: number) => void;
  readonly #open = new Queue<Taking>();
  #unsent = 0;

  /** @param send tells the core */
  constructor(send: (seq: number) => void) {
    this.#send = send;
  }

  /** A notification has come; the core waits until its `Taking` was released. */
  begin(seq: number): Taking {
    const taking = new Taking(seq, this);
    this.#open.push(taking);
    return taking;
  }

  /** Something was taken. */
  settle(): void {
    const before = this.#unsent;
    while (this.#open.peek()?.isOver === true) {
      this.#unsent = this.#open.shift()?.seq ?? 0;
    }
    if (before === 0 && this.#unsent !== 0) {
      queueMicrotask(() => {
        this.#tell();
      });
    }
  }

  /** The session is lost, and nobody waits for what came in it. */
  reset(): void {
    this.#open.takeAll();
    this.#unsent = 0;
  }

  #tell(): void {
    if (this.#unsent !== 0) {
      this.#send(this.#unsent);
      this.#unsent = 0;
    }
  }
}

/** Counts who has yet to take a notification. */
export class Taking {
  readonly seq: number;
  readonly #owner: Confirmations;
  /** One stands for the telling itself. */
  #holds = 1;

  constructor(seq: number, owner: Confirmations) {
    this.seq = seq;
    this.#owner = owner;
  }

  get isOver(): boolean {
    return this.#holds === 0;
  }

  /** One more takes it later; returns what tells that it was taken. Calling that twice is calling it once. */
  hold(): () => void {
    this.#holds++;
    let held = true;
    return () => {
      if (held) {
        held = false;
        this.release();
      }
    };
  }

  /** One has taken it. */
  release(): void {
    this.#holds--;
    if (this.#holds === 0) {
      this.#owner.settle();
    }
  }
}

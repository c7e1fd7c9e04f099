import { Queue } from "../calls/queue.js";

/** What a waiting item costs beside its payload and its subject or text, in bytes, as in a core. */
export const CONSTANT_BYTES = 64;

/** What keeping something takes. */
export interface Cost {
  /** How much it is, in bytes. */
  readonly bytes: number;
  /** An item takes the place of one that still waits and has the same; `undefined` if it replaces none. */
  readonly replaces?: string | undefined;
}

interface Entry<T> {
  item: T;
  bytes: number;
  readonly replaces: string | undefined;
}

/**
 * What has come for somebody who takes it later. Of `latest` notifications of a subject the newest waits, in the
 * place of the first: who does not keep up is given a handful, and the last one for certain.
 */
export class Backlog<T> {
  readonly #limit: number;
  readonly #waiting = new Queue<Entry<T>>();
  readonly #replaceable = new Map<string, Entry<T>>();
  #bytes = 0;

  /** @param limit how much may wait, in bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Whether it waits now; it does not if that were more bytes than may wait. */
  add(item: T, { bytes, replaces }: Cost): boolean {
    const replaced =
      replaces === undefined ? undefined : this.#replaceable.get(replaces);
    const total = this.#bytes + bytes - (replaced?.bytes ?? 0);
    if (total > this.#limit) {
      return false;
    }
    this.#bytes = total;
    if (replaced === undefined) {
      this.#push({ item, bytes, replaces });
    } else {
      replaced.item = item;
      replaced.bytes = bytes;
    }
    return true;
  }

  /** Gives up all that waits; what stands in its place waits whatever it costs. */
  replaceAll(item: T, { bytes, replaces }: Cost): void {
    this.clear();
    this.#bytes = bytes;
    this.#push({ item, bytes, replaces });
  }

  /** Nothing that comes later takes the place of what waits by now. */
  seal(): void {
    this.#replaceable.clear();
  }

  /** Takes the first out; `undefined` if there is none. */
  shift(): T | undefined {
    const entry = this.#waiting.shift();
    if (entry === undefined) {
      return undefined;
    }
    this.#bytes -= entry.bytes;
    const { replaces } = entry;
    if (replaces !== undefined && this.#replaceable.get(replaces) === entry) {
      this.#replaceable.delete(replaces);
    }
    return entry.item;
  }

  clear(): void {
    this.#waiting.takeAll();
    this.#replaceable.clear();
    this.#bytes = 0;
  }

  #push(entry: Entry<T>): void {
    this.#waiting.push(entry);
    if (entry.replaces !== undefined) {
      this.#replaceable.set(entry.replaces, entry);
    }
  }
}

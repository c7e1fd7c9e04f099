/** First in, first out, at the same cost however many wait. */
export class Queue<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** The first one, which stays; `undefined` if there is none. */
  peek(): T | undefined {
    return this.#items[this.#head];
  }

  /** Takes the first one out; `undefined` if there is none. */
  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (this.#head < this.#items.length) {
      this.#items[this.#head++] = undefined;
      if (2 * this.#head >= this.#items.length) {
        this.#items.splice(0, this.#head);
        this.#head = 0;
      }
    }
    return item;
  }

  /** From the first to the last; they stay. */
  *[Symbol.iterator](): Generator<T> {
    for (let at = this.#head; at < this.#items.length; at++) {
      yield this.#items[at] as T;
    }
  }

  /** Takes all out. */
  takeAll(): T[] {
    const all = this.#items.slice(this.#head) as T[];
    this.#items = [];
    this.#head = 0;
    return all;
  }
}

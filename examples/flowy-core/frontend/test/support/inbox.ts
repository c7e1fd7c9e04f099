/** Gathers what arrives and lets a test wait for it. */
export class Inbox<T> {
  readonly #arrived: T[] = [];
  readonly #waiting: (() => void)[] = [];

  readonly put = (item: T): void => {
    this.#arrived.push(item);
    for (const wake of this.#waiting.splice(0)) wake();
  };

  /** The first `count` items, when there are as many. */
  async first(count: number): Promise<readonly T[]> {
    while (this.#arrived.length < count) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.#arrived.slice(0, count);
  }

  /** What has arrived by now. */
  get all(): readonly T[] {
    return this.#arrived;
  }
}

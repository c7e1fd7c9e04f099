import type { Pending } from "./pending.js";

/** Stands for a call that was given up here: whatever still comes for it is passed over. */
const ABANDONED: Pending = {
  answered: nothing,
  failed: nothing,
  items: { received: nothing, credited: nothing },
};

function nothing(): void {
  // Nobody waits any more.
}

/**
 * What is in flight on a connection, by number. A call that was given up keeps its place until the
 * core has answered it, since the core counts it until then as well.
 */
export class InFlight {
  readonly #pending = new Map<number, Pending>();
  /** Which of them are no calls. */
  readonly #subscriptions = new Set<number>();
  #abandoned = 0;
  #lastId = 0;
  #idle: (() => void) | undefined;

  /** How many calls have not been answered. */
  get calls(): number {
    return this.#pending.size - this.#subscriptions.size;
  }

  /** A number that was never used. */
  nextId(): number {
    return ++this.#lastId;
  }

  add(id: number, pending: Pending, isSubscription: boolean): void {
    this.#pending.set(id, pending);
    if (isSubscription) {
      this.#subscriptions.add(id);
    }
  }

  get(id: number): Pending | undefined {
    return this.#pending.get(id);
  }

  /** Takes out what was answered. */
  take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    if (pending !== undefined) {
      this.#pending.delete(id);
      if (pending === ABANDONED) {
        this.#abandoned--;
      } else if (this.#subscriptions.size > 0) {
        this.#subscriptions.delete(id);
      }
      this.#settled();
    }
    return pending;
  }

  /** Gives a call up; whether it was in flight. */
  abandon(id: number): boolean {
    const pending = this.#pending.get(id);
    if (pending === undefined || pending === ABANDONED) {
      return false;
    }
    this.#pending.set(id, ABANDONED);
    this.#abandoned++;
    this.#settled();
    return true;
  }

  /** What is in flight now, with its numbers, in the order in which it was made. */
  all(): [id: number, pending: Pending][] {
    return [...this.#pending];
  }

  /** Fulfilled when nobody waits for an answer, or the time has passed. */
  drained(timeoutMs: number): Promise<void> {
    if (this.#pending.size === this.#abandoned) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#idle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #settled(): void {
    if (this.#idle !== undefined && this.#pending.size === this.#abandoned) {
      this.#idle();
    }
  }
}

/** Something that must have ended by a certain time. */
export interface Expiring {
  /** By when, in milliseconds of {@link clock}. */
  readonly deadline: number;
  /** The time has come. It has been forgotten already. */
  expired(): void;
}

/** The longest time that a timer of the platform takes, in milliseconds. */
export const LONGEST_DELAY = 0x7fffffff;

/** Milliseconds on a clock that is never set. */
export function clock(): number {
  return performance.now();
}

/**
 * The deadlines of one connection, and what else it waits for. There is one timer, for the earliest; what ends before its
 * deadline costs no timer. The timer keeps a Node process alive only while the connection lives and
 * something on it has a deadline.
 */
export class Deadlines {
  readonly #waiting = new Set<Expiring>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** When the timer goes off; infinite if there is none. */
  #at = Infinity;
  #connected = true;

  add(one: Expiring): void {
    this.#waiting.add(one);
    if (one.deadline < this.#at) {
      this.#arm(one.deadline);
    } else if (this.#waiting.size === 1) {
      this.#keepAlive();
    }
  }

  delete(one: Expiring): void {
    if (this.#waiting.delete(one) && this.#waiting.size === 0) {
      this.#keepAlive();
    }
  }

  /** Gives the timer up if nothing waits. What ends often leaves it, which costs less. */
  rest(): void {
    if (this.#waiting.size === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#at = Infinity;
    }
  }

  /** The connection has ended: from here on no process stays alive for a deadline. */
  letGo(): void {
    this.#connected = false;
    this.#keepAlive();
  }

  #arm(at: number): void {
    clearTimeout(this.#timer);
    this.#at = at;
    const delay = Math.min(Math.max(Math.ceil(at - clock()), 0), LONGEST_DELAY);
    this.#timer = setTimeout(() => {
      this.#sweep();
    }, delay);
    this.#keepAlive();
  }

  #sweep(): void {
    this.#at = Infinity;
    this.#timer = undefined;
    const now = clock();
    let next = Infinity;
    for (const one of this.#waiting) {
      if (one.deadline <= now) {
        this.#waiting.delete(one);
        one.expired();
      } else if (one.deadline < next) {
        next = one.deadline;
      }
    }
    if (next < this.#at && this.#waiting.size > 0) {
      this.#arm(next);
    }
  }

  /** Browsers' timers are numbers and keep nothing alive. */
  #keepAlive(): void {
    const { ref, unref } = (this.#timer ?? {}) as {
      ref?: () => void;
      unref?: () => void;
    };
    const needed = this.#connected && this.#waiting.size > 0;
    (needed ? ref : unref)?.call(this.#timer);
  }
}

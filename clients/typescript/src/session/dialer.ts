import { ConnectionError, textOf } from "../errors.js";
import { millisText } from "../limits.js";
import type { Transport, TransportReceiver } from "../transport.js";
import { clock, type Deadlines } from "./deadlines.js";

/** Opens a way to the core, each time anew. */
export type Dial = () => Transport | PromiseLike<Transport>;

/** How long connecting again waits between its attempts. */
export interface Backoff {
  /** The longest wait before the first attempt, in milliseconds; it doubles with every further one. */
  readonly initialDelayMs: number;
  /** The longest wait before any attempt, in milliseconds. */
  readonly maxDelayMs: number;
}

/** 50 ms, doubled up to 5 s. */
export const DEFAULT_BACKOFF: Backoff = {
  initialDelayMs: 50,
  maxDelayMs: 5_000,
};

/** What becomes of attempts. */
export interface Dialled {
  /** There is a transport, to which nothing was said. */
  reached(transport: Transport): void;
  /** There is none, and this is why. */
  unreached(failure: unknown): void;
}

/**
 * Dials: at once, or after a wait that is drawn between 0 and a bound which doubles with every attempt, so
 * that front ends that lost the same core do not come back all at once ("full jitter").
 */
export class Dialer {
  readonly #dial: Dial;
  readonly #backoff: Backoff;
  readonly #timeoutMs: number;
  readonly #deadlines: Deadlines;
  readonly #dialled: Dialled;
  /** What is waited for, or dialled, is of this number; what comes of others is too late. */
  #current = 0;
  #attempts = 0;
  readonly #wait = {
    deadline: Infinity,
    expired: (): void => {
      this.now();
    },
  };
  readonly #dialTimeout = {
    deadline: Infinity,
    expired: (): void => {
      this.#current++;
      const waited = millisText(this.#timeoutMs);
      const problem = `there was no transport within ${waited} (limits.handshakeTimeoutMs)`;
      this.#dialled.unreached(new ConnectionError("LIMIT_EXCEEDED", problem));
    },
  };

  /** @param timeoutMs how long an attempt may take */
  constructor(
    dial: Dial,
    backoff: Backoff,
    timeoutMs: number,
    deadlines: Deadlines,
    dialled: Dialled,
  ) {
    this.#dial = dial;
    this.#backoff = backoff;
    this.#timeoutMs = timeoutMs;
    this.#deadlines = deadlines;
    this.#dialled = dialled;
  }

  /** How many attempts were waited for since the last connection that lasted. */
  get attempts(): number {
    return this.#attempts;
  }

  /** Dials now. */
  now(): void {
    const mine = ++this.#current;
    let dialled: Transport | PromiseLike<Transport>;
    try {
      dialled = this.#dial();
    } catch (failure) {
      this.#dialled.unreached(failure);
      return;
    }
    if (!("then" in dialled)) {
      this.#dialled.reached(dialled);
      return;
    }
    this.#dialTimeout.deadline = clock() + this.#timeoutMs;
    this.#deadlines.add(this.#dialTimeout);
    dialled.then(
      (transport) => {
        if (this.#isStill(mine)) {
          this.#dialled.reached(transport);
        } else {
          discard(transport);
        }
      },
      (failure: unknown) => {
        if (this.#isStill(mine)) {
          this.#dialled.unreached(failure);
        }
      },
    );
  }

  /**
   * Dials after a wait.
   *
   * @param released what must have come to its end before
   * @param lastedMs how long the connection has lived that was lost; the waits grow until one has lived as
   *     long as the longest of them
   */
  later(released: Promise<void> | undefined, lastedMs: number): void {
    const { initialDelayMs, maxDelayMs } = this.#backoff;
    if (lastedMs >= maxDelayMs) {
      this.#attempts = 0;
    }
    const bound = Math.min(maxDelayMs, initialDelayMs * 2 ** this.#attempts);
    this.#attempts++;
    const mine = ++this.#current;
    const wait = (): void => {
      if (mine === this.#current) {
        this.#wait.deadline = clock() + Math.random() * bound;
        this.#deadlines.add(this.#wait);
      }
    };
    if (released === undefined) {
      wait();
    } else {
      void released.then(wait);
    }
  }

  /** Dials no more; what is reached nevertheless is closed. */
  stop(): void {
    this.#current++;
    this.#deadlines.delete(this.#wait);
    this.#deadlines.delete(this.#dialTimeout);
  }

  #isStill(attempt: number): boolean {
    if (attempt !== this.#current) {
      return false;
    }
    this.#deadlines.delete(this.#dialTimeout);
    return true;
  }
}

/** What a dial failed with, as an error of this package. */
export function dialProblem(failure: unknown): ConnectionError {
  return failure instanceof ConnectionError
    ? failure
    : new ConnectionError("NOT_CONNECTED", textOf(failure), failure);
}

/** Takes a transport that nobody waits for any more. */
function discard(transport: Transport): void {
  transport.open(DEAF);
  transport.close();
}

function nothing(): void {
  // Nobody listens.
}

const DEAF: TransportReceiver = {
  received: nothing,
  drained: nothing,
  closed: nothing,
};

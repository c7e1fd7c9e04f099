import type { Reason } from "../reason.js";
import {
  clock,
  type Deadlines,
  type Expiring,
  LONGEST_DELAY,
} from "../session/deadlines.js";
import { millisText } from "../limits.js";

/** What a guard ends. */
export interface Guarded {
  failed(reason: Reason, problem: string, cause?: unknown): void;
}

/** Ends a call from this side when its signal is aborted or its deadline passes. */
export class Guard implements Expiring {
  readonly deadline: number;
  readonly #call: Guarded;
  readonly #deadlines: Deadlines;
  readonly #signal: AbortSignal | undefined;
  readonly #timeoutMs: number;

  /** @param timeoutMs infinite for none */
  constructor(
    call: Guarded,
    deadlines: Deadlines,
    signal: AbortSignal | undefined,
    timeoutMs: number,
  ) {
    this.#call = call;
    this.#deadlines = deadlines;
    this.#signal = signal;
    this.#timeoutMs = timeoutMs;
    this.deadline = timeoutMs === Infinity ? Infinity : clock() + timeoutMs;
  }

  /** Begins to watch; the call fails at once if it is too late already. */
  watch(): void {
    if (this.#signal?.aborted === true) {
      this.#cancel("nothing was sent: its signal is aborted");
    } else if (!(this.#timeoutMs > 0)) {
      const problem = `nothing was sent: timeoutMs is ${String(this.#timeoutMs)}`;
      this.#call.failed("DEADLINE_EXCEEDED", problem);
    } else {
      if (this.#signal !== undefined) {
        listen(this.#signal, this);
      }
      if (this.deadline !== Infinity) {
        this.#deadlines.add(this);
      }
    }
  }

  /** The call has ended. */
  release(): void {
    if (this.#signal !== undefined) {
      leave(this.#signal, this);
    }
    this.#deadlines.delete(this);
  }

  /** How long the core may take, in whole milliseconds; 0 for as long as it likes. */
  remainingMs(): number {
    return this.deadline === Infinity
      ? 0
      : Math.min(
          Math.max(Math.ceil(this.deadline - clock()), 1),
          LONGEST_DELAY,
        );
  }

  /** The signal was aborted. */
  aborted(): void {
    this.#cancel("cancelled by its signal");
  }

  expired(): void {
    const problem = `not answered within ${millisText(this.#timeoutMs)} (timeoutMs)`;
    this.#call.failed("DEADLINE_EXCEEDED", problem);
  }

  #cancel(problem: string): void {
    this.#call.failed("CANCELLED", problem, this.#signal?.reason);
  }
}

/** The calls that wait for a signal, told by one listener: platforms warn of a leak where there are many. */
class Listeners {
  readonly guards = new Set<Guard>();

  handleEvent(): void {
    for (const guard of [...this.guards]) {
      guard.aborted();
    }
  }
}

const listening = new WeakMap<AbortSignal, Listeners>();

function listen(signal: AbortSignal, guard: Guard): void {
  let listeners = listening.get(signal);
  if (listeners === undefined) {
    listeners = new Listeners();
    listening.set(signal, listeners);
    signal.addEventListener("abort", listeners);
  }
  listeners.guards.add(guard);
}

function leave(signal: AbortSignal, guard: Guard): void {
  const listeners = listening.get(signal);
  if (listeners?.guards.delete(guard) === true && listeners.guards.size === 0) {
    listening.delete(signal);
    signal.removeEventListener("abort", listeners);
  }
}

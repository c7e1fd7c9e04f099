import type { ConnectionError } from "../errors.js";

/**
 * How it stands with the core: `connected`; `reconnecting` after the connection was lost, as long as
 * another is tried for; `closed` for good.
 */
export type ConnectionState = "connected" | "reconnecting" | "closed";

/** How it stands with the core from now on. */
export interface StateChange {
  readonly state: ConnectionState;
  /** While `reconnecting`: which attempt comes next, counted from 1. */
  readonly attempt?: number;
  /**
   * While `reconnecting`: what ended the connection, or the last attempt at another. When `closed`: what ended
   * it; left out after `close()`.
   */
  readonly cause?: ConnectionError;
  /** When `connected` again: whether the core went on where the connection was lost; if not, it is as new. */
  readonly resumed?: boolean;
}

/** How it stands, and who is told of changes. */
export class States {
  readonly #listeners = new Set<(change: StateChange) => void>();
  readonly #report: (failure: unknown) => void;
  #state: ConnectionState = "connected";

  /** @param report where failures of listeners go */
  constructor(report: (failure: unknown) => void) {
    this.#report = report;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Has the listener told of every change; what is returned ends that. */
  listen(listener: (change: StateChange) => void): () => void {
    // A function of its own, so that one that is given twice is told twice, and each can be taken back.
    const told = (change: StateChange): void => {
      listener(change);
    };
    this.#listeners.add(told);
    return () => {
      this.#listeners.delete(told);
    };
  }

  change(change: StateChange): void {
    this.#state = change.state;
    for (const listener of [...this.#listeners]) {
      try {
        listener(change);
      } catch (failure) {
        this.#report(failure);
      }
    }
  }
}

import type { Interceptors } from "./calls/interceptors.js";
import type { ConnectionError } from "./errors.js";
import type { Session } from "./session/session.js";
import type { ConnectionState, StateChange } from "./session/states.js";

/** What a core's calls and listeners go by; what `connect` was told. */
export interface CoreSettings {
  /** Where failures of callbacks go. */
  readonly report: (failure: unknown) => void;
  /** How long a call may take that says nothing of it, in milliseconds; left out, for ever. */
  readonly timeoutMs: number | undefined;
  readonly interceptors: Interceptors | undefined;
}

/**
 * A connection to a core. It keeps a Node process alive until it has ended; while it is lost and another is tried for,
 * it has not.
 */
export class Core {
  /** What the core calls itself. */
  readonly name: string;
  /**
   * Fulfilled when the connection has ended for good: with the reason, or `undefined` after {@link close}. A
   * connection that is lost and tried for again has not ended; see {@link onStateChange}.
   */
  readonly closed: Promise<ConnectionError | undefined>;
  /** @internal */
  readonly session: Session;
  /** @internal */
  readonly report: (failure: unknown) => void;
  /** @internal */
  readonly timeoutMs: number | undefined;
  /** @internal */
  readonly interceptors: Interceptors | undefined;

  /** @internal */
  constructor(name: string, session: Session, settings: CoreSettings) {
    this.name = name;
    this.closed = session.ended;
    this.session = session;
    this.report = settings.report;
    this.timeoutMs = settings.timeoutMs;
    this.interceptors = settings.interceptors;
  }

  /** How it stands with the core now. */
  get state(): ConnectionState {
    return this.session.states.state;
  }

  /**
   * Has the listener told of every change of {@link state}, and of every attempt at connecting again. What is returned ends
   * that. What it throws is reported as what listeners throw (see `connect`'s `onCallbackError`).
   */
  onStateChange(listener: (change: StateChange) => void): () => void {
    return this.session.states.listen(listener);
  }

  /**
   * Refuses new calls, waits for those in flight, streams among them, at most `limits.drainTimeoutMs`, and
   * ends the connection; while it is lost, at once. Calls that were not answered by then fail with
   * OUTCOME_UNKNOWN, those that were never sent with NOT_CONNECTED. Closing twice is one closing.
   */
  close(): Promise<void> {
    return this.session.close();
  }
}

const LATEST = Symbol.for("@parley/client/core/1");

/** Where every copy of this package finds the core that was connected last, also one that was loaded again. */
const latest = globalThis as { [LATEST]?: Core };

/** The core that is used where none is named: the one connected last, even after it was closed. */
export function defaultCore(): Core | undefined {
  return latest[LATEST];
}

export function makeDefault(core: Core): void {
  latest[LATEST] = core;
}

export const NOT_CONNECTED =
  "nothing was sent: there is no connection to a core; await connect({ … }) first, or pass { core }";

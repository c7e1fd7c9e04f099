import type { Interceptors } from "./calls/interceptors.js";
import type { ConnectionError } from "./errors.js";
import type { Session } from "./session/session.js";

/** What a core's calls and listeners go by; what `connect` was told. */
export interface CoreSettings {
  /** Where failures of callbacks go. */
  readonly report: (failure: unknown) => void;
  /** How long a call may take that says nothing of it, in milliseconds; left out, for ever. */
  readonly timeoutMs: number | undefined;
  readonly interceptors: Interceptors | undefined;
}

/** A connection to a core. It keeps a Node process alive until it has ended. */
export class Core {
  /** What the core calls itself. */
  readonly name: string;
  /** Fulfilled when the connection has ended: with the reason, or `undefined` after {@link close}. */
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

  /**
   * Refuses new calls, waits for those in flight, streams among them, at most `limits.drainTimeoutMs`, and
   * ends the connection. Calls that were not answered by then fail with CONNECTION_LOST. Closing twice
   * is one closing.
   */
  close(): Promise<void> {
    return this.session.close();
  }
}

let latest: Core | undefined;

/** The core that is used where none is named: the one connected last, even after it was closed. */
export function defaultCore(): Core | undefined {
  return latest;
}

export function makeDefault(core: Core): void {
  latest = core;
}

export const NOT_CONNECTED =
  "nothing was sent: there is no connection to a core; await connect({ … }) first, or pass { core }";

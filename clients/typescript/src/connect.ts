import { registeredGroups } from "./contract/group.js";
import { Interceptors } from "./calls/interceptors.js";
import { Core, type CoreSettings, makeDefault } from "./core.js";
import type { LibraryOptions } from "./embedded/options.js";
import { ConnectionError } from "./errors.js";
import type { Interceptor } from "./interceptor.js";
import { claimConnection, type Keyed, releaseConnection } from "./keyed.js";
import { type Limits, limitsOf } from "./limits.js";
import { type Backoff, DEFAULT_BACKOFF, type Dial } from "./session/dialer.js";
import { Session } from "./session/session.js";
import type { StateChange } from "./session/states.js";
import type { Transport } from "./transport.js";

/** What every way of connecting can be told. */
export interface ConnectionOptions {
  /** What this front end calls itself, for people who look at the core's log. */
  readonly name?: string | undefined;
  /** The limits that differ from the defaults. */
  readonly limits?: Partial<Limits> | undefined;
  /**
   * Told of what a listener's handlers throw and of notifications that cannot be read. Left out, it
   * is an uncaught exception, as from any other callback.
   */
  readonly onCallbackError?: ((failure: unknown) => void) | undefined;
  /**
   * How long a call may take that does not say so itself, in milliseconds, a stream to its end; left out, as
   * long as it likes.
   */
  readonly timeoutMs?: number | undefined;
  /** Stand around every call; the first is outermost. */
  readonly interceptors?: readonly Interceptor[] | undefined;
  /**
   * Whether a connection that is lost is replaced by another, for ever, as long as the core does not refuse this
   * front end or its contract. Attempts wait a random time up to a bound that doubles from
   * `initialDelayMs` (50) to `maxDelayMs` (5,000). Left out: yes for a socket and for a transport that is given as a function, no for
   * a child, which `true` starts again. The first connection is tried for once.
   */
  readonly reconnect?: boolean | Partial<Backoff> | undefined;
  /** Told of every change of the core's state, as by `Core.onStateChange`. */
  readonly onStateChange?: ((change: StateChange) => void) | undefined;
  /**
   * Makes the connection the only one with this key in the process or page: the one before is ended at once, also if
   * another copy of this package has made it. So a module that is loaded again leaves none behind.
   */
  readonly key?: string | undefined;
}

/** Connects over a unix socket; in Node only. */
export interface SocketOptions extends ConnectionOptions {
  /** The socket's path. */
  readonly socket: string;
}

/**
 * Starts the core as a child process and talks to it over its stdin and stdout; in Node only. The child ends
 * with the connection, and with this process.
 */
export interface SpawnOptions extends ConnectionOptions {
  /**
   * The program and its arguments. Every user of the machine can read them, so no secret belongs there:
   * give it in `spawnOptions.env`.
   */
  readonly spawn: readonly [program: string, ...args: string[]];
  readonly spawnOptions?:
    | {
        /** The folder to start in; left out, this process's. */
        readonly cwd?: string | undefined;
        /** Added to this process's environment; `undefined` takes a variable out. */
        readonly env?: Readonly<Record<string, string | undefined>> | undefined;
      }
    | undefined;
  /** Told of every line that the core writes to stderr, its log. Left out, they go to this process's stderr. */
  readonly onLog?: ((line: string) => void) | undefined;
}

/** Connects over a byte stream of any other kind. */
export interface TransportOptions extends ConnectionOptions {
  /** The byte stream, or what opens one; only the latter can connect again. */
  readonly transport: Transport | (() => Transport | Promise<Transport>);
}

/** How to reach the core. */
export type ConnectOptions =
  SocketOptions | SpawnOptions | LibraryOptions | TransportOptions;

const WAYS = ["socket", "spawn", "library", "transport"] as const;

/** The one way that the options name; not every caller is checked by TypeScript, so others are refused. */
export function wayOf(options: object): (typeof WAYS)[number] {
  const named = WAYS.filter(
    (way) => (options as Readonly<Record<string, unknown>>)[way] !== undefined,
  );
  const [way] = named;
  if (way === undefined || named.length > 1) {
    throw new TypeError(
      `connect takes one of socket, spawn, library and transport; given ${way === undefined ? "is none" : `are ${named.join(" and ")}`}`,
    );
  }
  return way;
}

/** Connects over a transport, which is used once, or over each that the function opens. */
export function connectOver(options: TransportOptions): Promise<Core> {
  const { transport } = options;
  if (typeof transport === "function") {
    return connectBy(transport, options, true);
  }
  if (options.reconnect !== undefined && options.reconnect !== false) {
    const problem =
      "reconnect: a transport can be used once; pass a function that opens one, as connect({ transport: () => … })";
    return Promise.reject(new TypeError(problem));
  }
  return connectBy(() => transport, options, false);
}

/**
 * Connects and shakes hands; the core becomes the default one.
 *
 * @param reconnects whether a lost connection is replaced if the options say nothing of it
 */
export async function connectBy(
  dial: Dial,
  options: ConnectionOptions,
  reconnects: boolean,
): Promise<Core> {
  const settings = settingsOf(options);
  const { key, onStateChange } = options;
  const session = new Session({
    name: options.name ?? "@parley/client",
    limits: limitsOf(options.limits),
    dial,
    backoff: backoffOf(options.reconnect ?? reconnects),
    groups: registeredGroups,
    report: settings.report,
  });
  if (onStateChange !== undefined) {
    session.states.listen(onStateChange);
  }
  if (key !== undefined) {
    await takePlace(key, session);
  }
  const core = new Core(await session.connect(), session, settings);
  makeDefault(core);
  return core;
}

/** Ends the connection that has this key; the session has it from here on, until its own end. */
async function takePlace(key: string, session: Session): Promise<void> {
  const keyed: Keyed = {
    stop: () => {
      const problem = `another connection with the key ${JSON.stringify(key)} has taken its place`;
      return session.giveUp(new ConnectionError("NOT_CONNECTED", problem));
    },
  };
  void session.ended.then(() => {
    releaseConnection(key, keyed);
  });
  await claimConnection(key, keyed);
}

function backoffOf(reconnect: boolean | Partial<Backoff>): Backoff | undefined {
  if (typeof reconnect === "boolean") {
    return reconnect ? DEFAULT_BACKOFF : undefined;
  }
  const { initialDelayMs, maxDelayMs } = { ...DEFAULT_BACKOFF, ...reconnect };
  if (!(initialDelayMs > 0)) {
    throw new RangeError(
      `reconnect.initialDelayMs is ${String(initialDelayMs)}; it must be more than 0`,
    );
  }
  if (!(maxDelayMs >= initialDelayMs && maxDelayMs < Infinity)) {
    throw new RangeError(
      `reconnect.maxDelayMs is ${String(maxDelayMs)}; it must be a number from initialDelayMs (${String(initialDelayMs)}) on`,
    );
  }
  return { initialDelayMs, maxDelayMs };
}

function settingsOf(options: ConnectionOptions): CoreSettings {
  const { timeoutMs, interceptors = [] } = options;
  if (timeoutMs !== undefined && !(timeoutMs > 0)) {
    throw new RangeError(
      `timeoutMs is ${String(timeoutMs)}; it must be more than 0, or be left out`,
    );
  }
  return {
    report: options.onCallbackError ?? reportUncaught,
    timeoutMs,
    interceptors:
      interceptors.length === 0 ? undefined : new Interceptors(interceptors),
  };
}

/** As if the platform itself had called the callback. */
export function reportUncaught(failure: unknown): void {
  const { reportError } = globalThis as {
    reportError?: (failure: unknown) => void;
  };
  if (reportError !== undefined) {
    reportError(failure);
  } else {
    queueMicrotask(() => {
      throw failure;
    });
  }
}

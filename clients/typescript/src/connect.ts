import { registeredGroups } from "./contract/group.js";
import { Interceptors } from "./calls/interceptors.js";
import { Core, type CoreSettings, makeDefault } from "./core.js";
import { ConnectionError } from "./errors.js";
import type { Interceptor } from "./interceptor.js";
import {
  type Limits,
  limitsOf,
  MAX_HELLO_BYTES,
  millisText,
} from "./limits.js";
import { Agreement } from "./session/agreement.js";
import { Session } from "./session/session.js";
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
  readonly transport: Transport;
}

/** How to reach the core. */
export type ConnectOptions = SocketOptions | SpawnOptions | TransportOptions;

/** Shakes hands over a transport; the core becomes the default one. */
export async function connectOver(
  transport: Transport,
  options: ConnectionOptions,
): Promise<Core> {
  const limits = limitsOf(options.limits);
  const settings = settingsOf(options);
  const session = new Session(transport, limits);
  const groups = registeredGroups();
  const timer = setTimeout(() => {
    const waited = millisText(limits.handshakeTimeoutMs);
    session.abort(
      new ConnectionError(
        "LIMIT_EXCEEDED",
        `the core has not answered the hello within ${waited} (limits.handshakeTimeoutMs)`,
      ),
    );
  }, limits.handshakeTimeoutMs);
  try {
    session.hello(options.name ?? "@parley/client", groups, MAX_HELLO_BYTES);
    const agreement = new Agreement(await session.welcomed, groups);
    session.open(agreement);
    const core = new Core(agreement.coreName, session, settings);
    makeDefault(core);
    return core;
  } catch (failure) {
    if (failure instanceof ConnectionError) {
      session.abort(failure);
    }
    throw failure;
  } finally {
    clearTimeout(timer);
  }
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

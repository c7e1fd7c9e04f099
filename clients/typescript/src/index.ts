/**
 * Talks to a Parley core: typed calls and notifications over one connection. This is the entry for
 * every platform; Node and Deno have their own, which know sockets, child processes and cores in this process as well.
 *
 * @module
 */
import {
  type ConnectOptions,
  connectOver,
  type TransportOptions,
  wayOf,
} from "./connect.js";
import type { Core } from "./core.js";
import type { EmbeddedCore } from "./embedded/embedded-core.js";
import type { EmbeddedOptions } from "./embedded/options.js";
import { ConnectionError } from "./errors.js";

export type { Call, Conversation, StreamCall, UploadCall } from "./call.js";
export { InvalidValueError, MalformedMessageError } from "./codec/errors.js";
export type { MessageType } from "./codec/message-type.js";
export type { OpenEnum } from "./codec/open-enum.js";
export {
  Duration,
  type Rounding,
  type TimeInit,
  Timestamp,
} from "./codec/time.js";
export type {
  ConnectionOptions,
  ConnectOptions,
  SocketOptions,
  SpawnOptions,
  TransportOptions,
} from "./connect.js";
export type { Core } from "./core.js";
export {
  ConnectionError,
  type DeclaredEventError,
  EventError,
  ParleyError,
} from "./errors.js";
export type { CallOptions } from "./options.js";
export {
  type Interceptor,
  isCallOf,
  type OutgoingCall,
} from "./interceptor.js";
export type { EmbeddedCore } from "./embedded/embedded-core.js";
export type {
  EmbeddedOptions,
  LibraryOptions,
  LinkOptions,
  StartOptions,
} from "./embedded/options.js";
export { DEFAULT_LIMITS, type Limits } from "./limits.js";
export type { ListenerOptions } from "./listener.js";
export type { ResyncCause } from "./listening/notification.js";
export type { Observation } from "./listening/observe.js";
export type { ResyncItem, StreamOptions } from "./listening/stream.js";
export type { Reason } from "./reason.js";
export type { Result } from "./result.js";
export type { Backoff } from "./session/dialer.js";
export type { ConnectionState, StateChange } from "./session/states.js";
export type { Transport, TransportReceiver } from "./transport.js";
export type { Violation } from "./validation/violations.js";

/**
 * Connects to a core and compares contracts. The core connected last is the one that calls and
 * listeners use where none is named. Rejects with a {@link ConnectionError}; its reason is
 * CONTRACT_MISMATCH, with every difference in its text, if this front end was generated from another
 * contract.
 */
export async function connect(options: ConnectOptions): Promise<Core> {
  const way = wayOf(options);
  if (way === "transport") {
    return connectOver(options as TransportOptions);
  }
  throw new ConnectionError(
    "NOT_CONNECTED",
    `${shown(way, options)} needs Node; elsewhere pass a transport`,
  );
}

/**
 * Starts a core in this process, for several connections or threads; where one connection is enough,
 * `connect({ library })` does both. The event loop goes on meanwhile. A core to which nobody is connected keeps no process
 * alive. Rejects with a {@link ConnectionError} in the library's own words: no Java runtime, a class that is missing, a
 * configuration that the core has refused.
 */
export function startCore(options: EmbeddedOptions): Promise<EmbeddedCore> {
  return Promise.reject(
    new ConnectionError(
      "NOT_CONNECTED",
      `startCore({ library: ${JSON.stringify(options.library)} }) needs Node, Bun or Deno`,
    ),
  );
}

/** A child's arguments are not shown. */
function shown(way: "socket" | "spawn" | "library", options: object): string {
  const path = (options as Readonly<Record<string, unknown>>)[way];
  return way === "spawn"
    ? "connect({ spawn })"
    : `connect({ ${way}: ${JSON.stringify(path)} })`;
}

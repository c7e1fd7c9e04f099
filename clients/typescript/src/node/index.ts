/**
 * The entry for Node: what the other one has, unix sockets, cores as child processes and cores in this process.
 *
 * @module
 */
import { connectBy, type ConnectOptions, connectOver } from "../connect.js";
import type { Core } from "../core.js";
import {
  connectEmbedded,
  type EmbeddedCore,
  startEmbedded,
} from "../embedded/embedded-core.js";
import type { EmbeddedOptions } from "../embedded/options.js";
import { limitsOf } from "../limits.js";
import type { Transport } from "../transport.js";
import { spawnCore } from "./child.js";
import { byAddon } from "./library.js";
import { openSocket } from "./socket.js";

export * from "../index.js";

/** Connects to a core over a unix socket, as its parent, in this process, or over any other transport; see the declaration in `index.ts`. */
export async function connect(options: ConnectOptions): Promise<Core> {
  if ("transport" in options) {
    return connectOver(options);
  }
  if ("spawn" in options) {
    return connectBy(() => spawnCore(options), options, false);
  }
  if ("library" in options) {
    return connectEmbedded(byAddon, options);
  }
  const { handshakeTimeoutMs } = limitsOf(options.limits);
  const dial = (): Promise<Transport> =>
    openSocket(options.socket, handshakeTimeoutMs);
  return connectBy(dial, options, true);
}

/** Starts a core in this process, for several connections or threads; see the declaration in `index.ts`. */
export async function startCore(
  options: EmbeddedOptions,
): Promise<EmbeddedCore> {
  return startEmbedded(byAddon, options);
}

/**
 * The entry for Node: what the other one has, unix sockets, and cores as child processes.
 *
 * @module
 */
import { connectBy, type ConnectOptions, connectOver } from "../connect.js";
import type { Core } from "../core.js";
import { limitsOf } from "../limits.js";
import type { Transport } from "../transport.js";
import { spawnCore } from "./child.js";
import { openSocket } from "./socket.js";

export * from "../index.js";

/** Connects to a core over a unix socket, as its parent, or over any other transport; see the declaration in `index.ts`. */
export async function connect(options: ConnectOptions): Promise<Core> {
  if ("transport" in options) {
    return connectOver(options);
  }
  if ("spawn" in options) {
    return connectBy(() => spawnCore(options), options, false);
  }
  const { handshakeTimeoutMs } = limitsOf(options.limits);
  const dial = (): Promise<Transport> =>
    openSocket(options.socket, handshakeTimeoutMs);
  return connectBy(dial, options, true);
}

/**
 * The entry for Node: what the other one has, and unix sockets.
 *
 * @module
 */
import { type ConnectOptions, connectOver } from "../connect.js";
import type { Core } from "../core.js";
import { limitsOf } from "../limits.js";
import { openSocket } from "./socket.js";

export * from "../index.js";

/** Connects to a core over a unix socket or any other transport; see the declaration in `index.ts`. */
export async function connect(options: ConnectOptions): Promise<Core> {
  if ("transport" in options) {
    return connectOver(options.transport, options);
  }
  const { handshakeTimeoutMs } = limitsOf(options.limits);
  return connectOver(
    await openSocket(options.socket, handshakeTimeoutMs),
    options,
  );
}

/**
 * The entry for Node: what the other one has, unix sockets, cores as child processes and cores in this process.
 *
 * @module
 */
import type { ConnectOptions } from "../connect.js";
import type { Core } from "../core.js";
import { type EmbeddedCore, startEmbedded } from "../embedded/embedded-core.js";
import type { EmbeddedOptions } from "../embedded/options.js";
import { connectLocally } from "./connect.js";
import { byAddon } from "./library.js";

export * from "../index.js";

/** Connects to a core over a unix socket, as its parent, in this process, or over any other transport; see the declaration in `index.ts`. */
export async function connect(options: ConnectOptions): Promise<Core> {
  return connectLocally(options, byAddon);
}

/** Starts a core in this process, for several connections or threads; see the declaration in `index.ts`. */
export async function startCore(
  options: EmbeddedOptions,
): Promise<EmbeddedCore> {
  return startEmbedded(byAddon, options);
}

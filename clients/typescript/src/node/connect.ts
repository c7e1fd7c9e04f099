import { connectBy, type ConnectOptions, connectOver } from "../connect.js";
import type { Core } from "../core.js";
import { connectEmbedded, type Loader } from "../embedded/embedded-core.js";
import { limitsOf } from "../limits.js";
import type { Transport } from "../transport.js";
import { spawnCore } from "./child.js";
import { openSocket } from "./socket.js";

const WAYS = ["socket", "spawn", "library", "transport"] as const;

/** Throws a TypeError unless options name one way to the core; not every caller is checked by TypeScript. */
function checkWay(
  options: Partial<Record<(typeof WAYS)[number], unknown>>,
): void {
  const given = WAYS.filter((way) => options[way] !== undefined);
  if (given.length !== 1) {
    throw new TypeError(
      `connect takes one of socket, spawn, library and transport; given ${given.length === 0 ? "is none" : `are ${given.join(" and ")}`}`,
    );
  }
}

/** Connects in any way that options name, where there are Node's modules. */
export async function connectLocally(
  options: ConnectOptions,
  loader: Loader,
): Promise<Core> {
  checkWay(options);
  if ("transport" in options) {
    return connectOver(options);
  }
  if ("spawn" in options) {
    return connectBy(() => spawnCore(options), options, false);
  }
  if ("library" in options) {
    return connectEmbedded(loader, options);
  }
  const { handshakeTimeoutMs } = limitsOf(options.limits);
  const dial = (): Promise<Transport> =>
    openSocket(options.socket, handshakeTimeoutMs);
  return connectBy(dial, options, true);
}

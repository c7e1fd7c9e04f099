import {
  connectBy,
  type ConnectOptions,
  connectOver,
  type SocketOptions,
  type SpawnOptions,
  type TransportOptions,
  wayOf,
} from "../connect.js";
import type { Core } from "../core.js";
import { connectEmbedded, type Loader } from "../embedded/embedded-core.js";
import type { LibraryOptions } from "../embedded/options.js";
import { limitsOf } from "../limits.js";
import type { Transport } from "../transport.js";
import { spawnCore } from "./child.js";
import { openSocket } from "./socket.js";

/** Connects in any way that options name, where there are Node's modules. */
export async function connectLocally(
  options: ConnectOptions,
  loader: Loader,
): Promise<Core> {
  switch (wayOf(options)) {
    case "transport":
      return connectOver(options as TransportOptions);
    case "spawn": {
      const spawning = options as SpawnOptions;
      return connectBy(() => spawnCore(spawning), spawning, false);
    }
    case "library":
      return connectEmbedded(loader, options as LibraryOptions);
    case "socket": {
      const { socket, limits } = options as SocketOptions;
      const { handshakeTimeoutMs } = limitsOf(limits);
      const dial = (): Promise<Transport> =>
        openSocket(socket, handshakeTimeoutMs);
      return connectBy(dial, options, true);
    }
  }
}

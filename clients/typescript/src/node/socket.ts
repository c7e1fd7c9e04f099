import { createConnection, type Socket } from "node:net";

import { ConnectionError } from "../errors.js";
import type { Transport, TransportReceiver } from "../transport.js";

/** How much is read at once, in bytes; every frame of it is handled before anything is written. */
const READ = 64 * 1024;

/** How long a connection that ends waits for the core to read what was sent, in milliseconds. */
const LINGER_MS = 5_000;

/** The longest path of a unix socket, in bytes (`sun_path` of unix(7), less its final zero). */
const LONGEST_PATH = process.platform === "linux" ? 107 : 103;

/** Opens a unix socket. Rejects with a {@link ConnectionError} that says what to do. */
export async function openSocket(
  path: string,
  timeoutMs: number,
): Promise<Transport> {
  // The platform would cut the path short and look for another file.
  const length = Buffer.byteLength(path);
  if (length > LONGEST_PATH) {
    throw new ConnectionError(
      "NOT_CONNECTED",
      `${path}: the path has ${String(length)} bytes; a unix socket's may have ${String(LONGEST_PATH)}`,
    );
  }
  return new Promise((resolve, reject) => {
    const transport = new SocketTransport(path);
    const { socket } = transport;
    const fail = (
      reason: "NOT_CONNECTED" | "LIMIT_EXCEEDED",
      problem: string,
      cause?: Error,
    ): void => {
      clearTimeout(timer);
      socket.destroy();
      reject(new ConnectionError(reason, problem, cause));
    };
    const timer = setTimeout(() => {
      const waited = String(timeoutMs);
      fail(
        "LIMIT_EXCEEDED",
        `${path}: nobody has accepted the connection within ${waited} ms (limits.handshakeTimeoutMs)`,
      );
    }, timeoutMs);
    const onError = (cause: NodeJS.ErrnoException): void => {
      fail("NOT_CONNECTED", `${path}: ${advice(cause)}`, cause);
    };
    socket.once("error", onError);
    socket.once("connect", () => {
      clearTimeout(timer);
      socket.off("error", onError);
      resolve(transport);
    });
  });
}

/** A unix socket as a byte stream. Reads go into one buffer, which is used again. */
class SocketTransport implements Transport {
  readonly socket: Socket;
  #receiver: TransportReceiver | undefined;

  constructor(path: string) {
    this.socket = createConnection({
      path,
      onread: {
        buffer: new Uint8Array(READ),
        callback: (count, buffer) => {
          this.#receiver?.received(buffer.subarray(0, count));
          return true;
        },
      },
    });
  }

  get buffered(): number {
    return this.socket.writableLength;
  }

  open(receiver: TransportReceiver): void {
    this.#receiver = receiver;
    this.socket.on("drain", () => {
      receiver.drained();
    });
    let failure: Error | undefined;
    this.socket.on("error", (cause) => {
      failure = cause;
    });
    this.socket.once("close", () => {
      receiver.closed(failure);
    });
    if (this.socket.destroyed) {
      receiver.closed();
    }
  }

  send(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  close(): void {
    this.socket.destroySoon();
    if (!this.socket.destroyed) {
      const timer = setTimeout(() => this.socket.destroy(), LINGER_MS);
      this.socket.once("close", () => {
        clearTimeout(timer);
      });
    }
  }
}

function advice(cause: NodeJS.ErrnoException): string {
  switch (cause.code) {
    case "ENOENT":
      return "there is no such socket; is the core running, and is this the path it was given?";
    case "ECONNREFUSED":
      return "nobody listens at this socket any more; start the core again";
    case "EACCES":
    case "EPERM":
      return "this user may not use the socket; a core serves the user that runs it";
    case "ENOTSOCK":
      return "this file is no socket";
    default:
      return cause.message;
  }
}

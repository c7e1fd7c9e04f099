import {
  createConnection,
  createServer,
  type Server,
  type Socket,
} from "node:net";

/**
 * Stands between a front end and the socket of a core, and cuts each connection after a number of bytes of either
 * direction, wherever in a frame that is.
 */
export class CuttingProxy {
  /** How many connections were cut. */
  cuts = 0;
  readonly #server: Server;
  readonly #core: string;
  readonly #lifetime: () => number;
  readonly #open = new Set<Socket>();

  /** @param lifetime after how many bytes the next connection is cut */
  constructor(core: string, lifetime: () => number) {
    this.#core = core;
    this.#lifetime = lifetime;
    this.#server = createServer((frontEnd) => {
      this.#accept(frontEnd);
    });
  }

  async listen(path: string): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(path, resolve));
  }

  /** Ends everything. */
  close(): void {
    this.#server.close();
    for (const socket of this.#open) {
      socket.destroy();
    }
  }

  #accept(frontEnd: Socket): void {
    const core = createConnection(this.#core);
    let left = this.#lifetime();
    const end = (): void => {
      frontEnd.destroy();
      core.destroy();
    };
    const pass = (to: Socket) => (bytes: Buffer) => {
      if (left <= 0) {
        return;
      }
      const passed = bytes.subarray(0, left);
      left -= bytes.length;
      const from = to === core ? frontEnd : core;
      if (left <= 0) {
        this.cuts++;
        to.write(passed, end);
      } else if (!to.write(passed)) {
        from.pause();
      }
    };
    for (const [from, to] of [
      [frontEnd, core],
      [core, frontEnd],
    ] as const) {
      this.#open.add(from);
      from.on("data", pass(to));
      from.on("drain", () => to.resume());
      from.on("error", end);
      from.on("close", () => {
        this.#open.delete(from);
        end();
      });
    }
  }
}

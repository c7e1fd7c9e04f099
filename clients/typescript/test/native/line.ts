import { fileURLToPath } from "node:url";

import type { Limits } from "@parley/client";

import { DEFAULT_LIMITS } from "#dist/limits.js";
import { byAddon } from "#dist/node/library.js";
import type { Transport } from "#dist/transport.js";

/** The library of `played.c`, whose frames are commands. */
export const LIBRARY = fileURLToPath(new URL("played.so", import.meta.url));

/** Starts a core of `played.c`. */
export function startPlayed(config?: string): Promise<number> {
  return byAddon.start(LIBRARY, undefined, config);
}

/** A link to such a core, and what has come over it. */
export class Line {
  readonly transport: Transport;
  /** The frames that came, as texts. */
  readonly frames: string[] = [];
  /** How many times something has come, how many frames and how many bytes with their lengths. */
  deliveries = 0;
  count = 0;
  bytes = 0;
  drained = 0;
  /** Fulfilled with what the link has ended by. */
  readonly closed: Promise<Error | undefined>;
  #arrived: () => void = () => undefined;

  constructor(core: number, limits: Partial<Limits> = {}, keep = true) {
    this.transport = byAddon.link(LIBRARY, core, {
      ...DEFAULT_LIMITS,
      ...limits,
    });
    this.closed = new Promise((resolve) => {
      this.transport.open({
        received: (bytes) => {
          this.#take(bytes, keep);
        },
        drained: () => {
          this.drained++;
        },
        closed: resolve,
      });
    });
  }

  send(...frames: (string | Uint8Array)[]): void {
    this.transport.send(
      Buffer.concat(
        frames.map((frame) => {
          const body = Buffer.from(frame);
          const whole = Buffer.alloc(4 + body.length);
          whole.writeUInt32BE(body.length);
          body.copy(whole, 4);
          return whole;
        }),
      ),
    );
  }

  /** Has another thread send so many frames of that size. */
  flood(count: number, size: number): void {
    const command = Buffer.alloc(9, "n");
    command.writeUInt32BE(count, 1);
    command.writeUInt32BE(size, 5);
    this.send(command);
  }

  /** Fulfilled when so many frames have come. */
  async came(count: number): Promise<void> {
    while (this.count < count) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }

  #take(bytes: Uint8Array, keep: boolean): void {
    this.deliveries++;
    this.bytes += bytes.length;
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let at = 0; at < view.length; this.count++) {
      const end = at + 4 + view.readUInt32BE(at);
      if (keep) {
        this.frames.push(view.toString("latin1", at + 4, end));
      }
      at = end;
    }
    this.#arrived();
  }
}

import { resolve } from "node:path";

import type { Loader } from "../embedded/embedded-core.js";
import { LINGER_MS, Offers, refusedText } from "../embedded/offers.js";
import { ConnectionError } from "../errors.js";
import type { Limits } from "../limits.js";
import { libraryPath } from "../node/library-path.js";
import type { Transport, TransportReceiver } from "../transport.js";
import {
  copyFrom,
  type Parley,
  parleyAt,
  pointerIn,
  textAt,
} from "./parley.js";

const PREFIX = 4;

/** So many bytes of frames are gathered before they are delivered together. */
const GATHERED = 64 * 1024;

/** `enum parley_status` of `parley.h`. */
const INVALID = -1;

/** What a call on another thread reads, and nobody else may hold until it has returned. */
const inUse = new Set<unknown>();

/** Cores within this process by Deno.dlopen. */
export const byDlopen: Loader = {
  async start(library, options, config) {
    const parley = parleyAt(libraryPath(library));
    const place = new BigUint64Array(1);
    const lent = [cString(options), cString(config)] as const;
    inUse.add(lent);
    const core = Number(await parley.startAside(...lent, place));
    inUse.delete(lent);
    const text = pointerIn(place);
    if (core > 0) {
      return core;
    }
    const problem = textAt(text) ?? statusText(parley, core);
    parley.free(text);
    throw new ConnectionError("NOT_CONNECTED", problem);
  },
  async stop(library, core) {
    const parley = parleyAt(resolve(library));
    const status = await parley.stopAside(BigInt(core));
    if (status < 0) {
      throw new ConnectionError("NOT_CONNECTED", statusText(parley, status));
    }
  },
  link(library, core, limits) {
    const path = libraryPath(library);
    const parley = parleyAt(path);
    const link = parley.open(BigInt(core), null, null);
    if (link < 0n) {
      throw new ConnectionError(
        "NOT_CONNECTED",
        `${path}: core ${String(core)}: ${statusText(parley, Number(link))}`,
      );
    }
    return new PulledTransport(parley, link, limits);
  },
};

function cString(text: string | undefined): Uint8Array | null {
  return text === undefined ? null : new TextEncoder().encode(`${text}\0`);
}

function statusText(parley: Parley, status: number): string {
  return (
    textAt(parley.statusText(status)) ?? `status ${String(status)} of libparley`
  );
}

/**
 * A link whose frames are taken, not given: one thread of Deno's waits for the next one, and what came with it is taken
 * at once. So no thread of the core ever waits for this one, and a wait that is pending keeps the process alive.
 */
class PulledTransport implements Transport {
  readonly #parley: Parley;
  readonly #link: bigint;
  readonly #limits: Limits;
  readonly #offers: Offers;
  /** Where a function puts the pointer to a frame. */
  readonly #place = new BigUint64Array(1);
  #gathered = new Uint8Array(GATHERED);
  #size = 0;
  #status = 0;
  #receiver: TransportReceiver | undefined;
  #closing = false;
  #closed = false;
  #failure: Error | undefined;

  constructor(parley: Parley, link: bigint, limits: Limits) {
    this.#parley = parley;
    this.#link = link;
    this.#limits = limits;
    this.#offers = new Offers({
      send: (bytes) => this.#send(bytes),
      status: () => this.#status,
      refused: (status) => {
        const text = refusedText(status);
        this.#failure = new ConnectionError("CONNECTION_LOST", text);
        this.#end();
      },
      drained: () => {
        if (this.#closing) {
          this.#end();
        } else {
          this.#receiver?.drained();
        }
      },
    });
  }

  get buffered(): number {
    return this.#offers.buffered;
  }

  open(receiver: TransportReceiver): void {
    this.#receiver = receiver;
    void this.#pull();
  }

  send(bytes: Uint8Array): void {
    if (!this.#closing) {
      this.#offers.offer(bytes);
    }
  }

  close(): void {
    if (this.#closing) {
      return;
    }
    this.#closing = true;
    if (this.#offers.buffered === 0) {
      this.#end();
    } else {
      setTimeout(() => {
        this.#end();
      }, LINGER_MS);
    }
  }

  #send(bytes: Uint8Array): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    let at = 0;
    while (at < bytes.length) {
      const start = at + PREFIX;
      const size = view.getUint32(at);
      const frame = bytes.subarray(start, start + size);
      this.#status =
        frame.length === size
          ? this.#parley.send(this.#link, frame, size)
          : INVALID;
      if (this.#status < 0) {
        break;
      }
      at = start + size;
    }
    return at;
  }

  /** Takes frames until the link has ended, one after the other, so that they stay in order. */
  async #pull(): Promise<void> {
    const parley = this.#parley;
    while (!this.#closed) {
      let length = await parley.receiveAside(this.#link, this.#place, -1);
      if (length < 0n) {
        break;
      }
      // What comes without end is not taken without end.
      let taken = 0;
      do {
        taken += Number(length);
        this.#gather(Number(length));
        if (this.#isClosed() || taken > this.#limits.maxFrameBytes) {
          break;
        }
        length = parley.receive(this.#link, this.#place, 0);
      } while (length >= 0n);
      this.#deliver();
    }
    this.#end();
    this.#receiver?.closed(this.#failure);
  }

  /** Puts the frame that was taken behind those before it. */
  #gather(length: number): void {
    const size = this.#size + PREFIX + length;
    if (size > this.#gathered.length) {
      this.#deliver();
      if (PREFIX + length > this.#gathered.length) {
        this.#gathered = new Uint8Array(PREFIX + length);
      }
    }
    const start = this.#size + PREFIX;
    new DataView(this.#gathered.buffer).setUint32(this.#size, length);
    const frame = pointerIn(this.#place);
    copyFrom(frame, this.#gathered.subarray(start, start + length));
    this.#parley.free(frame);
    this.#size = start + length;
  }

  #deliver(): void {
    const bytes = this.#gathered.subarray(0, this.#size);
    this.#size = 0;
    if (this.#gathered.length > GATHERED) {
      this.#gathered = new Uint8Array(GATHERED);
    }
    if (bytes.length > 0 && !this.#closed) {
      this.#receiver?.received(bytes);
    }
  }

  /** The receiver may have closed the link. */
  #isClosed(): boolean {
    return this.#closed;
  }

  /** Closes the link, upon which the thread that waits returns. */
  #end(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#closing = true;
      this.#offers.stop();
      this.#parley.close(this.#link);
    }
  }
}

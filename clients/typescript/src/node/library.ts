import { resolve } from "node:path";

import type { Loader } from "../embedded/embedded-core.js";
import { LINGER_MS, Offers, refusedText } from "../embedded/offers.js";
import { ConnectionError } from "../errors.js";
import { bytesText, type Limits } from "../limits.js";
import type { Transport, TransportReceiver } from "../transport.js";
import {
  type Addon,
  addon,
  ARRIVED,
  ENDING,
  STATUS,
  WAITING,
  WORDS,
} from "./addon.js";
import { libraryPath } from "./library-path.js";

/** Room for what arrives, in bytes; what is larger comes in a buffer of its own. */
const INBOX = 64 * 1024;

/** After so many deliveries in one turn of the event loop it is given one, for a loop of calls can be endless. */
const DELIVERIES = 256;

/** `enum ending` of `native/addon.h`. */
const ENDED = 1;
const SLOW = 2;

/** Cores within this process by the add-on. */
export const byAddon: Loader = {
  async start(library, options, config) {
    return addon().start(libraryPath(library), options, config);
  },
  async stop(library, core) {
    await addon().stop(resolve(library), core);
  },
  link(library, core, limits) {
    return new LibraryTransport(addon(), libraryPath(library), core, limits);
  },
};

/**
 * A link to a core within this process as a byte stream; the add-on cuts it into frames. Answers that come while their
 * call is being sent are in the shared buffer when `send` returns, and are delivered before the event loop goes on.
 */
class LibraryTransport implements Transport {
  readonly #addon: Addon;
  readonly #limits: Limits;
  readonly #link: number;
  readonly #words: Int32Array;
  readonly #inbox: Uint8Array;
  readonly #delivered = (): void => {
    this.#due = false;
    this.#deliver();
  };
  #receiver: TransportReceiver | undefined;
  /** Whether a delivery is on its way. */
  #due = false;
  #deliveries = 0;
  #closing = false;
  #closed = false;
  #failure: Error | undefined;

  readonly #offers: Offers;

  constructor(addon: Addon, library: string, core: number, limits: Limits) {
    this.#addon = addon;
    this.#limits = limits;
    const shared = new ArrayBuffer(4 * WORDS + INBOX);
    this.#words = new Int32Array(shared, 0, WORDS);
    this.#inbox = new Uint8Array(shared, 4 * WORDS);
    const limit = limits.maxQueueBytes;
    const link = addon.open(library, core, shared, limit, () => {
      this.#deliveries = 0;
      this.#deliver();
    });
    if (typeof link === "string") {
      throw new ConnectionError(
        "NOT_CONNECTED",
        `${library}: core ${String(core)}: ${link}`,
      );
    }
    this.#link = link;
    this.#offers = new Offers({
      send: (bytes) => this.#send(bytes),
      status: () => this.#word(STATUS),
      refused: (status) => {
        this.#refused(status);
      },
      drained: () => {
        this.#drained();
      },
    });
  }

  get buffered(): number {
    return this.#offers.buffered;
  }

  open(receiver: TransportReceiver): void {
    this.#receiver = receiver;
    this.#schedule(); // The core may have ended the link before.
  }

  send(bytes: Uint8Array): void {
    if (this.#closed || this.#closing) {
      return;
    }
    this.#offers.offer(bytes);
  }

  close(): void {
    if (this.#closing || this.#closed) {
      return;
    }
    this.#closing = true;
    if (this.#offers.buffered === 0) {
      this.#end();
    } else {
      setTimeout(() => {
        this.#end();
      }, LINGER_MS).unref();
    }
  }

  #send(bytes: Uint8Array): number {
    const sent = this.#addon.send(this.#link, bytes);
    const words = this.#words;
    if (words[ARRIVED] !== 0 || words[WAITING] !== 0 || words[ENDING] !== 0) {
      this.#schedule();
    }
    return sent;
  }

  #refused(status: number): void {
    const text = refusedText(status);
    this.#failure = new ConnectionError("CONNECTION_LOST", text);
    this.#schedule();
  }

  #drained(): void {
    if (this.#closing) {
      this.#deliver();
      this.#end();
    } else {
      this.#receiver?.drained();
    }
  }

  #schedule(): void {
    if (!this.#due && this.#receiver !== undefined) {
      this.#due = true;
      if (++this.#deliveries < DELIVERIES) {
        queueMicrotask(this.#delivered);
      } else {
        this.#deliveries = 0;
        setImmediate(this.#delivered);
      }
    }
  }

  /** Hands over all that has come, and then the end, if it has. */
  #deliver(): void {
    const receiver = this.#receiver;
    if (receiver === undefined || this.#closed) {
      return;
    }
    const words = this.#words;
    // What comes meanwhile, within a send, is put behind what is being read.
    let at = 0;
    while (at < this.#word(ARRIVED)) {
      const from = at;
      at = this.#word(ARRIVED);
      receiver.received(this.#inbox.subarray(from, at));
    }
    words[ARRIVED] = 0;
    if (words[WAITING] !== 0 && !this.#isClosed()) {
      receiver.received(this.#addon.take(this.#link));
    }
    if (words[ENDING] !== 0 || this.#failure !== undefined) {
      this.#failure ??= endOf(this.#word(ENDING), this.#limits);
      this.#end();
    }
  }

  #word(index: number): number {
    return this.#words[index] ?? 0;
  }

  /** The receiver may have closed the link. */
  #isClosed(): boolean {
    return this.#closed;
  }

  #end(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#closing = true;
      this.#offers.stop();
      this.#addon.close(this.#link);
      queueMicrotask(() => {
        this.#receiver?.closed(this.#failure);
      });
    }
  }
}

/** Why a link has ended that the core or the add-on has ended; `undefined` for the former. */
function endOf(ending: number, limits: Limits): Error | undefined {
  switch (ending) {
    case ENDED:
      return undefined;
    case SLOW:
      return new ConnectionError(
        "SLOW_CONSUMER",
        `more than ${bytesText(limits.maxQueueBytes)} (limits.maxQueueBytes) waited for this thread, whose event loop did not come to read them`,
      );
    default:
      return new ConnectionError(
        "CONNECTION_LOST",
        "there was no memory for what the core has sent",
      );
  }
}

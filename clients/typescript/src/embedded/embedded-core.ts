import { connectBy } from "../connect.js";
import type { Core } from "../core.js";
import { ConnectionError, textOf } from "../errors.js";
import { type Limits, limitsOf } from "../limits.js";
import type { Transport } from "../transport.js";
import {
  checkedConfig,
  checkEmbedded,
  type EmbeddedOptions,
  type LibraryOptions,
  type LinkOptions,
  optionLines,
} from "./options.js";

/** What loads libparley and talks to it, as this runtime has it. Its failures say what is wrong. */
export interface Loader {
  /** Starts a core without holding up the event loop; fulfilled with its number. */
  start(
    library: string,
    options: string | undefined,
    config: string | undefined,
  ): Promise<number>;
  /** Stops a core, likewise. */
  stop(library: string, core: number): Promise<void>;
  /** Opens a link to a core. */
  link(library: string, core: number, limits: Limits): Transport;
}

/** A core within this process, which any thread of it can connect to. */
export interface EmbeddedCore {
  /**
   * Its number in this process, never used twice: a worker thread that is given it connects by
   * `connect({ library, core: id })`.
   */
  readonly id: number;
  /** The path of its library. */
  readonly library: string;
  /** Connects to it from this thread. */
  connect(options?: LinkOptions): Promise<Core>;
  /**
   * Closes it in good order: calls in flight get their time, and every connection ends. Stopping twice is one stopping.
   * A core that was not stopped ends with the thread that has started it.
   */
  stop(): Promise<void>;
}

/** Starts a core in this process. Rejects with a {@link ConnectionError} in the library's words. */
export async function startEmbedded(
  loader: Loader,
  { library, options, config }: EmbeddedOptions,
): Promise<EmbeddedCore> {
  checkEmbedded({ library, options, config });
  const id = await start(loader, { library, options, config });
  let stopped: Promise<void> | undefined;
  return {
    id,
    library,
    connect: (link = {}) =>
      connectEmbedded(loader, { ...link, library, core: id }),
    stop: () => (stopped ??= loader.stop(library, id)),
  };
}

/** Connects to a core in this process, or to one that is started for it. */
export async function connectEmbedded(
  loader: Loader,
  options: LibraryOptions,
): Promise<Core> {
  checkEmbedded(options);
  const { library, core } = options;
  const limits = limitsOf(options.limits);
  // Not every caller is checked by TypeScript.
  if ((options.reconnect as unknown) === true) {
    throw new TypeError(
      "reconnect: a core in this process is never lost; leave it out",
    );
  }
  const dial = async (): Promise<Transport> => {
    if (core !== undefined) {
      return loader.link(library, core, limits);
    }
    const own = await start(loader, options);
    try {
      return owning(loader.link(library, own, limits), () =>
        loader.stop(library, own),
      );
    } catch (failure) {
      await loader.stop(library, own);
      throw failure;
    }
  };
  return connectBy(dial, options, false);
}

async function start(
  loader: Loader,
  { library, options, config }: EmbeddedOptions,
): Promise<number> {
  const lines = optionLines(options);
  const handed = checkedConfig(config);
  try {
    return await loader.start(library, lines, handed);
  } catch (failure) {
    throw failure instanceof ConnectionError
      ? failure
      : new ConnectionError("NOT_CONNECTED", textOf(failure), failure);
  }
}

/** The transport, with whose end the core ends. */
function owning(transport: Transport, stop: () => Promise<void>): Transport {
  let resolve!: () => void;
  const promise = new Promise<void>((fulfil) => {
    resolve = fulfil;
  });
  return {
    get buffered() {
      return transport.buffered ?? 0;
    },
    released: promise,
    open: (receiver) => {
      transport.open({
        received: (bytes) => {
          receiver.received(bytes);
        },
        drained: () => {
          receiver.drained();
        },
        closed: (cause) => {
          receiver.closed(cause);
          // A core that has ended by itself can't be stopped, and that is as good.
          stop().then(resolve, resolve);
        },
      });
    },
    send: (bytes) => {
      transport.send(bytes);
    },
    close: () => {
      transport.close();
    },
  };
}

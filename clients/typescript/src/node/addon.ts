import { existsSync, readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { ConnectionError, textOf } from "../errors.js";

/** The add-on of `native/`, of which this is all that is used. */
export interface Addon {
  /** Starts a core on another thread. */
  start(
    library: string,
    options: string | undefined,
    config: string | undefined,
  ): Promise<number>;
  stop(library: string, core: number): Promise<number>;
  /**
   * Opens a link; its number, or a text that says why there is none. It keeps the event loop alive until it is closed.
   *
   * @param shared {@link WORDS} numbers of 32 bits, then room for what has arrived
   * @param limit how many bytes may wait beside them, before the link ends
   * @param wake called when something has come other than within a `send`
   */
  open(
    library: string,
    core: number,
    shared: ArrayBuffer,
    limit: number,
    wake: () => void,
  ): number | string;
  /** Sends whole frames, each behind its length; how many of the bytes were sent, see {@link STATUS}. */
  send(link: number, bytes: Uint8Array): number;
  /** Everything that waits. */
  take(link: number): Uint8Array;
  close(link: number): void;
}

/** The words of a link's shared buffer: how many bytes have arrived in it, */
export const ARRIVED = 0;
/** how many wait beside it, which do not fit there, */
export const WAITING = 1;
/** whether the link has ended (`enum ending` of `native/addon.h`), */
export const ENDING = 2;
/** and the status of the last `send` that did not send all. */
export const STATUS = 3;
export const WORDS = 4;

const PREBUILDS = fileURLToPath(new URL("../../prebuilds/", import.meta.url));
const ROOT = fileURLToPath(new URL("../../", import.meta.url));

let loaded: Addon | undefined;

/** The add-on for this platform. Throws a {@link ConnectionError} that says what there is and what to do. */
export function addon(): Addon {
  loaded ??= load(`${process.platform}-${process.arch}`, PREBUILDS);
  return loaded;
}

/** Loads the add-on for a platform from a folder with one folder for each. */
export function load(platform: string, prebuilds: string): Addon {
  const path = `${prebuilds}${platform}/parley.node`;
  if (!existsSync(path)) {
    const others = existsSync(prebuilds) ? readdirSync(prebuilds) : [];
    const there =
      others.length === 0 ? "there is none" : `there is ${others.join(", ")}`;
    throw new ConnectionError(
      "NOT_CONNECTED",
      `connect({ library }) needs the add-on for ${platform}, which is not in ${prebuilds} (${there}); build it: npm run build:native in ${ROOT}, with a C compiler`,
    );
  }
  // By dlopen, not require: bundlers leave it alone, and Electron finds it outside of its archive.
  const module = { exports: {} };
  try {
    process.dlopen(module, unpacked(path));
  } catch (cause) {
    throw new ConnectionError(
      "NOT_CONNECTED",
      `${path}: the add-on for ${platform} can't be loaded: ${textOf(cause)}; build it for this machine: npm run build:native in ${ROOT}`,
      cause,
    );
  }
  return module.exports as Addon;
}

/** Where a file of Electron's archive lies that was left out of it, since no library can be loaded from within. */
function unpacked(path: string): string {
  return path.replace(/([/\\]app\.asar)([/\\])/, "$1.unpacked$2");
}

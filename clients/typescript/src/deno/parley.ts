import { ConnectionError, textOf } from "../errors.js";

/** A pointer, as Deno has it. */
export type Pointer = object | null;

/** The functions of `parley.h` that are used; those named `…Aside` run on a thread that may wait. */
export interface Parley {
  version(): number;
  statusText(status: number): Pointer;
  startAside(
    options: Uint8Array | null,
    config: Uint8Array | null,
    error: BigUint64Array,
  ): Promise<bigint>;
  stopAside(core: bigint): Promise<number>;
  open(core: bigint, receiver: null, context: null): bigint;
  send(link: bigint, frame: Uint8Array, length: number): number;
  receive(link: bigint, frame: BigUint64Array, timeoutMs: number): bigint;
  receiveAside(
    link: bigint,
    frame: BigUint64Array,
    timeoutMs: number,
  ): Promise<bigint>;
  close(link: bigint): number;
  free(memory: Pointer): void;
}

/** What is used of Deno, whose types this package does not depend on. */
interface DenoFfi {
  dlopen(
    path: string,
    symbols: Record<string, unknown>,
  ): { readonly symbols: unknown };
  readonly UnsafePointer: { create(address: bigint): Pointer };
  readonly UnsafePointerView: {
    new (pointer: object): { getCString(): string };
    copyInto(pointer: object, target: Uint8Array, offset?: number): void;
  };
}

const deno = (): DenoFfi => (globalThis as unknown as { Deno: DenoFfi }).Deno;

const SYMBOLS = {
  version: { name: "parley_version", parameters: [], result: "i32" },
  statusText: {
    name: "parley_status_text",
    parameters: ["i32"],
    result: "pointer",
  },
  startAside: {
    name: "parley_start",
    parameters: ["buffer", "buffer", "buffer"],
    result: "i64",
    nonblocking: true,
  },
  stopAside: {
    name: "parley_stop",
    parameters: ["i64"],
    result: "i32",
    nonblocking: true,
  },
  open: {
    name: "parley_open",
    parameters: ["i64", "pointer", "pointer"],
    result: "i64",
  },
  send: {
    name: "parley_send",
    parameters: ["i64", "buffer", "usize"],
    result: "i32",
  },
  receive: {
    name: "parley_receive",
    parameters: ["i64", "buffer", "i32"],
    result: "i64",
  },
  receiveAside: {
    name: "parley_receive",
    parameters: ["i64", "buffer", "i32"],
    result: "i64",
    nonblocking: true,
  },
  close: { name: "parley_close", parameters: ["i64"], result: "i32" },
  free: { name: "parley_free", parameters: ["pointer"], result: "void" },
};

/** The version of `parley.h` that this is written for. */
const VERSION = 1;

const loaded = new Map<string, Parley>();

/** libparley from a path, which is never unloaded. Throws a {@link ConnectionError} that says what is wrong. */
export function parleyAt(path: string): Parley {
  let parley = loaded.get(path);
  if (parley === undefined) {
    try {
      parley = deno().dlopen(path, SYMBOLS).symbols as Parley;
    } catch (cause) {
      throw new ConnectionError(
        "NOT_CONNECTED",
        `${path}: ${textOf(cause)}; is this the path of libparley, and does this program run with --allow-ffi?`,
        cause,
      );
    }
    const version = parley.version();
    if (version !== VERSION) {
      throw new ConnectionError(
        "NOT_CONNECTED",
        `${path}: the library has version ${String(version)} of the interface, this package knows version ${String(VERSION)}; use both of one release`,
      );
    }
    loaded.set(path, parley);
  }
  return parley;
}

/** The pointer that a function has put in the place it was given. */
export function pointerIn(place: BigUint64Array): Pointer {
  const address = place[0] ?? 0n;
  return address === 0n ? null : deno().UnsafePointer.create(address);
}

/** The C string at a pointer. */
export function textAt(pointer: Pointer): string | undefined {
  return pointer === null
    ? undefined
    : new (deno().UnsafePointerView)(pointer).getCString();
}

/** Fills the target from memory. */
export function copyFrom(pointer: Pointer, target: Uint8Array): void {
  if (pointer !== null && target.length > 0) {
    deno().UnsafePointerView.copyInto(pointer, target);
  }
}

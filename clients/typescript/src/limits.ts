/** The limits that this side of a connection keeps; the core has its own and tells some of them. */
export interface Limits {
  /** The largest frame that is accepted, in bytes without its length prefix. */
  readonly maxFrameBytes: number;
  /**
   * How many bytes may wait to be written, and, counted apart, how many bytes of received items may wait
   * to be taken, of all calls of a connection together. A call beyond either fails with OVERLOADED; items that
   * are pushed wait instead.
   */
  readonly maxQueueBytes: number;
  /** How many items of a stream may wait to be taken; the core sends no more ahead. */
  readonly streamItems: number;
  /** How many bytes of a stream's items may wait to be taken; the last of them may go beyond. */
  readonly streamBytes: number;
  /** How long connecting may take, from the first byte to the core's welcome, in milliseconds. */
  readonly handshakeTimeoutMs: number;
  /** How long a frame may take from its first byte to its last, in milliseconds. */
  readonly frameTimeoutMs: number;
  /** How long `close()` waits for calls in flight, in milliseconds. */
  readonly drainTimeoutMs: number;
  /**
   * How long a core that was started as a child may take to end after its stdin was closed, in milliseconds;
   * then it is sent SIGTERM.
   */
  readonly exitTimeoutMs: number;
  /** How long after SIGTERM such a core is sent SIGKILL, in milliseconds. */
  readonly killTimeoutMs: number;
}

/**
 * 4 MiB frames, 16 MiB queues, 256 items and 256 KiB of a stream, 10 s to connect, 30 s for a frame,
 * 5 s to drain, 10 s and 2 s for a child to end.
 */
export const DEFAULT_LIMITS: Limits = {
  maxFrameBytes: 4 * 1024 * 1024,
  maxQueueBytes: 16 * 1024 * 1024,
  streamItems: 256,
  streamBytes: 256 * 1024,
  handshakeTimeoutMs: 10_000,
  frameTimeoutMs: 30_000,
  drainTimeoutMs: 5_000,
  exitTimeoutMs: 10_000,
  killTimeoutMs: 2_000,
};

/** The largest `Hello` that a core reads, in bytes; its own limit is not known yet when it is sent. */
export const MAX_HELLO_BYTES = 4 * 1024;

const LOWEST: Limits = {
  maxFrameBytes: 64,
  maxQueueBytes: 64,
  streamItems: 1,
  streamBytes: 1,
  handshakeTimeoutMs: 1,
  frameTimeoutMs: 1,
  drainTimeoutMs: 0,
  exitTimeoutMs: 0,
  killTimeoutMs: 0,
};

/** Completes limits by the defaults; throws a RangeError naming a limit that is out of range. */
export function limitsOf(given: Partial<Limits> = {}): Limits {
  return checkedLimits({ ...DEFAULT_LIMITS, ...given }, LOWEST);
}

/** The limits themselves; throws a RangeError naming one that is lower than allowed, too high, or no whole number. */
export function checkedLimits<L extends { readonly [Name in keyof L]: number }>(
  limits: L,
  lowest: L,
): L {
  for (const name of Object.keys(lowest) as (keyof L & string)[]) {
    const value = limits[name];
    if (
      !Number.isSafeInteger(value) ||
      value < lowest[name] ||
      value > 0x7fffffff
    ) {
      throw new RangeError(
        `limits.${name} is ${String(value)}; it must be a whole number from ${String(lowest[name])} to 2147483647`,
      );
    }
  }
  return limits;
}

/** A number of bytes as texts for people have it: `5,242,880 bytes`. */
export function bytesText(count: number): string {
  return `${count.toLocaleString("en-US")} bytes`;
}

/** A time as texts for people have it: `30,000 ms`. */
export function millisText(time: number): string {
  return `${time.toLocaleString("en-US")} ms`;
}

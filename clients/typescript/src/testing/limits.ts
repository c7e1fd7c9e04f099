import { checkedLimits } from "../limits.js";

/** What a fake core allows its front ends; the names and the defaults are those of a real core's `Limits`. */
export interface FakeLimits {
  /** The largest frame that is accepted and sent, in bytes without its length prefix. */
  readonly maxFrameBytes: number;
  /** How many calls of a connection may be in flight, handlers that go on after their call's end included. */
  readonly maxCallsPerConnection: number;
  /** How many calls of all connections together may be in flight. */
  readonly maxCalls: number;
  /** How many connections there may be. */
  readonly maxConnections: number;
  /** How many bytes may wait for a front end, and how many bytes of received items for the handlers of a connection. */
  readonly maxQueueBytes: number;
  /** How many subscriptions a front end may have; their frames may have `maxFrameBytes` together. */
  readonly maxSubscriptions: number;
  /** How many bytes of notifications may wait for a front end: payloads, subjects, and 64 for each; and how many are held back. */
  readonly maxBacklogBytes: number;
  /** How many items of an upload may wait to be taken by its handler. */
  readonly streamItems: number;
  /** How many bytes of an upload's items may wait to be taken; the last of them may go beyond. */
  readonly streamBytes: number;
  /** How long a front end may take to say hello, in milliseconds. */
  readonly handshakeTimeoutMs: number;
  /** How long a front end that has lost its link may go on with its session, in milliseconds; 0 for never. */
  readonly resumeWindowMs: number;
  /** How long `close()` waits for calls in flight, in milliseconds. */
  readonly drainTimeoutMs: number;
}

export const DEFAULT_FAKE_LIMITS: FakeLimits = {
  maxFrameBytes: 4 * 1024 * 1024,
  maxCallsPerConnection: 1024,
  maxCalls: 8192,
  maxConnections: 64,
  maxQueueBytes: 16 * 1024 * 1024,
  maxSubscriptions: 4096,
  maxBacklogBytes: 4 * 1024 * 1024,
  streamItems: 256,
  streamBytes: 256 * 1024,
  handshakeTimeoutMs: 2_000,
  resumeWindowMs: 30_000,
  drainTimeoutMs: 5_000,
};

const LOWEST: FakeLimits = {
  maxFrameBytes: 64,
  maxCallsPerConnection: 1,
  maxCalls: 1,
  maxConnections: 1,
  maxQueueBytes: 64,
  maxSubscriptions: 1,
  maxBacklogBytes: 64,
  streamItems: 1,
  streamBytes: 1,
  handshakeTimeoutMs: 1,
  resumeWindowMs: 0,
  drainTimeoutMs: 0,
};

/** Completes limits by the defaults; throws a RangeError naming a limit that is out of range. */
export function fakeLimitsOf(given: Partial<FakeLimits> = {}): FakeLimits {
  return checkedLimits({ ...DEFAULT_FAKE_LIMITS, ...given }, LOWEST);
}

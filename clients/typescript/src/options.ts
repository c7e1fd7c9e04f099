import type { Core } from "./core.js";

/** How a call is made. */
export interface CallOptions {
  /** The core to call; left out, the one connected last. */
  readonly core?: Core | undefined;
  /** Ends the call with CANCELLED when it is aborted; the failure's `cause` is the signal's `reason`. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long the call may take, in milliseconds, a stream to its end; then it ends with DEADLINE_EXCEEDED
   * here, whether or not the core answers, and the core interrupts its handler. Left out, `connect`'s
   * `timeoutMs`; `Infinity` for no deadline; 0 or less has passed already.
   */
  readonly timeoutMs?: number | undefined;
  /** The W3C trace context that the handler sees, such as `00-<32 digits>-<16 digits>-01`; a malformed one is not sent. */
  readonly traceparent?: string | undefined;
}

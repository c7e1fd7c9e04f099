/**
 * A byte stream to a core, in order and without loss, such as a socket. What travels on it is decided
 * by `docs/protocol.md`; a transport passes bytes and knows nothing of them.
 */
export interface Transport {
  /**
   * How many of the bytes that were sent still wait in this process because the other side does not read
   * them. Streams wait while it is high, and calls are refused when it is beyond `limits.maxQueueBytes`. A
   * transport that has this must call the receiver's `drained`; one that leaves it out never makes wait.
   */
  readonly buffered?: number;
  /**
   * Fulfilled when nothing of what the transport uses is left, such as a child process; closing a core waits
   * for it. Left out if nothing lives longer than the connection.
   */
  readonly released?: Promise<void>;
  /** Begins to deliver to the receiver. Called once, before anything is sent. */
  open(receiver: TransportReceiver): void;
  /** Sends bytes behind those sent before. They are never changed afterwards, so none need be copied. */
  send(bytes: Uint8Array): void;
  /** Sends what is still waiting and ends the connection; `closed` is called when it has ended. */
  close(): void;
}

/** What a transport delivers to. */
export interface TransportReceiver {
  /** Bytes have arrived. They are read during the call, so their buffer can be used again after it. */
  received(bytes: Uint8Array): void;
  /** Nothing waits any more: `buffered` has fallen to 0. Calling this more often does no harm. */
  drained(): void;
  /**
   * The connection has ended, by either side or by a failure, which is then given; a `ConnectionError` tells its
   * reason as well. Called once, at last.
   */
  closed(cause?: Error): void;
}

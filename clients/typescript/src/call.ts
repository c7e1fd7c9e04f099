import type { Result } from "./result.js";

/**
 * A call of an event, on its way. It is a promise of the result, rejected with an `EventError` (or
 * with what an interceptor threw); a rejection that nobody handles is reported like that of any promise.
 *
 * @typeParam T what the event answers
 * @typeParam E the error that it declares, `never` if none
 */
export interface Call<T, E> extends Promise<T> {
  /**
   * The result or the declared error as a value. Rejects with an `EventError` for any other failure,
   * such as a lost connection; who asks for this need not handle the call itself.
   */
  result(): Promise<Result<T, E>>;
  /**
   * Ends the call with CANCELLED, at once, and has the core interrupt its handler. A call that has
   * ended stays as it is.
   */
  cancel(): void;
}

/**
 * A call whose handler sends items: `for await (const item of call)`. The items that came before a
 * failure are given out before the loop throws it. Leaving the loop cancels the call. A call can be
 * read by one loop only.
 *
 * It is no promise, so that an async function may return it. Its failure is no unhandled rejection: it
 * is told to the loop and to whoever asks for {@link result}.
 *
 * @typeParam O the items
 * @typeParam T what the event answers at the end
 * @typeParam E the error that it declares, `never` if none
 */
export interface StreamCall<O, T, E> extends AsyncIterable<O> {
  /**
   * The result or the declared error as a value; rejects with an `EventError` for any other failure. The
   * core sends no more than `limits.streamItems` and `limits.streamBytes` ahead, so a result waits
   * for the items to be taken.
   */
  result(): Promise<Result<T, E>>;
  /**
   * Ends the call with CANCELLED, at once, and has the core interrupt its handler; items that were not
   * taken are dropped. A call that has ended stays as it is.
   */
  cancel(): void;
}

/**
 * A call whose handler takes items: `push` them one after the other, then `finish`. A call that will
 * not be finished must be cancelled, or its handler waits for more.
 *
 * It is no promise. Its failure is told to whoever pushes, finishes or asks for {@link result}; a push
 * that was not awaited is no unhandled rejection.
 *
 * @typeParam I the items
 * @typeParam T what the event answers
 * @typeParam E the error that it declares, `never` if none
 */
export interface UploadCall<I, T, E> {
  /**
   * Sends an item behind those pushed before. Fulfilled when it is on its way, which waits for the core
   * to take earlier ones and for the connection; who does not await it keeps every item in memory.
   * The value is whether more are wanted: `false`, and the item was not sent, if the core has
   * answered already. Rejects with the call's failure once it has one. An item that cannot be
   * sent, such as one too large, ends the call.
   */
  push(item: I): Promise<boolean>;
  /** Says that there are no more items, once those that were pushed are sent; the call it returns is a promise of the result. */
  finish(): Call<T, E>;
  /** The result or the declared error as a value; rejects with an `EventError` for any other failure. It does not finish. */
  result(): Promise<Result<T, E>>;
  /** Ends the call with CANCELLED, at once, and has the core interrupt its handler. A call that has ended stays as it is. */
  cancel(): void;
}

/**
 * A call whose handler takes items and sends items, both at once. Leaving its loop cancels it. As its
 * failure is told to the loop, `finish()` need not be awaited.
 */
export interface Conversation<I, O, T, E>
  extends StreamCall<O, T, E>, UploadCall<I, T, E> {}

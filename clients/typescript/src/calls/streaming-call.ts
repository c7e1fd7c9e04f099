import type { Call, Conversation } from "../call.js";
import type { Result } from "../result.js";
import type { ItemStream } from "./item-stream.js";

/** A call with items, in one direction or in both; the types of the generated functions show which. */
export class StreamingCall<P, I, O, T, E> implements Conversation<I, O, T, E> {
  readonly [Symbol.toStringTag] = "StreamingCall";
  readonly #stream: ItemStream<P, I, O, T, E>;
  #reading = false;

  constructor(stream: ItemStream<P, I, O, T, E>) {
    this.#stream = stream;
  }

  [Symbol.asyncIterator](): AsyncIterator<O, undefined> {
    const stream = this.#stream;
    if (this.#reading) {
      throw new Error(
        `${stream.event.name}: the items are being read already; a call can be read by one loop only`,
      );
    }
    this.#reading = true;
    return {
      next: () => stream.incoming.next(),
      return: () => {
        stream.leave();
        return Promise.resolve({ done: true, value: undefined });
      },
      throw: (failure: Error) => {
        stream.leave();
        return Promise.reject(failure);
      },
    };
  }

  push(item: I): Promise<boolean> {
    return this.#stream.outgoing.push(item);
  }

  finish(): Call<T, E> {
    this.#stream.outgoing.finish();
    if (!this.#stream.readable) {
      this.#stream.call.report(); // Otherwise the loop is told.
    }
    return this.#stream.call;
  }

  result(): Promise<Result<T, E>> {
    const result = this.#stream.call.result();
    // Loop and pushes are told as well, so this must not end a process that looks only at those.
    result.catch(() => undefined);
    return result;
  }

  cancel(): void {
    this.#stream.call.cancel();
  }
}

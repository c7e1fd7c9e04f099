import type { Interceptor, OutgoingCall } from "../interceptor.js";

/** The interceptors of a connection, told apart by what they do, so that each call asks no more than it must. */
export class Interceptors {
  readonly #around: readonly Interceptor[];
  readonly #sent: readonly Interceptor[];
  readonly #received: readonly Interceptor[];

  constructor(interceptors: readonly Interceptor[]) {
    this.#around = interceptors.filter((one) => one.around !== undefined);
    this.#sent = interceptors.filter((one) => one.itemSent !== undefined);
    this.#received = interceptors.filter(
      (one) => one.itemReceived !== undefined,
    );
  }

  /** Has the first stand around the second, and so on, around what makes the call. May throw what one of them throws. */
  around(
    call: OutgoingCall,
    make: () => Promise<unknown>,
    index = 0,
  ): Promise<unknown> {
    const interceptor = this.#around[index];
    if (interceptor?.around === undefined) {
      return make();
    }
    let made = false;
    const next = (): Promise<unknown> => {
      if (made) {
        const problem = `${call.event}: an interceptor called next() twice; a call is made once`;
        return Promise.reject(new Error(problem));
      }
      made = true;
      return this.around(call, make, index + 1);
    };
    return interceptor.around(call, next);
  }

  itemSent(call: OutgoingCall, item: unknown): void {
    for (const interceptor of this.#sent) {
      interceptor.itemSent?.(call, item);
    }
  }

  itemReceived(call: OutgoingCall, item: unknown): void {
    for (const interceptor of this.#received) {
      interceptor.itemReceived?.(call, item);
    }
  }
}

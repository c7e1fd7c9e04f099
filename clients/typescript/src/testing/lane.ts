/** Runs the calls of a serial plugin one at a time, in the order in which they came. */
export class Lane {
  #last: Promise<void> = Promise.resolve();

  /** Runs the call when those before it have ended, whatever became of them. */
  add(call: () => Promise<void>): void {
    this.#last = this.#last.then(call, call);
  }
}

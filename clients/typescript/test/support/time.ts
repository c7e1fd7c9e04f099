import type { TestContext } from "node:test";

/** Time that passes only when the test says so, for the timers of the platform and for its clock. */
export class PlayedTime {
  #now = 1_000;
  readonly #context: TestContext;

  constructor(context: TestContext) {
    this.#context = context;
    context.mock.timers.enable({ apis: ["setTimeout"] });
    context.mock.method(performance, "now", () => this.#now);
  }

  /** Lets milliseconds pass, and what they set off happen. */
  async pass(millis: number): Promise<void> {
    this.#now += millis;
    this.#context.mock.timers.tick(millis);
    await new Promise(setImmediate);
  }
}

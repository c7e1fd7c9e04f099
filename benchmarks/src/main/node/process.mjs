/** What the Node programs have in common: the clock, the token of a profile, and talking in lines. */
import { createInterface } from "node:readline";

/** Nanoseconds on the clock that System.nanoTime() reads on Linux. */
export const now = () => process.hrtime.bigint();

/** Answers each line of the standard input with what the function makes of it. */
export async function answerLines(answer) {
  for await (const line of createInterface({ input: process.stdin })) {
    for await (const said of answer(line.split(" "))) {
      console.log(String(said));
    }
  }
  process.exit(0);
}

/** What arrives at the listeners of this process; see Arrivals.java. */
export class Arrivals {
  #listeners;
  #count = 0;
  #nanos = [];
  #last = [];
  #end = 0n;
  #done = () => {};

  constructor(listeners) {
    this.#listeners = listeners;
  }

  heard(token) {
    const time = now();
    const nanos = Number(time - BigInt(token.slice(0, 19)));
    const number = Number(token.slice(19));
    this.#nanos.push(nanos);
    this.#last[number] = Math.max(this.#last[number] ?? 0, nanos);
    if (this.#nanos.length === this.#count * this.#listeners) {
      this.#end = time;
      this.#done();
    }
  }

  /** Says "ok", and what was heard when every listener has heard that many. */
  async *expect(count) {
    this.#count = count;
    this.#nanos = [];
    this.#last = [];
    const all = new Promise((resolve) => (this.#done = resolve));
    yield "ok";
    await all;
    const part = (values, percent) => {
      const sorted = Float64Array.from(values).sort();
      return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))];
    };
    yield [
      this.#end,
      part(this.#nanos, 50),
      part(this.#nanos, 99),
      part(this.#last, 50),
      part(this.#last, 99),
    ].join(" ");
  }
}

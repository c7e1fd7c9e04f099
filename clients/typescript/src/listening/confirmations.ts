/**
 * Tells the core up to which notification those of a session have reached their listeners that it waits for
 * (`latest` ones): one number for all up to it, once in a turn of the event loop.
 */
export class Confirmations {
  readonly #send: (seq: number) => void;
  #unsent = 0;

  /** @param send tells the core */
  constructor(send: (seq: number) => void) {
    this.#send = send;
  }

  /** Everybody who wants this notification has it: a callback has returned, what is taken later was buffered. */
  heard(seq: number): void {
    if (this.#unsent === 0) {
      queueMicrotask(() => {
        this.#tell();
      });
    }
    this.#unsent = seq;
  }

  /** The session is lost, and nobody waits for what came in it. */
  reset(): void {
    this.#unsent = 0;
  }

  #tell(): void {
    if (this.#unsent !== 0) {
      this.#send(this.#unsent);
      this.#unsent = 0;
    }
  }
}

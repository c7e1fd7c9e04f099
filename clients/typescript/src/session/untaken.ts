/** Counts the bytes of items that were received and that nobody has taken. */
export class Untaken {
  #bytes = 0;

  /** @param limit how many there may be, in bytes */
  constructor(readonly limit: number) {}

  /** Counts an item, unless that goes beyond the limit. */
  add(bytes: number): boolean {
    if (this.#bytes + bytes > this.limit) {
      return false;
    }
    this.#bytes += bytes;
    return true;
  }

  /** Items were taken, or dropped. */
  remove(bytes: number): void {
    this.#bytes -= bytes;
  }
}

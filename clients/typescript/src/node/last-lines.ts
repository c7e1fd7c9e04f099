/** How many lines of a child's stderr an error quotes. */
const COUNT = 20;

/** How long a line may be, in characters; a longer one is told in pieces of this length. */
const LENGTH = 4096;

/** Cuts a child's stderr into lines, tells each, and remembers the last ones in bounded memory. */
export class LastLines {
  readonly #lines: string[] = [];
  readonly #tell: (line: string) => void;
  #begun = "";

  constructor(tell: (line: string) => void) {
    this.#tell = tell;
  }

  /** The last lines, oldest first; at most 20. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Takes what was written next. */
  push(text: string): void {
    const pieces = (this.#begun + text).split("\n");
    const last = pieces.pop() ?? "";
    for (const piece of pieces) {
      this.#add(this.#cut(piece).replace(/\r$/, ""));
    }
    this.#begun = this.#cut(last);
  }

  /** There is no more. */
  end(): void {
    if (this.#begun !== "") {
      this.#add(this.#begun);
      this.#begun = "";
    }
  }

  /** Tells all of a line but what fits into one; returns that. */
  #cut(line: string): string {
    let at = 0;
    for (; line.length - at > LENGTH; at += LENGTH) {
      this.#add(line.slice(at, at + LENGTH));
    }
    return line.slice(at);
  }

  #add(line: string): void {
    if (this.#lines.length === COUNT) {
      this.#lines.shift();
    }
    this.#lines.push(line);
    this.#tell(line);
  }
}

/** A value that a constraint of the contract refuses; a core says the same in the same words. */
export interface Violation {
  /** Where the value stands: `email`, `items[2].email`, `byName["Ada"].email`. */
  readonly path: string;
  /** The constraint's annotation in the contract, such as `Email`. */
  readonly constraint: string;
  /** What is wrong, for people: `must be an e-mail address`. */
  readonly message: string;
}

/** A type whose values may have something to check. */
export interface Checkable<T> {
  readonly check?: (message: T, found: Violations) => void;
}

/** How many violations are kept, as in a core. */
const MAX = 100;

/** Collects violations: what a generated `check` is given. Knows which message is being checked. */
export class Violations {
  readonly list: Violation[] = [];
  #path = "";

  /** Notes that the value at `path`, seen from the message that is being checked, is refused. */
  add(path: string, constraint: string, message: string): void {
    if (this.list.length < MAX) {
      this.list.push({ path: this.#at(path), constraint, message });
    }
  }

  /** Checks a message that the message holds, if it is there. */
  message<T>(path: string, message: T | undefined, type: Checkable<T>): void {
    if (message !== undefined && type.check !== undefined) {
      const outer = this.#path;
      // An alternative of a union is no step of its own.
      this.#path = path === "" ? outer : this.#at(path);
      type.check(message, this);
      this.#path = outer;
    }
  }

  /** Checks the messages of a list or map. */
  messages<T>(
    messages: Iterable<readonly [string, T]>,
    type: Checkable<T>,
  ): void {
    for (const [path, message] of messages) {
      this.message(path, message, type);
    }
  }

  #at(path: string): string {
    return this.#path === "" ? path : `${this.#path}.${path}`;
  }
}

/** The elements of a list with their paths. */
export function* listElements<T>(
  path: string,
  list: readonly T[],
): Iterable<readonly [string, T]> {
  for (const [index, element] of list.entries()) {
    yield [`${path}[${String(index)}]`, element];
  }
}

/** The values of a map whose keys are texts, with their paths. */
export function* recordValues<T>(
  path: string,
  record: Readonly<Record<string, T>>,
): Iterable<readonly [string, T]> {
  for (const key of Object.keys(record)) {
    yield [`${path}[${quoted(key)}]`, record[key] as T];
  }
}

/** The values of a map, with their paths. */
export function* mapValues<T>(
  path: string,
  map: ReadonlyMap<number | bigint | boolean, T>,
): Iterable<readonly [string, T]> {
  for (const [key, value] of map) {
    yield [`${path}[${String(key)}]`, value];
  }
}

/** UTF-16 units of a key that are shown. */
const SHOWN_KEY = 40;

function quoted(key: string): string {
  let end = key.length;
  if (end > SHOWN_KEY) {
    const last = key.charCodeAt(SHOWN_KEY - 1);
    end = last >= 0xd800 && last <= 0xdbff ? SHOWN_KEY - 1 : SHOWN_KEY;
  }
  let shown = "";
  for (let i = 0; i < end; i++) {
    const unit = key.charCodeAt(i);
    if (unit === 0x22 || unit === 0x5c) {
      shown += "\\";
    }
    shown +=
      unit < 0x20 ? `\\u${unit.toString(16).padStart(4, "0")}` : key.charAt(i);
  }
  return end < key.length ? `"${shown}…"` : `"${shown}"`;
}

/**
 * What the first frame of a call or subscription is that waits: its request, which the core has never seen
 * (`new`) or which a session knew that is lost (`again`); or something for one that the core knows.
 */
type First = "new" | "again" | undefined;

/** The frames of one call or subscription that wait for a link. */
interface Frames {
  readonly first: First;
  readonly bytes: Uint8Array[];
}

/** What was to be sent while there was no link, by the number of the call or subscription, in the order in which they were made. */
export class Held {
  #frames = new Map<number, Frames>();
  #size = 0;

  /** How many bytes wait. */
  get size(): number {
    return this.#size;
  }

  /** @param first what these bytes are, if they are the first for this number */
  add(id: number, bytes: Uint8Array, first?: First): void {
    this.#size += bytes.length;
    const frames = this.#frames.get(id);
    if (frames === undefined) {
      this.#frames.set(id, { first, bytes: [bytes] });
    } else {
      frames.bytes.push(bytes);
    }
  }

  /** Whether the core, as it is now, knows nothing of the call. */
  has(id: number): boolean {
    return this.#frames.get(id)?.first !== undefined;
  }

  /** Whether the call was never sent. */
  isUnsent(id: number): boolean {
    return this.#frames.get(id)?.first === "new";
  }

  /** How large the frame is that makes the call, in bytes without its length; 0 if it does not wait here. */
  requestBytes(id: number): number {
    return this.has(id) ? (this.#frames.get(id)?.bytes[0]?.length ?? 4) - 4 : 0;
  }

  /** Takes a call back that the core knows nothing of; whether that could be done. */
  remove(id: number): boolean {
    const frames = this.#frames.get(id);
    if (frames?.first === undefined) {
      return false;
    }
    this.#frames.delete(id);
    this.#size -= sizeOf(frames);
    return true;
  }

  /** Forgets what belongs to calls that the session knew; returns what belongs to the others. */
  takeUnknown(): Held {
    const unknown = new Held();
    for (const [id, frames] of this.#frames) {
      if (frames.first !== undefined) {
        unknown.#frames.set(id, frames);
        unknown.#size += sizeOf(frames);
      }
    }
    this.#frames = new Map();
    this.#size = 0;
    return unknown;
  }

  /** Puts what others held behind what is held here. */
  append(others: Held): void {
    for (const [id, frames] of others.#frames) {
      this.#frames.set(id, frames);
    }
    this.#size += others.#size;
  }

  /** Hands out everything, in one piece. */
  takeAll(): Uint8Array {
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const { bytes } of this.#frames.values()) {
      for (const frame of bytes) {
        all.set(frame, at);
        at += frame.length;
      }
    }
    this.#frames = new Map();
    this.#size = 0;
    return all;
  }
}

function sizeOf({ bytes }: Frames): number {
  return bytes.reduce((sum, frame) => sum + frame.length, 0);
}

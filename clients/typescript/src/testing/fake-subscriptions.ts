import { bytesText } from "../limits.js";
import type { SubscribeFrame } from "./client-frames.js";
import type { FakeLimits } from "./limits.js";

interface Subscribed {
  readonly frame: SubscribeFrame;
  readonly bytes: number;
}

/** What one front end listens to. */
export class FakeSubscriptions {
  readonly #limits: FakeLimits;
  readonly #active = new Map<number, Subscribed>();
  #bytes = 0;

  constructor(limits: FakeLimits) {
    this.#limits = limits;
  }

  /** Adds one whose frame has so many bytes. Returns why not, `undefined` if it was added. */
  add(frame: SubscribeFrame, bytes: number): string | undefined {
    const { maxSubscriptions, maxFrameBytes } = this.#limits;
    const count = this.#active.size;
    if (count >= maxSubscriptions) {
      return `This session has ${count.toLocaleString("en-US")} subscriptions; the limit is ${maxSubscriptions.toLocaleString("en-US")} (limits.maxSubscriptions)`;
    }
    if (this.#bytes + bytes > maxFrameBytes) {
      return `The subscriptions of this session take ${bytesText(this.#bytes + bytes)}; the limit is ${bytesText(maxFrameBytes)} (limits.maxFrameBytes)`;
    }
    this.#bytes += bytes;
    this.#active.set(frame.id, { frame, bytes });
    return undefined;
  }

  has(id: number): boolean {
    return this.#active.has(id);
  }

  remove(id: number): void {
    this.#bytes -= this.#active.get(id)?.bytes ?? 0;
    this.#active.delete(id);
  }

  clear(): void {
    this.#active.clear();
    this.#bytes = 0;
  }

  /** Whether one of them asks for such a notification. */
  match(source: string, type: number, subject: string): boolean {
    for (const { frame } of this.#active.values()) {
      if (matches(frame, source, type, subject)) {
        return true;
      }
    }
    return false;
  }
}

function matches(
  { source, types, subjects }: SubscribeFrame,
  sentBy: string,
  type: number,
  subject: string,
): boolean {
  return (
    source === sentBy &&
    (types.length === 0 || types.includes(type)) &&
    (subjects.length === 0 || subjects.includes(subject))
  );
}

import type { Transport } from "../transport.js";
import type { HelloFrame } from "./client-frames.js";
import type { Serving } from "./fake-calls.js";
import { FakeLink, type Sessions } from "./fake-link.js";
import { FakeSession } from "./fake-session.js";
import { type MemoryEnd, memoryPair } from "./memory.js";

/** The links and sessions of a core. */
export class FakeSessions implements Sessions {
  readonly #serving: Serving;
  readonly #links = new Map<FakeLink, MemoryEnd>();
  readonly #sessions = new Set<FakeSession>();

  constructor(serving: Serving) {
    this.#serving = serving;
  }

  /** Every session, those that wait for their front ends among them. */
  get all(): FakeSession[] {
    return [...this.#sessions];
  }

  /** A new link, and how to use its other end. */
  open(): { link: FakeLink; transport: Transport } {
    const [theirs, ours] = memoryPair();
    const { maxConnections } = this.#serving.limits;
    const count = this.#links.size;
    const link = new FakeLink(this.#serving, ours, this);
    this.#links.set(link, ours);
    link.open();
    if (count >= maxConnections) {
      const text = `This core has ${String(count)} connections; the limit is ${String(maxConnections)} (limits.maxConnections)`;
      link.refuse("OVERLOADED", text);
    }
    return { link, transport: theirs };
  }

  greeted(link: FakeLink, hello: HelloFrame): void {
    const known = this.#find(hello.session);
    if (known?.canResume(hello.received) === true) {
      known.attach(link, hello, true);
      return;
    }
    known?.end("CONNECTION_LOST", "the session could not be gone on with");
    this.#makeRoom();
    const session = new FakeSession(this.#serving, hello, (ended) => {
      this.#sessions.delete(ended);
    });
    this.#sessions.add(session);
    session.attach(link, hello, false);
  }

  linkEnded(link: FakeLink): void {
    this.#links.delete(link);
  }

  /** Breaks every link without a word. */
  cut(failure: Error): void {
    for (const end of this.#links.values()) {
      end.break(failure);
    }
  }

  /** Ends every link that has no session yet. */
  refuseStrangers(text: string): void {
    for (const link of [...this.#links.keys()]) {
      if (link.session === undefined) {
        link.refuse("SHUTTING_DOWN", text);
      }
    }
  }

  #find(name: Uint8Array): FakeSession | undefined {
    if (name.length === 0) {
      return undefined;
    }
    return this.all.find((session) => isSame(session.name, name));
  }

  /** Sessions that wait for their front ends give way to new ones, the one that waits longest first. */
  #makeRoom(): void {
    const { maxConnections } = this.#serving.limits;
    const detached = this.all
      .filter((session) => session.isDetached)
      .sort((one, other) => one.detachedAt - other.detachedAt);
    for (const session of detached) {
      if (this.#sessions.size >= maxConnections) {
        session.end("CONNECTION_LOST", "another front end took its place");
      }
    }
  }
}

function isSame(one: Uint8Array | undefined, other: Uint8Array): boolean {
  return (
    one?.length === other.length && one.every((byte, at) => byte === other[at])
  );
}

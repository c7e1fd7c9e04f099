import type { Group } from "../contract/group.js";
import type { Transport } from "../transport.js";
import type { ActiveCall } from "./active-call.js";
import { Events } from "./events.js";
import type { Serving } from "./fake-calls.js";
import { FakeSession } from "./fake-session.js";
import { type FakeLimits, fakeLimitsOf } from "./limits.js";
import { type MemoryEnd, memoryPair } from "./memory.js";
import type {
  NotificationOutlet,
  OutgoingNotification,
} from "./notifications.js";
import type { Plugin, ServedCall } from "./plugin.js";

/** What a fake core is made of. */
export interface FakeCoreOptions {
  /** What the core calls itself; `fake` if left out. */
  readonly name?: string | undefined;
  /** The event groups with their handlers, at most one for each group. */
  readonly plugins: readonly Plugin[];
  /** The limits that differ from the defaults, which are a real core's. */
  readonly limits?: Partial<FakeLimits> | undefined;
  /**
   * Told of what a handler throws other than a `DeclaredError`, and of results that can't be sent; the
   * front end learns HANDLER_FAILED only, as from a real core. Left out, it goes to `console.error`.
   */
  readonly onHandlerError?:
    ((failure: unknown, call: ServedCall) => void) | undefined;
}

/**
 * A core for tests: handlers written in TypeScript, in this process, behind the real protocol. What a
 * front end sees of it is what it would see of a real core with the same handlers.
 */
export class FakeCore implements NotificationOutlet {
  readonly name: string;
  readonly #serving: Serving;
  readonly #announced = new Map<string, Group>();
  readonly #sessions = new Map<FakeSession, MemoryEnd>();
  #closing: Promise<void> | undefined;

  /** @internal Use {@link fakeCore}. */
  constructor({
    name = "fake",
    plugins,
    limits,
    onHandlerError,
  }: FakeCoreOptions) {
    this.name = name;
    const events = new Events(plugins);
    this.#serving = {
      name,
      events,
      limits: fakeLimitsOf(limits),
      groups: () => [...events.groups, ...this.#announced.values()],
      calls: new Set<ActiveCall>(),
      report: onHandlerError ?? reportToConsole,
    };
  }

  /**
   * A way to connect, for one `connect({ transport })`. Any number of front ends may be connected, up
   * to `limits.maxConnections`.
   */
  transport(): Transport {
    const [theirs, ours] = memoryPair();
    const { limits } = this.#serving;
    const count = this.#sessions.size;
    const session = new FakeSession(this.#serving, ours, (ended) => {
      this.#sessions.delete(ended);
    });
    this.#sessions.set(session, ours);
    session.open();
    if (this.#closing !== undefined) {
      session.leave("SHUTTING_DOWN", "The core is closing");
    } else if (count >= limits.maxConnections) {
      const text = `This core has ${String(count)} connections; the limit is ${String(limits.maxConnections)} (limits.maxConnections)`;
      session.leave("OVERLOADED", text);
    }
    return theirs;
  }

  announce(group: Group): void {
    this.#announced.set(group.name, group);
  }

  publish(notification: OutgoingNotification): void {
    let written: Uint8Array | undefined;
    for (const session of this.#sessions.keys()) {
      session.publish(notification, () => (written ??= notification.payload()));
    }
  }

  /** Breaks every connection without a word, as a crash of the core would. New ones can be made. */
  disconnect(failure = new Error("the fake core was disconnected")): void {
    for (const end of this.#sessions.values()) {
      end.break(failure);
    }
  }

  /**
   * Closes as a real core does: takes no new calls, waits for those in flight up to
   * `limits.drainTimeoutMs`, answers what is left with SHUTTING_DOWN, and ends every connection.
   * Closing twice is one closing.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const sessions = [...this.#sessions.keys()];
    for (const session of sessions) {
      session.beginDraining();
    }
    const { drainTimeoutMs } = this.#serving.limits;
    await Promise.all(
      sessions.map((session) => session.callsDrained(drainTimeoutMs)),
    );
    for (const session of sessions) {
      session.finish();
    }
  }
}

/**
 * Makes a core for tests: `await connect({ transport: fakeCore({ plugins }).transport() })`. Throws an
 * Error if two plugins provide one group, and a RangeError for a limit that is out of range.
 */
export function fakeCore(options: FakeCoreOptions): FakeCore {
  return new FakeCore(options);
}

function reportToConsole(failure: unknown, { id, event }: ServedCall): void {
  console.error(`${event} (call ${String(id)}): the handler failed`, failure);
}

import type { Group } from "../contract/group.js";
import type { Transport } from "../transport.js";
import type { ActiveCall } from "./active-call.js";
import type { WrittenNotification } from "./backlog.js";
import { Debounce } from "./debounce.js";
import { Events } from "./events.js";
import type { Serving } from "./fake-calls.js";
import { FakeSessions } from "./fake-sessions.js";
import { type FakeLimits, fakeLimitsOf } from "./limits.js";
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
  readonly #sessions: FakeSessions;
  readonly #debounce: Debounce;
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
    this.#sessions = new FakeSessions(this.#serving);
    this.#debounce = new Debounce(
      this.#serving.limits.maxBacklogBytes,
      (notification) => {
        this.#deliver(notification);
      },
    );
  }

  /**
   * A way to connect, for one `connect({ transport })`; a front end that is to connect again by itself is given
   * `connect({ transport: () => fake.transport() })`. Any number of front ends may be connected, up
   * to `limits.maxConnections`.
   */
  transport(): Transport {
    const { link, transport } = this.#sessions.open();
    if (this.#closing !== undefined) {
      link.refuse("SHUTTING_DOWN", "The core is closing");
    }
    return transport;
  }

  announce(group: Group): void {
    this.#announced.set(group.name, group);
  }

  publish(notification: OutgoingNotification): void {
    const { source, type, subject, policy, isError = false } = notification;
    const all = this.#sessions.all;
    if (all.some((session) => session.hears(source, type, subject))) {
      const payload = notification.payload();
      const written = { source, type, subject, policy, isError, payload };
      if (typeof policy === "object" && this.#closing === undefined) {
        this.#debounce.hold(written, policy);
      } else {
        this.#deliver(written);
      }
    }
  }

  #deliver(notification: WrittenNotification): void {
    const { source, type, subject } = notification;
    for (const session of this.#sessions.all) {
      if (session.hears(source, type, subject)) {
        session.publish(notification);
      }
    }
  }

  /**
   * Breaks every link without a word, as a network does. Front ends that connect again go on with their sessions,
   * for `limits.resumeWindowMs`: nothing is lost. For others it is the end of the connection.
   */
  cut(failure = new Error("the fake core has cut the link")): void {
    this.#sessions.cut(failure);
  }

  /**
   * Breaks every link and forgets every session, as a crash of the core would; handlers are told CONNECTION_LOST.
   * Front ends that connect again get new sessions, and their listeners `onResync`.
   */
  restart(failure = new Error("the fake core was restarted")): void {
    this.#sessions.cut(failure);
    for (const session of this.#sessions.all) {
      session.end("CONNECTION_LOST", "the core was restarted");
    }
  }

  /** Tells every front end that it has missed notifications, as if it had not kept up; what waits for it is dropped. */
  resync(text = "the fake core was told to resync"): void {
    for (const session of this.#sessions.all) {
      session.resync(text);
    }
  }

  /**
   * Closes as a real core does: sends what is held back, takes no new calls, waits for those in flight up to
   * `limits.drainTimeoutMs`, answers what is left with SHUTTING_DOWN, and ends every connection.
   * Closing twice is one closing.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#debounce.flush();
    this.#sessions.refuseStrangers("The core is closing");
    for (const session of this.#sessions.all) {
      session.beginDraining();
    }
    const sessions = this.#sessions.all;
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

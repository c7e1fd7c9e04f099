import type { Group } from "../contract/group.js";
import { type Core, defaultCore, NOT_CONNECTED } from "../core.js";
import { ConnectionError, EventError, type ParleyError } from "../errors.js";
import { claimListener, releaseListener } from "../keyed.js";
import { bytesText } from "../limits.js";
import type { ListenerOptions } from "../listener.js";
import { Backlog } from "./backlog.js";
import { Handlers, type NotificationTypes } from "./handlers.js";
import type { ReceivedNotification, ResyncCause } from "./notification.js";
import type { Listener, Listening, Topic } from "./subscriptions.js";

/** Something that is being kept up to date. */
export interface Observation {
  /** Gives no value and no change any more, from this moment on. Stopping twice is stopping once. */
  stop(): void;
}

/**
 * Reads a value and hears of every change from then on, without a gap; for generated code
 * (`UserNotification.observe`). It listens first, then reads: `onValue` is given what was read, then the handlers
 * every change that has come meanwhile and later. When notifications were lost it reads again.
 *
 * Fulfilled when the first value was given, or when it was stopped before (by its signal, or a successor with its
 * key). Rejects, and
 * has stopped, with what `read` throws, and with an {@link EventError} if the core refuses the subscription. What a
 * later read throws is reported (see `connect`'s `onCallbackError`), as is what `onValue` and the handlers throw.
 */
export async function observeNotifications<Given extends object, T>(
  group: Group,
  source: string,
  types: NotificationTypes<Given>,
  read: () => PromiseLike<T>,
  onValue: (value: T) => void,
  handlers: Given,
  options: ListenerOptions = {},
): Promise<Observation> {
  const { core = defaultCore(), subjects, signal } = options;
  if (signal?.aborted === true) {
    return { stop: nothing };
  }
  if (core === undefined) {
    throw new EventError(group.name, "NOT_CONNECTED", NOT_CONNECTED);
  }
  const told = new Handlers(group, source, types, handlers, subjects);
  const observing = new Observing(core, told, read, onValue, options);
  await observing.begin(told.topic);
  return observing;
}

class Observing<Given extends object, T> implements Observation, Listener {
  readonly #core: Core;
  readonly #handlers: Handlers<Given>;
  readonly #read: () => PromiseLike<T>;
  readonly #onValue: (value: T) => void;
  readonly #options: ListenerOptions;
  #listening: Listening | undefined;
  #stopped = false;
  /** Ends {@link begin} before there is a value. */
  #settle: (failure?: Error) => void = nothing;
  /** The calls of handlers for what has come since the read began. */
  readonly #held: Backlog<() => void>;
  #isReading = true;
  /** Whether the first value was read. */
  #isGiven = false;
  /** Whether changes were lost since the read began. */
  #isStale = false;

  constructor(
    core: Core,
    handlers: Handlers<Given>,
    read: () => PromiseLike<T>,
    onValue: (value: T) => void,
    options: ListenerOptions,
  ) {
    this.#core = core;
    this.#handlers = handlers;
    this.#read = read;
    this.#onValue = onValue;
    this.#options = options;
    this.#held = new Backlog(core.session.limits.maxQueueBytes);
  }

  /** Listens and reads for the first time. */
  async begin(topic: Topic | undefined): Promise<void> {
    const stopped = new Promise<void>((resolve, reject) => {
      this.#settle = (failure) => {
        if (failure === undefined) {
          resolve();
        } else {
          reject(failure);
        }
      };
    });
    // Where nobody waits for the first value any more, nobody need know.
    stopped.catch(nothing);
    const { key, signal } = this.#options;
    signal?.addEventListener("abort", this.#abort);
    if (topic !== undefined) {
      this.#listening = this.#core.session.subscriptions.listen(topic, this);
    }
    if (key !== undefined) {
      claimListener(this.#core, key, this);
    }
    try {
      await this.#listening?.started;
      await Promise.race([stopped, this.#first()]);
    } catch (failure) {
      this.stop();
      throw failure;
    }
  }

  stop(): void {
    if (this.#stopped) {
      return;
    }
    this.#stopped = true;
    this.#listening?.stop();
    this.#held.clear();
    const { key, signal } = this.#options;
    signal?.removeEventListener("abort", this.#abort);
    if (key !== undefined) {
      releaseListener(this.#core, key, this);
    }
    this.#settle();
  }

  heard(notification: ReceivedNotification): void {
    try {
      const call = this.#handlers.prepare(notification);
      if (this.#isReading) {
        this.#hold(call, notification);
      } else {
        call();
      }
    } catch (failure) {
      this.#core.report(failure);
    }
  }

  resynced(cause: ResyncCause): void {
    this.#guarded(() => this.#options.onResync?.(cause));
    this.#lost();
  }

  ended(failure: ParleyError | undefined): void {
    if (this.#isGiven) {
      this.stop();
      // The end of the connection is told by the core itself.
      if (failure instanceof EventError) {
        this.#core.report(failure);
      }
    } else {
      const closed = "the connection was closed before there was a value";
      this.#settle(failure ?? new ConnectionError("NOT_CONNECTED", closed));
    }
  }

  async #first(): Promise<void> {
    if (!this.#stopped) {
      const value = await this.#read();
      this.#isGiven = true;
      this.#give(value);
    }
  }

  /** Reads again until nothing was lost meanwhile. */
  async #again(): Promise<void> {
    try {
      const value = await this.#read();
      this.#give(value);
    } catch (failure) {
      if (!this.#stopped) {
        this.#core.report(failure);
        this.#release();
      }
    }
  }

  #give(value: T): void {
    if (!this.#stopped) {
      this.#guarded(() => {
        this.#onValue(value);
      });
      this.#release();
    }
  }

  /** The read is over: gives what has come meanwhile, or reads again if some of it was lost. */
  #release(): void {
    // One of them may stop it, and then none waits any more.
    while (!this.#isStale && !this.#held.isEmpty) {
      this.#guarded(this.#held.shift() ?? nothing);
    }
    if (this.#isStale) {
      this.#isStale = false;
      void this.#again();
    } else {
      this.#isReading = false;
    }
  }

  #hold(call: () => void, notification: ReceivedNotification): void {
    if (!this.#held.add(call, notification.cost)) {
      const limit = bytesText(this.#core.session.limits.maxQueueBytes);
      const message = `reading takes too long: more than ${limit} of notifications came meanwhile (limits.maxQueueBytes)`;
      this.resynced({ reason: "SLOW_CONSUMER", message });
    }
  }

  /** What has come so far is worth nothing without what was lost. */
  #lost(): void {
    if (this.#stopped) {
      return;
    }
    this.#held.clear();
    if (this.#isReading) {
      this.#isStale = true;
    } else {
      this.#isReading = true;
      void this.#again();
    }
  }

  readonly #abort = (): void => {
    this.stop();
  };

  #guarded(call: () => void): void {
    try {
      call();
    } catch (failure) {
      this.#core.report(failure);
    }
  }
}

function nothing(): void {
  // There is nothing to be done.
}

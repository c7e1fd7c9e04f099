import type { Group } from "../contract/group.js";
import { type Core, defaultCore, NOT_CONNECTED } from "../core.js";
import { ConnectionError, EventError, type ParleyError } from "../errors.js";
import { claimListener, releaseListener } from "../keyed.js";
import { bytesText } from "../limits.js";
import type { ListenerOptions } from "../listener.js";
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
 * Fulfilled when the first value was given, or when it was stopped before (by a successor with its key). Rejects, and
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
  const { core = defaultCore(), subjects } = options;
  if (core === undefined) {
    throw new EventError(group.name, "NOT_CONNECTED", NOT_CONNECTED);
  }
  const told = new Handlers(group, source, types, handlers, subjects);
  const observing = new Observing(core, told, read, onValue, options);
  await observing.begin(told.topic);
  return observing;
}

/** A change that came while the value was being read. */
interface Held {
  readonly bytes: number;
  readonly call: () => void;
  readonly taken: () => void;
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
  /** What has come since the read began; `undefined` while none is under way. */
  #held: Held[] | undefined = [];
  #heldBytes = 0;
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
    if (topic !== undefined) {
      this.#listening = this.#core.session.subscriptions.listen(topic, this);
    }
    const { key } = this.#options;
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
    for (const { taken } of this.#held ?? []) {
      taken();
    }
    this.#held = undefined;
    const { key } = this.#options;
    if (key !== undefined) {
      releaseListener(this.#core, key, this);
    }
    this.#settle();
  }

  heard(notification: ReceivedNotification): void {
    try {
      const call = this.#handlers.prepare(notification);
      if (this.#held === undefined) {
        call();
      } else {
        this.#hold(this.#held, call, notification);
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
    if (this.#isStale) {
      this.#isStale = false;
      void this.#again();
      return;
    }
    const held = this.#held ?? [];
    for (const { call, taken } of held) {
      // One of them may stop it, or hear of nothing but the next.
      if (!this.#stopped) {
        this.#guarded(call);
      }
      taken();
    }
    this.#held = undefined;
    this.#heldBytes = 0;
  }

  #hold(
    held: Held[],
    call: () => void,
    notification: ReceivedNotification,
  ): void {
    const { bytes } = notification;
    const limit = this.#core.session.limits.maxQueueBytes;
    if (this.#heldBytes + bytes > limit) {
      const message = `reading takes too long: more than ${bytesText(limit)} of notifications came meanwhile (limits.maxQueueBytes)`;
      this.resynced({ reason: "SLOW_CONSUMER", message });
      return;
    }
    this.#heldBytes += bytes;
    held.push({ bytes, call, taken: notification.hold() });
  }

  /** What has come so far is worth nothing without what was lost. */
  #lost(): void {
    if (this.#stopped) {
      return;
    }
    for (const { taken } of this.#held ?? []) {
      taken();
    }
    this.#heldBytes = 0;
    if (this.#held === undefined) {
      this.#held = [];
      void this.#again();
    } else {
      this.#held = [];
      this.#isStale = true;
    }
  }

  #guarded(call: () => void): void {
    try {
      call();
    } catch (failure) {
      this.#core.report(failure);
    }
  }
}

function nothing(): void {
  // Nobody waits for the first value yet.
}

import type { Group } from "./contract/group.js";
import { type Core, defaultCore, NOT_CONNECTED } from "./core.js";
import { EventError, type ParleyError } from "./errors.js";
import { claimListener, releaseListener } from "./keyed.js";
import { Handlers, type NotificationTypes } from "./listening/handlers.js";
import type {
  ReceivedNotification,
  ResyncCause,
} from "./listening/notification.js";
import type { Listener, Listening } from "./listening/subscriptions.js";

/** What a listener hears of. */
export interface ListenerOptions {
  /** The core to listen to; left out, the one connected last when the listener is started. */
  readonly core?: Core | undefined;
  /**
   * The subjects to hear of, such as users' ids; the core sends no others. Left out, all; an empty
   * list means none.
   */
  readonly subjects?: readonly string[] | undefined;
  /**
   * Told that notifications were lost, so that what they keep up to date must be read again: the core had more
   * waiting for this front end than it keeps, or the session was lost with the connection. It is told in its
   * place among the notifications.
   */
  readonly onResync?: ((cause: ResyncCause) => void) | undefined;
  /**
   * Of the listeners of a core that have the same key one runs: starting another stops the one before, also
   * where a module is loaded again (hot reload) and nobody knows that one any more.
   */
  readonly key?: string | undefined;
  /**
   * Stops it when it is aborted, as `addEventListener`'s does, so that one signal ends many. If that was before the
   * start, nothing is listened to or read, nothing that runs with its key is stopped, and nothing fails.
   */
  readonly signal?: AbortSignal | undefined;
}

interface Running {
  readonly core: Core;
  readonly listening: Listening;
  readonly started: Promise<void>;
}

/**
 * What generated listeners are: tells an object's methods of notifications. An exception that a
 * handler throws is reported (see `connect`'s `onCallbackError`) and disturbs nobody else. Listeners of
 * exactly the same notifications share one subscription of the core, and are given the same objects.
 *
 * @typeParam Given the methods, all optional; those that are there at the start are subscribed to
 */
export class NotificationListener<Given extends object> {
  readonly #group: Group;
  readonly #source: string;
  readonly #types: NotificationTypes<Given>;
  readonly #handlers: Given;
  readonly #options: ListenerOptions;
  #running: Running | undefined;

  constructor(
    group: Group,
    source: string,
    types: NotificationTypes<Given>,
    handlers: Given,
    options: ListenerOptions = {},
  ) {
    this.#group = group;
    this.#source = source;
    this.#types = types;
    this.#handlers = handlers;
    this.#options = options;
  }

  /**
   * Begins to listen; fulfilled when the core has acknowledged it, so that what is sent afterwards is
   * heard, or when the listener was stopped before, also by its signal. Starting a listener that runs changes nothing. Rejects with
   * an {@link EventError}. While the connection is being made again it waits for that.
   */
  start(): Promise<void> {
    if (this.#running !== undefined) {
      return this.#running.started;
    }
    const { core = defaultCore(), subjects, key, signal } = this.#options;
    if (signal?.aborted === true) {
      return Promise.resolve();
    }
    if (core === undefined) {
      return Promise.reject(
        new EventError(this.#group.name, "NOT_CONNECTED", NOT_CONNECTED),
      );
    }
    const handlers = new Handlers(
      this.#group,
      this.#source,
      this.#types,
      this.#handlers,
      subjects,
    );
    if (handlers.topic === undefined) {
      if (key !== undefined) {
        claimListener(core, key, this);
      }
      return Promise.resolve();
    }
    const told = new Told(core, handlers, this.#options.onResync, () => {
      if (this.#running?.listening === listening) {
        this.stop();
      }
    });
    const listening = core.session.subscriptions.listen(handlers.topic, told);
    const started = listening.started.catch((failure: unknown) => {
      told.ended(undefined);
      throw failure;
    });
    this.#running = { core, listening, started };
    signal?.addEventListener("abort", this.#abort);
    if (key !== undefined) {
      // After the new one has begun, so that what they share goes on.
      claimListener(core, key, this);
    }
    return started;
  }

  /** Hears of nothing any more, from this moment on. Stopping a listener that does not run changes nothing. */
  stop(): void {
    const running = this.#running;
    this.#running = undefined;
    if (running !== undefined) {
      running.listening.stop();
      this.#options.signal?.removeEventListener("abort", this.#abort);
      if (this.#options.key !== undefined) {
        releaseListener(running.core, this.#options.key, this);
      }
    }
  }

  readonly #abort = (): void => {
    this.stop();
  };
}

/** Calls an application's handlers. */
class Told<Given extends object> implements Listener {
  readonly #core: Core;
  readonly #handlers: Handlers<Given>;
  readonly #onResync: ((cause: ResyncCause) => void) | undefined;
  readonly #onEnd: () => void;

  constructor(
    core: Core,
    handlers: Handlers<Given>,
    onResync: ((cause: ResyncCause) => void) | undefined,
    onEnd: () => void,
  ) {
    this.#core = core;
    this.#handlers = handlers;
    this.#onResync = onResync;
    this.#onEnd = onEnd;
  }

  heard(notification: ReceivedNotification): void {
    try {
      this.#handlers.prepare(notification)();
    } catch (failure) {
      this.#core.report(failure);
    }
  }

  resynced(cause: ResyncCause): void {
    try {
      this.#onResync?.(cause);
    } catch (failure) {
      this.#core.report(failure);
    }
  }

  ended(failure: ParleyError | undefined): void {
    this.#onEnd();
    // The end of the connection is told by the core itself.
    if (failure instanceof EventError) {
      this.#core.report(failure);
    }
  }
}

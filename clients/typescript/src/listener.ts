import type { MessageType } from "./codec/message-type.js";
import type { Reader } from "./codec/reader.js";
import type { Group } from "./contract/group.js";
import { type Core, defaultCore, NOT_CONNECTED } from "./core.js";
import { EventError } from "./errors.js";
import { type Reason, reasonOf } from "./reason.js";
import type { Pending } from "./session/pending.js";
import type { Session } from "./session/session.js";
import type { Subscription } from "./session/subscription.js";
import type { ResponseFrame } from "./wire/messages.js";

/** What a listener hears of. */
export interface ListenerOptions {
  /** The core to listen to; left out, the one connected last when the listener is started. */
  readonly core?: Core | undefined;
  /**
   * The subjects to hear of, such as users' ids; the core sends no others. Left out, all; an empty
   * list means none.
   */
  readonly subjects?: readonly string[] | undefined;
}

/** A notification as the generated code knows it. */
export interface NotificationType {
  /** Its number, unique in its source. */
  readonly type: number;
  readonly payload:
    Pick<MessageType<unknown, never>, "deserializeBinary"> | undefined;
  /** Whether the handler is given the subject, behind the payload if there is one. */
  readonly subject: boolean;
}

/** The notifications of a group by the names of their handlers. */
export type NotificationTypes<Handlers> = {
  readonly [Name in keyof Handlers]-?: NotificationType;
};

type Handler = (this: unknown, ...values: unknown[]) => unknown;

interface Running {
  readonly session: Session;
  readonly id: number;
  readonly started: Promise<void>;
}

/**
 * What generated listeners are: tells an object's methods of notifications. An exception that a
 * handler throws is reported (see `connect`'s `onCallbackError`) and disturbs nobody else.
 *
 * @typeParam Handlers the methods, all optional; those that are there at the start are subscribed to
 */
export class NotificationListener<Handlers extends object> {
  readonly #group: Group;
  readonly #source: string;
  readonly #types: NotificationTypes<Handlers>;
  readonly #handlers: Handlers;
  readonly #options: ListenerOptions;
  #running: Running | undefined;

  constructor(
    group: Group,
    source: string,
    types: NotificationTypes<Handlers>,
    handlers: Handlers,
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
   * heard. Starting a listener that runs changes nothing. Rejects with an {@link EventError}.
   */
  start(): Promise<void> {
    if (this.#running !== undefined && !this.#running.session.isClosed) {
      return this.#running.started;
    }
    const core = this.#options.core ?? defaultCore();
    const acknowledgement = new Acknowledgement(this.#group.name, () => {
      this.#running = undefined;
    });
    if (core === undefined) {
      acknowledgement.failed("NOT_CONNECTED", NOT_CONNECTED);
      return acknowledgement.promise;
    }
    const subscription = this.#subscription(core);
    if (subscription === undefined) {
      return Promise.resolve();
    }
    const { session } = core;
    const running = { session, id: 0, started: acknowledgement.promise };
    this.#running = running;
    running.id = session.requests.subscribe(
      this.#group,
      subscription,
      acknowledgement,
    );
    return acknowledgement.promise;
  }

  /** Hears of nothing any more, from this moment on. Stopping a listener that does not run changes nothing. */
  stop(): void {
    this.#running?.session.requests.unsubscribe(this.#running.id);
    this.#running = undefined;
  }

  /** What to subscribe to; `undefined` if there is nothing to hear of. */
  #subscription(core: Core): Subscription | undefined {
    const names = new Map<number, keyof Handlers>();
    for (const name of Object.keys(this.#types) as (keyof Handlers)[]) {
      if (this.#handlers[name] !== undefined) {
        names.set(this.#types[name].type, name);
      }
    }
    const { subjects } = this.#options;
    if (names.size === 0 || subjects?.length === 0) {
      return undefined;
    }
    return {
      source: this.#source,
      types: [...names.keys()],
      subjects: subjects ?? [],
      notify: (type, subject, payload) => {
        try {
          const name = names.get(type);
          if (name !== undefined) {
            this.#call(name, subject, payload);
          }
        } catch (failure) {
          core.report(failure);
        }
      },
    };
  }

  #call(name: keyof Handlers, subject: string, payload: Uint8Array): void {
    const type = this.#types[name];
    const values: unknown[] = [];
    if (type.payload !== undefined) {
      values.push(type.payload.deserializeBinary(payload));
    }
    if (type.subject) {
      values.push(subject);
    }
    (this.#handlers[name] as Handler).apply(this.#handlers, values);
  }
}

/** Waits for the core's word that a subscription stands. */
class Acknowledgement implements Pending {
  readonly promise: Promise<void>;
  readonly #listener: string;
  readonly #onFailure: () => void;
  #resolve!: () => void;
  #reject!: (failure: EventError) => void;

  constructor(listener: string, onFailure: () => void) {
    this.#listener = listener;
    this.#onFailure = onFailure;
    this.promise = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  answered(reader: Reader, frame: ResponseFrame): void {
    if (frame.code === 0) {
      this.#resolve();
    } else {
      this.failed(reasonOf(frame.reason), reader.keptText(frame.payload));
    }
  }

  failed(reason: Reason, problem: string, cause?: unknown): void {
    this.#onFailure();
    this.#reject(new EventError(this.#listener, reason, problem, { cause }));
  }
}

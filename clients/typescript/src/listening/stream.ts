import { Queue } from "../calls/queue.js";
import type { Group } from "../contract/group.js";
import { type Core, defaultCore, NOT_CONNECTED } from "../core.js";
import { EventError, type ParleyError } from "../errors.js";
import { bytesText } from "../limits.js";
import { Backlog, CONSTANT_BYTES, type Cost } from "./backlog.js";
import {
  hasPayload,
  type NotificationType,
  type ReceivedNotification,
  type ResyncCause,
} from "./notification.js";
import type { Listener, Listening } from "./subscriptions.js";

/**
 * What a stream of notifications hears of.
 *
 * @typeParam Name what the group's notifications are called in streams, such as `"profileUpdate"`
 */
export interface StreamOptions<Name extends string = string> {
  /** The core to listen to; left out, the one connected last when the loop begins. */
  readonly core?: Core | undefined;
  /** The notifications to hear of. Left out, all of the group; an empty list means none. */
  readonly types?: readonly Name[] | undefined;
  /** The subjects to hear of; the core sends no others. Left out, all; an empty list means none. */
  readonly subjects?: readonly string[] | undefined;
  /**
   * Ends the stream when it is aborted, as Node's `events.on` does: the loop throws an `AbortError` whose `cause`
   * is the signal's `reason`. What waited is dropped.
   */
  readonly signal?: AbortSignal | undefined;
}

/** Stands in a stream where notifications were lost: what they keep up to date must be read again. */
export interface ResyncItem {
  readonly type: "Resync";
  readonly cause: ResyncCause;
}

/** A notification in a stream; it has what its type has. */
interface NotificationItem {
  readonly type: string;
  readonly subject?: string;
  readonly payload?: unknown;
}

/**
 * Streams notifications of a group; for generated code (`UserNotification.stream`). Each loop listens from
 * its beginning to its end.
 *
 * @typeParam Item the items as the generated code declares them
 */
export function streamNotifications<Item>(
  group: Group,
  source: string,
  types: Readonly<Record<string, NotificationType>>,
  options: StreamOptions = {},
): AsyncIterable<Item> {
  const wanted = wantedTypes(group, Object.values(types), options.types);
  return {
    [Symbol.asyncIterator]: () =>
      new NotificationStream(
        group,
        source,
        wanted,
        options,
      ) as AsyncIterator<unknown> as AsyncIterator<Item>,
  };
}

function wantedTypes(
  group: Group,
  types: readonly NotificationType[],
  names: readonly string[] | undefined,
): ReadonlyMap<number, NotificationType> {
  const unknown = names?.find((name) => types.every((t) => t.name !== name));
  if (unknown !== undefined) {
    throw new TypeError(
      `${group.name} has no notification ${JSON.stringify(unknown)}; it has ${types.map(({ name }) => name).join(", ")}`,
    );
  }
  const wanted = types.filter(({ name }) => names?.includes(name) !== false);
  return new Map(wanted.map((type) => [type.type, type]));
}

type Item = NotificationItem | ResyncItem;

/** Who waits for the next item. */
interface Taker {
  readonly resolve: (next: IteratorResult<Item, undefined>) => void;
  readonly reject: (failure: unknown) => void;
}

/**
 * One loop's stream. What has come and was not taken waits here, up to `limits.maxQueueBytes`; neither the core nor
 * other listeners wait for the loop.
 */
class NotificationStream implements AsyncIterator<Item, undefined>, Listener {
  readonly #types: ReadonlyMap<number, NotificationType>;
  readonly #signal: AbortSignal | undefined;
  readonly #waiting: Backlog<Item>;
  readonly #takers = new Queue<Taker>();
  #core: Core | undefined;
  #listening: Listening | undefined;
  #ended = false;
  /** Told to the first that asks when everything that waited was taken. */
  #failure: Error | undefined;

  constructor(
    group: Group,
    source: string,
    types: ReadonlyMap<number, NotificationType>,
    { core = defaultCore(), subjects, signal }: StreamOptions,
  ) {
    this.#types = types;
    this.#signal = signal;
    this.#waiting = new Backlog(core?.session.limits.maxQueueBytes ?? 0);
    if (signal?.aborted === true) {
      this.#abort();
    } else if (types.size === 0 || subjects?.length === 0) {
      this.#end(undefined);
    } else if (core === undefined) {
      this.#end(new EventError(group.name, "NOT_CONNECTED", NOT_CONNECTED));
    } else {
      this.#core = core;
      signal?.addEventListener("abort", this.#abort);
      this.#listening = core.session.subscriptions.listen(
        { group, source, types: [...types.keys()], subjects: subjects ?? [] },
        this,
      );
      this.#listening.started.catch((failure: unknown) => {
        this.#end(failure as Error);
      });
    }
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    const value = this.#waiting.shift();
    if (value !== undefined) {
      return Promise.resolve({ done: false, value });
    }
    return new Promise((resolve, reject) => {
      this.#takers.push({ resolve, reject });
      this.#tellEnd();
    });
  }

  /** The loop was left. */
  return(): Promise<IteratorResult<never, undefined>> {
    this.#end(undefined);
    this.#waiting.clear();
    this.#failure = undefined;
    return Promise.resolve({ done: true, value: undefined });
  }

  heard(notification: ReceivedNotification): void {
    const type = this.#types.get(notification.type);
    if (type === undefined) {
      return;
    }
    try {
      this.#give(itemOf(type, notification), notification.cost);
    } catch (failure) {
      this.#core?.report(failure);
    }
  }

  resynced(cause: ResyncCause): void {
    // What is told behind it must not come before it.
    this.#waiting.seal();
    this.#give({ type: "Resync", cause }, costOf(cause));
  }

  ended(failure: ParleyError | undefined): void {
    this.#end(failure);
  }

  #give(item: Item, cost: Cost): void {
    const taker = this.#takers.shift();
    if (taker !== undefined) {
      taker.resolve({ done: false, value: item });
    } else if (!this.#waiting.add(item, cost)) {
      const limit = bytesText(this.#core?.session.limits.maxQueueBytes ?? 0);
      const message = `the loop is too slow: more than ${limit} of notifications waited for it (limits.maxQueueBytes)`;
      const cause: ResyncCause = { reason: "SLOW_CONSUMER", message };
      this.#waiting.replaceAll({ type: "Resync", cause }, costOf(cause));
    }
  }

  readonly #abort = (): void => {
    const failure = new Error("The stream of notifications was aborted", {
      cause: this.#signal?.reason,
    });
    failure.name = "AbortError";
    this.#waiting.clear();
    this.#end(Object.assign(failure, { code: "ABORT_ERR" }));
  };

  #end(failure: Error | undefined): void {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    this.#failure = failure;
    this.#signal?.removeEventListener("abort", this.#abort);
    this.#listening?.stop();
    this.#tellEnd();
  }

  /** The first that asks is told a failure, every other that there is nothing more. */
  #tellEnd(): void {
    if (!this.#ended) {
      return;
    }
    for (const taker of this.#takers.takeAll()) {
      const failure = this.#failure;
      this.#failure = undefined;
      if (failure === undefined) {
        taker.resolve({ done: true, value: undefined });
      } else {
        taker.reject(failure);
      }
    }
  }
}

function itemOf(
  type: NotificationType,
  notification: ReceivedNotification,
): NotificationItem {
  const payload = notification.read(type);
  return {
    type: type.name,
    ...(type.subject ? { subject: notification.subject } : {}),
    ...(hasPayload(type) ? { payload } : {}),
  };
}

function costOf({ message }: ResyncCause): Cost {
  return { bytes: message.length + CONSTANT_BYTES };
}

import type { Group } from "../contract/group.js";
import {
  hasPayload,
  type NotificationType,
  type ReceivedNotification,
} from "./notification.js";
import type { Topic } from "./subscriptions.js";

/** The notifications of a group by the names of their handlers. */
export type NotificationTypes<Handlers> = {
  readonly [Name in keyof Handlers]-?: NotificationType;
};

type Handler = (this: unknown, ...values: unknown[]) => unknown;

/** The handlers that an application gave for notifications of a group, by the notifications' numbers. */
export class Handlers<Given extends object> {
  /** What to listen to; `undefined` if there is nothing to hear of. */
  readonly topic: Topic | undefined;
  readonly #given: Given;
  readonly #names = new Map<number, keyof Given>();
  readonly #types: NotificationTypes<Given>;

  /** @param subjects the subjects to hear of, none if it is empty; left out, all */
  constructor(
    group: Group,
    source: string,
    types: NotificationTypes<Given>,
    given: Given,
    subjects: readonly string[] | undefined,
  ) {
    this.#given = given;
    this.#types = types;
    for (const name of Object.keys(types) as (keyof Given)[]) {
      if (given[name] !== undefined) {
        this.#names.set(types[name].type, name);
      }
    }
    this.topic =
      this.#names.size === 0 || subjects?.length === 0
        ? undefined
        : {
            group,
            source,
            types: [...this.#names.keys()],
            subjects: subjects ?? [],
          };
  }

  /** Reads a notification; returns what calls its handler. Throws a `MalformedMessageError`. */
  prepare(notification: ReceivedNotification): () => void {
    const name = this.#names.get(notification.type);
    if (name === undefined) {
      return nothing;
    }
    const type = this.#types[name];
    const values: unknown[] = [];
    const value = notification.read(type);
    if (hasPayload(type)) {
      values.push(value);
    }
    if (type.subject) {
      values.push(notification.subject);
    }
    return () => {
      (this.#given[name] as Handler).apply(this.#given, values);
    };
  }
}

function nothing(): void {
  // Not one of these notifications.
}

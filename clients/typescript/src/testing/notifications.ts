import type { Writable } from "../codec/message-type.js";
import { Writer } from "../codec/writer.js";
import type { Group } from "../contract/group.js";
import type { Result } from "../result.js";

/** How long a notification is held back, in milliseconds, so that only the newest is sent. */
export interface DebouncePolicy {
  /** It is sent when none has come for so long. */
  readonly quietMs: number;
  /** It is sent so long after the first at the latest. */
  readonly maxWaitMs: number;
}

/**
 * What a slow front end is sent of a notification: of the `"latest"` only the newest of those that wait; what is
 * debounced is held back for all front ends.
 */
export type NotificationPolicy = "latest" | DebouncePolicy;

/** One notification to be sent; what it has not is empty. */
export interface OutgoingNotification {
  readonly source: string;
  /** The notification's number, unique in its source. */
  readonly type: number;
  readonly subject: string;
  /** Left out, all are sent in order. */
  readonly policy?: NotificationPolicy | undefined;
  /** Whether the payload is the notification's typed error. */
  readonly isError?: boolean;
  /** Writes the payload; called at most once, and only if somebody listens. Throws an `InvalidValueError`. */
  readonly payload: () => Uint8Array;
}

/** Where notifications go: a fake core, which delivers them to the front ends that subscribed. */
export interface NotificationOutlet {
  /** From here on the core tells front ends at their handshake that it has this group. */
  announce(group: Group): void;
  /** Sends a notification to everybody who listens to it. Throws an `InvalidValueError`. */
  publish(notification: OutgoingNotification): void;
}

/** What generated senders (`UserNotificationSender`) are: one method for each notification of a group. */
export abstract class NotificationSender {
  readonly #source: string;
  readonly #outlet: NotificationOutlet;
  readonly #policies: Readonly<Record<number, NotificationPolicy>>;

  /** @param policies of the notifications that have one, by their numbers */
  constructor(
    group: Group,
    source: string,
    outlet: NotificationOutlet,
    policies: Readonly<Record<number, NotificationPolicy>> = {},
  ) {
    this.#source = source;
    this.#outlet = outlet;
    this.#policies = policies;
    outlet.announce(group);
  }

  /**
   * Sends one. No notification of a contract has a name with an underscore before it.
   *
   * @param type the notification's number
   * @param subject empty for a notification without one
   */
  protected _send(type: number, subject: string): void;
  protected _send<T>(
    type: number,
    subject: string,
    payload: Writable<T>,
    message: T,
  ): void;
  protected _send<T>(
    type: number,
    subject: string,
    payload?: Writable<T>,
    message?: T,
  ): void {
    this.#publish(type, subject, payload, message as T, false);
  }

  /** Sends one that carries its payload or its typed error. */
  protected _sendOutcome<P, E>(
    type: number,
    subject: string,
    payload: Writable<P>,
    error: Writable<E>,
    outcome: Result<P, E>,
  ): void {
    if (outcome.ok) {
      this.#publish(type, subject, payload, outcome.value, false);
    } else {
      this.#publish(type, subject, error, outcome.error, true);
    }
  }

  #publish<T>(
    type: number,
    subject: string,
    kind: Writable<T> | undefined,
    message: T,
    isError: boolean,
  ): void {
    this.#outlet.publish({
      source: this.#source,
      type,
      subject,
      policy: this.#policies[type],
      isError,
      payload: () => (kind === undefined ? NOTHING : written(kind, message)),
    });
  }
}

const NOTHING = new Uint8Array(0);

function written<T>(type: Writable<T>, message: T): Uint8Array {
  const out = new Writer();
  out.fields(type, message);
  return out.finish();
}

import { Writer } from "../codec/writer.js";
import type { Writable } from "../codec/message-type.js";
import type { Group } from "../contract/group.js";

/** One notification to be sent; what it has not is empty. */
export interface OutgoingNotification {
  readonly source: string;
  /** The notification's number, unique in its source. */
  readonly type: number;
  readonly subject: string;
  /** Writes the payload; called at most once, and only if somebody listens. */
  readonly payload: () => Uint8Array;
}

/** Where notifications go: a fake core, which delivers them to the connections that subscribed. */
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

  constructor(group: Group, source: string, outlet: NotificationOutlet) {
    this.#source = source;
    this.#outlet = outlet;
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
    this.#outlet.publish({
      source: this.#source,
      type,
      subject,
      payload: () =>
        payload === undefined ? NOTHING : written(payload, message as T),
    });
  }
}

const NOTHING = new Uint8Array(0);

function written<T>(type: Writable<T>, message: T): Uint8Array {
  const out = new Writer();
  out.fields(type, message);
  return out.finish();
}

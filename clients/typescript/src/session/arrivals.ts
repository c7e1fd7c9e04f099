import type { Reader } from "../codec/reader.js";
import { ConnectionError } from "../errors.js";
import type { Subscriptions } from "../listening/subscriptions.js";
import { reasonOf } from "../reason.js";
import type { FrameWriter } from "../wire/frame-writer.js";
import {
  Ack,
  CreditFrame,
  GoAway,
  NotificationFrame,
  Ping,
  ResponseFrame,
  ResyncFrame,
  StreamItemFrame,
} from "../wire/messages.js";
import type { InFlight } from "./in-flight.js";
import type { Outbox } from "./outbox.js";
import type { Requests } from "./requests.js";

/** The tags of the frames that a core sends: field number and wire type 2. */
const WELCOME = 18;
const RESPONSE = 34;
const NOTIFICATION = 42;
const STREAM_ITEM = 74;
const CREDIT = 90;
const PING = 98;
const GO_AWAY = 114;
const ACK = 122;
const RESYNC = 138;
/** Frames that only front ends send; any other that is unknown here is from a later version. */
const NEVER_FROM_A_CORE: ReadonlySet<number> = new Set([
  10, 26, 50, 58, 66, 82, 130,
]);

/** Takes each frame of the core to whom it is for. Throws a `ConnectionError` for one that should not have come. */
export class Arrivals {
  readonly #inFlight: InFlight;
  readonly #subscriptions: Subscriptions;
  readonly #requests: Requests;
  readonly #outbox: Outbox<FrameWriter>;
  readonly #onGoAway: (goAway: GoAway) => void;
  #lastSeq = 0;

  constructor(
    inFlight: InFlight,
    subscriptions: Subscriptions,
    requests: Requests,
    outbox: Outbox<FrameWriter>,
    onGoAway: (goAway: GoAway) => void,
  ) {
    this.#inFlight = inFlight;
    this.#subscriptions = subscriptions;
    this.#requests = requests;
    this.#outbox = outbox;
    this.#onGoAway = onGoAway;
  }

  /** A session begins, whose notifications are numbered from 1. */
  restart(): void {
    this.#lastSeq = 0;
  }

  /** @param kind the body's tag, 0 for a frame without one */
  frame(kind: number, reader: Reader, at: number): void {
    switch (kind) {
      case RESPONSE:
        this.#response(reader, reader.kept(ResponseFrame, at));
        break;
      case NOTIFICATION:
        this.#notification(reader, reader.kept(NotificationFrame, at));
        break;
      case PING:
        this.#outbox.frames.pong(reader.kept(Ping, at));
        this.#requests.control();
        break;
      case STREAM_ITEM:
        this.#item(reader, reader.kept(StreamItemFrame, at));
        break;
      case CREDIT: {
        const { id, items, bytes } = reader.kept(CreditFrame, at);
        // For a call that has ended it has come too late, which is no fault.
        this.#inFlight.get(id)?.items?.credited(items, bytes);
        break;
      }
      case GO_AWAY:
        this.#onGoAway(reader.kept(GoAway, at));
        break;
      case ACK:
        this.#acknowledged(reader.kept(Ack, at));
        break;
      case RESYNC: {
        const { reason, message } = reader.kept(ResyncFrame, at);
        this.#subscriptions.resynced({ reason: reasonOf(reason), message });
        break;
      }
      default:
        if (kind === WELCOME || NEVER_FROM_A_CORE.has(kind)) {
          throw broken(
            `the core sent frame ${String(kind >>> 3)}, which has no place here`,
          );
        }
    }
  }

  #response(reader: Reader, response: ResponseFrame): void {
    const pending = this.#inFlight.take(response.id);
    if (pending === undefined) {
      throw broken(
        `the core answered call ${String(response.id)}, which is not in flight`,
      );
    }
    pending.answered(reader, response);
  }

  #item(reader: Reader, { id, payload }: StreamItemFrame): void {
    const pending = this.#inFlight.get(id);
    if (pending?.items === undefined) {
      const what =
        pending === undefined ? "is not in flight" : "takes no items";
      throw broken(
        `the core sent an item of call ${String(id)}, which ${what}`,
      );
    }
    pending.items.received(reader, payload);
  }

  #notification(reader: Reader, notification: NotificationFrame): void {
    const { seq } = notification;
    if (seq !== this.#lastSeq + 1) {
      throw broken(
        `the core sent notification ${String(seq)} after ${String(this.#lastSeq)}`,
      );
    }
    this.#lastSeq = seq;
    this.#subscriptions.notified(reader, notification);
  }

  #acknowledged(position: number): void {
    const { retained } = this.#outbox;
    if (retained === undefined || position > retained.sent) {
      throw broken(
        `the core has acknowledged ${String(position)} bytes of a session in which ${String(retained?.sent ?? 0)} count`,
      );
    }
    retained.acknowledged(position);
  }
}

function broken(problem: string): ConnectionError {
  return new ConnectionError("PROTOCOL_ERROR", problem);
}

import type { MessageType } from "../codec/message-type.js";
import type { Reader } from "../codec/reader.js";
import { ConnectionError, EventError } from "../errors.js";
import type { EventType } from "../event-type.js";
import type { OutgoingCall } from "../interceptor.js";
import { bytesText } from "../limits.js";
import type { Reason } from "../reason.js";
import type { Sender } from "../session/outbox.js";
import type { Pending, PendingItems } from "../session/pending.js";
import type { Session } from "../session/session.js";
import type { ResponseFrame } from "../wire/messages.js";
import { type Ending, EventCall, type Settled } from "./event-call.js";
import { IncomingItems } from "./incoming-items.js";
import type { Interceptors } from "./interceptors.js";
import { type ItemOutlet, OutgoingItems } from "./outgoing-items.js";

/** Which items a call has; one that is left out has none in that direction. */
export interface ItemTypes<I, O> {
  readonly toCore?: MessageType<I, never>;
  readonly fromCore?: MessageType<O, never>;
}

/** A call and its items: takes each to the other as it comes and goes. */
export class ItemStream<P, I, O, T, E>
  implements Pending, PendingItems, ItemOutlet<I>, Ending
{
  readonly event: EventType<P, T, E>;
  /** What every call has. */
  readonly call: EventCall<P, T, E>;
  readonly incoming = new IncomingItems<O>();
  readonly outgoing: OutgoingItems<I>;
  readonly #types: ItemTypes<I, O>;
  #session: Session | undefined;
  #id = 0;
  #interceptors: Interceptors | undefined;
  #intercepted: OutgoingCall | undefined;

  constructor(event: EventType<P, T, E>, types: ItemTypes<I, O>) {
    this.event = event;
    this.#types = types;
    this.outgoing = new OutgoingItems(event.name);
    this.call = new EventCall(event, this);
  }

  get items(): PendingItems {
    return this;
  }

  /** Whether the core sends items. */
  get readable(): boolean {
    return this.#types.fromCore !== undefined;
  }

  /** Has interceptors see the items. */
  watch(interceptors: Interceptors, call: OutgoingCall): void {
    this.#interceptors = interceptors;
    this.#intercepted = call;
  }

  /** Sends the request, which items may follow. */
  start(session: Session, payload: P, traceparent: string | undefined): void {
    const id = this.call.send(session, payload, traceparent, this);
    if (id === 0) {
      return;
    }
    this.#id = id;
    this.#session = session;
    const { limits, requests, untaken } = session;
    const { streamItems, streamBytes } = limits;
    this.incoming.open({
      streamItems,
      streamBytes,
      untaken,
      giveCredit: (items, bytes) => {
        requests.credit(id, items, bytes);
      },
    });
    if (this.#types.toCore !== undefined) {
      const { items, bytes } = requests.initialCredit;
      this.outgoing.open(this, items, bytes);
    }
  }

  /** The loop wants no more. */
  leave(): void {
    this.incoming.leave();
    this.call.cancel();
  }

  received(reader: Reader, payload: number): void {
    const type = this.#types.fromCore;
    if (type === undefined) {
      throw new ConnectionError(
        "PROTOCOL_ERROR",
        `the core sent an item of call ${String(this.#id)}, and ${this.event.name} has none`,
      );
    }
    const bytes = reader.keptLength(payload);
    this.incoming.charge(bytes);
    let item: O;
    try {
      item = reader.payload(type, payload);
    } catch (cause) {
      this.failed("INVALID_RESPONSE", "an item cannot be read", cause);
      return;
    }
    if (this.#seen("itemReceived", item) && !this.incoming.add(item, bytes)) {
      const limit = bytesText(this.#session?.untaken.limit ?? 0);
      const problem = `an item of ${bytesText(bytes)} does not fit beside those that wait to be taken in all streams; the limit is ${limit} (limits.maxQueueBytes)`;
      this.failed("OVERLOADED", problem);
    }
  }

  credited(items: number, bytes: number): void {
    this.outgoing.credited(items, bytes);
  }

  answered(reader: Reader, frame: ResponseFrame): void {
    this.outgoing.stop();
    this.call.answered(reader, frame);
  }

  failed(reason: Reason, problem: string, cause?: unknown): void {
    this.call.failed(reason, problem, cause);
  }

  ended(settled: Settled<unknown>): void {
    this.outgoing.end(settled);
    this.incoming.end(settled);
    if (!settled.ok && settled.failure instanceof EventError) {
      if (settled.failure.reason === "CANCELLED") {
        this.incoming.drop();
      }
    }
  }

  roomFor(sender: Sender): boolean {
    return this.#session?.requests.roomFor(sender) === true;
  }

  forget(sender: Sender): void {
    this.#session?.requests.forget(sender);
  }

  send(item: I): number {
    const type = this.#types.toCore;
    const requests = this.#session?.requests;
    if (type === undefined || requests === undefined) {
      return -1;
    }
    return this.#seen("itemSent", item)
      ? requests.item(this.#id, type, item, this)
      : -1;
  }

  finish(): void {
    this.#session?.requests.streamEnd(this.#id);
  }

  /** Shows an item to the interceptors; one that throws ends the call. */
  #seen(hook: "itemSent" | "itemReceived", item: unknown): boolean {
    if (this.#intercepted !== undefined) {
      try {
        this.#interceptors?.[hook](this.#intercepted, item);
      } catch (failure) {
        this.call.end({ ok: false, failure: failure as Error });
        return false;
      }
    }
    return true;
  }
}

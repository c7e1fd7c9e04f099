import type { Writable } from "../codec/message-type.js";
import type { Group } from "../contract/group.js";
import { ConnectionError, textOf } from "../errors.js";
import type { EventType } from "../event-type.js";
import { bytesText, type Limits } from "../limits.js";
import type { SubscriptionWire, Topic } from "../listening/subscriptions.js";
import type { Reason } from "../reason.js";
import { eventField, type FrameWriter } from "../wire/frame-writer.js";
import type { Agreement } from "./agreement.js";
import { Held } from "./held.js";
import type { InFlight } from "./in-flight.js";
import type { Outbox, Sender } from "./outbox.js";
import type { Pending } from "./pending.js";

/** Why nothing is sent. */
export interface Refusal {
  readonly reason: Reason;
  readonly text: string;
}

export const CLOSED: Refusal = {
  reason: "NOT_CONNECTED",
  text: "the connection is closed",
};

/**
 * How far frames without an outcome of their own may go beyond `limits.maxQueueBytes`, in bytes: 64 KiB, and as much again
 * because an item may be sent, whatever its size, while less than that is waiting.
 */
const CONTROL_BYTES = 128 * 1024;

/**
 * What is sent for calls and subscriptions, within the limits of both sides. Whatever cannot be sent
 * is as if it had never been written; while there is no link, it waits.
 */
export class Requests implements SubscriptionWire {
  readonly #outbox: Outbox<FrameWriter>;
  readonly #inFlight: InFlight;
  readonly #maxQueueBytes: number;
  readonly #abort: (problem: ConnectionError) => void;
  readonly #held = new Held();
  #agreement: Agreement | undefined;
  #refusal: Refusal | undefined;

  constructor(
    outbox: Outbox<FrameWriter>,
    inFlight: InFlight,
    { maxQueueBytes }: Limits,
    abort: (problem: ConnectionError) => void,
  ) {
    this.#outbox = outbox;
    this.#inFlight = inFlight;
    this.#maxQueueBytes = maxQueueBytes;
    this.#abort = abort;
  }

  /** From here on calls may be made. */
  open(agreement: Agreement): void {
    this.#agreement = agreement;
  }

  /** From here on no new calls are made, for this reason; `undefined`: they are made again. */
  refuse(refusal: Refusal | undefined): void {
    this.#refusal = refusal;
  }

  /** Hands out what has waited for a link, in the order in which it was made. */
  takeHeld(): Uint8Array {
    return this.#held.takeAll();
  }

  /**
   * The session is lost. Calls that the core knows nothing of wait for the next one, and so do those that may
   * run twice; the others end, as nobody can know whether they were carried out.
   */
  lose(problem: ConnectionError): void {
    this.#outbox.clear();
    const unknown = this.#held.takeUnknown();
    for (const [id, pending] of this.#inFlight.all()) {
      if (!unknown.has(id) && pending.again?.(this, id) !== true) {
        this.#inFlight.take(id);
        pending.failed("OUTCOME_UNKNOWN", unknownText(problem), problem);
      }
    }
    this.#held.append(unknown);
  }

  /** Nothing waits any more: whatever is in flight ends. */
  fail(problem: ConnectionError): void {
    this.#outbox.clear();
    for (const [id, pending] of this.#inFlight.all()) {
      this.#inFlight.take(id);
      if (this.#held.isUnsent(id)) {
        const text = `nothing was sent: ${problem.message}`;
        pending.failed("NOT_CONNECTED", text, problem);
      } else {
        pending.failed("OUTCOME_UNKNOWN", unknownText(problem), problem);
      }
    }
    this.#held.takeAll();
  }

  /** There is a new session. What has waited is sent in it, if the core takes it. */
  reopen(agreement: Agreement): void {
    const before = this.#agreement;
    this.#agreement = agreement;
    this.#refusal = undefined;
    let count = 0;
    for (const [id, pending] of this.#inFlight.all()) {
      const size = this.#held.requestBytes(id);
      if (size > agreement.maxFrameBytes) {
        const problem = tooLarge("request", size, agreement.maxFrameBytes);
        this.#takeBack(id, pending, "LIMIT_EXCEEDED", problem);
      } else if (++count > agreement.maxCalls) {
        const problem = tooMany(count - 1, agreement.maxCalls);
        this.#takeBack(id, pending, "OVERLOADED", problem);
      } else {
        // Nothing was sent of its stream yet, so that what it may send is what this session allows.
        pending.items?.credited(
          agreement.streamItems - (before?.streamItems ?? 0),
          agreement.streamBytes - (before?.streamBytes ?? 0),
        );
      }
    }
  }

  /**
   * Sends a request; `pending` is told its outcome, at once if it cannot be sent. Returns the call's
   * number, 0 if it was not sent.
   *
   * @param timeoutMs 0 for none
   */
  call<P, T, E>(
    event: EventType<P, T, E>,
    payload: P,
    pending: Pending,
    timeoutMs: number,
    traceparent: string | undefined,
  ): number {
    const agreement = this.#ready(event.group, pending, this.#inFlight.calls);
    if (agreement === undefined) {
      return 0;
    }
    const id = this.#inFlight.nextId();
    const { frames } = this.#outbox;
    let size: number;
    try {
      size = frames.request(
        id,
        fieldOf(event.name),
        event.payload,
        payload,
        timeoutMs,
        traceparent,
      );
    } catch (cause) {
      frames.drop();
      pending.failed("INVALID_PAYLOAD", textOf(cause), cause);
      return 0;
    }
    return this.#sent(id, size, agreement, pending) ? id : 0;
  }

  /** Writes the request of a call again that is in flight and whose session was lost; whether it could be. */
  again<P, T, E>(
    id: number,
    event: EventType<P, T, E>,
    payload: P,
    timeoutMs: number,
    traceparent: string | undefined,
  ): boolean {
    const { frames } = this.#outbox;
    const name = fieldOf(event.name);
    try {
      frames.request(id, name, event.payload, payload, timeoutMs, traceparent);
    } catch {
      frames.drop(); // It has changed since it was sent.
      return false;
    }
    this.#held.add(id, frames.take(), "again");
    return true;
  }

  /** Subscribes; `pending` is told when the core has acknowledged it. Returns the number to end it by, 0 if it was not sent. */
  subscribe(
    { group, source, types, subjects }: Topic,
    pending: Pending,
  ): number {
    const agreement = this.#ready(group, pending, 0);
    if (agreement === undefined) {
      return 0;
    }
    const id = this.#inFlight.nextId();
    const { frames } = this.#outbox;
    let size: number;
    try {
      size = frames.subscribe(id, source, types, subjects);
    } catch (cause) {
      frames.drop();
      pending.failed("INVALID_PAYLOAD", textOf(cause), cause);
      return 0;
    }
    return this.#sent(id, size, agreement, pending, true) ? id : 0;
  }

  /** Ends a subscription of that number. */
  unsubscribe(id: number): void {
    this.#outbox.frames.unsubscribe(id);
    this.control(id);
  }

  /** Says that the notifications up to this one were taken. */
  heard(seq: number): void {
    this.#outbox.frames.heard(seq);
    this.control();
  }

  /** Gives up a call that is in flight: tells the core, if it knows of it, and passes over what it still sends. */
  abandon(id: number): void {
    if (this.#held.remove(id)) {
      this.#inFlight.take(id);
    } else if (this.#inFlight.abandon(id)) {
      this.#outbox.frames.cancel(id);
      this.control(id);
    }
  }

  /** How much of a stream may be sent before the core gives more credit. */
  get initialCredit(): { readonly items: number; readonly bytes: number } {
    return {
      items: this.#agreement?.streamItems ?? 0,
      bytes: this.#agreement?.streamBytes ?? 0,
    };
  }

  /** Whether items may be sent; if not, `sender` is told when they may. */
  roomFor(sender: Sender): boolean {
    if (this.#outbox.roomy) {
      return true;
    }
    this.#outbox.whenRoomy(sender);
    return false;
  }

  /** Makes the sender wait for room no longer. */
  forget(sender: Sender): void {
    this.#outbox.forget(sender);
  }

  /** Sends an item of a stream. Returns its size in bytes; -1 if it cannot be sent, which `pending` is told. */
  item<I>(id: number, type: Writable<I>, item: I, pending: Pending): number {
    const { frames } = this.#outbox;
    let size: number;
    try {
      size = frames.item(id, type, item);
    } catch (cause) {
      frames.drop();
      pending.failed("INVALID_PAYLOAD", textOf(cause), cause);
      return -1;
    }
    const limit = this.#agreement?.maxFrameBytes ?? 0;
    if (size > limit) {
      frames.drop();
      pending.failed("LIMIT_EXCEEDED", tooLarge("item", size, limit));
      return -1;
    }
    if (size > this.#maxQueueBytes) {
      frames.drop();
      const problem = `the item is ${bytesText(size)}; the limit is ${bytesText(this.#maxQueueBytes)} (limits.maxQueueBytes)`;
      pending.failed("OVERLOADED", problem);
      return -1;
    }
    const { payloadBytes } = frames;
    this.#send(id);
    return payloadBytes;
  }

  /** Says that no more items come. */
  streamEnd(id: number): void {
    this.#outbox.frames.streamEnd(id);
    this.control(id);
  }

  /** Lets the core send so much more. */
  credit(id: number, items: number, bytes: number): void {
    this.#outbox.frames.credit(id, items, bytes);
    this.control(id);
  }

  /**
   * The agreement if a call may be made, else `undefined` and `pending` is told why not.
   *
   * @param calls how many there are that the core counts
   */
  #ready(group: Group, pending: Pending, calls: number): Agreement | undefined {
    const agreement = this.#agreement;
    if (agreement === undefined || this.#refusal !== undefined) {
      const { reason, text } = this.#refusal ?? CLOSED;
      pending.failed(reason, `nothing was sent: ${text}`);
      return undefined;
    }
    if (calls >= agreement.maxCalls) {
      const problem = tooMany(calls, agreement.maxCalls);
      pending.failed("OVERLOADED", problem);
      return undefined;
    }
    const problem = agreement.problemWith(group);
    if (problem !== undefined) {
      pending.failed("CONTRACT_MISMATCH", problem);
      return undefined;
    }
    return agreement;
  }

  /** Puts a frame that was written among those that wait for an answer, unless it goes beyond a limit. */
  #sent(
    id: number,
    size: number,
    agreement: Agreement,
    pending: Pending,
    isSubscription = false,
  ): boolean {
    const limit = agreement.maxFrameBytes;
    if (size > limit) {
      this.#outbox.frames.drop();
      pending.failed("LIMIT_EXCEEDED", tooLarge("request", size, limit));
      return false;
    }
    const waiting = this.#waiting();
    if (waiting > this.#maxQueueBytes) {
      this.#outbox.frames.drop();
      pending.failed(
        "OVERLOADED",
        `nothing was sent: ${bytesText(waiting)} would wait to be written; the limit is ${bytesText(this.#maxQueueBytes)} (limits.maxQueueBytes)`,
      );
      return false;
    }
    this.#inFlight.add(id, pending, isSubscription);
    // A new session is asked for all subscriptions anew, so that one which waits belongs to the one before.
    this.#send(id, !isSubscription);
    return true;
  }

  /**
   * Sends a small frame that was written and that nobody waits for; a core that makes us write them and reads none is left.
   *
   * @param id the call or subscription that it belongs to, 0 for none
   */
  control(id = 0): void {
    const { attached, waiting } = this.#outbox;
    if (attached && waiting > this.#maxQueueBytes + CONTROL_BYTES) {
      this.#abort(
        new ConnectionError(
          "SLOW_CONSUMER",
          `the core does not read: ${bytesText(waiting)} wait to be written; the limit is ${bytesText(this.#maxQueueBytes)} (limits.maxQueueBytes) and ${bytesText(CONTROL_BYTES)} more for frames that answer or end something`,
        ),
      );
    } else {
      this.#send(id);
    }
  }

  /** How many bytes wait to be written, those included that another link may have to be given once more. */
  #waiting(): number {
    const { attached, waiting, retained } = this.#outbox;
    return attached
      ? waiting
      : waiting + this.#held.size + (retained?.size ?? 0);
  }

  /** Has a frame that was written go out with the turn of the event loop, or wait for a link. */
  #send(id: number, begins = false): void {
    if (this.#outbox.attached) {
      this.#outbox.schedule();
    } else {
      const bytes = this.#outbox.frames.take();
      this.#held.add(id, bytes, begins ? "new" : undefined);
    }
  }

  /** Ends a call that has waited for a session, and that this one does not take. */
  #takeBack(
    id: number,
    pending: Pending,
    reason: Reason,
    problem: string,
  ): void {
    this.#held.remove(id);
    this.#inFlight.take(id);
    pending.failed(reason, problem);
  }
}

const fields = new Map<string, Uint8Array>();

/** The field that names the event, written once for each. */
function fieldOf(event: string): Uint8Array {
  let field = fields.get(event);
  if (field === undefined) {
    field = eventField(event);
    fields.set(event, field);
  }
  return field;
}

function tooLarge(what: string, size: number, limit: number): string {
  return `the ${what} is ${bytesText(size)}; the limit is ${bytesText(limit)} (Limits.maxFrameBytes of the core)`;
}

function tooMany(count: number, limit: number): string {
  return `${count.toLocaleString("en-US")} calls are in flight; the limit is ${limit.toLocaleString("en-US")} (Limits.maxCallsPerConnection of the core)`;
}

function unknownText({ message }: ConnectionError): string {
  return `the session was lost before the answer came, so whether it was carried out is not known: ${message}`;
}

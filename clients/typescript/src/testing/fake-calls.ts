import type { Reader } from "../codec/reader.js";
import type { Group } from "../contract/group.js";
import { ConnectionError, textOf } from "../errors.js";
import { bytesText } from "../limits.js";
import { numberOf, type Reason } from "../reason.js";
import type { Deadlines } from "../session/deadlines.js";
import type { Outbox } from "../session/outbox.js";
import type { Untaken } from "../session/untaken.js";
import { Violations } from "../validation/violations.js";
import type { CreditFrame, StreamItemFrame } from "../wire/messages.js";
import { ActiveCall } from "./active-call.js";
import type { HelloFrame, RequestFrame } from "./client-frames.js";
import type { CoreFrames } from "./core-frames.js";
import type { Events } from "./events.js";
import { type Answers, handle } from "./handling.js";
import type { FakeLimits } from "./limits.js";
import type { ReceivedType, ServedCall } from "./plugin.js";

/** What all connections of a core share. */
export interface Serving {
  readonly name: string;
  readonly limits: FakeLimits;
  readonly events: Events;
  /** Every group that the core has just now. */
  readonly groups: () => Iterable<Group>;
  /** The calls in flight of all connections together. */
  readonly calls: Set<ActiveCall>;
  /** Where failures of handlers go. */
  readonly report: (failure: unknown, call: ServedCall) => void;
}

/** The calls of one connection, from their requests to the ends of their handlers. */
export class FakeCalls implements Answers {
  isDraining = false;
  readonly #serving: Serving;
  readonly #outbox: Outbox<CoreFrames>;
  readonly #deadlines: Deadlines;
  readonly #untaken: Untaken;
  readonly #send: () => void;
  /** Calls that have not been answered. */
  readonly #awaited = new Map<number, ActiveCall>();
  /** Calls whose handlers run, answered or not. */
  readonly #running = new Set<ActiveCall>();
  #maxAnswerBytes: number;
  #clientItems = 0;
  #clientBytes = 0;
  #idle: (() => void) | undefined;

  constructor(
    serving: Serving,
    outbox: Outbox<CoreFrames>,
    deadlines: Deadlines,
    untaken: Untaken,
    send: () => void,
  ) {
    this.#serving = serving;
    this.#outbox = outbox;
    this.#deadlines = deadlines;
    this.#untaken = untaken;
    this.#send = send;
    this.#maxAnswerBytes = serving.limits.maxFrameBytes;
  }

  /** The largest frame that both sides accept. */
  get maxAnswerBytes(): number {
    return this.#maxAnswerBytes;
  }

  /** The handshake has told what the client takes. */
  agreed({ maxFrameBytes, streamItems, streamBytes }: HelloFrame): void {
    if (maxFrameBytes > 0) {
      this.#maxAnswerBytes = Math.min(this.#maxAnswerBytes, maxFrameBytes);
    }
    this.#clientItems = streamItems;
    this.#clientBytes = streamBytes;
  }

  isAwaited(id: number): boolean {
    return this.#awaited.has(id);
  }

  request(
    reader: Reader,
    { id, event, payload, timeoutMs, traceparent }: RequestFrame,
  ): void {
    const { events, calls } = this.#serving;
    const refusal = this.#refusal(event);
    if (refusal !== undefined) {
      this.#failNumber(id, refusal.reason, refusal.text);
      return;
    }
    const served = events.find(event);
    if (served === undefined) {
      this.#failNumber(id, "UNKNOWN_EVENT", events.explainUnknown(event));
      return;
    }
    const call = new ActiveCall(id, served, timeoutMs, traceparent, () => {
      this.#abandon(
        call,
        "DEADLINE_EXCEEDED",
        `${call.event}: not answered within ${timeoutMs.toLocaleString("en-US")} ms`,
      );
    });
    let message: unknown;
    try {
      const { payload: type } = served.type;
      message =
        type === undefined ? undefined : received(reader, type, payload);
    } catch (failure) {
      const text = `${call.event}: ${textOf(failure)}`;
      this.#failNumber(id, "INVALID_PAYLOAD", text);
      return;
    }
    this.#awaited.set(id, call);
    this.#running.add(call);
    calls.add(call);
    if (call.deadline !== Infinity) {
      this.#deadlines.add(call);
    }
    this.#openItems(call);
    void handle(call, message, this);
  }

  /** Why a new call is not taken. */
  #refusal(event: string): { reason: Reason; text: string } | undefined {
    const { limits, calls } = this.#serving;
    if (this.isDraining) {
      const text = "The core is closing and takes no new calls";
      return { reason: "SHUTTING_DOWN", text };
    }
    const here = this.#running.size;
    if (here >= limits.maxCallsPerConnection) {
      return overloaded(event, here, "on this connection", {
        limit: limits.maxCallsPerConnection,
        name: "limits.maxCallsPerConnection",
      });
    }
    if (calls.size >= limits.maxCalls) {
      return overloaded(event, calls.size, "in this core", {
        limit: limits.maxCalls,
        name: "limits.maxCalls",
      });
    }
    return undefined;
  }

  #openItems(call: ActiveCall): void {
    const { streamItems, streamBytes } = this.#serving.limits;
    const { id, outgoing } = call;
    call.incoming?.open({
      streamItems,
      streamBytes,
      untaken: this.#untaken,
      giveCredit: (items, bytes) => {
        if (!call.isAnswered && !call.isUploaded) {
          this.#outbox.frames.credit(id, items, bytes);
          this.#send();
        }
      },
    });
    outgoing?.open(
      {
        roomFor: (sender) => {
          if (!this.#outbox.roomy) {
            this.#outbox.whenRoomy(sender);
          }
          return this.#outbox.roomy;
        },
        send: (item) => this.#item(call, item),
        finish: () => undefined,
        forget: (sender) => {
          this.#outbox.forget(sender);
        },
      },
      this.#clientItems,
      this.#clientBytes,
    );
  }

  /** Sends an item; returns its size in bytes, -1 if that ended the call. */
  #item(call: ActiveCall, item: unknown): number {
    const { fromCore } = call.served.type;
    if (fromCore === undefined || call.isAnswered) {
      return -1;
    }
    const { frames } = this.#outbox;
    try {
      const size = frames.item(call.id, fromCore, item as never);
      if (size > this.#maxAnswerBytes) {
        frames.drop();
        this.#abandon(
          call,
          "LIMIT_EXCEEDED",
          `${call.event}: an item is too large: ${tooLarge(size, this.#maxAnswerBytes)}`,
        );
        return -1;
      }
    } catch (failure) {
      frames.drop();
      this.report(call, failure);
      this.#abandon(
        call,
        "HANDLER_FAILED",
        `${call.event}: the handler sent an item that can't be written; the core's log tells more under call ${String(call.id)}`,
      );
      return -1;
    }
    this.#send();
    return frames.payloadBytes;
  }

  /** The front end sends an item. */
  item(reader: Reader, { id, payload }: StreamItemFrame): void {
    const call = this.#awaited.get(id);
    if (call === undefined) {
      return;
    }
    const { incoming } = call;
    const { toCore } = call.served.type;
    if (incoming === undefined || toCore === undefined) {
      const text = `${call.event}: the event takes no stream of items`;
      this.#abandon(call, "INVALID_PAYLOAD", text);
      return;
    }
    if (call.isUploaded) {
      throw broken(
        `A StreamItem of ${call.toString()} came after its StreamEnd`,
      );
    }
    const bytes = reader.keptLength(payload);
    try {
      incoming.charge(bytes);
    } catch {
      throw broken(
        `A StreamItem of ${call.toString()} came without credit; the core gives what its handler has taken`,
      );
    }
    let item: unknown;
    try {
      item = received(reader, toCore, payload);
    } catch (failure) {
      const text = `${call.event}: an item of the stream: ${textOf(failure)}`;
      this.#abandon(call, "INVALID_PAYLOAD", text);
      return;
    }
    if (!incoming.add(item, bytes)) {
      const limit = bytesText(this.#serving.limits.maxQueueBytes);
      this.#abandon(
        call,
        "OVERLOADED",
        `${call.event}: the streams of this connection hold more than ${limit} that no handler has taken (limits.maxQueueBytes)`,
      );
    }
  }

  /** The front end sends no more items. */
  uploaded(id: number): void {
    const call = this.#awaited.get(id);
    if (call !== undefined) {
      call.isUploaded = true;
      call.incoming?.end({ ok: true, value: undefined });
    }
  }

  /** The front end takes more items. */
  credited({ id, items, bytes }: CreditFrame): void {
    const call = this.#awaited.get(id);
    try {
      call?.outgoing?.credited(items, bytes);
    } catch {
      throw broken(
        `A Credit of ${String(call)} brings its credit beyond 2,147,483,647`,
      );
    }
  }

  cancel(id: number): void {
    const call = this.#awaited.get(id);
    if (call !== undefined) {
      this.#abandon(
        call,
        "CANCELLED",
        `${call.event}: cancelled by its caller`,
      );
    }
  }

  /** Answers every call that still runs. */
  abandonAll(reason: Reason, text: string): void {
    for (const call of [...this.#awaited.values()]) {
      this.#abandon(call, reason, text);
    }
  }

  /** Nobody is left to answer to. */
  lose(reason: Reason, text: string): void {
    for (const call of this.#awaited.values()) {
      call.claim();
      this.#deadlines.delete(call);
      call.interrupt(reason, `${call.event}: ${text}`);
    }
    this.#awaited.clear();
  }

  /** Fulfilled when no handler runs, or the time has passed. */
  idle(timeoutMs: number): Promise<void> {
    if (this.#running.size === 0) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#idle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  answer(call: ActiveCall, code: number, message: unknown): void {
    const { response, error } = call.served.type;
    const what = code === 0 ? "response" : "error";
    const { frames } = this.#outbox;
    try {
      const type = code === 0 ? response : error;
      const size = frames.response(call.id, code, type, message);
      if (size > this.#maxAnswerBytes) {
        frames.drop();
        this.fail(
          call,
          "LIMIT_EXCEEDED",
          `${call.event}: the ${what} is too large: ${tooLarge(size, this.#maxAnswerBytes)}`,
        );
      } else if (this.#claim(call)) {
        this.#send();
      } else {
        frames.drop();
      }
    } catch (failure) {
      frames.drop();
      this.report(call, failure);
      this.fail(
        call,
        "HANDLER_FAILED",
        `${call.event}: the handler gave an unusable ${what}; the core's log tells more under call ${String(call.id)}`,
      );
    }
  }

  fail(call: ActiveCall, reason: Reason, text: string): void {
    if (this.#claim(call)) {
      this.#failNumber(call.id, reason, text);
    }
  }

  handlerEnded(call: ActiveCall): void {
    this.#running.delete(call);
    this.#serving.calls.delete(call);
    if (this.#running.size === 0) {
      this.#idle?.();
    }
  }

  report(call: ActiveCall, failure: unknown): void {
    this.#serving.report(failure, call);
  }

  /** Answers in the handler's place, and tells the handler. */
  #abandon(call: ActiveCall, reason: Reason, text: string): void {
    if (!call.isAnswered) {
      this.fail(call, reason, text);
      call.interrupt(reason, text);
    }
  }

  #claim(call: ActiveCall): boolean {
    if (!call.claim()) {
      return false;
    }
    this.#awaited.delete(call.id);
    this.#deadlines.delete(call);
    return true;
  }

  #failNumber(id: number, reason: Reason, text: string): void {
    this.#outbox.frames.failure(id, numberOf(reason), text);
    this.#send();
  }
}

/** Reads and checks a message that came. Throws an Error whose text is for the front end. */
function received(reader: Reader, type: ReceivedType, at: number): unknown {
  let message: unknown;
  try {
    message = reader.payload(type, at);
  } catch (failure) {
    throw new Error(`the payload can't be read: ${textOf(failure)}`, {
      cause: failure,
    });
  }
  const found = new Violations();
  type.check?.(message as never, found);
  if (found.list.length > 0) {
    const texts = found.list.map((one) => `${one.path}: ${one.message}`);
    throw new Error(`the payload was refused: ${texts.join("; ")}`);
  }
  return message;
}

/** A rule of the protocol was broken, which ends the connection. */
export function broken(text: string): ConnectionError {
  return new ConnectionError("PROTOCOL_ERROR", text);
}

function overloaded(
  event: string,
  count: number,
  where: string,
  { limit, name }: { limit: number; name: string },
): { reason: Reason; text: string } {
  const text = `${event}: ${count.toLocaleString("en-US")} calls are in flight ${where}; the limit is ${limit.toLocaleString("en-US")} (${name})`;
  return { reason: "OVERLOADED", text };
}

function tooLarge(size: number, limit: number): string {
  return `${bytesText(size)}; the limit is ${bytesText(limit)} (maxFrameBytes)`;
}

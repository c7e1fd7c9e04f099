import type { Reader } from "../codec/reader.js";
import type { Group } from "../contract/group.js";
import { textOf } from "../errors.js";
import { numberOf, type Reason } from "../reason.js";
import type { Deadlines } from "../session/deadlines.js";
import type { Outbox } from "../session/outbox.js";
import type { Untaken } from "../session/untaken.js";
import { ActiveCall } from "./active-call.js";
import type { HelloFrame, RequestFrame } from "./client-frames.js";
import type { CoreFrames } from "./core-frames.js";
import type { Events } from "./events.js";
import { FakeItems, type ItemCalls } from "./fake-items.js";
import { type Answers, handle } from "./handling.js";
import type { FakeLimits } from "./limits.js";
import type { ServedCall } from "./plugin.js";
import { received, tooLarge } from "./reading.js";

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
export class FakeCalls implements Answers, ItemCalls {
  isDraining = false;
  readonly items: FakeItems;
  readonly #serving: Serving;
  readonly #outbox: Outbox<CoreFrames>;
  readonly #deadlines: Deadlines;
  readonly #send: () => void;
  readonly #beforeAnswer: () => void;
  /** Calls that have not been answered. */
  readonly #awaited = new Map<number, ActiveCall>();
  /** Calls whose handlers run, answered or not. */
  readonly #running = new Set<ActiveCall>();
  #maxAnswerBytes: number;
  #idle: (() => void) | undefined;

  /**
   * @param send sends what was written
   * @param beforeAnswer writes what has to arrive before an answer that is written next
   */
  constructor(
    serving: Serving,
    outbox: Outbox<CoreFrames>,
    deadlines: Deadlines,
    untaken: Untaken,
    send: () => void,
    beforeAnswer: () => void,
  ) {
    this.#serving = serving;
    this.#outbox = outbox;
    this.#deadlines = deadlines;
    this.#send = send;
    this.#beforeAnswer = beforeAnswer;
    this.items = new FakeItems(serving.limits, outbox, untaken, this);
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
    this.items.agreed(streamItems, streamBytes);
  }

  /** The call of that number, if it has not been answered. */
  awaited(id: number): ActiveCall | undefined {
    return this.#awaited.get(id);
  }

  send(): void {
    this.#send();
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
      this.abandon(
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
    this.items.open(call);
    const run = (): Promise<void> => handle(call, message, this);
    if (served.lane === undefined) {
      void run();
    } else {
      served.lane.add(run);
    }
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

  cancel(id: number): void {
    const call = this.#awaited.get(id);
    if (call !== undefined) {
      this.abandon(call, "CANCELLED", `${call.event}: cancelled by its caller`);
    }
  }

  /** Answers every call that still runs. */
  abandonAll(reason: Reason, text: string): void {
    for (const call of [...this.#awaited.values()]) {
      this.abandon(call, reason, text);
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
    this.#beforeAnswer();
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
  abandon(call: ActiveCall, reason: Reason, text: string): void {
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
    this.#beforeAnswer();
    this.#outbox.frames.failure(id, numberOf(reason), text);
    this.#send();
  }
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

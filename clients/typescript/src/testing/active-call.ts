import type { Settled } from "../calls/event-call.js";
import { IncomingItems } from "../calls/incoming-items.js";
import { OutgoingItems } from "../calls/outgoing-items.js";
import type { Reason } from "../reason.js";
import { clock, type Expiring } from "../session/deadlines.js";
import { wellFormed } from "../traceparent.js";
import type { ServedCall, ServedEvent } from "./plugin.js";

/** Why a handler's signal was aborted, and what reading its items throws from then on. */
export class CallEndedError extends Error {
  override readonly name = "CallEndedError";

  /** @param reason CANCELLED, DEADLINE_EXCEEDED, CONNECTION_LOST or SHUTTING_DOWN, among others */
  constructor(
    readonly reason: Reason,
    message: string,
  ) {
    super(message);
  }
}

/** A call from its request to the end of its handler. It is answered once. */
export class ActiveCall implements ServedCall, Expiring {
  readonly id: number;
  readonly event: string;
  readonly traceparent: string | undefined;
  readonly served: ServedEvent;
  /** When it must be answered, on {@link clock}; infinite for no deadline. */
  readonly deadline: number;
  /** The items that come; `undefined` if the event takes none. */
  readonly incoming: IncomingItems<unknown> | undefined;
  /** The items that go; `undefined` if the event sends none. */
  readonly outgoing: OutgoingItems<unknown> | undefined;
  /** Whether the front end has said that no more items come. */
  isUploaded = false;
  readonly #abort = new AbortController();
  readonly #onDeadline: (call: ActiveCall) => void;
  #answered = false;
  #iterated = false;

  constructor(
    id: number,
    served: ServedEvent,
    timeoutMs: number,
    traceparent: string,
    onDeadline: (call: ActiveCall) => void,
  ) {
    this.id = id;
    this.served = served;
    this.event = served.type.name;
    this.deadline = timeoutMs > 0 ? clock() + timeoutMs : Infinity;
    this.traceparent = wellFormed(traceparent);
    this.#onDeadline = onDeadline;
    const { toCore, fromCore } = served.type;
    this.incoming = toCore === undefined ? undefined : new IncomingItems();
    this.outgoing =
      fromCore === undefined ? undefined : new OutgoingItems(this.event);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get remainingMs(): number | undefined {
    return this.deadline === Infinity
      ? undefined
      : Math.max(0, this.deadline - clock());
  }

  get isAnswered(): boolean {
    return this.#answered;
  }

  /** Makes the caller the one who answers; false if somebody else has. */
  claim(): boolean {
    if (this.#answered) {
      return false;
    }
    this.#answered = true;
    return true;
  }

  /** The handler has answered: nobody wants its items any more. */
  ended(): void {
    this.#endItems({ ok: true, value: undefined });
  }

  /** Somebody else has answered, or nobody can: the handler is told to end. */
  interrupt(reason: Reason, text: string): void {
    const failure = new CallEndedError(reason, text);
    this.#endItems({ ok: false, failure });
    this.#abort.abort(failure);
  }

  #endItems(settled: Settled<unknown>): void {
    this.incoming?.end(settled);
    this.incoming?.drop();
    this.outgoing?.end({ ok: true, value: undefined });
  }

  expired(): void {
    this.#onDeadline(this);
  }

  /** The items that come, for one loop of the handler. */
  source(incoming: IncomingItems<unknown>): AsyncIterable<unknown> {
    return {
      [Symbol.asyncIterator]: (): AsyncIterator<unknown, undefined> => {
        if (this.#iterated) {
          throw new Error(
            `${this.toString()}: the items of a call can be read by one loop only`,
          );
        }
        this.#iterated = true;
        return {
          next: () => incoming.next(),
          return: () => {
            incoming.drop();
            return Promise.resolve({ done: true, value: undefined });
          },
        };
      },
    };
  }

  toString(): string {
    return `${this.event} (call ${String(this.id)})`;
  }
}

import type { Reader } from "../codec/reader.js";
import { textOf } from "../errors.js";
import { bytesText } from "../limits.js";
import type { Reason } from "../reason.js";
import type { Outbox } from "../session/outbox.js";
import type { Untaken } from "../session/untaken.js";
import type { CreditFrame, StreamItemFrame } from "../wire/messages.js";
import type { ActiveCall } from "./active-call.js";
import type { CoreFrames } from "./core-frames.js";
import type { FakeLimits } from "./limits.js";
import { broken, received, tooLarge } from "./reading.js";

/** What the items of a connection's calls need of these. */
export interface ItemCalls {
  /** The largest frame that both sides accept. */
  readonly maxAnswerBytes: number;
  /** The call of that number, if it has not been answered. */
  awaited(id: number): ActiveCall | undefined;
  /** Answers in the handler's place, and tells the handler. */
  abandon(call: ActiveCall, reason: Reason, text: string): void;
  /** Where failures go that the front end is not told more of. */
  report(call: ActiveCall, failure: unknown): void;
  /** Sends what was written. */
  send(): void;
}

/** The items of one connection's calls, as they come and go. */
export class FakeItems {
  readonly #limits: FakeLimits;
  readonly #outbox: Outbox<CoreFrames>;
  readonly #untaken: Untaken;
  readonly #calls: ItemCalls;
  #clientItems = 0;
  #clientBytes = 0;

  constructor(
    limits: FakeLimits,
    outbox: Outbox<CoreFrames>,
    untaken: Untaken,
    calls: ItemCalls,
  ) {
    this.#limits = limits;
    this.#outbox = outbox;
    this.#untaken = untaken;
    this.#calls = calls;
  }

  /** The handshake has told how much the client takes of each stream. */
  agreed(items: number, bytes: number): void {
    this.#clientItems = items;
    this.#clientBytes = bytes;
  }

  /** The call's items may come and go from here on. */
  open(call: ActiveCall): void {
    const { streamItems, streamBytes } = this.#limits;
    const { id, outgoing } = call;
    call.incoming?.open({
      streamItems,
      streamBytes,
      untaken: this.#untaken,
      giveCredit: (items, bytes) => {
        if (!call.isAnswered && !call.isUploaded) {
          this.#outbox.frames.credit(id, items, bytes);
          this.#calls.send();
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
        send: (item) => this.#send(call, item),
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
  #send(call: ActiveCall, item: unknown): number {
    const { fromCore } = call.served.type;
    if (fromCore === undefined || call.isAnswered) {
      return -1;
    }
    const { frames } = this.#outbox;
    const { maxAnswerBytes } = this.#calls;
    try {
      const size = frames.item(call.id, fromCore, item as never);
      if (size > maxAnswerBytes) {
        throw new RangeError(
          `${call.toString()}: an item is too large: ${tooLarge(size, maxAnswerBytes)}`,
        );
      }
    } catch (failure) {
      frames.drop();
      this.#calls.report(call, failure);
      this.#calls.abandon(
        call,
        "HANDLER_FAILED",
        `${call.event}: the handler sent an item that can't be sent; the core's log tells more under call ${String(call.id)}`,
      );
      return -1;
    }
    this.#calls.send();
    return frames.payloadBytes;
  }

  /** The front end sends an item. */
  received(reader: Reader, { id, payload }: StreamItemFrame): void {
    const call = this.#calls.awaited(id);
    if (call === undefined) {
      return;
    }
    const { incoming } = call;
    const { toCore } = call.served.type;
    if (incoming === undefined || toCore === undefined) {
      const text = `${call.event}: the event takes no stream of items`;
      this.#calls.abandon(call, "INVALID_PAYLOAD", text);
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
      this.#calls.abandon(call, "INVALID_PAYLOAD", text);
      return;
    }
    if (!incoming.add(item, bytes)) {
      const limit = bytesText(this.#limits.maxQueueBytes);
      this.#calls.abandon(
        call,
        "OVERLOADED",
        `${call.event}: the streams of this connection hold more than ${limit} that no handler has taken (limits.maxQueueBytes)`,
      );
    }
  }

  /** The front end sends no more items. */
  ended(id: number): void {
    const call = this.#calls.awaited(id);
    if (call !== undefined) {
      call.isUploaded = true;
      call.incoming?.end({ ok: true, value: undefined });
    }
  }

  /** The front end takes more items. */
  credited({ id, items, bytes }: CreditFrame): void {
    const call = this.#calls.awaited(id);
    try {
      call?.outgoing?.credited(items, bytes);
    } catch {
      throw broken(
        `A Credit of ${String(call)} brings its credit beyond 2,147,483,647`,
      );
    }
  }
}

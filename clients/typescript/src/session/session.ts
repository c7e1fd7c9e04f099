import { MalformedMessageError } from "../codec/errors.js";
import { Reader } from "../codec/reader.js";
import type { Group } from "../contract/group.js";
import { ConnectionError, textOf } from "../errors.js";
import { bytesText, type Limits, millisText } from "../limits.js";
import { Subscriptions } from "../listening/subscriptions.js";
import { numberOf, reasonOf } from "../reason.js";
import type { Transport, TransportReceiver } from "../transport.js";
import { FrameSplitter } from "../wire/frame-splitter.js";
import { FrameWriter } from "../wire/frame-writer.js";
import {
  CreditFrame,
  GoAway,
  NotificationFrame,
  Ping,
  ResponseFrame,
  ResyncFrame,
  StreamItemFrame,
  Welcome,
} from "../wire/messages.js";
import type { Agreement } from "./agreement.js";
import { clock, Deadlines } from "./deadlines.js";
import { InFlight } from "./in-flight.js";
import { Outbox } from "./outbox.js";
import { CLOSED, type Refusal, Requests } from "./requests.js";
import { Untaken } from "./untaken.js";

/** The tags of the frames that a core sends: field number and wire type 2. */
const WELCOME = 18;
const RESPONSE = 34;
const NOTIFICATION = 42;
const STREAM_ITEM = 74;
const CREDIT = 90;
const PING = 98;
const GO_AWAY = 114;
const RESYNC = 138;
/** Frames that only front ends send; any other that is unknown here is from a later version. */
const NEVER_FROM_A_CORE: ReadonlySet<number> = new Set([
  10, 26, 50, 58, 66, 82, 130,
]);

/**
 * `welcoming` until the core's welcome, then `open`; `leaving` when either side has said that it
 * wants no new calls; `closed` at last.
 */
type State = "welcoming" | "open" | "leaving" | "closed";

/** How a connection ends of which nothing was told. */
const LOST: Refusal = {
  reason: "CONNECTION_LOST",
  text: "the core closed the connection",
};

/**
 * The conversation over one connection. It gives every call its number and its one outcome, keeps
 * the limits, and gathers what is sent in one turn of the event loop into one write.
 */
export class Session implements TransportReceiver {
  /** What connecting waits for: the core's welcome, or why there is none. */
  readonly welcomed: Promise<Welcome>;
  /** Fulfilled at the end with what ended the connection, `undefined` if it was closed here. */
  readonly ended: Promise<ConnectionError | undefined>;

  readonly limits: Limits;
  /** Makes calls and subscriptions. */
  readonly requests: Requests;
  /** Who listens. */
  readonly subscriptions: Subscriptions;
  /** What ends calls in time. */
  readonly deadlines = new Deadlines();
  /** What was received and not taken, of all streams together. */
  readonly untaken: Untaken;

  readonly #transport: Transport;
  readonly #splitter: FrameSplitter;
  readonly #outbox: Outbox<FrameWriter>;
  readonly #inFlight = new InFlight();
  readonly #frameTimeout = {
    deadline: Infinity,
    expired: (): void => {
      this.abort(
        new ConnectionError(
          "LIMIT_EXCEEDED",
          `the core has not sent a whole frame within ${millisText(this.limits.frameTimeoutMs)} of its first byte (limits.frameTimeoutMs)`,
        ),
      );
    },
  };
  #heldFrame = 0;
  #state: State = "welcoming";
  #lastSeq = 0;
  #closing = false;
  #leave: Refusal = LOST;
  #welcome!: (welcome: Welcome) => void;
  #refuse!: (problem: ConnectionError) => void;
  #end!: (problem: ConnectionError | undefined) => void;

  constructor(transport: Transport, limits: Limits) {
    this.#transport = transport;
    this.limits = limits;
    this.#outbox = new Outbox(
      transport,
      limits.maxQueueBytes,
      new FrameWriter(),
    );
    this.requests = new Requests(
      this.#outbox,
      this.#inFlight,
      limits,
      (problem) => {
        this.abort(problem);
      },
    );
    this.subscriptions = new Subscriptions(this.requests);
    this.untaken = new Untaken(limits.maxQueueBytes);
    this.#splitter = new FrameSplitter(
      limits.maxFrameBytes,
      (bytes, start, end) => {
        this.#frame(new Reader(bytes, start, end, "Frame"));
      },
    );
    this.welcomed = new Promise((resolve, reject) => {
      this.#welcome = resolve;
      this.#refuse = reject;
    });
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Says hello; the answer is {@link welcomed}. */
  hello(client: string, groups: readonly Group[], maxBytes: number): void {
    this.#transport.open(this);
    const { frames } = this.#outbox;
    const size = frames.hello(client, groups, this.limits);
    if (size > maxBytes) {
      const problem = `the hello is ${bytesText(size)}; the limit is ${bytesText(maxBytes)} (Limits.maxHelloBytes of the core): too many groups are loaded`;
      frames.drop();
      this.#finish(new ConnectionError("LIMIT_EXCEEDED", problem));
      return;
    }
    this.#outbox.flush();
  }

  /** Opens the session for calls. */
  open(agreement: Agreement): void {
    if (this.#state === "welcoming") {
      this.#state = "open";
    }
    this.requests.open(agreement);
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** Refuses new calls, waits for those in flight up to the drain limit, and closes. */
  async close(): Promise<void> {
    if (this.#state !== "closed" && !this.#closing) {
      this.#closing = true;
      this.#state = "leaving";
      this.requests.refuse({
        reason: "NOT_CONNECTED",
        text: "the connection is being closed",
      });
      await this.#inFlight.drained(this.limits.drainTimeoutMs);
      this.#finish(undefined);
    }
    await this.ended;
    await this.#transport.released;
  }

  /** Ends the connection because of a failure found here, and tells the core why. */
  abort(problem: ConnectionError): void {
    if (this.#state !== "closed") {
      // A text may quote the core; half a surrogate pair in it must not fail the farewell.
      const text = problem.message.slice(0, LONGEST_TEXT).toWellFormed();
      this.#outbox.frames.goAway(numberOf(problem.reason), text);
    }
    this.#finish(problem);
  }

  received(bytes: Uint8Array): void {
    try {
      this.#splitter.push(bytes);
    } catch (failure) {
      this.abort(problemOf(failure));
    }
    if (this.#splitter.held !== this.#heldFrame) {
      this.#watchFrame(this.#splitter.held);
    }
  }

  drained(): void {
    this.#outbox.tellSenders();
  }

  closed(cause?: Error): void {
    if (this.#closing) {
      this.#finish(undefined);
      return;
    }
    const { reason, text } = this.#leave;
    this.#finish(new ConnectionError(reason, cause?.message ?? text, cause));
  }

  /** Sees to it that the frame of which a part has come comes in time; 0 if there is none. */
  #watchFrame(held: number): void {
    this.#heldFrame = held;
    if (held === 0 || this.#state === "closed") {
      this.deadlines.delete(this.#frameTimeout);
    } else {
      this.#frameTimeout.deadline = clock() + this.limits.frameTimeoutMs;
      this.deadlines.add(this.#frameTimeout);
    }
  }

  #frame(reader: Reader): void {
    let kind = 0;
    let at = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if ((tag & 7) !== 2 || tag > RESYNC) {
        reader.skip(tag);
        continue;
      }
      if (kind !== 0) {
        throw new ConnectionError(
          "PROTOCOL_ERROR",
          "the core sent a frame with two bodies",
        );
      }
      kind = tag;
      at = reader.keep(0);
    }
    if (this.#state === "welcoming") {
      this.#handshakeFrame(reader, kind, at);
      return;
    }
    switch (kind) {
      case RESPONSE:
        this.#response(reader, reader.kept(ResponseFrame, at));
        break;
      case NOTIFICATION:
        this.#notification(reader, reader.kept(NotificationFrame, at));
        break;
      case PING:
        this.#outbox.frames.pong(reader.kept(Ping, at));
        this.requests.control();
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
        this.#goAway(reader.kept(GoAway, at));
        break;
      case RESYNC: {
        const { reason, message } = reader.kept(ResyncFrame, at);
        this.subscriptions.resynced({ reason: reasonOf(reason), message });
        break;
      }
      default:
        if (kind === WELCOME || NEVER_FROM_A_CORE.has(kind)) {
          throw new ConnectionError(
            "PROTOCOL_ERROR",
            `the core sent frame ${String(kind >>> 3)}, which has no place here`,
          );
        }
    }
  }

  #handshakeFrame(reader: Reader, kind: number, at: number): void {
    if (kind === WELCOME) {
      const welcome = reader.kept(Welcome, at);
      this.#state = "open";
      this.#welcome(welcome);
    } else if (kind === GO_AWAY) {
      const { reason, message } = reader.kept(GoAway, at);
      throw new ConnectionError(
        reasonOf(reason),
        `the core refused the connection: ${message}`,
      );
    } else if (kind !== 0) {
      throw new ConnectionError(
        "PROTOCOL_ERROR",
        `the core began with frame ${String(kind >>> 3)} instead of its welcome`,
      );
    }
  }

  #response(reader: Reader, response: ResponseFrame): void {
    const pending = this.#inFlight.take(response.id);
    if (pending === undefined) {
      throw new ConnectionError(
        "PROTOCOL_ERROR",
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
      throw new ConnectionError(
        "PROTOCOL_ERROR",
        `the core sent an item of call ${String(id)}, which ${what}`,
      );
    }
    pending.items.received(reader, payload);
  }

  #notification(reader: Reader, notification: NotificationFrame): void {
    const { seq } = notification;
    if (seq !== this.#lastSeq + 1) {
      throw new ConnectionError(
        "PROTOCOL_ERROR",
        `the core sent notification ${String(seq)} after ${String(this.#lastSeq)}`,
      );
    }
    this.#lastSeq = seq;
    this.subscriptions.notified(reader, notification);
  }

  #goAway({ reason, message }: GoAway): void {
    const name = reasonOf(reason);
    this.#leave = {
      reason: name,
      text: `the core is leaving: ${message || name}`,
    };
    this.requests.refuse(this.#leave);
    this.#state = "leaving";
  }

  /** Ends everything, once: every call that waits fails, and what connecting waits for. */
  #finish(problem: ConnectionError | undefined): void {
    if (this.#state === "closed") {
      return;
    }
    this.#outbox.flush();
    this.#outbox.stop();
    this.#state = "closed";
    this.requests.refuse({
      reason: "NOT_CONNECTED",
      text: problem?.message ?? CLOSED.text,
    });
    this.#splitter.stop();
    this.deadlines.delete(this.#frameTimeout);
    this.deadlines.letGo();
    this.#transport.close();
    const lost = problem ?? new ConnectionError("CONNECTION_LOST", CLOSED.text);
    for (const one of this.#inFlight.takeAll()) {
      const text = `the connection ended before the answer came, so whether it was carried out is not known: ${lost.message}`;
      one.failed("CONNECTION_LOST", text, lost);
    }
    this.subscriptions.closed(problem);
    this.#refuse(lost);
    this.#end(problem);
  }
}

/** The longest text for people that travels, in characters. */
const LONGEST_TEXT = 2000;

function problemOf(failure: unknown): ConnectionError {
  if (failure instanceof ConnectionError) {
    return failure;
  }
  const what =
    failure instanceof MalformedMessageError
      ? "a malformed frame"
      : "a frame that failed";
  return new ConnectionError(
    "PROTOCOL_ERROR",
    `the core sent ${what}: ${textOf(failure)}`,
    failure,
  );
}

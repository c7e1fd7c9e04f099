import { MalformedMessageError } from "../codec/errors.js";
import type { Writable } from "../codec/message-type.js";
import { Reader } from "../codec/reader.js";
import type { Group } from "../contract/group.js";
import { ConnectionError } from "../errors.js";
import { bytesText, type Limits } from "../limits.js";
import { numberOf, type Reason, reasonOf } from "../reason.js";
import type { Transport, TransportReceiver } from "../transport.js";
import { FrameSplitter } from "../wire/frame-splitter.js";
import { eventField, FrameWriter } from "../wire/frame-writer.js";
import {
  GoAway,
  NotificationFrame,
  Ping,
  ResponseFrame,
  Welcome,
} from "../wire/messages.js";
import { Agreement } from "./agreement.js";
import { type Subscription, Subscriptions } from "./subscription.js";

/** Something that waits for exactly one answer: a call, or a subscription's acknowledgement. */
export interface Pending {
  /** The core has answered; the payload is read from the reader during the call. */
  answered(reader: Reader, frame: ResponseFrame): void;
  /** There will be no answer. */
  failed(reason: Reason, problem: string, cause?: unknown): void;
}

/** The tags of the frames that a core sends: field number and wire type 2. */
const WELCOME = 18;
const RESPONSE = 34;
const NOTIFICATION = 42;
const PING = 98;
const GO_AWAY = 114;
/** Frames that only front ends send; any other that is unknown here is from a later version. */
const NEVER_FROM_A_CORE: ReadonlySet<number> = new Set([10, 26, 50, 58, 66]);

/**
 * `welcoming` until the core's welcome, then `open`; `leaving` when either side has said that it
 * wants no new calls; `closed` at last.
 */
type State = "welcoming" | "open" | "leaving" | "closed";

/**
 * The conversation over one connection. It gives every call its number and its one outcome, keeps
 * the limits, and gathers what is sent in one turn of the event loop into one write.
 */
export class Session implements TransportReceiver {
  /** What connecting waits for: the core's welcome, or why there is none. */
  readonly welcomed: Promise<Welcome>;
  /** Fulfilled at the end with what ended the connection, `undefined` if it was closed here. */
  readonly ended: Promise<ConnectionError | undefined>;

  readonly #transport: Transport;
  readonly #limits: Limits;
  readonly #splitter: FrameSplitter;
  readonly #out = new FrameWriter();
  readonly #pending = new Map<number, Pending>();
  readonly #subscriptions = new Subscriptions();
  #state: State = "welcoming";
  #agreement: Agreement | undefined;
  #lastId = 0;
  #lastSeq = 0;
  #flushing = false;
  #closing = false;
  #leave: { readonly reason: Reason; readonly text: string } | undefined;
  #idle: (() => void) | undefined;
  #welcome!: (welcome: Welcome) => void;
  #refuse!: (problem: ConnectionError) => void;
  #end!: (problem: ConnectionError | undefined) => void;

  constructor(transport: Transport, limits: Limits) {
    this.#transport = transport;
    this.#limits = limits;
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
    const size = this.#out.hello(client, groups, this.#limits.maxFrameBytes);
    if (size > maxBytes) {
      const problem = `the hello is ${bytesText(size)}; the limit is ${bytesText(maxBytes)} (Limits.maxHelloBytes of the core): too many groups are loaded`;
      this.#out.drop();
      this.#finish(new ConnectionError("LIMIT_EXCEEDED", problem));
      return;
    }
    this.#flush();
  }

  /** Opens the session for calls. */
  open(agreement: Agreement): void {
    if (this.#state === "welcoming") {
      this.#state = "open";
    }
    this.#agreement = agreement;
  }

  /** Sends a request; `pending` is told its outcome, at once if it cannot be sent. */
  call<P>(
    group: Group,
    event: string,
    payload: Writable<P> | undefined,
    message: P,
    pending: Pending,
  ): void {
    const agreement = this.#ready(group, pending);
    if (agreement === undefined) {
      return;
    }
    const id = ++this.#lastId;
    const field = fieldOf(event);
    this.#write(id, agreement, pending, () =>
      this.#out.request(id, field, payload, message),
    );
  }

  /** Subscribes; `pending` is told when the core has acknowledged it. Returns the number to end it by. */
  subscribe(
    group: Group,
    subscription: Subscription,
    pending: Pending,
  ): number {
    const agreement = this.#ready(group, pending);
    if (agreement === undefined) {
      return 0;
    }
    const id = ++this.#lastId;
    const { source, types, subjects } = subscription;
    const write = (): number =>
      this.#out.subscribe(id, source, types, subjects);
    if (this.#write(id, agreement, pending, write)) {
      this.#subscriptions.add(id, subscription);
    }
    return id;
  }

  unsubscribe(id: number): void {
    if (this.#subscriptions.remove(id) && this.#state !== "closed") {
      this.#out.unsubscribe(id);
      this.#schedule();
    }
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /** Refuses new calls, waits for those in flight up to the drain limit, and closes. */
  async close(): Promise<void> {
    if (this.#state !== "closed" && !this.#closing) {
      this.#closing = true;
      this.#state = "leaving";
      this.#leave = {
        reason: "NOT_CONNECTED",
        text: "the connection is being closed",
      };
      await this.#drained();
      this.#finish(undefined);
    }
    await this.ended;
  }

  /** Ends the connection because of a failure found here, and tells the core why. */
  abort(problem: ConnectionError): void {
    if (this.#state !== "closed") {
      // A text may quote the core; half a surrogate pair in it must not fail the farewell.
      const text = problem.message.slice(0, LONGEST_TEXT).toWellFormed();
      this.#out.goAway(numberOf(problem.reason), text);
    }
    this.#finish(problem);
  }

  received(bytes: Uint8Array): void {
    try {
      this.#splitter.push(bytes);
    } catch (failure) {
      this.abort(problemOf(failure));
    }
  }

  closed(cause?: Error): void {
    if (this.#closing) {
      this.#finish(undefined);
      return;
    }
    const { reason, text } = this.#leave ?? LOST;
    this.#finish(new ConnectionError(reason, cause?.message ?? text, cause));
  }

  /** The agreement if a call may be made, else `undefined` and `pending` is told why not. */
  #ready(group: Group, pending: Pending): Agreement | undefined {
    const agreement = this.#agreement;
    if (agreement === undefined || this.#state !== "open") {
      const { reason, text } = this.#leave ?? CLOSED;
      pending.failed(reason, `nothing was sent: ${text}`);
      return undefined;
    }
    if (this.#pending.size >= agreement.maxCalls) {
      const count = this.#pending.size.toLocaleString("en-US");
      const limit = agreement.maxCalls.toLocaleString("en-US");
      pending.failed(
        "OVERLOADED",
        `${count} calls are in flight; the limit is ${limit} (Limits.maxCallsPerConnection of the core)`,
      );
      return undefined;
    }
    const problem = agreement.problemWith(group);
    if (problem !== undefined) {
      pending.failed("CONTRACT_MISMATCH", problem);
      return undefined;
    }
    return agreement;
  }

  /** Writes a frame that waits for an answer, unless it cannot be written or is larger than the core accepts. */
  #write(
    id: number,
    agreement: Agreement,
    pending: Pending,
    write: () => number,
  ): boolean {
    let size: number;
    try {
      size = write();
    } catch (cause) {
      this.#out.drop();
      pending.failed("INVALID_PAYLOAD", textOf(cause), cause);
      return false;
    }
    const limit = agreement.maxFrameBytes;
    if (size > limit) {
      this.#out.drop();
      const problem = `the request is ${bytesText(size)}; the limit is ${bytesText(limit)} (Limits.maxFrameBytes of the core)`;
      pending.failed("LIMIT_EXCEEDED", problem);
      return false;
    }
    this.#pending.set(id, pending);
    this.#schedule();
    return true;
  }

  /** One write for everything that is sent before the event loop goes on. */
  #schedule(): void {
    if (!this.#flushing) {
      this.#flushing = true;
      queueMicrotask(() => {
        this.#flushing = false;
        this.#flush();
      });
    }
  }

  #flush(): void {
    if (this.#out.length > 0 && this.#state !== "closed") {
      this.#transport.send(this.#out.take());
    }
  }

  #frame(reader: Reader): void {
    let kind = 0;
    let at = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if ((tag & 7) !== 2 || tag > GO_AWAY) {
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
        this.#out.pong(reader.kept(Ping, at));
        this.#schedule();
        break;
      case GO_AWAY:
        this.#goAway(reader.kept(GoAway, at));
        break;
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
    const pending = this.#pending.get(response.id);
    if (pending === undefined) {
      throw new ConnectionError(
        "PROTOCOL_ERROR",
        `the core answered call ${String(response.id)}, which is not in flight`,
      );
    }
    this.#pending.delete(response.id);
    pending.answered(reader, response);
    if (this.#pending.size === 0) {
      this.#idle?.();
    }
  }

  #notification(
    reader: Reader,
    { source, type, subject, payload, seq }: NotificationFrame,
  ): void {
    if (seq !== this.#lastSeq + 1) {
      throw new ConnectionError(
        "PROTOCOL_ERROR",
        `the core sent notification ${String(seq)} after ${String(this.#lastSeq)}`,
      );
    }
    this.#lastSeq = seq;
    this.#subscriptions.notify(
      source,
      type,
      subject,
      reader.keptBytes(payload),
    );
  }

  #goAway({ reason, message }: GoAway): void {
    const name = reasonOf(reason);
    this.#leave = {
      reason: name,
      text: `the core is leaving: ${message || name}`,
    };
    this.#state = "leaving";
  }

  /** Fulfilled when no call is in flight, or the drain limit has passed. */
  #drained(): Promise<void> {
    if (this.#pending.size === 0) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#limits.drainTimeoutMs);
      this.#idle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends everything, once: every call that waits fails, and what connecting waits for. */
  #finish(problem: ConnectionError | undefined): void {
    if (this.#state === "closed") {
      return;
    }
    this.#flush();
    this.#state = "closed";
    this.#leave = {
      reason: "NOT_CONNECTED",
      text: problem?.message ?? CLOSED.text,
    };
    this.#splitter.stop();
    this.#subscriptions.clear();
    this.#idle?.();
    this.#transport.close();
    const lost = problem ?? new ConnectionError("CONNECTION_LOST", CLOSED.text);
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const one of pending) {
      const text = `the connection ended before the answer came, so whether it was carried out is not known: ${lost.message}`;
      one.failed("CONNECTION_LOST", text, lost);
    }
    this.#refuse(lost);
    this.#end(problem);
  }
}

/** The longest text for people that travels, in characters. */
const LONGEST_TEXT = 2000;

const LOST = {
  reason: "CONNECTION_LOST",
  text: "the core closed the connection",
} as const;
const CLOSED = {
  reason: "NOT_CONNECTED",
  text: "the connection is closed",
} as const;

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

function textOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

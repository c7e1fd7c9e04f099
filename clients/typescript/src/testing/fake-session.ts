import { Reader } from "../codec/reader.js";
import { ConnectionError, textOf } from "../errors.js";
import { bytesText, MAX_HELLO_BYTES, millisText } from "../limits.js";
import { numberOf, type Reason } from "../reason.js";
import { clock, Deadlines } from "../session/deadlines.js";
import { Outbox } from "../session/outbox.js";
import { Untaken } from "../session/untaken.js";
import type { Transport, TransportReceiver } from "../transport.js";
import { FrameSplitter } from "../wire/frame-splitter.js";
import { PROTOCOL_VERSION } from "../wire/frame-writer.js";
import { CreditFrame, Ping, StreamItemFrame } from "../wire/messages.js";
import {
  HelloFrame,
  NumberFrame,
  RequestFrame,
  SubscribeFrame,
} from "./client-frames.js";
import { CoreFrames, shown } from "./core-frames.js";
import { FakeCalls, type Serving } from "./fake-calls.js";
import type { OutgoingNotification } from "./notifications.js";
import { broken } from "./reading.js";

/** The tags of the frames that a front end sends: field number and wire type 2. */
const HELLO = 10;
const REQUEST = 26;
const SUBSCRIBE = 50;
const UNSUBSCRIBE = 58;
const CANCEL = 66;
const STREAM_ITEM = 74;
const STREAM_END = 82;
const CREDIT = 90;
const PING = 98;
const LAST = 114;
/** Frames that only a core sends; any other that is unknown here is from a later version. */
const NEVER_FROM_A_CLIENT: ReadonlySet<number> = new Set([18, 34, 42]);

/** A core's side of one connection. */
export class FakeSession implements TransportReceiver {
  readonly #serving: Serving;
  readonly #transport: Transport;
  readonly #splitter: FrameSplitter;
  readonly #outbox: Outbox<CoreFrames>;
  readonly #deadlines = new Deadlines();
  readonly #calls: FakeCalls;
  readonly #subscriptions = new Map<number, SubscribeFrame>();
  readonly #onEnd: (session: FakeSession) => void;
  readonly #helloTimeout = {
    deadline: Infinity,
    expired: (): void => {
      const limit = millisText(this.#serving.limits.handshakeTimeoutMs);
      this.leave(
        "LIMIT_EXCEEDED",
        `No Hello came within ${limit} (limits.handshakeTimeoutMs)`,
      );
    },
  };
  #greeted = false;
  #closed = false;
  #lastSeq = 0;

  constructor(
    serving: Serving,
    transport: Transport,
    onEnd: (session: FakeSession) => void,
  ) {
    const { limits } = serving;
    this.#serving = serving;
    this.#transport = transport;
    this.#onEnd = onEnd;
    this.#outbox = new Outbox(limits.maxQueueBytes, new CoreFrames());
    this.#outbox.attach(transport);
    this.#calls = new FakeCalls(
      serving,
      this.#outbox,
      this.#deadlines,
      new Untaken(limits.maxQueueBytes),
      () => {
        this.#send();
      },
    );
    this.#splitter = new FrameSplitter(
      limits.maxFrameBytes,
      (bytes, start, end) => {
        this.#frame(new Reader(bytes, start, end, "Frame"), end - start);
      },
    );
  }

  /** Begins to read. */
  open(): void {
    this.#helloTimeout.deadline =
      clock() + this.#serving.limits.handshakeTimeoutMs;
    this.#deadlines.add(this.#helloTimeout);
    this.#transport.open(this);
  }

  received(bytes: Uint8Array): void {
    try {
      this.#splitter.push(bytes);
    } catch (failure) {
      if (failure instanceof ConnectionError) {
        this.leave(failure.reason, failure.message);
      } else {
        this.leave(
          "PROTOCOL_ERROR",
          `A frame can't be read: ${textOf(failure)}`,
        );
      }
    }
  }

  drained(): void {
    this.#outbox.tellSenders();
  }

  closed(): void {
    this.#end("CONNECTION_LOST", "the connection was lost");
  }

  /** Delivers a notification if this front end listens to it. */
  publish(notification: OutgoingNotification, payload: () => Uint8Array): void {
    for (const subscription of this.#subscriptions.values()) {
      if (matches(subscription, notification)) {
        const { frames } = this.#outbox;
        const seq = this.#lastSeq + 1;
        const size = frames.notification(notification, payload(), seq);
        if (size > this.#calls.maxAnswerBytes) {
          frames.drop();
          return;
        }
        this.#lastSeq = seq;
        this.#send();
        return;
      }
    }
  }

  /** Takes no new calls from here on; those in flight go on. */
  beginDraining(): void {
    this.#calls.isDraining = true;
    this.#goAway("SHUTTING_DOWN", "The core is closing");
    this.#send();
  }

  /** Fulfilled when no handler runs, or the time has passed. */
  callsDrained(timeoutMs: number): Promise<void> {
    return this.#calls.idle(timeoutMs);
  }

  /** Answers what is left, and closes when that is written. */
  finish(): void {
    const limit = millisText(this.#serving.limits.drainTimeoutMs);
    this.#calls.abandonAll(
      "SHUTTING_DOWN",
      `The core closed before the handler was done; it waited ${limit} (limits.drainTimeoutMs)`,
    );
    this.#end("SHUTTING_DOWN", "the core is closing");
  }

  /** Says why, and closes the connection when that is written. */
  leave(reason: Reason, text: string): void {
    if (!this.#closed) {
      this.#goAway(reason, text);
      this.#end(reason, text);
    }
  }

  #goAway(reason: Reason, text: string): void {
    this.#outbox.frames.goAway(numberOf(reason), shown(text));
  }

  #end(reason: Reason, text: string): void {
    if (this.#closed) {
      return;
    }
    this.#outbox.flush();
    this.#closed = true;
    this.#outbox.stop();
    this.#splitter.stop();
    this.#subscriptions.clear();
    this.#deadlines.delete(this.#helloTimeout);
    this.#calls.lose(reason, text);
    this.#deadlines.letGo();
    this.#transport.close();
    this.#onEnd(this);
  }

  /** Sends what was written; a front end that reads nothing is left. */
  #send(): void {
    const { maxQueueBytes } = this.#serving.limits;
    const { waiting } = this.#outbox;
    if (waiting > maxQueueBytes) {
      this.leave(
        "SLOW_CONSUMER",
        `${bytesText(waiting)} are waiting to be read; the limit is ${bytesText(maxQueueBytes)} (limits.maxQueueBytes)`,
      );
    } else {
      this.#outbox.schedule();
    }
  }

  #frame(reader: Reader, size: number): void {
    let kind = 0;
    let at = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if ((tag & 7) !== 2 || tag > LAST) {
        reader.skip(tag);
        continue;
      }
      if (kind !== 0) {
        throw broken("A frame has two bodies");
      }
      kind = tag;
      at = reader.keep(0);
    }
    if (!this.#greeted) {
      this.#first(reader, kind, at, size);
      return;
    }
    switch (kind) {
      case HELLO:
        throw broken("A second Hello; a connection has one");
      case REQUEST:
        this.#request(reader, reader.kept(RequestFrame, at));
        break;
      case SUBSCRIBE:
        this.#subscribe(reader.kept(SubscribeFrame, at));
        break;
      case UNSUBSCRIBE:
        this.#subscriptions.delete(reader.kept(NumberFrame, at));
        break;
      case CANCEL:
        this.#calls.cancel(reader.kept(NumberFrame, at));
        break;
      case STREAM_ITEM:
        this.#calls.items.received(reader, reader.kept(StreamItemFrame, at));
        break;
      case STREAM_END:
        this.#calls.items.ended(reader.kept(NumberFrame, at));
        break;
      case CREDIT:
        this.#calls.items.credited(reader.kept(CreditFrame, at));
        break;
      case PING:
        this.#outbox.frames.pong(reader.kept(Ping, at));
        this.#send();
        break;
      default:
        if (NEVER_FROM_A_CLIENT.has(kind)) {
          throw broken(
            `Frame ${String(kind >>> 3)} goes from the core to the client only`,
          );
        }
    }
  }

  #first(reader: Reader, kind: number, at: number, size: number): void {
    if (kind !== HELLO) {
      throw broken("The first frame must be a Hello");
    }
    if (size > MAX_HELLO_BYTES) {
      throw new ConnectionError(
        "LIMIT_EXCEEDED",
        `A frame is ${bytesText(size)}; the limit is ${bytesText(MAX_HELLO_BYTES)} (Limits.maxHelloBytes, until the Hello is read)`,
      );
    }
    const hello = reader.kept(HelloFrame, at);
    if (hello.protocol !== PROTOCOL_VERSION) {
      throw broken(
        `This core speaks protocol version ${String(PROTOCOL_VERSION)} and the client ${String(hello.protocol)}; use a client of the same release`,
      );
    }
    this.#greeted = true;
    this.#deadlines.delete(this.#helloTimeout);
    this.#calls.agreed(hello);
    const { name, limits, groups } = this.#serving;
    this.#outbox.frames.welcome(name, groups(), hello.groups, limits);
    this.#send();
  }

  #request(reader: Reader, request: RequestFrame): void {
    this.#requireFree(request.id, "request");
    this.#calls.request(reader, request);
  }

  /** Throws if a client uses a number that it must not. */
  #requireFree(id: number, what: string): void {
    if (id === 0) {
      throw broken(`A ${what} has no id, or the id 0`);
    }
    if (this.#calls.awaited(id) !== undefined || this.#subscriptions.has(id)) {
      throw broken(`A ${what} has the id ${String(id)}, which is in use`);
    }
  }

  #subscribe(subscription: SubscribeFrame): void {
    const { id } = subscription;
    this.#requireFree(id, "subscription");
    const { frames } = this.#outbox;
    const count = this.#subscriptions.size;
    const limit = this.#serving.limits.maxCallsPerConnection;
    if (count >= limit) {
      const text = `This connection has ${count.toLocaleString("en-US")} subscriptions; the limit is ${limit.toLocaleString("en-US")} (limits.maxCallsPerConnection)`;
      frames.failure(id, numberOf("LIMIT_EXCEEDED"), text);
    } else {
      this.#subscriptions.set(id, subscription);
      frames.response(id, 0, undefined, undefined);
    }
    this.#send();
  }
}

function matches(
  { source, types, subjects }: SubscribeFrame,
  notification: OutgoingNotification,
): boolean {
  return (
    source === notification.source &&
    (types.length === 0 || types.includes(notification.type)) &&
    (subjects.length === 0 || subjects.includes(notification.subject))
  );
}

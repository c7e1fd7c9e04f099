import type { Reader } from "../codec/reader.js";
import { bytesText, millisText } from "../limits.js";
import { numberOf, type Reason } from "../reason.js";
import { clock, Deadlines } from "../session/deadlines.js";
import { Outbox } from "../session/outbox.js";
import { Untaken } from "../session/untaken.js";
import { CreditFrame, Ping, StreamItemFrame } from "../wire/messages.js";
import type { WrittenNotification } from "./backlog.js";
import {
  type HelloFrame,
  NumberFrame,
  RequestFrame,
  SubscribeFrame,
} from "./client-frames.js";
import { CoreFrames, shown } from "./core-frames.js";
import { FakeCalls, type Serving } from "./fake-calls.js";
import type { FakeLink } from "./fake-link.js";
import { FakeSubscriptions } from "./fake-subscriptions.js";
import { Feed } from "./feed.js";
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
const GO_AWAY = 114;
const ACK = 122;
const HEARD = 130;
/** Frames that only a core sends; any other that is unknown here is from a later version. */
const NEVER_FROM_A_CLIENT: ReadonlySet<number> = new Set([18, 34, 42, 138]);

/** The length of a session's name, in bytes. */
const NAME_BYTES = 16;

/** What a core knows of one front end. It ends with its link, or outlives it for a while. */
export class FakeSession {
  /** Its secret name; `undefined` if it ends with its link. */
  readonly name: Uint8Array | undefined;
  readonly #serving: Serving;
  readonly #outbox: Outbox<CoreFrames>;
  readonly #deadlines = new Deadlines();
  readonly #calls: FakeCalls;
  readonly #feed: Feed;
  readonly #subscriptions: FakeSubscriptions;
  readonly #onEnd: (session: FakeSession) => void;
  /** When it lost its last link, on {@link clock}. */
  detachedAt = 0;
  #link: FakeLink | undefined;
  #received = 0;
  #window: ReturnType<typeof setTimeout> | undefined;
  /** Whether either side has said goodbye, so that it is not gone on with. */
  #isLeaving = false;
  #closed = false;

  constructor(
    serving: Serving,
    hello: HelloFrame,
    onEnd: (session: FakeSession) => void,
  ) {
    const { limits } = serving;
    this.#serving = serving;
    this.#onEnd = onEnd;
    if (hello.resumable && limits.resumeWindowMs > 0) {
      this.name = crypto.getRandomValues(new Uint8Array(NAME_BYTES));
    }
    const send = (): void => {
      this.#send();
    };
    this.#outbox = new Outbox(limits.maxQueueBytes, new CoreFrames());
    this.#outbox.begin(this.name !== undefined);
    this.#feed = new Feed(this.#outbox, limits, send);
    this.#subscriptions = new FakeSubscriptions(limits);
    this.#calls = new FakeCalls(
      serving,
      this.#outbox,
      this.#deadlines,
      new Untaken(limits.maxQueueBytes),
      send,
      () => {
        this.#feed.flush();
      },
    );
    this.#calls.agreed(hello);
    this.#feed.maxFrameBytes = this.#calls.maxAnswerBytes;
  }

  /** Whether it waits for its front end to come back. */
  get isDetached(): boolean {
    return this.#link === undefined;
  }

  /** Whether it can be gone on with by a front end that has handled so many bytes of it. */
  canResume(received: number): boolean {
    const { retained } = this.#outbox;
    if (retained === undefined || this.#isLeaving || this.#closed) {
      return false;
    }
    const sent = retained.sent + (this.#link ? this.#outbox.frames.length : 0);
    return received >= retained.start && received <= sent;
  }

  /** Goes on over a link, from the byte on that its front end has not handled; a link that it still has is closed. */
  attach(link: FakeLink, hello: HelloFrame, resumed: boolean): void {
    const before = this.#link;
    if (before !== undefined) {
      this.#detach(before);
      before.close();
    }
    clearTimeout(this.#window);
    this.#link = link;
    const { name } = this;
    const { resumeWindowMs: resumeMs } = this.#serving.limits;
    link.take(
      this,
      hello,
      name && { session: name, resumeMs, resumed, received: this.#received },
    );
    this.#outbox.attach(link.transport, resumed ? hello.received : 0);
    this.#send();
  }

  /** The link has ended without a word. */
  linkLost(link: FakeLink): void {
    if (link !== this.#link) {
      return;
    }
    if (this.name === undefined || this.#isLeaving) {
      this.end("CONNECTION_LOST", "the connection was lost");
      return;
    }
    this.#detach(link);
    this.#window = setTimeout(() => {
      const limit = millisText(this.#serving.limits.resumeWindowMs);
      const text = `the front end did not come back within ${limit} (limits.resumeWindowMs)`;
      this.end("CONNECTION_LOST", text);
    }, this.#serving.limits.resumeWindowMs);
    unref(this.#window);
  }

  #detach(link: FakeLink): void {
    this.#received = link.position;
    this.#link = undefined;
    this.detachedAt = clock();
    this.#outbox.detach();
  }

  drained(link: FakeLink): void {
    if (link === this.#link) {
      this.#outbox.tellSenders();
    }
  }

  /** Tells the front end how much of what it sent was handled. */
  acknowledge(position: number): void {
    this.#outbox.frames.ack(position);
    this.#send();
  }

  /** Whether this front end listens to a notification of that kind. */
  hears(source: string, type: number, subject: string): boolean {
    return this.#subscriptions.match(source, type, subject);
  }

  /** Delivers a notification. */
  publish(notification: WrittenNotification): void {
    this.#feed.publish(notification);
  }

  /** Has the front end told that it has missed notifications. */
  resync(text: string): void {
    this.#feed.resync(text);
  }

  /** Takes no new calls from here on; those in flight go on. */
  beginDraining(): void {
    if (this.isDetached) {
      this.end("SHUTTING_DOWN", "the core is closing");
      return;
    }
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
    this.#feed.flush();
    this.end("SHUTTING_DOWN", "the core is closing");
  }

  /** Says why, and closes the connection when that is written. */
  leave(reason: Reason, text: string): void {
    if (!this.#closed) {
      this.#goAway(reason, text);
      this.end(reason, text);
    }
  }

  #goAway(reason: Reason, text: string): void {
    this.#isLeaving = true;
    this.#outbox.frames.goAway(numberOf(reason), shown(text));
  }

  /** Ends without a word. */
  end(reason: Reason, text: string): void {
    if (this.#closed) {
      return;
    }
    this.#outbox.flush();
    this.#closed = true;
    clearTimeout(this.#window);
    this.#outbox.stop();
    this.#subscriptions.clear();
    this.#calls.lose(reason, text);
    this.#deadlines.letGo();
    this.#link?.close();
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

  /** A frame has come; its body stands at that place of the reader. Throws a `ConnectionError`. */
  frame(kind: number, reader: Reader, at: number): void {
    switch (kind) {
      case HELLO:
        throw broken("A second Hello; a connection has one");
      case REQUEST:
        this.#request(reader, reader.kept(RequestFrame, at));
        break;
      case SUBSCRIBE:
        this.#subscribe(reader.kept(SubscribeFrame, at), reader.keptLength(at));
        break;
      case UNSUBSCRIBE:
        this.#subscriptions.remove(reader.kept(NumberFrame, at));
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
      case GO_AWAY:
        this.#isLeaving = true;
        this.end("CONNECTION_LOST", "the front end has left");
        break;
      case ACK:
        this.#acknowledged(reader.kept(NumberFrame, at));
        break;
      case HEARD:
        this.#feed.heard(reader.kept(NumberFrame, at));
        break;
      default:
        if (NEVER_FROM_A_CLIENT.has(kind)) {
          throw broken(
            `Frame ${String(kind >>> 3)} goes from the core to the client only`,
          );
        }
    }
  }

  #acknowledged(position: number): void {
    const { retained } = this.#outbox;
    if (retained === undefined) {
      throw broken("An Ack in a session that ends with its link");
    }
    if (position > retained.sent) {
      throw broken(
        `An Ack of ${String(position)} bytes; ${String(retained.sent)} were sent`,
      );
    }
    retained.acknowledged(position);
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

  #subscribe(subscription: SubscribeFrame, bytes: number): void {
    const { id } = subscription;
    this.#requireFree(id, "subscription");
    const { frames } = this.#outbox;
    const refusal = this.#subscriptions.add(subscription, bytes);
    if (refusal === undefined) {
      frames.response(id, 0, undefined, undefined);
    } else {
      frames.failure(id, numberOf("LIMIT_EXCEEDED"), refusal);
    }
    this.#send();
  }
}

/** Lets a Node process end meanwhile; browsers' timers keep nothing alive. */
function unref(timer: unknown): void {
  (timer as { unref?: () => void }).unref?.();
}

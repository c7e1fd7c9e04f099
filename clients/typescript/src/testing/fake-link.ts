import { Reader } from "../codec/reader.js";
import { ConnectionError, textOf } from "../errors.js";
import { bytesText, MAX_HELLO_BYTES, millisText } from "../limits.js";
import { numberOf, type Reason } from "../reason.js";
import { clock, Deadlines } from "../session/deadlines.js";
import type { Transport, TransportReceiver } from "../transport.js";
import { FrameSplitter } from "../wire/frame-splitter.js";
import { PROTOCOL_VERSION } from "../wire/frame-writer.js";
import { HelloFrame } from "./client-frames.js";
import { CoreFrames, type Resumable, shown } from "./core-frames.js";
import type { Serving } from "./fake-calls.js";
import type { FakeSession } from "./fake-session.js";
import { broken } from "./reading.js";

/** The tag of the frame that comes first: field number and wire type 2. */
const HELLO = 10;
/** The highest tag of a frame that is known here. */
const LAST = 138;

/** After so many bytes the front end is told that they were handled. */
const ACK_BYTES = 64 * 1024;

/** Where links find their sessions. */
export interface Sessions {
  /** The session that the link's hello asks for, or a new one. The link is then taken by it. */
  greeted(link: FakeLink, hello: HelloFrame): void;
  /** The link has ended. */
  linkEnded(link: FakeLink): void;
}

/** A core's side of one transport: cuts what comes into frames, and shakes hands. */
export class FakeLink implements TransportReceiver {
  readonly transport: Transport;
  readonly #serving: Serving;
  readonly #sessions: Sessions;
  readonly #deadlines = new Deadlines();
  readonly #splitter: FrameSplitter;
  readonly #helloTimeout = {
    deadline: Infinity,
    expired: (): void => {
      const limit = millisText(this.#serving.limits.handshakeTimeoutMs);
      this.refuse(
        "LIMIT_EXCEEDED",
        `No Hello came within ${limit} (limits.handshakeTimeoutMs)`,
      );
    },
  };
  #session: FakeSession | undefined;
  #greeted = false;
  #closed = false;
  /** The position in the session of the first byte that came on this link. */
  #origin = 0;
  #acknowledged = Infinity;

  constructor(serving: Serving, transport: Transport, sessions: Sessions) {
    this.#serving = serving;
    this.transport = transport;
    this.#sessions = sessions;
    this.#splitter = new FrameSplitter(
      serving.limits.maxFrameBytes,
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
    this.transport.open(this);
  }

  /** Whose frames come from here on. */
  get session(): FakeSession | undefined {
    return this.#session;
  }

  /**
   * What comes from here on is the session's, which has handled so many bytes; the front end is welcomed to it.
   *
   * @param resumable left out, the session ends with this link
   */
  take(
    session: FakeSession,
    { groups }: HelloFrame,
    resumable: Resumable | undefined,
  ): void {
    this.#session = session;
    if (resumable !== undefined) {
      this.#origin = resumable.received - this.#splitter.deliveredBytes;
      this.#acknowledged = resumable.received;
    }
    const { name, limits, groups: all } = this.#serving;
    const frames = new CoreFrames(1024);
    frames.welcome(name, all(), groups, limits, resumable);
    this.transport.send(frames.take());
  }

  /** How many bytes of the session were handled when the frame that is being handled will have been. */
  get position(): number {
    return this.#origin + this.#splitter.deliveredBytes;
  }

  received(bytes: Uint8Array): void {
    try {
      this.#splitter.push(bytes);
    } catch (failure) {
      const known = failure instanceof ConnectionError;
      this.#fail(
        known ? failure.reason : "PROTOCOL_ERROR",
        known ? failure.message : `A frame can't be read: ${textOf(failure)}`,
      );
    }
    if (this.position - this.#acknowledged >= ACK_BYTES && !this.#closed) {
      this.#acknowledged = this.position;
      this.#session?.acknowledge(this.position);
    }
  }

  drained(): void {
    this.#session?.drained(this);
  }

  closed(): void {
    if (!this.#closed) {
      this.close();
      this.#session?.linkLost(this);
    }
  }

  /** Says why, and closes. */
  refuse(reason: Reason, text: string): void {
    if (!this.#closed) {
      const frames = new CoreFrames(256);
      frames.goAway(numberOf(reason), shown(text));
      this.transport.send(frames.take());
      this.close();
    }
  }

  /** Closes when everything is written; its session is told nothing. */
  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#splitter.stop();
      this.#deadlines.delete(this.#helloTimeout);
      this.#deadlines.letGo();
      this.transport.close();
      this.#sessions.linkEnded(this);
    }
  }

  #fail(reason: Reason, text: string): void {
    if (this.#session === undefined) {
      this.refuse(reason, text);
    } else {
      this.#session.leave(reason, text);
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
    if (this.#greeted) {
      this.#session?.frame(kind, reader, at);
    } else {
      this.#first(reader, kind, at, size);
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
    this.#sessions.greeted(this, hello);
  }
}

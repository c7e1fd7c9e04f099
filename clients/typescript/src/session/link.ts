import { MalformedMessageError } from "../codec/errors.js";
import { Reader } from "../codec/reader.js";
import type { Group } from "../contract/group.js";
import { ConnectionError, textOf } from "../errors.js";
import {
  bytesText,
  type Limits,
  MAX_HELLO_BYTES,
  millisText,
} from "../limits.js";
import { numberOf, reasonOf } from "../reason.js";
import type { Transport, TransportReceiver } from "../transport.js";
import { FrameSplitter } from "../wire/frame-splitter.js";
import { FrameWriter, type Resuming } from "../wire/frame-writer.js";
import { GoAway, Welcome } from "../wire/messages.js";
import { clock, type Deadlines } from "./deadlines.js";

/** The tags of the frames that the handshake knows: field number and wire type 2. */
const WELCOME = 18;
const GO_AWAY = 114;
/** The highest tag that is known here. */
const LAST = 138;

/** The longest text for people that travels, in characters. */
const LONGEST_TEXT = 2000;

/** How many bytes are handled before the core is told that they were. */
const ACK_BYTES = 64 * 1024;

/** Whom a link serves. What these throw ends the link, and the core is told why. */
export interface LinkOwner {
  /** The core has taken the front end. */
  welcomed(link: Link, welcome: Welcome): void;
  /** A frame has come, its body's tag is `kind` (0 for none) and the body stands at that place of the reader. */
  frame(kind: number, reader: Reader, at: number): void;
  /** So many bytes of the session have been handled, which the core is to be told. */
  handled(position: number): void;
  /** There is room to write. */
  drained(): void;
  /** A failure found here ends the link: what was written is sent first. */
  leaving(): void;
  /** The link has ended. Called once, unless it was ended by `close`. */
  linkEnded(link: Link, problem: ConnectionError, how: Ending): void;
}

/** How a link ends: broken off without a word, or by a `GoAway` of the core or of this side. */
export type Ending = "lost" | "refused" | "left";

/** What a front end says of itself. */
export interface Greeting {
  readonly client: string;
  readonly groups: readonly Group[];
  /** Left out, the session ends with this link. */
  readonly resuming: Resuming | undefined;
}

/** One transport, from the hello to its end: cuts what comes into frames, and keeps their limits. */
export class Link implements TransportReceiver {
  readonly transport: Transport;
  readonly greeting: Greeting;
  readonly #owner: LinkOwner;
  readonly #limits: Limits;
  readonly #deadlines: Deadlines;
  readonly #splitter: FrameSplitter;
  readonly #handshakeTimeout = {
    deadline: Infinity,
    expired: (): void => {
      const waited = millisText(this.#limits.handshakeTimeoutMs);
      const problem = `the core has not answered the hello within ${waited} (limits.handshakeTimeoutMs)`;
      // Without a goodbye: a core that reads the hello late goes on with the session, which that would end.
      this.#end(new ConnectionError("LIMIT_EXCEEDED", problem), "lost");
    },
  };
  readonly #frameTimeout = {
    deadline: Infinity,
    expired: (): void => {
      this.#frameIsLate();
    },
  };
  #heldFrame = 0;
  #welcomed = false;
  #ended = false;
  /** The position in the session of the first byte that came on this link. */
  #origin = 0;
  #ackedUpTo = Infinity;

  constructor(
    transport: Transport,
    greeting: Greeting,
    owner: LinkOwner,
    limits: Limits,
    deadlines: Deadlines,
  ) {
    this.transport = transport;
    this.greeting = greeting;
    this.#owner = owner;
    this.#limits = limits;
    this.#deadlines = deadlines;
    this.#splitter = new FrameSplitter(
      limits.maxFrameBytes,
      (bytes, start, end) => {
        this.#frame(new Reader(bytes, start, end, "Frame"));
      },
    );
  }

  /** Says hello. */
  open(): void {
    const { client, groups, resuming } = this.greeting;
    this.#handshakeTimeout.deadline = clock() + this.#limits.handshakeTimeoutMs;
    this.#deadlines.add(this.#handshakeTimeout);
    this.transport.open(this);
    const frames = new FrameWriter(512);
    const size = frames.hello(client, groups, this.#limits, resuming);
    if (size > MAX_HELLO_BYTES) {
      const problem = `the hello is ${bytesText(size)}; the limit is ${bytesText(MAX_HELLO_BYTES)} (Limits.maxHelloBytes of the core): too many groups are loaded`;
      this.#end(new ConnectionError("LIMIT_EXCEEDED", problem), "left");
    } else if (!this.#ended) {
      this.transport.send(frames.take());
    }
  }

  /** From here on what comes belongs to a session, whose bytes are counted from this position; the core is told. */
  count(position: number): void {
    this.#origin = position - this.#splitter.deliveredBytes;
    this.#ackedUpTo = position;
  }

  /** How many bytes of the session have been handled. */
  get position(): number {
    return this.#origin + this.#splitter.deliveredBytes;
  }

  /** Ends the link because of a failure found here, and tells the core why. */
  fail(problem: ConnectionError): void {
    if (!this.#ended) {
      this.#owner.leaving();
      this.#sayGoodbye(problem);
      this.#end(problem, "left");
    }
  }

  /** Ends the link, of which nobody here is told; the core is told `farewell`, if there is one. */
  close(farewell: ConnectionError | undefined): void {
    if (!this.#ended) {
      if (farewell !== undefined) {
        this.#sayGoodbye(farewell);
      }
      this.#stop();
    }
  }

  received(bytes: Uint8Array): void {
    try {
      this.#splitter.push(bytes);
    } catch (failure) {
      this.fail(problemOf(failure));
      return;
    }
    if (this.position - this.#ackedUpTo >= ACK_BYTES && !this.#ended) {
      this.#ackedUpTo = this.position;
      this.#owner.handled(this.position);
    }
    if (this.#splitter.held !== this.#heldFrame) {
      this.#watchFrame(this.#splitter.held);
    }
  }

  drained(): void {
    if (!this.#ended) {
      this.#owner.drained();
    }
  }

  closed(cause?: Error): void {
    const text = cause?.message ?? "the core closed the connection";
    const problem =
      cause instanceof ConnectionError
        ? cause
        : new ConnectionError("CONNECTION_LOST", text, cause);
    this.#end(problem, "lost");
  }

  #frame(reader: Reader): void {
    let kind = 0;
    let at = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if ((tag & 7) !== 2 || tag > LAST) {
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
    if (this.#welcomed) {
      this.#owner.frame(kind, reader, at);
    } else {
      this.#handshakeFrame(kind, reader, at);
    }
  }

  #handshakeFrame(kind: number, reader: Reader, at: number): void {
    if (kind === WELCOME) {
      this.#welcomed = true;
      this.#deadlines.delete(this.#handshakeTimeout);
      this.#owner.welcomed(this, reader.kept(Welcome, at));
    } else if (kind === GO_AWAY) {
      const { reason, message } = reader.kept(GoAway, at);
      const problem = `the core refused the connection: ${message}`;
      this.#end(new ConnectionError(reasonOf(reason), problem), "refused");
    } else if (kind !== 0) {
      throw new ConnectionError(
        "PROTOCOL_ERROR",
        `the core began with frame ${String(kind >>> 3)} instead of its welcome`,
      );
    }
  }

  #frameIsLate(): void {
    const waited = millisText(this.#limits.frameTimeoutMs);
    const problem = new ConnectionError(
      "LIMIT_EXCEEDED",
      `the core has not sent a whole frame within ${waited} of its first byte (limits.frameTimeoutMs)`,
    );
    if (this.#welcomed && this.#ackedUpTo === Infinity) {
      this.fail(problem);
    } else {
      this.#end(problem, "lost"); // The session can go on over another link.
    }
  }

  /** Sees to it that the frame of which a part has come comes in time; 0 if there is none. */
  #watchFrame(held: number): void {
    this.#heldFrame = held;
    if (held === 0 || this.#ended) {
      this.#deadlines.delete(this.#frameTimeout);
    } else {
      this.#frameTimeout.deadline = clock() + this.#limits.frameTimeoutMs;
      this.#deadlines.add(this.#frameTimeout);
    }
  }

  #sayGoodbye({ reason, message }: ConnectionError): void {
    // A text may quote the core; half a surrogate pair in it must not fail the farewell.
    const text = message.slice(0, LONGEST_TEXT).toWellFormed();
    const frames = new FrameWriter(256);
    frames.goAway(numberOf(reason), text);
    this.transport.send(frames.take());
  }

  #end(problem: ConnectionError, how: Ending): void {
    if (!this.#ended) {
      this.#stop();
      this.#owner.linkEnded(this, problem, how);
    }
  }

  #stop(): void {
    this.#ended = true;
    this.#splitter.stop();
    this.#deadlines.delete(this.#handshakeTimeout);
    this.#deadlines.delete(this.#frameTimeout);
    this.transport.close();
  }
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

import type { Reader } from "../codec/reader.js";
import type { Group } from "../contract/group.js";
import { ConnectionError } from "../errors.js";
import { bytesText, type Limits, millisText } from "../limits.js";
import { Subscriptions } from "../listening/subscriptions.js";
import { type Reason, reasonOf } from "../reason.js";
import type { Transport } from "../transport.js";
import { FrameWriter } from "../wire/frame-writer.js";
import type { GoAway, Welcome } from "../wire/messages.js";
import { Agreement } from "./agreement.js";
import { Arrivals } from "./arrivals.js";
import { clock, Deadlines } from "./deadlines.js";
import {
  type Backoff,
  DEFAULT_BACKOFF,
  type Dial,
  type Dialled,
  Dialer,
  dialProblem,
} from "./dialer.js";
import { InFlight } from "./in-flight.js";
import { type Ending, Link, type LinkOwner } from "./link.js";
import { Outbox } from "./outbox.js";
import { CLOSED, type Refusal, Requests } from "./requests.js";
import { States } from "./states.js";
import { Untaken } from "./untaken.js";

/** Why a connection ends that is not tried for again: another attempt would end the same way. */
const FINAL: ReadonlySet<Reason> = new Set<Reason>([
  "PROTOCOL_ERROR",
  "CONTRACT_MISMATCH",
  "PERMISSION_DENIED",
  "UNAUTHENTICATED",
]);

/** What the core is told by a front end that leaves. */
const LEAVING = new ConnectionError(
  "SHUTTING_DOWN",
  "the front end has closed its connection",
);

/**
 * `connecting` until the core's first welcome; `open`; `leaving` when either side has said that it wants no
 * new calls; `cut` without a link, while another is tried for; `closed` at last.
 */
type State = "connecting" | "open" | "leaving" | "cut" | "closed";

/** What a session is made of. */
export interface SessionSettings {
  /** What this front end calls itself. */
  readonly name: string;
  readonly limits: Limits;
  readonly dial: Dial;
  /** How a lost link is replaced; `undefined`: not at all. */
  readonly backoff: Backoff | undefined;
  /** The groups that are loaded now. */
  readonly groups: () => readonly Group[];
  /** Where failures of callbacks go. */
  readonly report: (failure: unknown) => void;
}

/**
 * The conversation with a core: gives every call its number and its one outcome, keeps the limits, and gathers
 * what is sent in one turn of the event loop into one write. When its link is lost it goes on over another:
 * where it was if the core still knows it, else as a new session.
 */
export class Session implements LinkOwner, Dialled {
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
  /** How it stands, and who is told. */
  readonly states: States;

  readonly #settings: SessionSettings;
  readonly #dialer: Dialer;
  readonly #outbox: Outbox<FrameWriter>;
  readonly #inFlight = new InFlight();
  readonly #arrivals: Arrivals;
  readonly #connected: Promise<string>;
  /** The link that is in use, and the one whose handshake goes on. */
  #link: Link | undefined;
  #greeting: Link | undefined;
  /** The one used last. */
  #transport: Transport | undefined;
  #linkedAt = 0;
  #state: State = "connecting";
  #closing = false;
  /** What the core said when it left. */
  #leave: Refusal | undefined;
  /** What ended the last link. */
  #loss = new ConnectionError("CONNECTION_LOST", CLOSED.text);
  /** The session's id, a secret; `undefined` if it ends with its link. */
  #id: Uint8Array | undefined;
  /** How much of it was handled when its link was lost, in bytes. */
  #received = 0;
  #resumeMs = 0;
  readonly #patience = {
    deadline: Infinity,
    expired: (): void => {
      this.#runOutOfPatience();
    },
  };
  #welcome!: (core: string) => void;
  #refuse!: (problem: unknown) => void;
  #end!: (problem: ConnectionError | undefined) => void;

  constructor(settings: SessionSettings) {
    const { limits, dial, backoff = DEFAULT_BACKOFF, report } = settings;
    this.#settings = settings;
    this.limits = limits;
    this.states = new States(report);
    this.untaken = new Untaken(limits.maxQueueBytes);
    this.#outbox = new Outbox(limits.maxQueueBytes, new FrameWriter());
    this.requests = new Requests(
      this.#outbox,
      this.#inFlight,
      limits,
      (problem) => {
        this.#link?.fail(problem);
      },
    );
    this.subscriptions = new Subscriptions(this.requests);
    this.#arrivals = new Arrivals(
      this.#inFlight,
      this.subscriptions,
      this.requests,
      this.#outbox,
      (goAway) => {
        this.#goAway(goAway);
      },
    );
    this.#dialer = new Dialer(
      dial,
      backoff,
      limits.handshakeTimeoutMs,
      this.deadlines,
      this,
    );
    this.#connected = new Promise((resolve, reject) => {
      this.#welcome = resolve;
      this.#refuse = reject;
    });
    this.#connected.catch(() => undefined); // Who connects may not wait for it yet.
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** Connects, once. Fulfilled with what the core calls itself; rejected with why there is no connection. */
  connect(): Promise<string> {
    if (this.#state === "connecting") {
      this.#dialer.now();
    }
    return this.#connected;
  }

  get isClosed(): boolean {
    return this.#state === "closed";
  }

  /**
   * Refuses new calls, waits for those in flight up to the drain limit, and ends. Without a link there is
   * nothing to wait for.
   */
  async close(): Promise<void> {
    if (this.#state !== "closed" && !this.#closing) {
      this.#closing = true;
      if (this.#link !== undefined) {
        this.#state = "leaving";
        this.requests.refuse({
          reason: "NOT_CONNECTED",
          text: "the connection is being closed",
        });
        await this.#inFlight.drained(this.limits.drainTimeoutMs);
      }
      this.#finish(undefined);
    }
    await this.ended;
    await this.#transport?.released;
  }

  /** Ends everything at once, for this reason; fulfilled when nothing of it is left. */
  async giveUp(problem: ConnectionError): Promise<void> {
    this.#finish(problem);
    await this.#transport?.released;
  }

  reached(transport: Transport): void {
    this.#transport = transport;
    const { backoff, name, groups } = this.#settings;
    const resuming =
      backoff === undefined
        ? undefined
        : { session: this.#id, received: this.#received };
    this.#greeting = new Link(
      transport,
      { client: name, groups: groups(), resuming },
      this,
      this.limits,
      this.deadlines,
    );
    this.#greeting.open();
  }

  unreached(failure: unknown): void {
    this.#failed(dialProblem(failure), failure);
  }

  welcomed(link: Link, welcome: Welcome): void {
    const { resumed } = welcome;
    if (resumed) {
      this.#resume(link, welcome);
    } else {
      this.#begin(link, welcome);
    }
    const isFirst = this.#state === "connecting";
    this.#greeting = undefined;
    this.#link = link;
    this.#linkedAt = clock();
    this.#state = "open";
    this.deadlines.delete(this.#patience);
    this.deadlines.rest();
    this.requests.refuse(undefined);
    this.#attach(link, welcome, !resumed && !isFirst);
    if (isFirst) {
      this.#welcome(welcome.core);
    } else {
      this.states.change({ state: "connected", resumed });
    }
  }

  frame(kind: number, reader: Reader, at: number): void {
    this.#arrivals.frame(kind, reader, at);
  }

  handled(position: number): void {
    this.#outbox.frames.ack(position);
    this.requests.control();
  }

  drained(): void {
    this.#outbox.tellSenders();
  }

  leaving(): void {
    this.#outbox.flush();
  }

  linkEnded(link: Link, problem: ConnectionError, how: Ending): void {
    if (link !== this.#link) {
      this.#failed(problem);
      return;
    }
    this.#link = undefined;
    this.#received = link.position;
    this.#outbox.detach();
    const leave = this.#leave;
    this.#leave = undefined;
    let loss = problem;
    if (leave !== undefined && how === "lost") {
      const text = problem.cause === undefined ? leave.text : problem.message;
      loss = new ConnectionError(leave.reason, text, problem.cause);
    }
    if (this.#closing) {
      this.#finish(undefined);
    } else if (this.#isFinal(loss)) {
      this.#finish(loss);
    } else {
      this.#cut(link, loss, how === "lost" && leave === undefined);
    }
  }

  /** Sends over the link what the core has not handled, then asks a new session's core who listens, then what has waited. */
  #attach(link: Link, { resumed, received }: Welcome, isNew: boolean): void {
    const waited = this.requests.takeHeld();
    if (isNew) {
      const { reason, message } = this.#loss;
      this.subscriptions.renew({ reason, message });
    }
    const asked = this.requests.takeHeld();
    this.#outbox.attach(
      link.transport,
      resumed ? received : 0,
      joined(asked, waited),
    );
  }

  #isFinal({ reason }: ConnectionError): boolean {
    return this.#settings.backoff === undefined || FINAL.has(reason);
  }

  /** Begins a session over a link; the one before is lost, if there was one. */
  #begin(link: Link, welcome: Welcome): void {
    const agreement = new Agreement(welcome, link.greeting.groups);
    const resumable =
      link.greeting.resuming !== undefined && welcome.session.length > 0;
    if (this.#state === "connecting") {
      this.requests.open(agreement);
    } else {
      this.#lose(this.#loss);
      this.requests.reopen(agreement);
    }
    this.#id = resumable ? welcome.session : undefined;
    this.#resumeMs = resumable ? welcome.resumeMs : 0;
    this.#arrivals.restart();
    this.#outbox.begin(resumable);
    if (resumable) {
      link.count(0);
    }
  }

  /** What was known of the session is worth nothing any more. */
  #lose(problem: ConnectionError): void {
    this.#id = undefined;
    this.subscriptions.sessionLost();
    this.requests.lose(problem);
  }

  /** Goes on with the session over another link. */
  #resume(link: Link, { session, received, resumeMs }: Welcome): void {
    const asked = link.greeting.resuming?.session;
    const { retained } = this.#outbox;
    if (asked === undefined || !same(asked, session)) {
      throw new ConnectionError(
        "PROTOCOL_ERROR",
        "the core resumed a session that it was not asked for",
      );
    }
    if (this.#id === undefined || retained === undefined) {
      // It was given up while the core was asked for it.
      throw new ConnectionError("LIMIT_EXCEEDED", this.#waitedText());
    }
    if (received > retained.sent) {
      throw new ConnectionError(
        "PROTOCOL_ERROR",
        `the core has handled ${bytesText(received)} of a session in which ${bytesText(retained.sent)} were sent`,
      );
    }
    if (received < retained.start) {
      const problem = new ConnectionError(
        "LIMIT_EXCEEDED",
        `the core has handled ${bytesText(received)} of the session, and what was sent before byte ${retained.start.toLocaleString("en-US")} is forgotten: more than ${bytesText(this.limits.maxQueueBytes)} (limits.maxQueueBytes) were not acknowledged`,
      );
      this.#lose(problem);
      throw problem;
    }
    retained.acknowledged(received);
    this.#resumeMs = resumeMs;
    link.count(this.#received);
  }

  #goAway({ reason, message }: GoAway): void {
    const name = reasonOf(reason);
    this.#leave = {
      reason: name,
      text: `the core is leaving: ${message || name}`,
    };
    this.#id = undefined;
    this.requests.refuse(this.#leave);
    this.#state = "leaving";
  }

  /** The link is lost, and another is tried for. */
  #cut(link: Link, loss: ConnectionError, resumable: boolean): void {
    this.#state = "cut";
    this.#loss = loss;
    if (!resumable || this.#id === undefined) {
      this.#lose(loss);
    }
    this.requests.refuse(undefined);
    if (this.#resumeMs > 0) {
      this.#patience.deadline = clock() + this.#resumeMs;
      this.deadlines.add(this.#patience);
    } else {
      this.#runOutOfPatience();
    }
    this.#dialLater(loss, link.transport, clock() - this.#linkedAt);
  }

  /** Calls have waited long enough, and the core no longer knows the session. */
  #runOutOfPatience(): void {
    this.#id = undefined;
    this.subscriptions.sessionLost();
    const { reason, message } = this.#loss;
    const problem = `${this.#waitedText()}: ${message}`;
    this.requests.fail(new ConnectionError(reason, problem, this.#loss));
    this.requests.refuse({ reason: "NOT_CONNECTED", text: problem });
  }

  #waitedText(): string {
    return `there was no connection for ${millisText(this.#resumeMs)} (Limits.resumeWindow of the core)`;
  }

  /** An attempt at connecting has failed. */
  #failed(problem: ConnectionError, failure: unknown = problem): void {
    this.#greeting = undefined;
    if (this.#state === "connecting") {
      this.#refuse(failure);
      this.#finish(problem);
    } else if (FINAL.has(problem.reason)) {
      this.#finish(problem);
    } else {
      this.#dialLater(problem, this.#transport, 0);
    }
  }

  #dialLater(
    cause: ConnectionError,
    before: Transport | undefined,
    lastedMs: number,
  ): void {
    this.#dialer.later(before?.released, lastedMs);
    const { attempts } = this.#dialer;
    this.states.change({ state: "reconnecting", attempt: attempts, cause });
  }

  /** Ends everything, once: every call that waits fails, and what connecting waits for. */
  #finish(problem: ConnectionError | undefined): void {
    if (this.#state === "closed") {
      return;
    }
    const wasConnected = this.#state !== "connecting";
    this.#state = "closed";
    this.requests.refuse({
      reason: "NOT_CONNECTED",
      text: problem?.message ?? CLOSED.text,
    });
    this.#dialer.stop();
    this.#outbox.flush();
    const isResumable = this.#outbox.retained !== undefined;
    this.#link?.close(isResumable ? LEAVING : undefined);
    this.#greeting?.close(undefined);
    this.#outbox.stop();
    this.deadlines.delete(this.#patience);
    this.deadlines.letGo();
    const lost = problem ?? new ConnectionError("CONNECTION_LOST", CLOSED.text);
    this.subscriptions.sessionLost();
    this.requests.fail(lost);
    this.subscriptions.closed(problem);
    this.#refuse(lost);
    this.#end(problem);
    if (wasConnected) {
      this.states.change(
        problem === undefined
          ? { state: "closed" }
          : { state: "closed", cause: problem },
      );
    }
  }
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return (
    one.length === other.length && one.every((byte, at) => byte === other[at])
  );
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

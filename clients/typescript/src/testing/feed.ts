import { bytesText } from "../limits.js";
import type { Reason } from "../reason.js";
import { numberOf } from "../reason.js";
import type { Outbox, Sender } from "../session/outbox.js";
import { Backlog, type WrittenNotification } from "./backlog.js";
import { broken, tooLarge } from "./reading.js";
import { type CoreFrames, shown } from "./core-frames.js";
import type { FakeLimits } from "./limits.js";

/** How many notifications to be confirmed may be under way. */
const WINDOW = 8;

/** What a front end has to be told before what waits: that it has missed something. */
interface Missed {
  readonly reason: Reason;
  readonly text: string;
}

/** The notifications of one session on their way out; numbers are given when they are written. */
export class Feed implements Sender {
  readonly #outbox: Outbox<CoreFrames>;
  readonly #limits: FakeLimits;
  readonly #send: () => void;
  readonly #backlog: Backlog;
  /** The numbers of those that were not confirmed. */
  readonly #underWay: number[] = [];
  #missed: Missed | undefined;
  #lastSeq = 0;
  /** The largest frame that both sides accept. */
  maxFrameBytes: number;

  /** @param send has sent what was written */
  constructor(
    outbox: Outbox<CoreFrames>,
    limits: FakeLimits,
    send: () => void,
  ) {
    this.#outbox = outbox;
    this.#limits = limits;
    this.#send = send;
    this.#backlog = new Backlog(limits.maxBacklogBytes);
    this.maxFrameBytes = limits.maxFrameBytes;
  }

  /** Sends a notification, or lets it wait for its turn. */
  publish(notification: WrittenNotification): void {
    if (this.#isClear && this.#outbox.roomy && this.#mayGo(notification)) {
      this.#write(notification);
      this.#send();
      return;
    }
    if (!this.#backlog.add(notification)) {
      const limit = bytesText(this.#limits.maxBacklogBytes);
      const text = `${bytesText(this.#backlog.bytes)} of notifications were waiting to be read, and one more did not fit; the limit is ${limit} (limits.maxBacklogBytes)`;
      this.#giveUp({ reason: "SLOW_CONSUMER", text });
    }
    this.#outbox.whenRoomy(this);
  }

  /** Drops what waits, and has the front end told. */
  resync(text: string): void {
    this.#giveUp({ reason: "SLOW_CONSUMER", text });
    this.roomy();
  }

  /** There is room. */
  roomy(): void {
    if (!this.#isClear) {
      this.#drain(() => this.#outbox.roomy, false);
      this.#outbox.whenRoomy(this); // If there is nothing left by then, no harm is done.
    }
  }

  /** Writes all that waits, so that it arrives before what is written next; if there is no room for that, it is dropped. */
  flush(): void {
    if (this.#isClear) {
      return;
    }
    const { maxQueueBytes, maxFrameBytes } = this.#limits;
    const room = maxQueueBytes - maxFrameBytes - 4 - this.#outbox.waiting;
    if (this.#backlog.bytes > room) {
      const text = `${bytesText(this.#backlog.bytes)} of notifications were waiting to be read before an answer, and there was room for ${bytesText(Math.max(0, room))} (limits.maxQueueBytes)`;
      this.#giveUp({ reason: "SLOW_CONSUMER", text });
    }
    this.#drain(() => true, true);
  }

  /** The front end has taken the notifications up to this one. */
  heard(seq: number): void {
    if (seq > this.#lastSeq) {
      throw broken(
        `A Heard says ${String(seq)}; the last notification has the number ${String(this.#lastSeq)}`,
      );
    }
    while (this.#underWay[0] !== undefined && this.#underWay[0] <= seq) {
      this.#underWay.shift();
    }
    if (this.#outbox.roomy) {
      this.roomy();
    }
  }

  get #isClear(): boolean {
    return this.#missed === undefined && this.#backlog.isEmpty;
  }

  #mayGo({ policy }: WrittenNotification): boolean {
    return policy !== "latest" || this.#underWay.length < WINDOW;
  }

  /** @param all whether also those go whose window is full */
  #drain(whileRoom: () => boolean, all: boolean): void {
    if (this.#missed !== undefined && whileRoom()) {
      this.#writeMissed(this.#missed);
      this.#missed = undefined;
    }
    while (whileRoom()) {
      const next = this.#backlog.peek();
      if (next === undefined || !(all || this.#mayGo(next))) {
        break;
      }
      this.#backlog.shift();
      this.#write(next);
    }
    this.#send();
  }

  #write(notification: WrittenNotification): void {
    const { frames } = this.#outbox;
    const seq = this.#lastSeq + 1;
    const size = frames.notification(notification, seq);
    if (size > this.maxFrameBytes) {
      frames.drop();
      const text = `Notification ${String(notification.type)} of ${notification.source} was left out: ${tooLarge(size, this.maxFrameBytes)}`;
      this.#writeMissed({ reason: "LIMIT_EXCEEDED", text });
      return;
    }
    this.#lastSeq = seq;
    if (notification.policy === "latest") {
      this.#underWay.push(seq);
    }
  }

  #writeMissed({ reason, text }: Missed): void {
    this.#outbox.frames.resync(numberOf(reason), shown(text));
  }

  #giveUp(missed: Missed): void {
    this.#backlog.clear();
    this.#missed ??= missed;
  }
}

import type { Reader } from "../codec/reader.js";
import type { Group } from "../contract/group.js";
import { EventError, type ParleyError } from "../errors.js";
import { type Reason, reasonOf } from "../reason.js";
import type { Pending } from "../session/pending.js";
import type { NotificationFrame, ResponseFrame } from "../wire/messages.js";
import { Confirmations } from "./confirmations.js";
import { ReceivedNotification, type ResyncCause } from "./notification.js";

/** What a listener wants to hear of. */
export interface Topic {
  readonly group: Group;
  readonly source: string;
  readonly types: readonly number[];
  /** The subjects to hear of; empty for all. */
  readonly subjects: readonly string[];
}

/** Whom to tell. None of its methods throws. */
export interface Listener {
  heard(notification: ReceivedNotification): void;
  /** Notifications were lost. */
  resynced(cause: ResyncCause): void;
  /**
   * It hears nothing any more, though nobody stopped it: the core has refused the subscription when it was
   * asked again after a lost session (an `EventError`), or the connection has ended (a `ConnectionError`, or
   * `undefined` if it was closed here). Not called if {@link Listening.started} rejects.
   */
  ended(failure: ParleyError | undefined): void;
}

/** What subscriptions need of a session. */
export interface SubscriptionWire {
  /** Asks the core; `pending` is told the answer, at once if it cannot be sent. Returns the number to end it by. */
  subscribe(topic: Topic, pending: Pending): number;
  unsubscribe(id: number): void;
  /** Tells the core that the notifications up to this one have reached their listeners. */
  heard(seq: number): void;
}

/**
 * Who listens to a core. Listeners that want exactly the same share one subscription of the wire, which ends
 * with the last of them. They outlive sessions: after a lost one the core is asked for all of them again.
 */
export class Subscriptions {
  readonly #wire: SubscriptionWire;
  readonly #confirmations: Confirmations;
  readonly #shared = new Map<string, Shared>();
  /** Who hears of a notification, by its source and number, in the order in which they began. */
  readonly #hearing = new Map<string, Map<number, Set<Listening>>>();
  #told = 0;

  constructor(wire: SubscriptionWire) {
    this.#wire = wire;
    this.#confirmations = new Confirmations((seq) => {
      wire.heard(seq);
    });
  }

  /** Begins to listen; `started` of what it returns tells when the core has acknowledged it. */
  listen(topic: Topic, listener: Listener): Listening {
    const key = keyOf(topic);
    const known = this.#shared.get(key);
    const shared = known ?? new Shared(key, topic);
    const listening = new Listening(shared, listener, this.#told, () => {
      this.#stop(listening);
    });
    shared.members.add(listening);
    this.#index(listening);
    if (known === undefined) {
      this.#shared.set(key, shared);
      this.#ask(shared);
    } else if (shared.isStanding) {
      listening.acknowledged();
    }
    return listening;
  }

  /**
   * Tells a notification to everybody who wants it. One that is stopped meanwhile is not told, one that
   * begins meanwhile hears from the next notification on. Whoever takes it later keeps it for itself: nobody else,
   * and no other notification, waits for that.
   */
  notified(reader: Reader, frame: NotificationFrame): void {
    const { source, type, subject, payload, error, seq, confirm } = frame;
    const all = this.#hearing.get(source)?.get(type);
    if (all !== undefined) {
      const bytes = reader.keptBytes(error === 0 ? payload : error);
      const notification = new ReceivedNotification(frame, bytes);
      this.#told++;
      for (const listening of all) {
        if (listening.since < this.#told && listening.wants(subject)) {
          listening.listener.heard(notification);
        }
      }
    }
    if (confirm) {
      this.#confirmations.heard(seq);
    }
  }

  /** Tells everybody that notifications were lost. */
  resynced(cause: ResyncCause): void {
    for (const shared of [...this.#shared.values()]) {
      resync(shared, cause);
    }
  }

  /** The session is lost: what was asked of it is forgotten, what comes from it is passed over. */
  sessionLost(): void {
    this.#confirmations.reset();
    for (const shared of this.#shared.values()) {
      shared.lose();
    }
  }

  /** There is a session in the lost one's place: the core is asked again, and who listened is resynced when it has agreed. */
  renew(cause: ResyncCause): void {
    for (const shared of [...this.#shared.values()]) {
      // What one is told may have stopped another.
      if (this.#shared.get(shared.key) === shared) {
        this.#ask(shared, cause);
      }
    }
  }

  /** The connection has ended for good. */
  closed(problem: ParleyError | undefined): void {
    this.#confirmations.reset();
    for (const shared of [...this.#shared.values()]) {
      this.#drop(shared, (listening) => {
        listening.ended(problem);
      });
    }
  }

  #ask(shared: Shared, cause?: ResyncCause): void {
    const asked = new Asked(shared.topic.group.name, {
      agreed: () => {
        if (shared.asked === asked) {
          shared.isStanding = true;
          acknowledge(shared, cause);
        }
      },
      refused: (failure) => {
        if (shared.asked === asked) {
          this.#drop(shared, (listening) => {
            listening.refused(failure);
          });
        }
      },
    });
    shared.asked = asked;
    const id = this.#wire.subscribe(shared.topic, asked);
    if (shared.asked === asked) {
      shared.id = id;
    }
  }

  #stop(listening: Listening): void {
    const { shared } = listening;
    this.#unindex(listening);
    if (shared.members.delete(listening) && shared.members.size === 0) {
      this.#forget(shared);
      if (shared.id !== 0) {
        this.#wire.unsubscribe(shared.id);
        shared.lose();
      }
    }
  }

  /** Takes a subscription out with everybody who shares it. */
  #drop(shared: Shared, tell: (listening: Listening) => void): void {
    this.#forget(shared);
    shared.lose();
    const members = [...shared.members];
    shared.members.clear();
    for (const listening of members) {
      this.#unindex(listening);
    }
    for (const listening of members) {
      tell(listening);
    }
  }

  #forget(shared: Shared): void {
    if (this.#shared.get(shared.key) === shared) {
      this.#shared.delete(shared.key);
    }
  }

  #index(listening: Listening): void {
    const { source, types } = listening.shared.topic;
    let bySource = this.#hearing.get(source);
    if (bySource === undefined) {
      bySource = new Map();
      this.#hearing.set(source, bySource);
    }
    for (const type of types) {
      const all = bySource.get(type);
      if (all === undefined) {
        bySource.set(type, new Set([listening]));
      } else {
        all.add(listening);
      }
    }
  }

  #unindex(listening: Listening): void {
    const { source, types } = listening.shared.topic;
    const bySource = this.#hearing.get(source);
    for (const type of types) {
      bySource?.get(type)?.delete(listening);
    }
  }
}

/** One subscription of the wire. */
class Shared {
  readonly key: string;
  readonly topic: Topic;
  /** `undefined` for all. */
  readonly subjects: ReadonlySet<string> | undefined;
  readonly members = new Set<Listening>();
  /** Its number; 0 while the core knows nothing of it. */
  id = 0;
  /** What waits for the core's answer, or has had it. */
  asked: Asked | undefined;
  /** Whether the core has acknowledged it. */
  isStanding = false;

  constructor(key: string, topic: Topic) {
    const { subjects } = topic;
    this.key = key;
    this.topic = topic;
    this.subjects = subjects.length === 0 ? undefined : new Set(subjects);
  }

  lose(): void {
    this.id = 0;
    this.asked = undefined;
    this.isStanding = false;
  }
}

/** A listener that listens. */
export class Listening {
  /**
   * Fulfilled when the core has acknowledged the subscription, or {@link stop} was called; rejects with an
   * `EventError` if there is none.
   */
  readonly started: Promise<void>;
  readonly listener: Listener;
  /** @internal */
  readonly shared: Shared;
  /** How many notifications had been told when it began. */
  readonly since: number;
  readonly #onStop: () => void;
  #isStarted = false;
  #resolve!: () => void;
  #reject!: (failure: ParleyError) => void;

  constructor(
    shared: Shared,
    listener: Listener,
    since: number,
    onStop: () => void,
  ) {
    this.shared = shared;
    this.listener = listener;
    this.since = since;
    this.#onStop = onStop;
    this.started = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Hears nothing any more, from this moment on. */
  stop(): void {
    this.#resolve();
    this.#onStop();
  }

  /** Whether the core's filter may have let it through for this listener; it filters for all of them together. */
  wants(subject: string): boolean {
    return this.shared.subjects?.has(subject) ?? true;
  }

  acknowledged(): void {
    this.#isStarted = true;
    this.#resolve();
  }

  resynced(cause: ResyncCause): void {
    if (this.#isStarted) {
      this.listener.resynced(cause);
    }
  }

  /** The core does not agree, or cannot be asked. */
  refused(failure: EventError): void {
    if (this.#isStarted) {
      this.listener.ended(failure);
    } else {
      this.#reject(failure);
    }
  }

  /** The connection has ended. */
  ended(problem: ParleyError | undefined): void {
    if (this.#isStarted) {
      this.listener.ended(problem);
    } else {
      const { name } = this.shared.topic.group;
      const reason = problem?.reason ?? "NOT_CONNECTED";
      const text = `the connection ended before the core had agreed: ${problem?.message ?? "it was closed"}`;
      this.#reject(new EventError(name, reason, text, { cause: problem }));
    }
  }
}

function acknowledge(shared: Shared, cause: ResyncCause | undefined): void {
  if (cause !== undefined) {
    resync(shared, cause);
  }
  for (const listening of shared.members) {
    listening.acknowledged();
  }
}

function resync(shared: Shared, cause: ResyncCause): void {
  for (const listening of [...shared.members]) {
    // What one is told may have stopped another.
    if (shared.members.has(listening)) {
      listening.resynced(cause);
    }
  }
}

/** Equal for subscriptions that let through the same notifications of the same contract. */
function keyOf({ group, source, types, subjects }: Topic): string {
  return JSON.stringify([
    group.name,
    group.fingerprint,
    source,
    [...types].sort((one, other) => one - other),
    [...subjects].sort(),
  ]);
}

/** Waits for the core's word that a subscription stands. */
class Asked implements Pending {
  readonly #group: string;
  readonly #told: {
    agreed(): void;
    refused(failure: EventError): void;
  };

  constructor(
    group: string,
    told: { agreed(): void; refused(failure: EventError): void },
  ) {
    this.#group = group;
    this.#told = told;
  }

  answered(reader: Reader, frame: ResponseFrame): void {
    if (frame.code === 0) {
      this.#told.agreed();
    } else {
      this.failed(reasonOf(frame.reason), reader.keptText(frame.payload));
    }
  }

  failed(reason: Reason, problem: string, cause?: unknown): void {
    this.#told.refused(new EventError(this.#group, reason, problem, { cause }));
  }
}

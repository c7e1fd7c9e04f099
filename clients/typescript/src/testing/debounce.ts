import { clock } from "../session/deadlines.js";
import { costOf, keyOf, type WrittenNotification } from "./backlog.js";
import type { DebouncePolicy } from "./notifications.js";

/** One that is held back. */
interface Held {
  notification: WrittenNotification;
  readonly lastDue: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** Holds debounced notifications back, once for all front ends. */
export class Debounce {
  readonly #maxBytes: number;
  readonly #send: (notification: WrittenNotification) => void;
  readonly #held = new Map<string, Held>();
  #bytes = 0;

  /**
   * @param maxBytes how much may be held, in bytes; beyond it the oldest are sent early
   * @param send sends one whose time has come
   */
  constructor(
    maxBytes: number,
    send: (notification: WrittenNotification) => void,
  ) {
    this.#maxBytes = maxBytes;
    this.#send = send;
  }

  /** Holds one back, in the place of an older one of its kind and subject. */
  hold(notification: WrittenNotification, policy: DebouncePolicy): void {
    const key = keyOf(notification);
    const now = clock();
    let held = this.#held.get(key);
    if (held === undefined) {
      const lastDue = now + policy.maxWaitMs;
      held = { notification, lastDue, timer: undefined };
      this.#held.set(key, held);
    } else {
      clearTimeout(held.timer);
      this.#bytes -= costOf(held.notification);
      held.notification = notification;
    }
    this.#bytes += costOf(notification);
    const wait = Math.min(policy.quietMs, held.lastDue - now);
    held.timer = setTimeout(
      () => {
        this.#release(key);
      },
      Math.max(0, wait),
    );
    while (this.#bytes > this.#maxBytes) {
      this.#releaseOldest();
    }
  }

  /** Sends everything that is held back. */
  flush(): void {
    while (this.#held.size > 0) {
      this.#releaseOldest();
    }
  }

  #releaseOldest(): void {
    for (const key of this.#held.keys()) {
      this.#release(key);
      return;
    }
  }

  #release(key: string): void {
    const held = this.#held.get(key);
    if (held !== undefined) {
      clearTimeout(held.timer);
      this.#held.delete(key);
      this.#bytes -= costOf(held.notification);
      this.#send(held.notification);
    }
  }
}

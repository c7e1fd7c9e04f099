import { Queue } from "../calls/queue.js";
import type { NotificationPolicy } from "./notifications.js";

/** A notification whose payload was written. */
export interface WrittenNotification {
  readonly source: string;
  readonly type: number;
  readonly subject: string;
  readonly policy: NotificationPolicy | undefined;
  readonly isError: boolean;
  readonly payload: Uint8Array;
}

/** What a notification that waits costs beside its payload and its subject, in bytes. */
const ENTRY_BYTES = 64;

/** What it costs to let a notification wait, in bytes. */
export function costOf({ payload, subject }: WrittenNotification): number {
  return payload.length + subject.length + ENTRY_BYTES;
}

/** Equal for notifications of which one may take the place of another. */
export function keyOf(notification: WrittenNotification): string {
  const { source, type, subject } = notification;
  return JSON.stringify([source, type, subject]);
}

interface Entry {
  notification: WrittenNotification;
}

/**
 * The notifications that wait for one front end, in the order in which they were sent; of the `latest` the
 * newest, in the place of the first.
 */
export class Backlog {
  readonly #maxBytes: number;
  readonly #entries = new Queue<Entry>();
  readonly #latest = new Map<string, Entry>();
  #bytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** How much waits, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0;
  }

  /** Adds a notification. Returns whether there is room for it. */
  add(notification: WrittenNotification): boolean {
    const key =
      notification.policy === "latest" ? keyOf(notification) : undefined;
    const older = key === undefined ? undefined : this.#latest.get(key);
    const freed = older === undefined ? 0 : costOf(older.notification);
    const bytes = this.#bytes - freed + costOf(notification);
    if (bytes > this.#maxBytes) {
      return false;
    }
    this.#bytes = bytes;
    if (older !== undefined) {
      older.notification = notification;
      return true;
    }
    const entry = { notification };
    this.#entries.push(entry);
    if (key !== undefined) {
      this.#latest.set(key, entry);
    }
    return true;
  }

  /** The one whose turn it is, which stays. */
  peek(): WrittenNotification | undefined {
    return this.#entries.peek()?.notification;
  }

  /** Takes out the one whose turn it is. */
  shift(): void {
    const notification = this.#entries.shift()?.notification;
    if (notification !== undefined) {
      this.#bytes -= costOf(notification);
      if (notification.policy === "latest") {
        this.#latest.delete(keyOf(notification));
      }
    }
  }

  clear(): void {
    this.#entries.takeAll();
    this.#latest.clear();
    this.#bytes = 0;
  }
}

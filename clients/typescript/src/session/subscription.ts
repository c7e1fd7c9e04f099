/** What a listener wants to hear of, and whom to tell. */
export interface Subscription {
  readonly source: string;
  readonly types: readonly number[];
  /** The subjects to hear of; empty for all. */
  readonly subjects: readonly string[];
  /** @param payload good during the call only */
  notify(type: number, subject: string, payload: Uint8Array): void;
}

/** The subscriptions of one connection, each with the number that it has on the wire. */
export class Subscriptions {
  readonly #active = new Map<number, Subscription>();

  add(id: number, subscription: Subscription): void {
    this.#active.set(id, subscription);
  }

  /** Whether there was such a subscription. */
  remove(id: number): boolean {
    return this.#active.delete(id);
  }

  clear(): void {
    this.#active.clear();
  }

  /**
   * Tells every subscription that asked for it. One that is removed meanwhile is not told, one that
   * is added hears from the next notification on.
   */
  notify(
    source: string,
    type: number,
    subject: string,
    payload: Uint8Array,
  ): void {
    for (const [id, subscription] of [...this.#active]) {
      if (this.#active.has(id) && wants(subscription, source, type, subject)) {
        subscription.notify(type, subject, payload);
      }
    }
  }
}

/** The core has filtered for the connection as a whole; this tells its listeners apart. */
function wants(
  { source, types, subjects }: Subscription,
  sentBy: string,
  type: number,
  subject: string,
): boolean {
  return (
    source === sentBy &&
    types.includes(type) &&
    (subjects.length === 0 || subjects.includes(subject))
  );
}

import { ConnectionError } from "../errors.js";
import type { Sender } from "../session/outbox.js";
import type { Settled } from "./event-call.js";
import { Queue } from "./queue.js";

/** Who waits for an item to be sent. */
interface Push<I> {
  readonly item: I;
  readonly resolve: (wanted: boolean) => void;
  readonly reject: (failure: Error) => void;
}

/** Where items go while the call is on its way. */
export interface ItemOutlet<I> {
  /** Whether the connection has room; if not, `sender` is told when it has. */
  roomFor(sender: Sender): boolean;
  /** Sends an item; returns its size in bytes, -1 if that ended the call. */
  send(item: I): number;
  /** Says that there are no more. */
  finish(): void;
  /** Has the sender wait for room no longer. */
  forget(sender: Sender): void;
}

/** The most credit that there can be, in items and in bytes. */
const MOST_CREDIT = 0x7fffffff;

const WANTED = Promise.resolve(true);
const UNWANTED = Promise.resolve(false);

/** The items that a call sends, in the order of their pushes, as far as the core's credit and the connection's room go. */
export class OutgoingItems<I> implements Sender {
  readonly #event: string;
  readonly #pushes = new Queue<Push<I>>();
  #outlet: ItemOutlet<I> | undefined;
  #items = 0;
  #bytes = 0;
  #finishing = false;
  #settled: Settled<unknown> | undefined;

  constructor(event: string) {
    this.#event = event;
  }

  /** The call is on its way, and the core takes so much. */
  open(outlet: ItemOutlet<I>, items: number, bytes: number): void {
    this.#outlet = outlet;
    this.#items = items;
    this.#bytes = bytes;
    this.#pump();
  }

  /** Sends an item as soon as it may; see `UploadCall.push`. */
  push(item: I): Promise<boolean> {
    if (this.#settled !== undefined) {
      return late(this.#settled);
    }
    if (this.#finishing) {
      return Promise.reject(new Error(`${this.#event}: push() after finish()`));
    }
    return this.#pushes.length === 0 && this.#maySend()
      ? this.#sendNow(item)
      : this.#sendLater(item);
  }

  /** No more items come after those that were pushed. */
  finish(): void {
    if (!this.#finishing) {
      this.#finishing = true;
      this.#pump();
    }
  }

  /** The core takes so much more. Throws a {@link ConnectionError} if that is beyond all bounds. */
  credited(items: number, bytes: number): void {
    this.#items += items;
    this.#bytes += bytes;
    if (this.#items > MOST_CREDIT || this.#bytes > MOST_CREDIT) {
      throw new ConnectionError(
        "PROTOCOL_ERROR",
        `${this.#event}: the core gave credit for ${String(this.#items)} items and ${String(this.#bytes)} bytes; the most there can be is ${String(MOST_CREDIT)} of each`,
      );
    }
    this.#pump();
  }

  roomy(): void {
    this.#pump();
  }

  /** The core has answered: it takes no more. */
  stop(): void {
    this.#outlet?.forget(this);
    this.#outlet = undefined;
  }

  /** The call has ended, which everybody who waits is told. */
  end(settled: Settled<unknown>): void {
    this.stop();
    this.#settled = settled;
    for (const { resolve, reject } of this.#pushes.takeAll()) {
      if (settled.ok) {
        resolve(false);
      } else {
        reject(settled.failure);
      }
    }
  }

  #pump(): void {
    let push = this.#pushes.peek();
    while (push !== undefined && this.#maySend() && this.#send(push.item)) {
      this.#pushes.shift()?.resolve(true);
      push = this.#pushes.peek();
    }
    if (this.#finishing && this.#pushes.length === 0) {
      this.#outlet?.finish();
      this.stop();
    }
  }

  #sendNow(item: I): Promise<boolean> {
    if (this.#send(item)) {
      return WANTED;
    }
    return this.#settled === undefined ? UNWANTED : late(this.#settled);
  }

  #sendLater(item: I): Promise<boolean> {
    const sent = new Promise<boolean>((resolve, reject) => {
      this.#pushes.push({ item, resolve, reject });
    });
    return handled(sent);
  }

  #maySend(): boolean {
    return (
      this.#items > 0 && this.#bytes > 0 && this.#outlet?.roomFor(this) === true
    );
  }

  /** Whether the item was sent; if not, the call has ended. */
  #send(item: I): boolean {
    const bytes = this.#outlet?.send(item) ?? -1;
    this.#items--;
    this.#bytes -= bytes;
    return bytes >= 0;
  }
}

/** What is pushed when the call has ended. */
function late(settled: Settled<unknown>): Promise<boolean> {
  return settled.ok ? UNWANTED : handled(Promise.reject(settled.failure));
}

/** The call's outcome tells the failure; a push that nobody awaited must not tell it once more. */
function handled(push: Promise<boolean>): Promise<boolean> {
  push.catch(() => undefined);
  return push;
}

import type { Transport, TransportReceiver } from "../transport.js";

/**
 * Runs a task when the event loop comes round again. Taken from the platform when this module is
 * loaded, so that a test's own clock, which replaces timers, does not stop what travels.
 */
const later: (task: () => void) => void = laterHere();

function laterHere(): (task: () => void) => void {
  const { setImmediate } = globalThis as {
    setImmediate?: (task: () => void) => unknown;
  };
  if (setImmediate !== undefined) {
    return setImmediate;
  }
  const tasks: (() => void)[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    tasks.shift()?.();
  };
  return (task) => {
    tasks.push(task);
    port2.postMessage(undefined);
  };
}

/** Both ends of a connection in memory. What one sends the other is delivered, in order, a little later. */
export function memoryPair(): [MemoryEnd, MemoryEnd] {
  const wire = { closed: false };
  const one = new MemoryEnd(wire);
  const other = new MemoryEnd(wire);
  one.meet(other);
  other.meet(one);
  return [one, other];
}

/** What both ends know. */
interface Wire {
  closed: boolean;
}

/** One end of a connection in memory. */
export class MemoryEnd implements Transport {
  readonly #wire: Wire;
  readonly #sent: Uint8Array[] = [];
  #other: MemoryEnd | undefined;
  receiver: TransportReceiver | undefined;
  #buffered = 0;
  #scheduled = false;
  #ending = false;
  #failure: Error | undefined;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  meet(other: MemoryEnd): void {
    this.#other = other;
  }

  get buffered(): number {
    return this.#buffered;
  }

  open(receiver: TransportReceiver): void {
    this.receiver = receiver;
    this.#other?.schedule();
  }

  send(bytes: Uint8Array): void {
    if (!this.#ending && !this.#wire.closed) {
      this.#sent.push(bytes);
      this.#buffered += bytes.length;
      this.schedule();
    }
  }

  close(): void {
    this.#ending = true;
    this.schedule();
  }

  /** Ends the connection at once, as a fault would: what is on its way is lost. */
  break(failure: Error): void {
    this.#sent.length = 0;
    this.#failure = failure;
    this.close();
  }

  schedule(): void {
    if (!this.#scheduled) {
      this.#scheduled = true;
      later(() => {
        this.#scheduled = false;
        this.#deliver();
      });
    }
  }

  #deliver(): void {
    const receiver = this.#other?.receiver;
    if (this.#wire.closed || (receiver === undefined && !this.#ending)) {
      return;
    }
    for (const bytes of this.#sent.splice(0)) {
      this.#buffered -= bytes.length;
      receiver?.received(bytes);
    }
    if (this.#ending) {
      this.#wire.closed = true;
      receiver?.closed(this.#failure);
      this.receiver?.closed(this.#failure);
    } else if (this.#buffered === 0) {
      this.receiver?.drained();
    }
  }
}

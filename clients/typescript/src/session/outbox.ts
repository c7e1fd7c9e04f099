import type { Transport } from "../transport.js";
import type { FrameBuffer } from "../wire/frame-buffer.js";

/** Something that has items to send and waits for room. */
export interface Sender {
  /** There is room; it sends what it can and asks again if that was not all. */
  roomy(): void;
}

/** Streams leave the rest of the queue to calls: they wait while this many bytes are to be written. */
const STREAMS = 64 * 1024;

/**
 * What is on its way to the transport. Everything that is sent in one turn of the event loop becomes
 * one write.
 *
 * @typeParam Frames writes the frames of this side
 */
export class Outbox<Frames extends FrameBuffer> {
  /** Where frames are written; {@link schedule} sends them. */
  readonly frames: Frames;
  readonly #transport: Transport;
  readonly #streams: number;
  readonly #senders = new Set<Sender>();
  #scheduled = false;
  #stopped = false;

  constructor(transport: Transport, maxQueueBytes: number, frames: Frames) {
    this.frames = frames;
    this.#transport = transport;
    this.#streams = Math.min(STREAMS, maxQueueBytes);
  }

  /** How many bytes wait to be written, in bytes. */
  get waiting(): number {
    return this.frames.length + (this.#transport.buffered ?? 0);
  }

  /** Whether streams may send. */
  get roomy(): boolean {
    return this.waiting < this.#streams;
  }

  /** Has the sender told when there is room; who waits longest is told first. */
  whenRoomy(sender: Sender): void {
    this.#senders.add(sender);
  }

  forget(sender: Sender): void {
    this.#senders.delete(sender);
  }

  /** Sends what is written before the event loop goes on. */
  schedule(): void {
    if (!this.#scheduled) {
      this.#scheduled = true;
      queueMicrotask(() => {
        this.#scheduled = false;
        this.flush();
      });
    }
  }

  /** Sends what is written now. */
  flush(): void {
    if (this.frames.length > 0 && !this.#stopped) {
      this.#transport.send(this.frames.take());
      this.tellSenders();
    }
  }

  /** Tells those who wait, one after the other, as long as there is room. */
  tellSenders(): void {
    if (this.#senders.size === 0) {
      return;
    }
    for (const sender of [...this.#senders]) {
      if (this.#stopped || !this.roomy) {
        return;
      }
      if (this.#senders.delete(sender)) {
        sender.roomy();
      }
    }
  }

  /** Sends nothing any more. */
  stop(): void {
    this.#stopped = true;
    this.#senders.clear();
  }
}

import type { Transport } from "../transport.js";
import type { FrameBuffer } from "../wire/frame-buffer.js";
import { Retained } from "./retained.js";

/** Something that has items to send and waits for room. */
export interface Sender {
  /** There is room; it sends what it can and asks again if that was not all. */
  roomy(): void;
}

const NOTHING = new Uint8Array(0);

/** Streams leave the rest of the queue to calls: they wait while this many bytes are to be written. */
const STREAMS = 64 * 1024;

/**
 * What is on its way to the other side. Everything that is sent in one turn of the event loop becomes
 * one write. Without a transport it waits here.
 *
 * @typeParam Frames writes the frames of this side
 */
export class Outbox<Frames extends FrameBuffer> {
  /** Where frames are written; {@link schedule} sends them. */
  readonly frames: Frames;
  readonly #maxBytes: number;
  readonly #streams: number;
  readonly #senders = new Set<Sender>();
  #transport: Transport | undefined;
  #retained: Retained | undefined;
  #scheduled = false;

  constructor(maxQueueBytes: number, frames: Frames) {
    this.frames = frames;
    this.#maxBytes = maxQueueBytes;
    this.#streams = Math.min(STREAMS, maxQueueBytes);
  }

  /** Whether there is a transport to send by. */
  get attached(): boolean {
    return this.#transport !== undefined;
  }

  /** How many bytes wait to be written, in bytes. */
  get waiting(): number {
    return this.frames.length + (this.#transport?.buffered ?? 0);
  }

  /** Whether streams may send. */
  get roomy(): boolean {
    return this.#transport !== undefined && this.waiting < this.#streams;
  }

  /** What was sent and not acknowledged; `undefined` in a session that ends with its link. */
  get retained(): Retained | undefined {
    return this.#retained;
  }

  /** Begins a session: nothing was sent in it. */
  begin(resumable: boolean): void {
    this.#retained = resumable ? new Retained(this.#maxBytes) : undefined;
  }

  /**
   * From here on the transport is written to, at once with what was sent from that position on.
   *
   * @param written frames that have waited for the transport
   */
  attach(
    transport: Transport,
    position = 0,
    written: Uint8Array = NOTHING,
  ): void {
    this.#transport = transport;
    const retained = this.#retained;
    if (retained !== undefined && position < retained.sent) {
      transport.send(retained.from(position));
    }
    if (written.length > 0) {
      this.#send(transport, written);
    }
    this.tellSenders();
  }

  /** The transport is no more. What was written for it counts as sent. */
  detach(): void {
    this.#transport = undefined;
    if (this.frames.length > 0) {
      this.#retained?.add(this.frames.take());
    }
  }

  /** Forgets what was sent and what was to be sent. */
  clear(): void {
    this.#retained = undefined;
    this.frames.take();
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
    if (this.frames.length > 0 && this.#transport !== undefined) {
      this.#send(this.#transport, this.frames.take());
      this.tellSenders();
    }
  }

  /** Tells those who wait, one after the other, as long as there is room. */
  tellSenders(): void {
    if (this.#senders.size === 0) {
      return;
    }
    for (const sender of [...this.#senders]) {
      if (!this.roomy) {
        return;
      }
      if (this.#senders.delete(sender)) {
        sender.roomy();
      }
    }
  }

  /** Sends nothing any more. */
  stop(): void {
    this.#transport = undefined;
    this.#senders.clear();
  }

  #send(transport: Transport, bytes: Uint8Array): void {
    this.#retained?.add(bytes);
    transport.send(bytes);
  }
}

import assert from "node:assert/strict";

import { fromBinary } from "@bufbuild/protobuf";
import type { Transport, TransportReceiver } from "@parley/client";

import { type Frame, FrameSchema } from "../generated/parley_pb.js";
import { type Body, frameBytes } from "./played-core.js";

type Case = Exclude<Frame["body"]["case"], undefined>;
type ValueOf<C extends Case> = Extract<Frame["body"], { case: C }>["value"];

/**
 * A front end whose every frame the test decides, well-formed or not. Frames are made and read by
 * protobuf-es, not by the code under test.
 */
export class RawClient implements TransportReceiver {
  /** Fulfilled when the connection has ended. */
  readonly ended: Promise<void>;
  readonly #transport: Transport;
  readonly #frames: Frame[] = [];
  #bytes = Buffer.alloc(0);
  /** How many bytes came behind the welcome, in whole frames. */
  handled = 0;
  /** How many bytes were sent behind the hello. */
  sent = 0;
  #isClosed = false;
  #wake: () => void = () => undefined;
  #end: () => void = () => undefined;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    transport.open(this);
  }

  /** Says hello and takes the welcome. */
  async greet(
    more: {
      maxFrameBytes?: number;
      streamItems?: number;
      streamBytes?: number;
      resumable?: boolean;
      session?: Uint8Array;
      received?: bigint;
    } = {
      streamItems: 1000,
      streamBytes: 1_000_000,
    },
  ): Promise<ValueOf<"welcome">> {
    this.say({ case: "hello", value: { protocol: 1, client: "raw", ...more } });
    return this.next("welcome");
  }

  /** Sends frames in one piece. */
  say(...bodies: readonly Body[]): void {
    const bytes = Buffer.concat(bodies.map(frameBytes));
    this.sent += bodies[0]?.case === "hello" ? 0 : bytes.length;
    this.sayBytes(bytes);
  }

  sayBytes(bytes: Uint8Array): void {
    this.#transport.send(bytes);
  }

  leave(): void {
    this.#transport.close();
  }

  received(bytes: Uint8Array): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    while (
      this.#bytes.length >= 4 &&
      this.#bytes.length >= 4 + this.#bytes.readUInt32BE(0)
    ) {
      const end = 4 + this.#bytes.readUInt32BE(0);
      const frame = fromBinary(FrameSchema, this.#bytes.subarray(4, end));
      this.#frames.push(frame);
      this.handled += frame.body.case === "welcome" ? 0 : end;
      this.#bytes = this.#bytes.subarray(end);
    }
    this.#wake();
  }

  drained(): void {
    // Nothing waits.
  }

  closed(): void {
    this.#isClosed = true;
    this.#end();
    this.#wake();
  }

  /** The next frame, whatever it is. */
  async any(): Promise<Frame["body"]> {
    while (this.#frames.length === 0) {
      assert.ok(!this.#isClosed, "the connection ended before another frame");
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#frames.shift()!.body;
  }

  /** The next frame, which must be of this kind. */
  async next<C extends Case>(kind: C): Promise<ValueOf<C>> {
    const body = await this.any();
    assert.equal(body.case, kind);
    return body.value as ValueOf<C>;
  }

  /** The answer to that call, which must be the next frame. */
  async answer(id: bigint): Promise<ValueOf<"response"> & { text: string }> {
    const response = await this.next("response");
    assert.equal(response.id, id);
    return { ...response, text: Buffer.from(response.payload).toString() };
  }

  /** Everything that was received and not looked at: nothing, if the core has nothing more to say. */
  async silent(): Promise<void> {
    this.say({ case: "ping", value: { id: 99n } });
    assert.equal((await this.next("pong")).id, 99n);
  }
}

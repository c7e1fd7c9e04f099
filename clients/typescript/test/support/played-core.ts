import {
  create,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from "@bufbuild/protobuf";
import {
  connect,
  type ConnectionOptions,
  type Core,
  type Transport,
  type TransportReceiver,
} from "@parley/client";

import {
  type Frame,
  FrameSchema,
  type Reason,
  type StatusCode,
} from "../generated/parley_pb.js";

export { Reason } from "../generated/parley_pb.js";

export type Body = NonNullable<MessageInitShape<typeof FrameSchema>["body"]>;
type Case = Exclude<Frame["body"]["case"], undefined>;
type ValueOf<C extends Case> = Extract<Frame["body"], { case: C }>["value"];

/** A group that the tests' events and notifications belong to. */
export const GROUP = {
  name: "TestEvent",
  fingerprint: "0011223344556677",
  shape: [
    "event Echo = 0 (test.Text) -> test.Text ! test.Text",
    "field test.Text.1 = string text",
  ],
};

/**
 * The core's end of a transport in memory: a test decides each frame that it sends, and looks at each
 * that it got. Frames are made and read by protobuf-es, not by the code under test.
 */
export class PlayedCore implements Transport {
  readonly frames: Frame[] = [];
  /** How many times the client has written. */
  writes = 0;
  closedByClient = false;
  /** How many bytes of what the client sent it is to believe unread. */
  buffered = 0;
  /** What the client has sent behind its hello, in whole frames. */
  session = Buffer.alloc(0);
  #receiver: TransportReceiver | undefined;
  #bytes = Buffer.alloc(0);
  #waiting: (() => void) | undefined;

  open(receiver: TransportReceiver): void {
    this.#receiver = receiver;
  }

  send(bytes: Uint8Array): void {
    this.writes++;
    this.#bytes = Buffer.concat([this.#bytes, bytes]);
    while (
      this.#bytes.length >= 4 &&
      this.#bytes.length >= 4 + this.#bytes.readUInt32BE(0)
    ) {
      const end = 4 + this.#bytes.readUInt32BE(0);
      const frame = fromBinary(FrameSchema, this.#bytes.subarray(4, end));
      this.frames.push(frame);
      if (frame.body.case !== "hello") {
        this.session = Buffer.concat([
          this.session,
          this.#bytes.subarray(0, end),
        ]);
      }
      this.#bytes = this.#bytes.subarray(end);
    }
    this.#waiting?.();
  }

  close(): void {
    if (!this.closedByClient) {
      this.closedByClient = true;
      queueMicrotask(() => this.#receiver?.closed());
    }
  }

  /** The next frame that the client sent, which must be of this kind. */
  async next<C extends Case>(kind: C): Promise<ValueOf<C>> {
    while (this.frames.length === 0) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    const body = this.frames.shift()?.body;
    if (body?.case !== kind) {
      throw new Error(`expected a ${kind}, got a ${String(body?.case)}`);
    }
    return body.value as ValueOf<C>;
  }

  /** Sends frames in one piece. */
  say(...bodies: readonly Body[]): void {
    this.sayBytes(Buffer.concat(bodies.map(frameBytes)));
  }

  sayBytes(bytes: Uint8Array): void {
    this.#receiver?.received(bytes);
  }

  /** Nothing is left unread. */
  drain(): void {
    this.buffered = 0;
    this.#receiver?.drained();
  }

  /** Every frame that the client has sent by now and that was not looked at, by kind; they are taken. */
  async kinds(): Promise<(Case | undefined)[]> {
    await new Promise(setImmediate);
    return this.frames.splice(0).map(({ body }) => body.case);
  }

  /** Breaks the connection. */
  break(cause?: Error): void {
    this.#receiver?.closed(cause);
  }

  /** Connects a client and welcomes it. */
  async welcome(
    options: ConnectionOptions = {},
    welcome: Extract<Body, { case: "welcome" }>["value"] = welcomeBody(),
  ): Promise<Core> {
    const connecting = connect({ ...options, transport: this });
    await this.next("hello");
    this.say({ case: "welcome", value: welcome });
    return connecting;
  }
}

export function welcomeBody(
  more: {
    maxFrameBytes?: number;
    maxCalls?: number;
    streamItems?: number;
    streamBytes?: number;
    session?: Uint8Array;
    resumeMs?: number;
    resumed?: boolean;
    received?: bigint;
  } = {},
): {
  protocol: number;
  core: string;
  groups: { name: string; fingerprint: string; shape?: string }[];
} {
  return {
    protocol: 1,
    core: "played",
    groups: [{ name: GROUP.name, fingerprint: GROUP.fingerprint }],
    streamItems: 256,
    streamBytes: 256 * 1024,
    ...more,
  };
}

export function frameBytes(body: Body): Uint8Array {
  const frame = toBinary(FrameSchema, create(FrameSchema, { body }));
  const prefix = Buffer.alloc(4);
  prefix.writeUInt32BE(frame.length);
  return Buffer.concat([prefix, frame]);
}

/** A response, also with numbers that the protocol does not have. */
export function response(
  id: bigint,
  payload: Uint8Array,
  code = 0,
  reason = 0,
): Body {
  return {
    case: "response",
    value: {
      id,
      payload,
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- any number
      code: code as StatusCode,
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- any number
      reason: reason as Reason,
    },
  };
}

/** An item of a stream. */
export function item(id: bigint, payload: Uint8Array): Body {
  return { case: "item", value: { id, payload } };
}

/** More credit for a stream. */
export function credit(id: bigint, items: number, bytes: number): Body {
  return { case: "credit", value: { id, items, bytes } };
}

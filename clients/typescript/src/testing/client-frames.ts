import { Kind } from "../codec/kind.js";
import type { Readable } from "../codec/message-type.js";

/** What a front end sends, as `docs/protocol.md` has it; other frames of its are a number alone. */
export interface HelloFrame {
  readonly protocol: number;
  readonly client: string;
  /** The fingerprints of the groups that the front end was generated from, by the groups' names. */
  readonly groups: ReadonlyMap<string, string>;
  /** 0 for as much as the core sends. */
  readonly maxFrameBytes: number;
  readonly streamItems: number;
  readonly streamBytes: number;
  /** Whether it wants a session that outlives its link. */
  readonly resumable: boolean;
  /** The session that it wants to go on with; empty for a new one. */
  readonly session: Uint8Array;
  /** How many bytes of that session it has handled. */
  readonly received: number;
}

const NO_SESSION = new Uint8Array(0);

export const HelloFrame: Readable<HelloFrame> = {
  typeName: "Hello",
  read(reader) {
    let protocol = 0;
    let client = "";
    const groups = new Map<string, string>();
    let maxFrameBytes = 0;
    let streamItems = 0;
    let streamBytes = 0;
    let resumable = false;
    let session: Uint8Array = NO_SESSION;
    let received = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 8:
          protocol = reader.uint32();
          break;
        case 18:
          client = reader.string();
          break;
        case 26: {
          const { name, fingerprint } = reader.message(NamedGroup);
          groups.set(name, fingerprint);
          break;
        }
        case 32:
          maxFrameBytes = reader.uint32();
          break;
        case 40:
          streamItems = reader.uint32();
          break;
        case 48:
          streamBytes = reader.uint32();
          break;
        case 56:
          resumable = reader.bool();
          break;
        case 66:
          session = reader.bytes();
          break;
        case 72:
          received = reader.count();
          break;
        default:
          reader.skip(tag);
      }
    }
    return {
      protocol,
      client,
      groups,
      maxFrameBytes,
      streamItems,
      streamBytes,
      resumable,
      session,
      received,
    };
  },
};

const NamedGroup: Readable<{ name: string; fingerprint: string }> = {
  typeName: "GroupInfo",
  read(reader) {
    let name = "";
    let fingerprint = "";
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          name = reader.string();
          break;
        case 18:
          fingerprint = reader.string();
          break;
        default:
          reader.skip(tag);
      }
    }
    return { name, fingerprint };
  },
};

/** A call; the payload is the place where it stands. */
export interface RequestFrame {
  readonly event: string;
  readonly payload: number;
  readonly id: number;
  /** 0 for no deadline. */
  readonly timeoutMs: number;
  readonly traceparent: string;
}

export const RequestFrame: Readable<RequestFrame> = {
  typeName: "Request",
  read(reader) {
    let event = "";
    let payload = 0;
    let id = 0;
    let timeoutMs = 0;
    let traceparent = "";
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          event = reader.string();
          break;
        case 18:
          payload = reader.keep(0);
          break;
        case 24:
          id = reader.count();
          break;
        case 32:
          timeoutMs = reader.uint32();
          break;
        case 42:
          traceparent = reader.string();
          break;
        default:
          reader.skip(tag);
      }
    }
    return { event, payload, id, timeoutMs, traceparent };
  },
};

/** What a front end wants to hear of. */
export interface SubscribeFrame {
  readonly id: number;
  readonly source: string;
  /** Empty for all. */
  readonly types: readonly number[];
  /** Empty for all. */
  readonly subjects: readonly string[];
}

export const SubscribeFrame: Readable<SubscribeFrame> = {
  typeName: "Subscribe",
  read(reader) {
    let id = 0;
    let source = "";
    const types: number[] = [];
    const subjects: string[] = [];
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 8:
          id = reader.count();
          break;
        case 18:
          source = reader.string();
          break;
        case 24:
          reader.element();
          types.push(reader.int32());
          break;
        case 26:
          reader.packed(Kind.int32, types);
          break;
        case 34:
          reader.element();
          subjects.push(reader.string());
          break;
        default:
          reader.skip(tag);
      }
    }
    return { id, source, types, subjects };
  },
};

/** A frame that is a number alone: Unsubscribe, Cancel, StreamEnd, Ack, Heard. */
export const NumberFrame: Readable<number> = {
  typeName: "Frame",
  read(reader) {
    let id = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === 8) {
        id = reader.count();
      } else {
        reader.skip(tag);
      }
    }
    return id;
  },
};

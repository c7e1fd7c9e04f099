import type { Reader } from "../codec/reader.js";
import type { Readable } from "../codec/message-type.js";

/**
 * What the core sends, as `docs/protocol.md` has it. A `payload` is the place where it stands in the
 * frame (see `Reader.keep`), so that it is read once, as what it is.
 */
export interface ResponseFrame {
  readonly payload: number;
  readonly code: number;
  readonly id: number;
  readonly reason: number;
}

export const ResponseFrame: Readable<ResponseFrame> = {
  typeName: "Response",
  read(reader) {
    let payload = 0;
    let code = 0;
    let id = 0;
    let reason = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          payload = reader.keep(0);
          break;
        case 16:
          code = reader.enumeration();
          break;
        case 24:
          id = reader.count();
          break;
        case 32:
          reason = reader.enumeration();
          break;
        default:
          reader.skip(tag);
      }
    }
    return { payload, code, id, reason };
  },
};

/** One item of a stream; the payload is the place where it stands. */
export interface StreamItemFrame {
  readonly id: number;
  readonly payload: number;
}

export const StreamItemFrame: Readable<StreamItemFrame> = {
  typeName: "StreamItem",
  read(reader) {
    let id = 0;
    let payload = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 8:
          id = reader.count();
          break;
        case 18:
          payload = reader.keep(0);
          break;
        default:
          reader.skip(tag);
      }
    }
    return { id, payload };
  },
};

/** How much more of a stream may be sent. */
export interface CreditFrame {
  readonly id: number;
  readonly items: number;
  readonly bytes: number;
}

export const CreditFrame: Readable<CreditFrame> = {
  typeName: "Credit",
  read(reader) {
    let id = 0;
    let items = 0;
    let bytes = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 8:
          id = reader.count();
          break;
        case 16:
          items = reader.uint32();
          break;
        case 24:
          bytes = reader.uint32();
          break;
        default:
          reader.skip(tag);
      }
    }
    return { id, items, bytes };
  },
};

/** One notification; payload and error are the places where they stand, 0 for the one that it has not. */
export interface NotificationFrame {
  readonly source: string;
  readonly type: number;
  readonly subject: string;
  readonly payload: number;
  readonly error: number;
  readonly seq: number;
  /** Whether the core waits until it was taken. */
  readonly confirm: boolean;
}

export const NotificationFrame: Readable<NotificationFrame> = {
  typeName: "Notification",
  read(reader) {
    let source = "";
    let type = 0;
    let subject = "";
    let payload = 0;
    let error = 0;
    let seq = 0;
    let confirm = false;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          source = reader.string();
          break;
        case 16:
          type = reader.int32();
          break;
        case 26:
          subject = reader.string();
          break;
        case 34:
          payload = reader.keep(0);
          break;
        case 42:
          error = reader.keep(0);
          break;
        case 48:
          seq = reader.count();
          break;
        case 56:
          confirm = reader.bool();
          break;
        default:
          reader.skip(tag);
      }
    }
    return { source, type, subject, payload, error, seq, confirm };
  },
};

/** A contract group as one side knows it; the shape is sent only where the fingerprints differ. */
export interface GroupInfo {
  readonly name: string;
  readonly fingerprint: string;
  readonly shape: string;
}

const GroupInfo: Readable<GroupInfo> = {
  typeName: "GroupInfo",
  read(reader) {
    let name = "";
    let fingerprint = "";
    let shape = "";
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 10:
          name = reader.string();
          break;
        case 18:
          fingerprint = reader.string();
          break;
        case 26:
          shape = reader.string();
          break;
        default:
          reader.skip(tag);
      }
    }
    return { name, fingerprint, shape };
  },
};

const NONE = new Uint8Array(0);

/** The core's half of the handshake. */
export interface Welcome {
  readonly protocol: number;
  readonly core: string;
  readonly groups: readonly GroupInfo[];
  readonly maxFrameBytes: number;
  readonly maxCalls: number;
  readonly streamItems: number;
  readonly streamBytes: number;
  /** The session's id, a secret, by which it can be resumed; empty if it ends with its link. */
  readonly session: Uint8Array;
  /** How long the session outlives its link, in milliseconds. */
  readonly resumeMs: number;
  /** Whether it is the session that was asked for. */
  readonly resumed: boolean;
  /** How many bytes of that session the core has handled. */
  readonly received: number;
}

export const Welcome: Readable<Welcome> = {
  typeName: "Welcome",
  read(reader) {
    let protocol = 0;
    let core = "";
    const groups: GroupInfo[] = [];
    let maxFrameBytes = 0;
    let maxCalls = 0;
    let streamItems = 0;
    let streamBytes = 0;
    let session: Uint8Array = NONE;
    let resumeMs = 0;
    let resumed = false;
    let received = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 8:
          protocol = reader.uint32();
          break;
        case 18:
          core = reader.string();
          break;
        case 26:
          reader.element();
          groups.push(reader.message(GroupInfo));
          break;
        case 32:
          maxFrameBytes = reader.uint32();
          break;
        case 40:
          maxCalls = reader.uint32();
          break;
        case 48:
          streamItems = reader.uint32();
          break;
        case 56:
          streamBytes = reader.uint32();
          break;
        case 66:
          session = reader.bytes();
          break;
        case 72:
          resumeMs = reader.uint32();
          break;
        case 80:
          resumed = reader.bool();
          break;
        case 88:
          received = reader.count();
          break;
        default:
          reader.skip(tag);
      }
    }
    return {
      protocol,
      core,
      groups,
      maxFrameBytes,
      maxCalls,
      streamItems,
      streamBytes,
      session,
      resumeMs,
      resumed,
      received,
    };
  },
};

/** Why the core ends the connection, or that it takes no new calls. */
export interface GoAway {
  readonly reason: number;
  readonly message: string;
}

export const GoAway: Readable<GoAway> = {
  typeName: "GoAway",
  read(reader) {
    let reason = 0;
    let message = "";
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      switch (tag) {
        case 8:
          reason = reader.enumeration();
          break;
        case 18:
          message = reader.string();
          break;
        default:
          reader.skip(tag);
      }
    }
    return { reason, message };
  },
};

/** That notifications were lost, and why. */
export interface ResyncFrame {
  readonly reason: number;
  readonly message: string;
}

export const ResyncFrame: Readable<ResyncFrame> = {
  typeName: "Resync",
  read: GoAway.read,
};

/** How many bytes of the session the other side has handled. */
export const Ack: Readable<number> = {
  typeName: "Ack",
  read(reader: Reader) {
    let received = 0;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === 8) {
        received = reader.count();
      } else {
        reader.skip(tag);
      }
    }
    return received;
  },
};

/** A ping's number, which its answer repeats. */
export const Ping: Readable<bigint> = {
  typeName: "Ping",
  read(reader: Reader) {
    let number = 0n;
    for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
      if (tag === 8) {
        number = reader.uint64();
      } else {
        reader.skip(tag);
      }
    }
    return number;
  },
};

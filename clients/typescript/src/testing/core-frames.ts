import type { Writable } from "../codec/message-type.js";
import type { Group } from "../contract/group.js";
import { FrameBuffer } from "../wire/frame-buffer.js";
import { PROTOCOL_VERSION } from "../wire/frame-writer.js";
import type { WrittenNotification } from "./backlog.js";
import type { FakeLimits } from "./limits.js";

/** The tags of the frames that only a core sends: field number and wire type 2. */
const WELCOME = 18;
const RESPONSE = 34;
const NOTIFICATION = 42;
const RESYNC = 138;

export const OK = 0;
export const ERR = 1;
const INTERNAL = 2;

/** What a welcome says of a session that outlives its link. */
export interface Resumable {
  readonly session: Uint8Array;
  readonly resumeMs: number;
  /** Whether it is the one that the client has asked for. */
  readonly resumed: boolean;
  /** How many of its bytes were handled here. */
  readonly received: number;
}

/** Writes a core's frames. Each method returns the frame's size in bytes, without its length prefix. */
export class CoreFrames extends FrameBuffer {
  /** @param fingerprints the client's, by the groups' names: a group that differs is told with its shape */
  welcome(
    core: string,
    groups: Iterable<Group>,
    fingerprints: ReadonlyMap<string, string>,
    limits: FakeLimits,
    resumable: Resumable | undefined,
  ): number {
    const out = this.begin(WELCOME);
    out.uint32(8, PROTOCOL_VERSION);
    out.string(18, core);
    for (const { name, fingerprint, shape } of groups) {
      const theirs = fingerprints.get(name) ?? fingerprint;
      out.tag(26);
      const at = out.open();
      out.string(10, name);
      out.string(18, fingerprint);
      if (theirs !== fingerprint) {
        out.string(26, shape.join("\n"));
      }
      out.close(at);
    }
    out.uint32(32, limits.maxFrameBytes);
    out.uint32(40, limits.maxCallsPerConnection);
    out.uint32(48, limits.streamItems);
    out.uint32(56, limits.streamBytes);
    if (resumable !== undefined) {
      out.bytes(66, resumable.session);
      out.uint32(72, resumable.resumeMs);
      if (resumable.resumed) {
        out.bool(80, true);
        out.count(88, resumable.received);
      }
    }
    return this.end();
  }

  /** @param payload the message's type, `undefined` for an answer without one */
  response(
    id: number,
    code: number,
    payload: Writable<never> | undefined,
    message: unknown,
  ): number {
    const out = this.begin(RESPONSE);
    if (payload !== undefined) {
      out.tag(10);
      const at = out.open();
      out.fields(payload, message as never);
      out.close(at);
    }
    if (code !== OK) {
      out.enumeration(16, code);
    }
    out.count(24, id);
    return this.end();
  }

  failure(id: number, reason: number, text: string): number {
    const out = this.begin(RESPONSE);
    out.string(10, shown(text));
    out.enumeration(16, INTERNAL);
    out.count(24, id);
    out.enumeration(32, reason);
    return this.end();
  }

  /** One that is `latest` is to be confirmed. */
  notification(
    { source, type, subject, policy, isError, payload }: WrittenNotification,
    seq: number,
  ): number {
    const out = this.begin(NOTIFICATION);
    out.string(10, source);
    if (type !== 0) {
      out.int32(16, type);
    }
    if (subject !== "") {
      out.string(26, subject);
    }
    out.bytes(isError ? 42 : 34, payload);
    out.count(48, seq);
    if (policy === "latest") {
      out.bool(56, true);
    }
    return this.end();
  }

  resync(reason: number, text: string): number {
    const out = this.begin(RESYNC);
    out.enumeration(8, reason);
    out.string(18, text);
    return this.end();
  }
}

/** The longest text for people that travels, in characters. */
const LONGEST_TEXT = 2000;

/** A text may quote anything; half a surrogate pair in it must not fail the frame. */
export function shown(text: string): string {
  const whole = text.length <= LONGEST_TEXT;
  return (whole ? text : `${text.slice(0, LONGEST_TEXT)}…`).toWellFormed();
}

import assert from "node:assert/strict";

import type { FakeCoreOptions, ServedCall } from "@parley/client/testing";

import { Reason } from "../generated/parley_pb.js";
import { Note } from "./echo.js";
import { echoFake, ended } from "./echo-fake.js";
import type { Body } from "./played-core.js";
import { RawClient } from "./raw-client.js";

export const noteBytes = (text: string, number = 0): Uint8Array =>
  Note.serializeBinary({ text, number });
export const hello = noteBytes("hello");

export function request(
  id: bigint,
  event: string,
  payload: Uint8Array = hello,
  more: { timeoutMs?: number; traceparent?: string } = {},
): Body {
  return { case: "request", value: { id, event, payload, ...more } };
}
export const item = (id: bigint, payload = hello): Body => ({
  case: "item",
  value: { id, payload },
});
export const cancel = (id: bigint): Body => ({ case: "cancel", value: { id } });
export const streamEnd = (id: bigint): Body => ({ case: "end", value: { id } });
export const credit = (id: bigint, items: number, bytes: number): Body => ({
  case: "credit",
  value: { id, items, bytes },
});
export const subscribe = (id: bigint, subjects: string[] = []): Body => ({
  case: "subscribe",
  value: { id, source: "Echo", subjects },
});
export const heard = (seq: bigint): Body => ({ case: "heard", value: { seq } });

/** A front end of a fake core of its own. */
export function raw(options: Partial<FakeCoreOptions> = {}): RawClient {
  return new RawClient(echoFake(options).transport());
}

/** That the core says goodbye for that reason. */
export async function expectGoAway(
  client: RawClient,
  reason: Reason,
  text: RegExp,
): Promise<void> {
  const goAway = await client.next("goAway");
  assert.equal(Reason[goAway.reason], Reason[reason]);
  assert.match(goAway.message, text);
  await client.ended;
}

/** Sends nothing until the call has ended. */
export async function* never(call: ServedCall): AsyncGenerator<Note, Note> {
  yield await ended(call);
  return ended(call);
}

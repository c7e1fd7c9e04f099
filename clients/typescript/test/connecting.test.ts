/** How a connection begins, what it agrees on, and how it ends. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { connect } from "@parley/client";
import { registerGroup } from "@parley/client/codec";

import { TestEventEcho, Text } from "./support/contract.js";
import {
  frameBytes,
  GROUP,
  PlayedCore,
  Reason,
  response,
  welcomeBody,
} from "./support/played-core.js";

const hello = Text.fromObject({ text: "hello" });
const helloBytes = Text.serializeBinary(hello);

test("the hello names protocol, client, groups and limit, without shapes", async () => {
  const played = new PlayedCore();
  const connecting = connect({ transport: played, name: "a test" });
  const { protocol, client, groups, maxFrameBytes } =
    await played.next("hello");
  assert.deepEqual(
    [protocol, client, maxFrameBytes],
    [1, "a test", 4 * 1024 * 1024],
  );
  assert.deepEqual(
    groups.map(({ name, fingerprint, shape }) => [name, fingerprint, shape]),
    [[GROUP.name, GROUP.fingerprint, ""]],
  );
  played.say({ case: "welcome", value: welcomeBody() });
  assert.equal((await connecting).name, "played");
});

test("a core with another contract is refused with every difference in words", async () => {
  const played = new PlayedCore();
  const shape =
    "event Echo = 0 (test.Text) -> test.Text\nfield test.Text.1 = int32 text";
  const groups = [{ name: GROUP.name, fingerprint: "ff", shape }];
  await assert.rejects(played.welcome({}, { ...welcomeBody(), groups }), {
    name: "ConnectionError",
    reason: "CONTRACT_MISMATCH",
    message:
      "the core's contract is another than the one this front end was generated from: " +
      "TestEvent.Echo is `0 (test.Text) -> test.Text ! test.Text` here and `0 (test.Text) -> test.Text` in the core; " +
      "TestEvent.Echo payload: field 1 is `string text` here and `int32 text` in the core",
  });
  assert.ok(played.closedByClient);
});

test("a core without the group is refused", async () => {
  await assert.rejects(
    new PlayedCore().welcome({}, { ...welcomeBody(), groups: [] }),
    {
      reason: "CONTRACT_MISMATCH",
      message: /TestEvent: the core has no such group/,
    },
  );
});

test("what only the core has is no difference", async () => {
  const played = new PlayedCore();
  const shape = [...GROUP.shape, "event Later = 9"].join("\n");
  const groups = [{ name: GROUP.name, fingerprint: "ff", shape }];
  const core = await played.welcome({}, { ...welcomeBody(), groups });
  const call = TestEventEcho(hello, { core });
  played.say(response((await played.next("request")).id, helloBytes));
  assert.deepEqual(await call, hello);
});

test("a group that is loaded after connecting is checked at its first call", async () => {
  const { callEvent } = await import("@parley/client/codec");
  const played = new PlayedCore();
  const groups = [...welcomeBody().groups, { name: "Late", fingerprint: "aa" }];
  const core = await played.welcome({}, { ...welcomeBody(), groups });
  const call = (fingerprint: string): Promise<unknown> => {
    const group = { name: "Late", fingerprint, shape: [] };
    const event = {
      group,
      name: "Late.Do",
      payload: undefined,
      response: undefined,
      error: undefined,
    };
    return callEvent(event, undefined, { core });
  };
  await assert.rejects(call("bb"), {
    reason: "CONTRACT_MISMATCH",
    message: /import its module before/,
  });
  const fits = call("aa");
  played.say(response((await played.next("request")).id, new Uint8Array(0)));
  await fits;
});

test("a core that says go away, speaks another version or begins otherwise is no core to talk to", async () => {
  const refused = new PlayedCore();
  const connecting = connect({ transport: refused });
  refused.say({
    case: "goAway",
    value: { reason: Reason.OVERLOADED, message: "64 connections" },
  });
  await assert.rejects(connecting, {
    reason: "OVERLOADED",
    message: /64 connections/,
  });

  await assert.rejects(
    new PlayedCore().welcome({}, { ...welcomeBody(), protocol: 2 }),
    {
      reason: "PROTOCOL_ERROR",
      message: /version 2/,
    },
  );

  const strange = new PlayedCore();
  const other = connect({ transport: strange });
  strange.say(response(1n, helloBytes));
  await assert.rejects(other, {
    reason: "PROTOCOL_ERROR",
    message: /frame 4 instead of its welcome/,
  });
});

test("a core that does not answer the hello is given up after the limit", async () => {
  const played = new PlayedCore();
  await assert.rejects(
    connect({ transport: played, limits: { handshakeTimeoutMs: 20 } }),
    {
      reason: "LIMIT_EXCEEDED",
      message: /within 20 ms \(limits\.handshakeTimeoutMs\)/,
    },
  );
  assert.ok(played.closedByClient);
});

test("limits that make no sense are refused by name", async () => {
  await assert.rejects(
    connect({ transport: new PlayedCore(), limits: { maxFrameBytes: 63 } }),
    {
      name: "RangeError",
      message: /limits\.maxFrameBytes is 63/,
    },
  );
});

test("a hello as large as a core reads is sent, of one byte more nothing is", async () => {
  const limit = 4096;
  const measured = new PlayedCore();
  const connecting = connect({ transport: measured, name: "x".repeat(3000) });
  const value = await measured.next("hello");
  const size = frameBytes({ case: "hello", value }).length - 4;
  measured.break();
  await assert.rejects(connecting);
  const longest = "x".repeat(3000 + limit - size);

  const core = await new PlayedCore().welcome({ name: longest });
  assert.equal(core.name, "played");

  const played = new PlayedCore();
  await assert.rejects(connect({ transport: played, name: `${longest}x` }), {
    reason: "LIMIT_EXCEEDED",
    message: /^the hello is 4,097 bytes; the limit is 4,096 bytes/,
  });
  assert.equal(played.writes, 0);
  assert.ok(played.closedByClient);
});

test("frames arrive whole in whatever pieces they come", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const calls = [1, 2, 3].map(() => TestEventEcho(hello, { core }));
  const answers: Uint8Array[] = [];
  for (const text of ["", "y".repeat(300), "z"]) {
    const { id } = await played.next("request");
    answers.push(frameBytes(response(id, Text.serializeBinary({ text }))));
  }
  const reused = new Uint8Array(1);
  for (const byte of Buffer.concat(answers)) {
    reused[0] = byte;
    played.sayBytes(reused);
  }
  const lengths = (await Promise.all(calls)).map(({ text }) => text.length);
  assert.deepEqual(lengths, [0, 300, 1]);
});

test("a frame as large as the limit is read, one byte more ends the connection before it has come", async () => {
  const played = new PlayedCore();
  const core = await played.welcome({ limits: { maxFrameBytes: 1000 } });
  const call = TestEventEcho(hello, { core });
  const { id } = await played.next("request");
  const sizes = [990, 985, 980].map((length) =>
    response(id, Text.serializeBinary({ text: "x".repeat(length) })),
  );
  const largest = sizes
    .map(frameBytes)
    .find((bytes) => bytes.length - 4 <= 1000);
  assert.ok(largest !== undefined && largest.length - 4 > 990);
  played.sayBytes(largest);
  assert.ok((await call).text.length >= 980);
  played.sayBytes(Uint8Array.of(0, 0, 3, 232)); // 1,000 bytes are announced
  assert.equal(played.closedByClient, false);
  played.break();

  const other = new PlayedCore();
  const second = await other.welcome({ limits: { maxFrameBytes: 1000 } });
  other.sayBytes(Uint8Array.of(0, 0, 3, 233));
  const ended = await second.closed;
  assert.equal(ended?.reason, "LIMIT_EXCEEDED");
  assert.match(
    ended.message,
    /a frame of 1,001 bytes; the limit here is 1,000 bytes \(limits\.maxFrameBytes\)/,
  );
});

test("a malformed frame ends the connection with a typed error", async () => {
  for (const bytes of [
    [0, 0, 0, 2, 34, 9],
    [0, 0, 0, 1, 7],
    [0, 0, 0, 3, 34, 1, 255],
    [0, 0, 0, 2, 26, 0],
    [0, 0, 0, 4, 98, 0, 98, 0], // two bodies
  ]) {
    const played = new PlayedCore();
    const core = await played.welcome();
    played.sayBytes(Uint8Array.from(bytes));
    assert.equal((await core.closed)?.reason, "PROTOCOL_ERROR", String(bytes));
  }
});

test("frames of later versions and empty ones are passed over", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  played.sayBytes(Uint8Array.of(0, 0, 0, 0));
  played.sayBytes(Uint8Array.of(0, 0, 0, 5, 0x9a, 0x06, 2, 0x08, 5)); // a body numbered 99
  const call = TestEventEcho(hello, { core });
  played.say(response((await played.next("request")).id, helloBytes));
  assert.deepEqual(await call, hello);
});

test("a ping is answered with its number", async () => {
  const played = new PlayedCore();
  await played.welcome();
  played.say({ case: "ping", value: { id: 2n ** 64n - 1n } });
  assert.equal((await played.next("pong")).id, 2n ** 64n - 1n);
});

test("a core that leaves answers what is in flight and is asked nothing new", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const call = TestEventEcho(hello, { core });
  const { id } = await played.next("request");
  played.say({
    case: "goAway",
    value: { reason: Reason.SHUTTING_DOWN, message: "going down" },
  });
  await assert.rejects(TestEventEcho(hello, { core }), {
    reason: "SHUTTING_DOWN",
    message: /nothing was sent: the core is leaving: going down/,
  });
  played.say(response(id, helloBytes));
  assert.deepEqual(await call, hello);
  played.break();
  assert.equal((await core.closed)?.reason, "SHUTTING_DOWN");
});

test("close() refuses new calls, waits for those in flight, and ends the connection", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const call = TestEventEcho(hello, { core });
  const { id } = await played.next("request");
  const closing = [core.close(), core.close()];
  await assert.rejects(TestEventEcho(hello, { core }), {
    reason: "NOT_CONNECTED",
  });
  assert.equal(played.closedByClient, false);
  played.say(response(id, helloBytes));
  assert.deepEqual(await call, hello);
  await Promise.all(closing);
  assert.equal(await core.closed, undefined);
  assert.ok(played.closedByClient);
  await core.close();
});

test("close() waits no longer than its limit", async () => {
  const played = new PlayedCore();
  const core = await played.welcome({ limits: { drainTimeoutMs: 0 } });
  const call = TestEventEcho(hello, { core });
  call.catch(() => undefined);
  await core.close();
  await assert.rejects(call, { reason: "OUTCOME_UNKNOWN" });
});

test("a group that is registered again replaces the one before", () => {
  assert.equal(registerGroup(GROUP), GROUP);
});

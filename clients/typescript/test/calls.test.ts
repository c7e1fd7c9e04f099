/** Calls over a connection whose other end the test plays. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  EventError,
  InvalidValueError,
  MalformedMessageError,
} from "@parley/client";

import { TestEventEcho, TestEventNothing, Text } from "./support/contract.js";
import { PlayedCore, response, welcomeBody } from "./support/played-core.js";
import { runScript } from "./support/script.js";

const hello = Text.fromObject({ text: "hello" });
const helloBytes = Text.serializeBinary(hello);

test("a call sends its event, payload and number, and is answered with the response", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const call = TestEventEcho(hello, { core });
  const request = await played.next("request");
  assert.equal(request.event, "TestEvent.Echo");
  assert.deepEqual(new Uint8Array(request.payload), helloBytes);
  played.say(response(request.id, Text.serializeBinary({ text: "world" })));
  assert.deepEqual(await call, { text: "world" });
  assert.deepEqual(await call.result(), { ok: true, value: { text: "world" } });
});

test("an event without payload and response sends and gets neither", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const call = TestEventNothing({ core });
  const request = await played.next("request");
  assert.equal(request.payload.length, 0);
  played.say(response(request.id, new Uint8Array(0)));
  assert.deepEqual(await call.result(), { ok: true, value: undefined });
});

test("a declared error rejects the call with its type, and is a value of result()", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const call = TestEventEcho(hello, { core });
  const { id } = await played.next("request");
  played.say(response(id, Text.serializeBinary({ text: "no" }), 1));
  const failure: unknown = await call.catch((caught: unknown) => caught);
  assert.ok(failure instanceof EventError);
  assert.ok(failure.is(Text));
  assert.equal(failure.error.text, "no");
  assert.equal(failure.code, "Err");
  assert.equal(failure.event, "TestEvent.Echo");
  assert.deepEqual(await call.result(), { ok: false, error: { text: "no" } });
});

test("an internal failure rejects the call and its result() with the core's reason and text", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const call = TestEventEcho(hello, { core });
  const { id } = await played.next("request");
  played.say(response(id, Buffer.from("the handler failed"), 2, 3));
  const expected = {
    name: "EventError",
    code: "Internal",
    reason: "HANDLER_FAILED",
    message: "TestEvent.Echo: the handler failed",
    error: undefined,
  };
  await assert.rejects(call, expected);
  await assert.rejects(call.result(), expected);
});

test("answers find their calls in any order, and calls of one turn are one write", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const before = played.writes;
  const calls = Array.from({ length: 100 }, (_, i) =>
    TestEventEcho({ text: String(i) }, { core }),
  );
  const ids: bigint[] = [];
  while (ids.length < 100) {
    ids.push((await played.next("request")).id);
  }
  assert.equal(played.writes - before, 1);
  assert.equal(new Set(ids).size, 100);
  const answers = ids.map((id, i) =>
    response(id, Text.serializeBinary({ text: `re ${String(i)}` })),
  );
  played.say(...answers.reverse());
  const texts = (await Promise.all(calls)).map(({ text }) => text);
  assert.deepEqual(
    texts,
    calls.map((_, i) => `re ${String(i)}`),
  );
});

test("when the connection breaks every call in flight fails once, and later ones are not sent", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  let failures = 0;
  const calls = [1, 2, 3].map(() => TestEventEcho(hello, { core }));
  for (const call of calls) {
    call.catch(() => failures++);
  }
  played.break(new Error("reset"));
  for (const call of calls) {
    await assert.rejects(call, {
      reason: "OUTCOME_UNKNOWN",
      message: /not known: reset/,
    });
  }
  assert.equal(failures, 3);
  await assert.rejects(TestEventEcho(hello, { core }), {
    reason: "NOT_CONNECTED",
    message: "TestEvent.Echo: nothing was sent: reset",
  });
  assert.equal((await core.closed)?.reason, "CONNECTION_LOST");
});

test("a call before any connection says what to do", async () => {
  const { stdout } = await runScript(`
    import { TestEventEcho } from "./support/contract.js";
    TestEventEcho({ text: "" }).catch((failure) => console.log(failure.reason, failure.message));
  `);
  assert.match(
    stdout,
    /^NOT_CONNECTED TestEvent\.Echo: nothing was sent: .* await connect\(/,
  );
});

test("an answer that nobody waits for ends the connection", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const call = TestEventEcho(hello, { core });
  const { id } = await played.next("request");
  const other = TestEventEcho(hello, { core });
  played.say(response(id, helloBytes), response(id, helloBytes));
  assert.deepEqual(await call, hello);
  await assert.rejects(other, { reason: "OUTCOME_UNKNOWN" });
  const ended = await core.closed;
  assert.equal(ended?.reason, "PROTOCOL_ERROR");
  assert.match(ended.message, /answered call 1, which is not in flight/);
  assert.ok(played.closedByClient);
});

test("an answer that is no message of its type fails its call alone", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const broken = TestEventEcho(hello, { core });
  const strange = TestEventEcho(hello, { core });
  const whole = TestEventEcho(hello, { core });
  const [first, second, third] = [
    await played.next("request"),
    await played.next("request"),
    await played.next("request"),
  ];
  played.say(
    response(first.id, Uint8Array.of(10, 200)),
    response(second.id, helloBytes, 7),
    response(third.id, helloBytes),
  );
  const failure: unknown = await broken.catch((caught: unknown) => caught);
  assert.ok(failure instanceof EventError);
  assert.equal(failure.reason, "INVALID_RESPONSE");
  assert.ok(failure.cause instanceof MalformedMessageError);
  await assert.rejects(strange, {
    reason: "INVALID_RESPONSE",
    message: /code 7/,
  });
  assert.deepEqual(await whole, hello);
});

test("a value that its field cannot hold is refused before anything is sent", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const before = TestEventEcho(hello, { core });
  const call = TestEventEcho({ text: 5 as unknown as string }, { core });
  const failure: unknown = await call.catch((caught: unknown) => caught);
  assert.ok(failure instanceof EventError);
  assert.equal(failure.reason, "INVALID_PAYLOAD");
  assert.match(
    failure.message,
    /^TestEvent\.Echo: test\.Text, field 1, holds 5, which is not a string$/,
  );
  assert.ok(failure.cause instanceof InvalidValueError);
  const { id } = await played.next("request");
  played.say(response(id, helloBytes));
  assert.deepEqual(await before, hello);
  assert.equal(played.frames.length, 0);
});

test("a request as large as the core's limit is sent, one byte more is refused", async () => {
  const played = new PlayedCore();
  const core = await played.welcome({}, welcomeBody({ maxFrameBytes: 200 }));
  // Frame and request take 27 bytes around a text of this length.
  const fits = TestEventEcho({ text: "x".repeat(173) }, { core });
  await assert.rejects(TestEventEcho({ text: "x".repeat(174) }, { core }), {
    reason: "LIMIT_EXCEEDED",
    message:
      "TestEvent.Echo: the request is 201 bytes; the limit is 200 bytes (Limits.maxFrameBytes of the core)",
  });
  const { id } = await played.next("request");
  played.say(response(id, helloBytes));
  await fits;
});

test("as many calls as the core's limit are sent, one more is refused until one is answered", async () => {
  const played = new PlayedCore();
  const core = await played.welcome({}, welcomeBody({ maxCalls: 2 }));
  const first = TestEventEcho(hello, { core });
  const second = TestEventEcho(hello, { core });
  await assert.rejects(TestEventEcho(hello, { core }), {
    reason: "OVERLOADED",
    message: /2 calls are in flight; the limit is 2 /,
  });
  played.say(response((await played.next("request")).id, helloBytes));
  await first;
  const third = TestEventEcho(hello, { core });
  played.say(response((await played.next("request")).id, helloBytes));
  played.say(response((await played.next("request")).id, helloBytes));
  assert.deepEqual(await Promise.all([second, third]), [hello, hello]);
});

test("a failure that nobody looks at is an unhandled rejection, one that result() was asked for is none", async () => {
  const ignored = await runScript(`
    import { TestEventEcho } from "./support/contract.js";
    process.on("unhandledRejection", (failure) => console.log("unhandled", failure.reason));
    TestEventEcho({ text: "" });
  `);
  assert.equal(ignored.stdout, "unhandled NOT_CONNECTED\n");
  const asked = await runScript(`
    import { TestEventEcho } from "./support/contract.js";
    import { PlayedCore, response } from "./support/played-core.js";
    process.on("unhandledRejection", () => console.log("unhandled"));
    const played = new PlayedCore();
    await played.welcome();
    const result = TestEventEcho({ text: "" }).result();
    const { id } = await played.next("request");
    played.say(response(id, new Uint8Array(0), 1));
    console.log((await result).ok);
  `);
  assert.equal(asked.stdout, "false\n");
});

/** How a call is ended from this side before its answer. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { test } from "node:test";

import { EventError } from "@parley/client";

import { TestEventEcho, Text } from "./support/contract.js";
import { PlayedCore, response, welcomeBody } from "./support/played-core.js";

const hello = Text.fromObject({ text: "hello" });
const helloBytes = Text.serializeBinary(hello);

test("cancel() ends the call at once, tells the core, and what the core still answers is passed over", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const call = TestEventEcho(hello, { core });
  const { id } = await played.next("request");
  call.cancel();
  await assert.rejects(call, {
    reason: "CANCELLED",
    code: "Internal",
    message: "TestEvent.Echo: cancelled",
  });
  await assert.rejects(call.result(), { reason: "CANCELLED" });
  assert.equal((await played.next("cancel")).id, id);
  played.say(response(id, helloBytes));

  const next = TestEventEcho(hello, { core });
  played.say(response((await played.next("request")).id, helloBytes));
  assert.deepEqual(await next, hello);
});

test("a second answer to a cancelled call is one too many", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const call = TestEventEcho(hello, { core });
  const { id } = await played.next("request");
  call.cancel();
  await assert.rejects(call);
  played.say(response(id, helloBytes), response(id, helloBytes));
  assert.equal((await core.closed)?.reason, "PROTOCOL_ERROR");
});

test("cancelling what has ended changes nothing and sends nothing", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const signal = new AbortController();
  const call = TestEventEcho(hello, { core, signal: signal.signal });
  played.say(response((await played.next("request")).id, helloBytes));
  assert.deepEqual(await call, hello);
  call.cancel();
  signal.abort();
  assert.deepEqual(await call, hello);
  assert.deepEqual(await call.result(), { ok: true, value: hello });
  assert.deepEqual(await played.kinds(), []);
});

test("cancelling twice, and by the signal as well, is one cancelling", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const controller = new AbortController();
  const call = TestEventEcho(hello, { core, signal: controller.signal });
  let failures = 0;
  call.catch(() => failures++);
  call.cancel();
  call.cancel();
  controller.abort();
  await assert.rejects(call, { message: "TestEvent.Echo: cancelled" });
  assert.deepEqual(await played.kinds(), ["request", "cancel"]);
  assert.equal(failures, 1);
});

test("a signal that is aborted cancels the call, and its reason is the cause", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const controller = new AbortController();
  const call = TestEventEcho(hello, { core, signal: controller.signal });
  const { id } = await played.next("request");
  const reason = new Error("the page was left");
  controller.abort(reason);
  const failure: unknown = await call.catch((caught: unknown) => caught);
  assert.ok(failure instanceof EventError);
  assert.equal(failure.reason, "CANCELLED");
  assert.equal(failure.message, "TestEvent.Echo: cancelled by its signal");
  assert.equal(failure.cause, reason);
  assert.equal((await played.next("cancel")).id, id);
});

test("with a signal that is aborted already nothing is sent", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const call = TestEventEcho(hello, { core, signal: AbortSignal.abort("why") });
  await assert.rejects(call, {
    reason: "CANCELLED",
    message: "TestEvent.Echo: nothing was sent: its signal is aborted",
    cause: "why",
  });
  assert.deepEqual(await played.kinds(), []);
});

test("a signal that lives on is left by the calls that have ended, however they did", async () => {
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on("warning", note);
  const played = new PlayedCore();
  const core = await played.welcome();
  const { signal } = new AbortController();
  const calls = Array.from({ length: 100 }, () =>
    TestEventEcho(hello, { core, signal }),
  );
  assert.equal(getEventListeners(signal, "abort").length, 1);
  await Promise.allSettled([
    TestEventEcho({ text: 5 as unknown as string }, { core, signal }),
  ]);
  for (const call of calls.slice(0, 50)) {
    played.say(response((await played.next("request")).id, helloBytes));
    await call;
  }
  calls[50]?.cancel();
  assert.equal(getEventListeners(signal, "abort").length, 1);
  played.break();
  await Promise.allSettled(calls);
  assert.equal(getEventListeners(signal, "abort").length, 0);
  await new Promise(setImmediate);
  process.off("warning", note);
  assert.deepEqual(warnings, []);
});

test("a cancelled call counts against the core's limit until the core has answered it", async () => {
  const played = new PlayedCore();
  const core = await played.welcome({}, welcomeBody({ maxCalls: 1 }));
  const call = TestEventEcho(hello, { core });
  const { id } = await played.next("request");
  call.cancel();
  await assert.rejects(call);
  await assert.rejects(TestEventEcho(hello, { core }), {
    reason: "OVERLOADED",
  });
  await played.next("cancel");
  played.say(response(id, Buffer.from("cancelled"), 2, 5));
  const next = TestEventEcho(hello, { core });
  played.say(response((await played.next("request")).id, helloBytes));
  assert.deepEqual(await next, hello);
});

test("close() does not wait for cancelled calls", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const call = TestEventEcho(hello, { core });
  const waiting = TestEventEcho(hello, { core });
  const closing = core.close();
  call.cancel();
  await assert.rejects(call);
  assert.equal(played.closedByClient, false);
  waiting.cancel();
  await assert.rejects(waiting, { reason: "CANCELLED" });
  await closing;
  assert.deepEqual(await played.kinds(), [
    "request",
    "request",
    "cancel",
    "cancel",
  ]);
});

test("a call that was cancelled and that nobody looks at is an unhandled rejection like any", async () => {
  const { runScript } = await import("./support/script.js");
  const { stdout } = await runScript(`
    import { TestEventEcho } from "./support/contract.js";
    import { PlayedCore } from "./support/played-core.js";
    process.on("unhandledRejection", (failure) => console.log("unhandled", failure.reason));
    await new PlayedCore().welcome();
    TestEventEcho({ text: "" }).cancel();
  `);
  assert.equal(stdout, "unhandled CANCELLED\n");
});

/** How long calls, frames and connecting may take, on both sides of each limit. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { connect } from "@parley/client";

import { TestEventEcho, Text } from "./support/contract.js";
import {
  frameBytes,
  PlayedCore,
  response,
  welcomeBody,
} from "./support/played-core.js";
import { runScript } from "./support/script.js";
import { PlayedTime } from "./support/time.js";

const hello = Text.fromObject({ text: "hello" });
const helloBytes = Text.serializeBinary(hello);

/** Whether a promise has been settled by now. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  promise.then(
    () => (done = true),
    () => (done = true),
  );
  await new Promise(setImmediate);
  return done;
}

test("a call that is not answered in time ends here, one millisecond earlier it does not", async (context) => {
  const time = new PlayedTime(context);
  const played = new PlayedCore();
  const core = await played.welcome();
  const call = TestEventEcho(hello, { core, timeoutMs: 1_500 });
  const { id, timeoutMs } = await played.next("request");
  assert.equal(timeoutMs, 1_500);
  await time.pass(1_499);
  assert.equal(await settled(call), false);
  await time.pass(1);
  await assert.rejects(call, {
    reason: "DEADLINE_EXCEEDED",
    message: "TestEvent.Echo: not answered within 1,500 ms (timeoutMs)",
  });
  assert.equal((await played.next("cancel")).id, id);

  // The core's own answer comes too late, whatever it is.
  played.say(response(id, Buffer.from("too late"), 2, 4));
  const next = TestEventEcho(hello, { core });
  played.say(response((await played.next("request")).id, helloBytes));
  assert.deepEqual(await next, hello);
});

test("a core that never answers makes neither calls nor close() wait", async (context) => {
  const time = new PlayedTime(context);
  const core = await new PlayedCore().welcome({ timeoutMs: 50 });
  const calls = Array.from({ length: 100 }, () =>
    TestEventEcho(hello, { core }),
  );
  const outcomes = Promise.allSettled(calls);
  await time.pass(50);
  for (const outcome of await outcomes) {
    assert.equal(outcome.status, "rejected");
  }
  await core.close();
});

test("a call's own timeout goes before the connection's, and Infinity means none", async (context) => {
  const time = new PlayedTime(context);
  const played = new PlayedCore();
  const core = await played.welcome({ timeoutMs: 100 });
  const usual = TestEventEcho(hello, { core });
  const longer = TestEventEcho(hello, { core, timeoutMs: 200 });
  const endless = TestEventEcho(hello, { core, timeoutMs: Infinity });
  const rejected = Promise.all([
    assert.rejects(usual, { message: /within 100 ms/ }),
    assert.rejects(longer, { message: /within 200 ms/ }),
  ]);
  for (const sent of [100, 200, 0]) {
    assert.equal((await played.next("request")).timeoutMs, sent);
  }
  await time.pass(100);
  assert.deepEqual(await Promise.all([settled(usual), settled(longer)]), [
    true,
    false,
  ]);
  await time.pass(100);
  await rejected;
  await time.pass(1_000_000);
  assert.equal(await settled(endless), false);
  endless.cancel();
  await assert.rejects(endless);
});

test("a call without a deadline says nothing of one", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const call = TestEventEcho(hello, { core });
  const { timeoutMs, id } = await played.next("request");
  assert.equal(timeoutMs, 0);
  played.say(response(id, helloBytes));
  await call;
});

test("parts of a millisecond are rounded up on the wire, and the longest time is the protocol's", async (context) => {
  new PlayedTime(context);
  const played = new PlayedCore();
  const core = await played.welcome();
  for (const [given, sent] of [
    [0.25, 1],
    [1.5, 2],
    [1e12, 0x7fffffff],
  ] as const) {
    const call = TestEventEcho(hello, { core, timeoutMs: given });
    const { id, timeoutMs } = await played.next("request");
    assert.equal(timeoutMs, sent);
    played.say(response(id, helloBytes));
    await call;
  }
});

test("a deadline that has passed already sends nothing", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  for (const timeoutMs of [0, -1, NaN]) {
    await assert.rejects(TestEventEcho(hello, { core, timeoutMs }), {
      reason: "DEADLINE_EXCEEDED",
      message: `TestEvent.Echo: nothing was sent: timeoutMs is ${String(timeoutMs)}`,
    });
  }
  assert.deepEqual(await played.kinds(), []);
});

test("a timeout of a connection that makes no sense is refused by name", async () => {
  for (const timeoutMs of [0, -5, NaN]) {
    const connecting = connect({ transport: new PlayedCore(), timeoutMs });
    await assert.rejects(connecting, {
      name: "RangeError",
      message: `timeoutMs is ${String(timeoutMs)}; it must be more than 0, or be left out`,
    });
  }
});

test("a thousand deadlines share one timer, and an earlier one moves it", async (context) => {
  const timers = context.mock.method(globalThis, "setTimeout");
  const played = new PlayedCore();
  const core = await played.welcome();
  const before = timers.mock.callCount();
  const calls = Array.from({ length: 1_000 }, (_, i) =>
    TestEventEcho(hello, { core, timeoutMs: 60_000 + i }),
  );
  assert.equal(timers.mock.callCount() - before, 1);
  calls.push(TestEventEcho(hello, { core, timeoutMs: 30_000 }));
  assert.equal(timers.mock.callCount() - before, 2);
  for (const call of calls) {
    played.say(response((await played.next("request")).id, helloBytes));
    await call;
  }
  assert.equal(timers.mock.callCount() - before, 2);
  await core.close();
});

test("deadlines of every order are each kept", async (context) => {
  const time = new PlayedTime(context);
  const core = await new PlayedCore().welcome();
  const ended: number[] = [];
  for (const timeoutMs of [30, 10, 50, 20, 40]) {
    TestEventEcho(hello, { core, timeoutMs }).catch(() =>
      ended.push(timeoutMs),
    );
  }
  for (let passed = 1; passed <= 50; passed++) {
    await time.pass(1);
    assert.deepEqual(
      ended,
      [10, 20, 30, 40, 50].filter((timeoutMs) => timeoutMs <= passed),
    );
  }
});

test("a deadline keeps no process alive once its call, or the connection, has ended", async () => {
  const answered = await runScript(`
    import { TestEventEcho } from "./support/contract.js";
    import { PlayedCore, response } from "./support/played-core.js";
    const played = new PlayedCore();
    await played.welcome();
    const call = TestEventEcho({ text: "" }, { timeoutMs: 3_600_000 });
    played.say(response((await played.next("request")).id, new Uint8Array(0)));
    console.log((await call).text === "");
  `);
  assert.equal(answered.stdout, "true\n");
  const lost = await runScript(`
    import { TestEventEcho } from "./support/contract.js";
    import { PlayedCore } from "./support/played-core.js";
    const played = new PlayedCore();
    await played.welcome();
    const call = TestEventEcho({ text: "" }, { timeoutMs: 3_600_000 });
    played.break();
    call.catch((failure) => console.log(failure.reason));
  `);
  assert.equal(lost.stdout, "OUTCOME_UNKNOWN\n");
});

test("a call that waits for nothing but its deadline keeps the process alive until then", async () => {
  const { stdout } = await runScript(`
    import { TestEventEcho } from "./support/contract.js";
    import { PlayedCore } from "./support/played-core.js";
    await new PlayedCore().welcome();
    TestEventEcho({ text: "" }, { timeoutMs: 20 }).catch((failure) => console.log(failure.reason));
  `);
  assert.equal(stdout, "DEADLINE_EXCEEDED\n");
});

test("trace context is sent as it is, and a malformed one is not", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const traceparent = `00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01`;
  for (const [given, sent] of [
    [traceparent, traceparent],
    [traceparent.toUpperCase(), ""],
    [`${traceparent}-more`, ""],
    [
      traceparent.replace("0af7651916cd43dd8448eb211c80319c", "0".repeat(32)),
      "",
    ],
    [traceparent.replace("b7ad6b7169203331", "0".repeat(16)), ""],
    ["", ""],
    [undefined, ""],
  ] as const) {
    const call = TestEventEcho(hello, { core, traceparent: given });
    const request = await played.next("request");
    assert.equal(request.traceparent, sent);
    played.say(response(request.id, helloBytes));
    await call;
  }
});

test("a frame may take as long as the limit from its first byte, and no longer", async (context) => {
  const time = new PlayedTime(context);
  const limits = { frameTimeoutMs: 1_000 };
  const frame = (id: bigint): Uint8Array =>
    frameBytes(response(id, helloBytes));

  const slow = new PlayedCore();
  const core = await slow.welcome({ limits });
  const call = TestEventEcho(hello, { core });
  const bytes = frame((await slow.next("request")).id);
  slow.sayBytes(bytes.subarray(0, 1));
  await time.pass(500);
  slow.sayBytes(bytes.subarray(1, 8)); // A byte now and then wins no time.
  await time.pass(499);
  slow.sayBytes(bytes.subarray(8));
  assert.deepEqual(await call, hello);
  await time.pass(10_000);
  assert.equal(slow.closedByClient, false);

  const lost = TestEventEcho(hello, { core });
  lost.catch(() => undefined);
  slow.sayBytes(frame(2n).subarray(0, 8));
  await time.pass(999);
  assert.equal(slow.closedByClient, false);
  await time.pass(1);
  const ended = await core.closed;
  assert.equal(ended?.reason, "LIMIT_EXCEEDED");
  assert.equal(
    ended.message,
    "the core has not sent a whole frame within 1,000 ms of its first byte (limits.frameTimeoutMs)",
  );
  await assert.rejects(lost, { reason: "OUTCOME_UNKNOWN" });
});

test("frames that follow each other without a pause are each given their time", async (context) => {
  const time = new PlayedTime(context);
  const played = new PlayedCore();
  const core = await played.welcome({ limits: { frameTimeoutMs: 100 } });
  const calls = Array.from({ length: 20 }, () =>
    TestEventEcho(hello, { core }),
  );
  let begun: Uint8Array = new Uint8Array(0);
  for (const [i, call] of calls.entries()) {
    const next = frameBytes(response(BigInt(i + 1), helloBytes));
    // The end of one frame and the beginning of the next come together.
    played.sayBytes(Buffer.concat([begun, next.subarray(0, 6)]));
    begun = next.subarray(6);
    await time.pass(99);
    assert.equal(await settled(call), false);
  }
  played.sayBytes(begun);
  assert.deepEqual(
    await Promise.all(calls),
    calls.map(() => hello),
  );
});

test("the hello may be answered as late as the limit, and no later", async (context) => {
  const time = new PlayedTime(context);
  const limits = { handshakeTimeoutMs: 2_000 };
  const inTime = new PlayedCore();
  const connecting = connect({ transport: inTime, limits });
  await time.pass(1_999);
  inTime.say({ case: "welcome", value: welcomeBody() });
  assert.equal((await connecting).name, "played");

  const late = new PlayedCore();
  const refused = connect({ transport: late, limits });
  const rejected = assert.rejects(refused, {
    reason: "LIMIT_EXCEEDED",
    message:
      "the core has not answered the hello within 2,000 ms (limits.handshakeTimeoutMs)",
  });
  await time.pass(1_999);
  assert.equal(late.closedByClient, false);
  await time.pass(1);
  await rejected;
  assert.ok(late.closedByClient);
  assert.equal(
    late.session.length,
    0,
    "a core that reads it late is not told to end the session",
  );
});

test("a welcome that does not come to its end in time is no goodbye either", async (context) => {
  const time = new PlayedTime(context);
  const limits = { handshakeTimeoutMs: 2_000, frameTimeoutMs: 1_000 };
  const slow = new PlayedCore();
  const rejected = assert.rejects(connect({ transport: slow, limits }), {
    reason: "LIMIT_EXCEEDED",
  });
  await time.pass(0);
  slow.sayBytes(
    frameBytes({ case: "welcome", value: welcomeBody() }).subarray(0, 9),
  );
  await time.pass(999);
  assert.equal(slow.closedByClient, false);
  await time.pass(1);
  await rejected;
  assert.ok(slow.closedByClient);
  assert.equal(slow.session.length, 0);
});

test("close() waits for calls in flight as long as the limit, and no longer", async (context) => {
  const time = new PlayedTime(context);
  const limits = { drainTimeoutMs: 3_000 };
  const inTime = new PlayedCore();
  const first = await inTime.welcome({ limits });
  const call = TestEventEcho(hello, { core: first });
  const { id } = await inTime.next("request");
  const closing = first.close();
  await time.pass(2_999);
  inTime.say(response(id, helloBytes));
  assert.deepEqual(await call, hello);
  await closing;

  const late = new PlayedCore();
  const second = await late.welcome({ limits });
  const lost = TestEventEcho(hello, { core: second });
  const rejected = assert.rejects(lost, { reason: "OUTCOME_UNKNOWN" });
  const ended = second.close();
  await time.pass(2_999);
  assert.equal(late.closedByClient, false);
  await time.pass(1);
  await rejected;
  await ended;
});

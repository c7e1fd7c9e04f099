/** What stands around calls, in which order, and what it may do. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type Core,
  type Interceptor,
  isCallOf,
  type OutgoingCall,
} from "@parley/client";

import {
  echo,
  TestEventCollect,
  TestEventEcho,
  TestEventList,
  TestEventNothing,
  Text,
} from "./support/contract.js";
import { item, PlayedCore, response } from "./support/played-core.js";
import { runScript } from "./support/script.js";
import { PlayedTime } from "./support/time.js";

const hello = Text.fromObject({ text: "hello" });
const bytesOf = (text: string): Uint8Array => Text.serializeBinary({ text });
const TRACE = `00-${"1".repeat(32)}-${"2".repeat(16)}-01`;

async function connected(
  ...interceptors: Interceptor[]
): Promise<{ played: PlayedCore; core: Core }> {
  const played = new PlayedCore();
  return { played, core: await played.welcome({ interceptors }) };
}

test("interceptors stand around a call in their order, the first outermost", async () => {
  const log: string[] = [];
  const named = (name: string): Interceptor => ({
    async around(call, next) {
      log.push(`${name}: ${call.event} begins`);
      const answer = await next();
      log.push(`${name}: ${(answer as Text).text}`);
      return answer;
    },
  });
  const { played, core } = await connected(named("outer"), {}, named("inner"));
  const call = TestEventEcho(hello, { core });
  played.say(response((await played.next("request")).id, bytesOf("hi")));
  assert.deepEqual(await call, { text: "hi" });
  assert.deepEqual(log, [
    "outer: TestEvent.Echo begins",
    "inner: TestEvent.Echo begins",
    "inner: hi",
    "outer: hi",
  ]);
});

test("an interceptor tells one event's calls from others', with their payload's type", async () => {
  const seen: string[] = [];
  const { played, core } = await connected({
    around(call, next) {
      seen.push(isCallOf(call, echo) ? call.payload.text : "another");
      return next();
    },
  });
  const calls = [TestEventEcho(hello, { core }), TestEventNothing({ core })];
  played.say(response((await played.next("request")).id, bytesOf("hi")));
  played.say(response((await played.next("request")).id, bytesOf("hi")));
  await Promise.all(calls);
  assert.deepEqual(seen, ["hello", "another"]);
});

test("an interceptor sees what is called, and may set the trace context", async () => {
  let seen: OutgoingCall | undefined;
  const { played, core } = await connected({
    around(call, next) {
      seen = call;
      call.traceparent ??= TRACE;
      return next();
    },
  });
  const call = TestEventEcho(hello, { core, timeoutMs: 500 });
  const { id, traceparent } = await played.next("request");
  assert.equal(traceparent, TRACE);
  assert.deepEqual(
    [seen?.event, seen?.payload, seen?.timeoutMs, seen?.core === core],
    ["TestEvent.Echo", hello, 500, true],
  );
  played.say(response(id, bytesOf("")));
  await call;
});

test("an interceptor may answer itself, change the answer, or turn a failure into one", async () => {
  const itself = await connected({
    around: () => Promise.resolve({ text: "cached" }),
  });
  assert.deepEqual(await TestEventEcho(hello, { core: itself.core }), {
    text: "cached",
  });
  assert.deepEqual(await itself.played.kinds(), []);

  const changing = await connected({
    around: async (_, next) => ({ text: `${((await next()) as Text).text}!` }),
  });
  const changed = TestEventEcho(hello, { core: changing.core });
  changing.played.say(
    response((await changing.played.next("request")).id, bytesOf("hi")),
  );
  assert.deepEqual(await changed, { text: "hi!" });

  const mending = await connected({
    around: (_, next) => next().catch(() => ({ text: "instead" })),
  });
  const mended = TestEventEcho(hello, { core: mending.core });
  mending.played.say(
    response((await mending.played.next("request")).id, bytesOf("no"), 1),
  );
  assert.deepEqual(await mended.result(), {
    ok: true,
    value: { text: "instead" },
  });
});

test("a failure passes through every interceptor, and what one throws is the call's", async () => {
  const seen: unknown[] = [];
  const { played, core } = await connected({
    around: (_, next) =>
      next().catch((failure: unknown) => {
        seen.push(failure);
        throw failure;
      }),
  });
  const call = TestEventEcho(hello, { core });
  played.say(response((await played.next("request")).id, bytesOf("no"), 1));
  assert.deepEqual(await call.result(), { ok: false, error: { text: "no" } });
  await assert.rejects(call, seen[0] as Error);

  const mine = new Error("not signed in");
  const throwing = await connected({
    around() {
      throw mine;
    },
  });
  await assert.rejects(TestEventNothing({ core: throwing.core }), mine);
  await assert.rejects(
    TestEventNothing({ core: throwing.core }).result(),
    mine,
  );
  await assert.rejects(
    TestEventCollect(hello, { core: throwing.core }).push(hello),
    mine,
  );
  assert.deepEqual(await throwing.played.kinds(), []);
});

test("a call is made once, whoever asks for it twice", async () => {
  const { played, core } = await connected({
    around: (_, next) => next().then(next),
  });
  const call = TestEventEcho(hello, { core });
  played.say(response((await played.next("request")).id, bytesOf("")));
  await assert.rejects(call, {
    message:
      "TestEvent.Echo: an interceptor called next() twice; a call is made once",
  });
  assert.deepEqual(await played.kinds(), []);
});

test("an interceptor that waits delays the request, and cancelling does not wait for it", async () => {
  let goOn = (): void => undefined;
  const outcomes: unknown[] = [];
  const { played, core } = await connected({
    async around(_, next) {
      await new Promise<void>((resolve) => (goOn = resolve));
      return next().catch((failure: unknown) => outcomes.push(failure));
    },
  });
  const sent = TestEventEcho(hello, { core });
  assert.deepEqual(await played.kinds(), []);
  goOn();
  played.say(response((await played.next("request")).id, bytesOf("hi")));
  assert.deepEqual(await sent, { text: "hi" });

  const cancelled = TestEventEcho(hello, { core });
  cancelled.cancel();
  await assert.rejects(cancelled, { reason: "CANCELLED" });
  goOn();
  assert.deepEqual(await played.kinds(), []);
  assert.equal((outcomes[0] as { reason: string }).reason, "CANCELLED");
});

test("a deadline counts the interceptors' time, and ends a call whose interceptor never goes on", async (context) => {
  const time = new PlayedTime(context);
  let goOn = (): void => undefined;
  const { played, core } = await connected({
    async around(_, next) {
      await new Promise<void>((resolve) => (goOn = resolve));
      return next();
    },
  });
  const call = TestEventEcho(hello, { core, timeoutMs: 100 });
  await time.pass(40);
  goOn();
  const { id, timeoutMs } = await played.next("request");
  assert.equal(timeoutMs, 60);
  played.say(response(id, bytesOf("")));
  await call;

  const stuck = TestEventEcho(hello, { core, timeoutMs: 100 });
  const rejected = assert.rejects(stuck, { reason: "DEADLINE_EXCEEDED" });
  played.break();
  await time.pass(99);
  await time.pass(1);
  await rejected;
});

test("an interceptor that ends a call early has the core told", async () => {
  const { played, core } = await connected({
    around: async (_, next) => {
      void next();
      await new Promise(setImmediate);
      return { text: "first come" };
    },
  });
  assert.deepEqual(await TestEventEcho(hello, { core }), {
    text: "first come",
  });
  assert.deepEqual(await played.kinds(), ["request", "cancel"]);
});

test("around a stream next() ends with the stream, and every item is seen", async () => {
  const log: string[] = [];
  const { played, core } = await connected({
    async around(call, next) {
      const answer = await next();
      log.push(`${call.event} ends: ${(answer as Text).text}`);
      return answer;
    },
    itemSent: (call, sent) =>
      log.push(`${call.event} sends ${(sent as Text).text}`),
    itemReceived: (call, received) =>
      log.push(`${call.event} receives ${(received as Text).text}`),
  });
  const stream = TestEventList(hello, { core });
  const { id } = await played.next("request");
  played.say(
    item(id, bytesOf("a")),
    item(id, bytesOf("b")),
    response(id, bytesOf("done")),
  );
  const read: string[] = [];
  for await (const { text } of stream) {
    read.push(text);
  }
  assert.deepEqual(read, ["a", "b"]);
  const upload = TestEventCollect(hello, { core });
  const { id: second } = await played.next("request");
  await upload.push({ text: "c" });
  const finished = upload.finish();
  played.say(response(second, bytesOf("taken")));
  await finished;
  assert.deepEqual(log, [
    "TestEvent.List receives a",
    "TestEvent.List receives b",
    "TestEvent.List ends: done",
    "TestEvent.Collect sends c",
    "TestEvent.Collect ends: taken",
  ]);
});

test("an interceptor that throws at an item ends the call with that", async () => {
  const mine = new Error("no such item");
  const refuse = (): void => {
    throw mine;
  };
  const { played, core } = await connected({
    itemSent: refuse,
    itemReceived: refuse,
  });
  const stream = TestEventList(hello, { core });
  const { id } = await played.next("request");
  played.say(item(id, bytesOf("a")));
  await assert.rejects(stream[Symbol.asyncIterator]().next(), mine);
  assert.equal((await played.next("cancel")).id, id);
  const upload = TestEventCollect(hello, { core });
  await assert.rejects(upload.push({ text: "b" }), mine);
  await assert.rejects(upload.finish(), mine);
  assert.deepEqual(await played.kinds(), ["request", "cancel"]);
});

test("items that are pushed before an interceptor has let the call go wait for it", async () => {
  let goOn = (): void => undefined;
  const { played, core } = await connected({
    async around(_, next) {
      await new Promise<void>((resolve) => (goOn = resolve));
      return next();
    },
  });
  const upload = TestEventCollect(hello, { core });
  const push = upload.push({ text: "a" });
  const finished = upload.finish();
  assert.deepEqual(await played.kinds(), []);
  goOn();
  const { id } = await played.next("request");
  assert.deepEqual(await played.kinds(), ["item", "end"]);
  assert.equal(await push, true);
  played.say(response(id, bytesOf("")));
  await finished;
});

test("with interceptors a failure that nobody looks at is reported once, as without", async () => {
  const { stdout } = await runScript(`
    import { TestEventEcho, TestEventList } from "./support/contract.js";
    import { PlayedCore, response } from "./support/played-core.js";
    process.on("unhandledRejection", (failure) => console.log("unhandled", failure.reason));
    const played = new PlayedCore();
    const core = await played.welcome({ interceptors: [{ around: (_, next) => next() }] });
    const refuse = async () => played.say(response((await played.next("request")).id, new Uint8Array(0), 2, 3));
    TestEventEcho({ text: "" });
    await refuse();
    await new Promise(setImmediate);
    const looked = TestEventEcho({ text: "" }).catch((failure) => console.log("caught", failure.reason));
    await refuse();
    await looked;
    TestEventList({ text: "" });
    await refuse();
  `);
  assert.equal(stdout, "unhandled HANDLER_FAILED\ncaught HANDLER_FAILED\n");
});

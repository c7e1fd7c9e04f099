/** What becomes of calls, streams and listeners when their link is lost: byte for byte where the session goes on, and where it does not. */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";

import type { Core } from "@parley/client";

import {
  TestEventAsk,
  TestEventCollect,
  TestEventEcho,
  TestEventList,
  TestListener,
  Text,
} from "./support/contract.js";
import {
  credit,
  frameBytes,
  item,
  type PlayedCore,
  response,
} from "./support/played-core.js";
import { PlayedLine, SESSION } from "./support/played-line.js";
import { PlayedTime } from "./support/time.js";

const hello = Text.fromObject({ text: "hello" });
const helloBytes = Text.serializeBinary(hello);
const bytesOf = (text: string): Uint8Array => Text.serializeBinary({ text });
const nothing = new Uint8Array(0);

interface Begun {
  readonly time: PlayedTime;
  readonly line: PlayedLine;
  readonly core: Core;
  readonly played: PlayedCore;
}

async function begin(
  context: TestContext,
  options: Parameters<PlayedLine["connect"]>[0] = {},
  welcome: Parameters<PlayedLine["connect"]>[1] = {},
): Promise<Begun> {
  const time = new PlayedTime(context);
  const line = new PlayedLine();
  // The first attempt is made at once, where there is somebody.
  context.mock.method(Math, "random", () =>
    line.failure === undefined ? 0 : 0.5,
  );
  return { time, line, ...(await line.connect(options, welcome)) };
}

/** The texts of the requests that came, and the kinds of the other frames. */
function texts(played: PlayedCore): string[] {
  return played.frames
    .splice(0)
    .map(({ body }) =>
      body.case === "request"
        ? Text.deserializeBinary(body.value.payload).text
        : String(body.case),
    );
}

/** Closes a core on which calls may be in flight. */
async function close(core: Core, time: PlayedTime): Promise<void> {
  const closing = core.close();
  await time.pass(5_000);
  await closing;
}

const echo = (core: Core, text: string): Promise<Text> =>
  TestEventEcho({ text }, { core });

test("a core that goes on is sent everything from its position on, and then what waited", async (context) => {
  const { time, line, core, played } = await begin(context);
  const calls = [echo(core, "one"), echo(core, "two")];
  await time.pass(0);
  calls.push(echo(core, "three"));
  await time.pass(0);
  const { session } = played;
  played.break();
  calls.push(echo(core, "four"), echo(core, "five"));
  const one = 4 + session.readUInt32BE(0);
  await time.pass(0);
  const next = await line.next();
  const greeting = await next.next("hello");
  assert.deepEqual(new Uint8Array(greeting.session), SESSION);
  assert.deepEqual(
    [greeting.resumable, greeting.received, greeting.groups.length],
    [true, 0n, 1],
  );
  assert.equal(next.writes, 1);
  next.say({
    case: "welcome",
    value: {
      protocol: 1,
      session: SESSION,
      resumed: true,
      received: BigInt(one),
      resumeMs: 30_000,
    },
  });
  await time.pass(0);
  assert.deepEqual(
    next.session.subarray(0, session.length - one),
    session.subarray(one),
  );
  const requests = next.frames.splice(0).map(({ body }) => {
    assert.equal(body.case, "request");
    return body.value;
  });
  assert.deepEqual(
    requests.map(({ payload }) => Text.deserializeBinary(payload).text),
    ["two", "three", "four", "five"],
  );
  const later = requests.map(({ id }) => id);
  const ids = [(later[0] ?? 0n) - 1n, ...later];
  next.say(...ids.map((id) => response(id, bytesOf(String(id)))));
  assert.deepEqual(
    (await Promise.all(calls)).map(({ text }) => text),
    ids.map(String),
  );
  assert.equal(line.changes.at(-1)?.resumed, true);
  await core.close();
});

test("what the core sent in part is dropped, and the core is told what was handled", async (context) => {
  const { time, line, core, played } = await begin(context);
  const [one, two] = [echo(core, "1"), echo(core, "2")];
  const first = await played.next("request");
  const second = await played.next("request");
  const whole = frameBytes(response(first.id, bytesOf("one")));
  const cut = frameBytes(response(second.id, bytesOf("two")));
  played.sayBytes(Buffer.concat([whole, cut.subarray(0, 7)]));
  played.break();
  assert.equal((await one).text, "one");
  await time.pass(0);
  const next = await line.next();
  assert.equal((await next.next("hello")).received, BigInt(whole.length));
  next.say({
    case: "welcome",
    value: {
      protocol: 1,
      session: SESSION,
      resumed: true,
      received: BigInt(played.session.length),
    },
  });
  next.sayBytes(cut);
  assert.equal((await two).text, "two");
  await core.close();
});

test("the core is told at 65,536 handled bytes, and not one before", async (context) => {
  const { core, played, time } = await begin(context);
  const answer = async (size: number): Promise<void> => {
    const call = echo(core, "");
    const { id } = await played.next("request");
    const bare = frameBytes(response(id, bytesOf("x".repeat(size)))).length;
    const text = "x".repeat(size - (bare - size));
    const bytes = frameBytes(response(id, bytesOf(text)));
    assert.equal(bytes.length, size);
    played.sayBytes(bytes);
    await call;
  };
  await answer(60_000);
  await answer(5_535);
  assert.deepEqual(await played.kinds(), []);
  played.sayBytes(Uint8Array.of(0, 0, 0, 0)); // 4 bytes more
  await time.pass(0);
  assert.equal((await played.next("ack")).received, 65_539n);
  await answer(60_000);
  assert.deepEqual(await played.kinds(), []);
  await answer(6_000);
  assert.equal((await played.next("ack")).received, 131_539n);
  await core.close();
});

for (const beyond of [0, 1]) {
  const becomes = beyond === 0 ? "kept" : "forgotten, and the session with it";
  test(`of what the core did not acknowledge the limit and ${String(beyond)} bytes more are ${becomes}`, async (context) => {
    const { time, line, core, played } = await begin(context, {
      limits: { maxQueueBytes: 1_000 },
    });
    const calls: Promise<Text>[] = [];
    for (let i = 0; i < 10; i++) {
      calls.push(echo(core, "x".repeat(72 + (i === 9 ? beyond : 0))));
      await time.pass(0);
    }
    assert.equal(played.session.length, 1_000 + beyond);
    const outcomes = Promise.allSettled(calls);
    played.break();
    await time.pass(0);
    const next = await line.resume(0);
    await time.pass(0);
    if (beyond === 0) {
      assert.deepEqual(next.session, played.session);
    } else {
      const { message } = await next.next("goAway");
      assert.match(message, /before byte 100 is forgotten/);
      for (const { reason } of (await outcomes) as PromiseRejectedResult[]) {
        assert.equal((reason as { reason: string }).reason, "OUTCOME_UNKNOWN");
      }
      await time.pass(50);
      await line.renew();
    }
    assert.equal(core.state, "connected");
    await close(core, time);
    await outcomes;
  });
}

test("bytes that were acknowledged are not asked for again", async (context) => {
  const { time, line, core, played } = await begin(context, {
    limits: { maxQueueBytes: 1_000 },
  });
  for (let i = 0; i < 50; i++) {
    const call = echo(core, "x".repeat(72));
    const { id } = await played.next("request");
    played.say(response(id, helloBytes));
    await call;
    const received = BigInt(played.session.length);
    played.say({ case: "ack", value: { received } });
  }
  const last = echo(core, "last");
  await time.pass(0);
  const acknowledged = 5_000;
  played.break();
  await time.pass(0);
  const next = await line.resume(acknowledged);
  await time.pass(0);
  assert.deepEqual(texts(next), ["last"]);
  next.break();
  await time.pass(0);
  const again = await line.resume(acknowledged);
  again.say(response((await again.next("request")).id, helloBytes));
  assert.deepEqual(await last, hello);
  await core.close();
});

for (const [what, welcome] of [
  ["handled more than was sent", { received: 1n }],
  ["resumed another session", { session: SESSION.toReversed() }],
] as const) {
  test(`a core that ${what} breaks the protocol`, async (context) => {
    const { time, line, core, played } = await begin(context);
    played.break();
    await time.pass(0);
    const value = { session: SESSION, resumed: true, ...welcome };
    await line.renew(value);
    assert.equal((await core.closed)?.reason, "PROTOCOL_ERROR");
  });
}

test("an acknowledgement of what was not sent breaks the protocol", async (context) => {
  const { core, played } = await begin(context);
  played.say({ case: "ack", value: { received: 0n } });
  assert.equal(core.state, "connected");
  played.say({ case: "ack", value: { received: 1n } });
  assert.equal((await core.closed)?.reason, "PROTOCOL_ERROR");
});

test("streams go on in both directions as if nothing had happened", async (context) => {
  const { time, line, core, played } = await begin(
    context,
    {},
    { streamItems: 2 },
  );
  const list = TestEventList(hello, { core });
  const reading = (async () => {
    const read: string[] = [];
    for await (const { text } of list) {
      read.push(text);
    }
    return read;
  })();
  const upload = TestEventCollect(hello, { core });
  const pushed: Promise<boolean>[] = [];
  for (const text of ["a", "b", "c"]) {
    pushed.push(upload.push({ text }));
  }
  const [listId, uploadId] = [
    (await played.next("request")).id,
    (await played.next("request")).id,
  ];
  played.say(item(listId, bytesOf("1")));
  await time.pass(0);
  assert.equal(played.frames.length, 2); // two items within the credit
  played.break();
  pushed.push(upload.push({ text: "d" }));
  const finished = upload.finish();
  await time.pass(0);
  const next = await line.resume(played.session.length);
  await time.pass(0);
  assert.deepEqual(await next.kinds(), []);
  next.say(credit(uploadId, 9, 9_000), item(listId, bytesOf("2")));
  assert.deepEqual(await next.kinds(), ["item", "item", "end"]);
  next.say(response(uploadId, helloBytes), response(listId, nothing));
  assert.deepEqual(await reading, ["1", "2"]);
  assert.deepEqual(await Promise.all(pushed), [true, true, true, true]);
  assert.deepEqual(await finished, hello);
  await core.close();
});

test("a stream that begins while there is no link sends its items behind its request", async (context) => {
  const { time, line, core, played } = await begin(context);
  played.break();
  const upload = TestEventCollect(hello, { core });
  void upload.push({ text: "a" });
  void upload.push({ text: "b" });
  const finished = upload.finish();
  await time.pass(0);
  const next = await line.renew({ streamItems: 1 });
  await time.pass(0);
  const { id } = await next.next("request");
  assert.deepEqual(await next.kinds(), ["item"]);
  next.say(credit(id, 1, 100));
  assert.deepEqual(await next.kinds(), ["item", "end"]);
  next.say(response(id, helloBytes));
  assert.deepEqual(await finished, hello);
  await core.close();
});

test("calls that wait for a link can be given up, and then nothing of them is sent", async (context) => {
  const { time, line, core, played } = await begin(context);
  const known = TestEventEcho(hello, { core });
  await played.next("request");
  line.failure = new Error("nobody there");
  played.break();
  const controller = new AbortController();
  const { signal } = controller;
  const cancelled = TestEventEcho(hello, { core, signal });
  const late = TestEventEcho(hello, { core, timeoutMs: 1_000 });
  const stays = echo(core, "stays");
  controller.abort();
  known.cancel();
  await assert.rejects(cancelled, { reason: "CANCELLED" });
  await assert.rejects(known, { reason: "CANCELLED" });
  const overdue = assert.rejects(late, { reason: "DEADLINE_EXCEEDED" });
  for (let passed = 0; passed < 1_000; passed += 50) {
    await time.pass(50);
  }
  await overdue;
  line.failure = undefined;
  await time.pass(5_000);
  const next = await line.resume(played.session.length);
  await time.pass(0);
  assert.deepEqual(texts(next), ["stays", "cancel"]);
  stays.catch(() => undefined);
  await close(core, time);
});

test("as much as the queue holds waits for a link, one byte more is refused", async (context) => {
  const { core, played } = await begin(context, {
    limits: { maxQueueBytes: 1_000 },
  });
  played.break();
  const waiting = Array.from({ length: 10 }, () => echo(core, "x".repeat(72)));
  const outcomes = Promise.allSettled(waiting);
  await assert.rejects(echo(core, ""), {
    reason: "OVERLOADED",
    message: /would wait to be written; the limit is 1,000 bytes/,
  });
  await core.close();
  for (const { reason } of (await outcomes) as PromiseRejectedResult[]) {
    assert.equal((reason as { reason: string }).reason, "NOT_CONNECTED");
  }
});

test("what was sent and may have to be sent again counts among what waits", async (context) => {
  const { time, core, played } = await begin(context, {
    limits: { maxQueueBytes: 1_000 },
  });
  const size = 72; // which makes frames of 100 bytes
  const calls = [1, 2, 3].map(() => echo(core, "x".repeat(size)));
  await time.pass(0);
  played.break();
  for (let i = 0; i < 7; i++) {
    calls.push(echo(core, "x".repeat(size)));
  }
  const outcomes = Promise.allSettled(calls);
  await assert.rejects(echo(core, ""), { reason: "OVERLOADED" });
  await core.close();
  assert.deepEqual(
    ((await outcomes) as PromiseRejectedResult[]).map(
      ({ reason }) => (reason as { reason: string }).reason,
    ),
    [
      ...Array<string>(3).fill("OUTCOME_UNKNOWN"),
      ...Array<string>(7).fill("NOT_CONNECTED"),
    ],
  );
});

test("in a new session idempotent calls are made again, unsent ones made, and what was sent is unknown", async (context) => {
  const { time, line, core, played } = await begin(context);
  const unknown = echo(core, "unknown");
  const again = TestEventAsk({ text: "again" }, { core, timeoutMs: 10_000 });
  const late = TestEventAsk({ text: "late" }, { core, timeoutMs: 1_000 });
  const list = TestEventList(hello, { core });
  const reading = list[Symbol.asyncIterator]().next();
  const upload = TestEventCollect(hello, { core });
  await time.pass(0);
  assert.equal(played.frames.splice(0).length, 5);
  line.failure = new Error("nobody there");
  played.break(new Error("killed"));
  const unsent = echo(core, "unsent");
  const overdue = assert.rejects(late, { reason: "DEADLINE_EXCEEDED" });
  await time.pass(999);
  await time.pass(1);
  await overdue;
  line.failure = undefined;
  const outcomes = Promise.allSettled([
    unknown,
    reading,
    upload.push(hello),
    upload.result(),
  ]);
  await time.pass(5_000);
  const next = await line.renew();
  for (const { reason } of (await outcomes) as PromiseRejectedResult[]) {
    assert.equal((reason as { reason: string }).reason, "OUTCOME_UNKNOWN");
    assert.match(String(reason), /not known: killed/);
  }
  const request = await next.next("request");
  assert.equal(request.event, "TestEvent.Ask");
  assert.equal(request.timeoutMs, 4_000);
  assert.deepEqual(new Uint8Array(request.payload), bytesOf("again"));
  const other = await next.next("request");
  assert.deepEqual(new Uint8Array(other.payload), bytesOf("unsent"));
  next.say(response(request.id, helloBytes), response(other.id, helloBytes));
  assert.deepEqual(await again, hello);
  assert.deepEqual(await unsent, hello);
  assert.deepEqual(await next.kinds(), []);
  assert.equal(line.changes.at(-1)?.resumed, false);
  await core.close();
});

test("a new session whose limits are lower refuses what it does not take", async (context) => {
  const { time, line, core, played } = await begin(context);
  played.break();
  const outcomes = Promise.allSettled([
    echo(core, "x".repeat(173)),
    echo(core, "x".repeat(174)),
    echo(core, "third"),
    echo(core, "fourth"),
  ]);
  await time.pass(0);
  const next = await line.renew({ maxFrameBytes: 200, maxCalls: 2 });
  await time.pass(0);
  const ids = next.frames.splice(0).map(({ body }) => {
    assert.equal(body.case, "request");
    return (body.value as { id: bigint }).id;
  });
  next.say(...ids.map((id) => response(id, helloBytes)));
  assert.deepEqual(
    (await outcomes).map((outcome) =>
      outcome.status === "fulfilled"
        ? "answered"
        : (outcome.reason as { reason: string }).reason,
    ),
    ["answered", "LIMIT_EXCEEDED", "answered", "OVERLOADED"],
  );
  await core.close();
});

test("calls wait as long as the core keeps the session; later ones fail until there is a connection", async (context) => {
  const { time, line, core, played } = await begin(
    context,
    {},
    { resumeMs: 2_000 },
  );
  const sent = TestEventAsk(hello, { core });
  await played.next("request");
  line.failure = new Error("nobody there");
  played.break(new Error("reset"));
  const unsent = echo(core, "unsent");
  const outcomes = Promise.allSettled([sent, unsent]);
  await time.pass(1_999);
  const still = echo(core, "still");
  const last = assert.rejects(still, { reason: "NOT_CONNECTED" });
  await time.pass(1);
  await last;
  const [first, second] = (await outcomes) as [
    PromiseRejectedResult,
    PromiseRejectedResult,
  ];
  assert.equal((first.reason as { reason: string }).reason, "OUTCOME_UNKNOWN");
  assert.equal((second.reason as { reason: string }).reason, "NOT_CONNECTED");
  assert.match(
    String(second.reason),
    /nothing was sent: there was no connection for 2,000 ms \(Limits\.resumeWindow of the core\): reset/,
  );
  await assert.rejects(echo(core, "refused"), { reason: "NOT_CONNECTED" });
  line.failure = undefined;
  await time.pass(5_000);
  const next = await line.next();
  assert.equal((await next.next("hello")).session.length, 0);
  next.say({
    case: "welcome",
    value: {
      protocol: 1,
      groups: [{ name: "TestEvent", fingerprint: "0011223344556677" }],
    },
  });
  const call = echo(core, "again");
  next.say(response((await next.next("request")).id, helloBytes));
  assert.deepEqual(await call, hello);
  await core.close();
});

test("with a core that keeps no sessions nothing waits", async (context) => {
  const { time, line, core, played } = await begin(
    context,
    {},
    { session: nothing, resumeMs: 0 },
  );
  const sent = TestEventEcho(hello, { core });
  await played.next("request");
  const lost = assert.rejects(sent, { reason: "OUTCOME_UNKNOWN" });
  played.break();
  await lost;
  await assert.rejects(echo(core, ""), { reason: "NOT_CONNECTED" });
  await time.pass(0);
  await line.renew();
  assert.equal(core.state, "connected");
  await core.close();
});

test("a new session is asked for all subscriptions before the calls, and its notifications begin at 1", async (context) => {
  const { time, line, core, played } = await begin(context);
  const told: string[] = [];
  const listener = new TestListener(
    { onPlain: ({ text }) => told.push(text) },
    {
      core,
      onResync: ({ reason, message }) => told.push(`${reason} ${message}`),
    },
  );
  const starting = listener.start();
  const { id } = await played.next("subscribe");
  played.say(response(id, nothing));
  await starting;
  const notify = (to: PlayedCore, text: string, seq: bigint): void => {
    const oneOfPayload = { case: "payload", value: bytesOf(text) } as const;
    const value = { source: "Test", ty: 1, id: "", oneOfPayload, seq };
    to.say({ case: "notification", value });
  };
  notify(played, "one", 1n);
  played.break();
  await time.pass(0);
  const resumed = await line.resume(played.session.length);
  notify(resumed, "two", 2n);
  assert.deepEqual(told, ["one", "two"]);
  resumed.break(new Error("killed"));
  const call = echo(core, "call");
  const other = new TestListener({ onBare: () => told.push("bare") }, { core });
  const started = other.start();
  await time.pass(50);
  const next = await line.renew();
  const [first, second] = [
    await next.next("subscribe"),
    await next.next("subscribe"),
  ];
  const request = await next.next("request");
  assert.deepEqual([first.types, second.types], [[1], [3]]);
  next.say(response(first.id, nothing), response(second.id, nothing));
  notify(next, "three", 1n);
  next.say(response(request.id, helloBytes));
  await Promise.all([started, call]);
  assert.deepEqual(told, ["one", "two", "CONNECTION_LOST killed", "three"]);
  assert.deepEqual(await next.kinds(), []);
  await core.close();
});

test("a frame that stops short loses its link and not the session", async (context) => {
  const { time, line, core, played } = await begin(context);
  played.sayBytes(Uint8Array.of(0, 0, 0, 9, 34));
  await time.pass(30_000);
  assert.deepEqual(await played.kinds(), []); // no GoAway, which would end it
  assert.ok(played.closedByClient);
  assert.equal(line.changes[0]?.cause?.reason, "LIMIT_EXCEEDED");
  await line.resume(0);
  assert.equal(core.state, "connected");
  await core.close();
});

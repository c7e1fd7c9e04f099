/** Notifications as an AsyncIterable, over a connection whose other end the test plays. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type TestItem, TestNotification, Text } from "./support/contract.js";
import { notified } from "./support/notifier.js";
import { response } from "./support/played-core.js";

/** A loop that has begun: what it was given, and how it ended. */
function looping(items: AsyncIterable<TestItem>): {
  items: TestItem[];
  ended: Promise<unknown>;
} {
  const taken: TestItem[] = [];
  const ended = (async () => {
    for await (const item of items) {
      taken.push(item);
    }
    return "ended";
  })().catch((failure: unknown) => failure);
  return { items: taken, ended };
}

const turn = (): Promise<void> => new Promise(setImmediate);

test("a loop listens from its beginning and is given what it asked for", async () => {
  const { core, played, notifier } = await notified();
  const stream = TestNotification.stream({ core, types: ["about", "bare"] });
  assert.deepEqual(await played.kinds(), []);
  const { items } = looping(stream);
  const { types, subjects } = await notifier.acknowledge();
  assert.deepEqual([types, subjects], [[2, 3], []]);
  notifier.send(2, "a", { id: "u1" });
  notifier.send(1, "not asked for");
  notifier.send(3, "");
  await turn();
  assert.deepEqual(items, [
    { type: "about", subject: "u1", payload: { text: "a" } },
    { type: "bare" },
  ]);
});

test("without types it is the whole group, outcomes and resyncs among it", async () => {
  const { core, notifier } = await notified();
  const { items } = looping(TestNotification.stream({ core, subjects: ["u"] }));
  const { types, subjects } = await notifier.acknowledge();
  assert.deepEqual([types, subjects], [[1, 2, 3, 4], ["u"]]);
  notifier.send(4, "disk full", { id: "u", isError: true });
  notifier.resync();
  notifier.send(4, "done", { id: "u" });
  await turn();
  assert.deepEqual(items, [
    {
      type: "sync",
      subject: "u",
      payload: { ok: false, error: { text: "disk full" } },
    },
    { type: "Resync", cause: { reason: "SLOW_CONSUMER", message: "behind" } },
    {
      type: "sync",
      subject: "u",
      payload: { ok: true, value: { text: "done" } },
    },
  ]);
});

test("leaving the loop ends the subscription", async () => {
  const { core, played, notifier } = await notified();
  const stream = TestNotification.stream({ core, types: ["plain"] });
  const loop = (async () => {
    for await (const item of stream) {
      return item;
    }
    return undefined;
  })();
  const { id } = await notifier.acknowledge();
  played.say(notifier.body(1, "a"), notifier.body(1, "b"));
  assert.deepEqual(await loop, { type: "plain", payload: { text: "a" } });
  assert.equal((await played.next("unsubscribe")).id, id);
});

test("aborting throws an AbortError as Node's events.on does, and gives out nothing that waited", async () => {
  const { core, played, notifier } = await notified();
  const stop = new AbortController();
  const { signal } = stop;
  const iterator = TestNotification.stream({ core, signal })[
    Symbol.asyncIterator
  ]();
  const { id } = await notifier.acknowledge();
  notifier.send(1, "waits");
  stop.abort("enough");
  assert.equal((await played.next("unsubscribe")).id, id);
  await assert.rejects(iterator.next(), {
    name: "AbortError",
    code: "ABORT_ERR",
    cause: "enough",
  });
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });

  const waiting = new AbortController();
  const loop = looping(
    TestNotification.stream({ core, signal: waiting.signal }),
  );
  await notifier.acknowledge();
  waiting.abort();
  assert.equal(((await loop.ended) as Error).name, "AbortError");
  await played.next("unsubscribe");

  const late = looping(TestNotification.stream({ core, signal }));
  assert.equal(((await late.ended) as Error).name, "AbortError");
  assert.deepEqual(await played.kinds(), []);
});

test("a signal that lives on is left by the loops that have ended", async (context) => {
  const { core, notifier } = await notified();
  const { signal } = new AbortController();
  const added = context.mock.method(signal, "addEventListener");
  const removed = context.mock.method(signal, "removeEventListener");
  const iterator = TestNotification.stream({ core, signal })[
    Symbol.asyncIterator
  ]();
  await notifier.acknowledge();
  await iterator.return?.();
  assert.equal(added.mock.callCount(), 1);
  assert.deepEqual(
    removed.mock.calls[0]?.arguments.slice(0, 2),
    added.mock.calls[0]?.arguments.slice(0, 2),
  );
});

/** What a notification costs beside its payload. */
const ENTRY = 64;

for (const over of [0, 1]) {
  test(`as many bytes as limits.maxQueueBytes wait${over === 0 ? "" : ", of one more nothing is left but a resync"}`, async () => {
    const size = Text.serializeBinary({ text: "x".repeat(100) }).length;
    const limit = 3 * (size + ENTRY) - over;
    const { core, notifier } = await notified({
      limits: { maxQueueBytes: limit },
    });
    const iterator = TestNotification.stream({ core })[Symbol.asyncIterator]();
    await notifier.acknowledge();
    for (let i = 0; i < 3; i++) {
      notifier.send(1, "x".repeat(100));
    }
    notifier.send(3, "");
    const taken: (TestItem | undefined)[] = [];
    for (let i = 0; i < (over === 0 ? 1 : 2); i++) {
      const next = await iterator.next();
      taken.push(next.done === true ? undefined : next.value);
    }
    const message = `the loop is too slow: more than ${String(limit)} bytes of notifications waited for it (limits.maxQueueBytes)`;
    assert.deepEqual(
      taken,
      over === 0
        ? // The last one did not fit beside the three.
          [{ type: "Resync", cause: { reason: "SLOW_CONSUMER", message } }]
        : [
            { type: "Resync", cause: { reason: "SLOW_CONSUMER", message } },
            { type: "bare" },
          ],
    );
  });
}

test("a loop that stands still holds back neither the core nor other listeners", async () => {
  const { core, played, notifier } = await notified();
  const still = TestNotification.stream({ core })[Symbol.asyncIterator]();
  await notifier.acknowledge();
  const { items } = looping(TestNotification.stream({ core }));
  notifier.send(2, "a", { id: "u1", confirm: true });
  notifier.send(1, "b");
  notifier.send(2, "c", { id: "u1", confirm: true });
  assert.equal((await played.next("heard")).seq, 3n);
  assert.deepEqual(await played.kinds(), []);
  assert.equal(items.length, 3);
  await still.return?.();
  assert.deepEqual(await played.kinds(), []);
});

/** Takes all that waits. */
async function takeWaiting(
  iterator: AsyncIterator<TestItem>,
): Promise<TestItem[]> {
  const taken: TestItem[] = [];
  for (;;) {
    const nothing = turn().then(() => undefined);
    const next = await Promise.race([iterator.next(), nothing]);
    if (next === undefined || next.done === true) {
      return taken;
    }
    taken.push(next.value);
  }
}

test("of 10,000 latest ones of a subject a loop that stands still gets the last, in the place of the first", async () => {
  const { core, played, notifier } = await notified();
  const iterator = TestNotification.stream({ core })[Symbol.asyncIterator]();
  await notifier.acknowledge();
  const count = 10_000;
  for (let i = 1; i <= count; i++) {
    notifier.send(2, String(i), { id: "u1", confirm: true });
    if (i === 1) {
      notifier.send(1, "between");
    }
  }
  assert.equal((await played.next("heard")).seq, BigInt(count + 1));
  assert.deepEqual(await takeWaiting(iterator), [
    { type: "about", subject: "u1", payload: { text: String(count) } },
    { type: "plain", payload: { text: "between" } },
  ]);
});

test("latest ones replace those that still wait of the same type and subject, and nothing else", async () => {
  const { core, notifier } = await notified();
  const iterator = TestNotification.stream({ core })[Symbol.asyncIterator]();
  await notifier.acknowledge();
  notifier.send(2, "taken", { id: "u1", confirm: true });
  assert.equal((await iterator.next()).done, false);
  notifier.send(2, "u1 old", { id: "u1", confirm: true });
  notifier.send(2, "u2", { id: "u2", confirm: true });
  notifier.send(4, "other type", { id: "u1", confirm: true });
  notifier.send(1, "not latest");
  notifier.send(1, "not latest");
  notifier.send(2, "u1 new", { id: "u1", confirm: true });
  notifier.resync("gap");
  notifier.send(2, "behind", { id: "u1", confirm: true });
  notifier.send(2, "behind the gap", { id: "u1", confirm: true });
  const texts = (await takeWaiting(iterator)).map((item) =>
    item.type === "Resync" ? item.cause.message : JSON.stringify(item),
  );
  assert.deepEqual(texts, [
    '{"type":"about","subject":"u1","payload":{"text":"u1 new"}}',
    '{"type":"about","subject":"u2","payload":{"text":"u2"}}',
    '{"type":"sync","subject":"u1","payload":{"ok":true,"value":{"text":"other type"}}}',
    '{"type":"plain","payload":{"text":"not latest"}}',
    '{"type":"plain","payload":{"text":"not latest"}}',
    "gap",
    '{"type":"about","subject":"u1","payload":{"text":"behind the gap"}}',
  ]);
});

test("what was replaced no longer counts, and resyncs count as well", async () => {
  const size = (text: string): number =>
    Text.serializeBinary({ text }).length + ENTRY;
  const limit = size("x".repeat(500)) + size("z");
  const { core, notifier } = await notified({
    limits: { maxQueueBytes: limit },
  });
  const iterator = TestNotification.stream({ core })[Symbol.asyncIterator]();
  await notifier.acknowledge();
  for (const text of ["y", "x".repeat(500), "x".repeat(500)]) {
    notifier.send(1, text, { confirm: true });
  }
  notifier.send(3, "z");
  assert.equal((await takeWaiting(iterator)).length, 2);

  for (let i = 0; i < 100; i++) {
    notifier.resync("r".repeat(36));
  }
  const kept = await takeWaiting(iterator);
  assert.ok(kept.length <= limit / 100, String(kept.length));
  assert.ok(kept.every(({ type }) => type === "Resync"));
});

test("a payload that cannot be read is reported, and the loop goes on", async () => {
  const { core, played, notifier, reported } = await notified();
  const { items } = looping(TestNotification.stream({ core }));
  await notifier.acknowledge();
  notifier.send(1, "a");
  played.say({
    case: "notification",
    value: {
      source: "Test",
      ty: 1,
      oneOfPayload: { case: "payload", value: Uint8Array.of(10, 99) },
      seq: 2n,
    },
  });
  await turn();
  assert.equal(items.length, 1);
  assert.equal((reported[0] as Error).name, "MalformedMessageError");
});

test("a loop throws when the core refuses it or the connection is lost, behind what had come", async () => {
  const { core, played, notifier } = await notified();
  const refused = looping(TestNotification.stream({ core }));
  const { id } = await played.next("subscribe");
  played.say(response(id, Buffer.from("no"), 2, 8));
  assert.equal(
    ((await refused.ended) as { reason: string }).reason,
    "PERMISSION_DENIED",
  );
  const iterator = TestNotification.stream({ core })[Symbol.asyncIterator]();
  await notifier.acknowledge();
  notifier.send(3, "");
  played.break();
  assert.deepEqual(await iterator.next(), {
    done: false,
    value: { type: "bare" },
  });
  await assert.rejects(iterator.next(), { reason: "CONNECTION_LOST" });
  assert.deepEqual(await iterator.next(), { done: true, value: undefined });
  const late = looping(TestNotification.stream({ core }));
  assert.equal(
    ((await late.ended) as { reason: string }).reason,
    "NOT_CONNECTED",
  );
});

test("a connection that is closed here ends the loop", async () => {
  const { core, notifier } = await notified();
  const { ended } = looping(TestNotification.stream({ core }));
  await notifier.acknowledge();
  await core.close();
  assert.equal(await ended, "ended");
});

test("nothing to hear of is an empty stream, an unknown name is a TypeError", async () => {
  const { core, played } = await notified();
  const none = [{ types: [] }, { subjects: [] }];
  for (const options of none) {
    const loop = looping(TestNotification.stream({ core, ...options }));
    assert.equal(await loop.ended, "ended");
  }
  assert.deepEqual(await played.kinds(), []);
  assert.throws(
    () => TestNotification.stream({ core, types: ["plane" as "plain"] }),
    {
      name: "TypeError",
      message:
        'TestEvent has no notification "plane"; it has plain, about, bare, sync',
    },
  );
});

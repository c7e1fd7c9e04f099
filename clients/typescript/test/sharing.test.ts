/** Listeners that want the same share one subscription of the wire, and the core hears what they have taken. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { TestListener, type TestHandlers } from "./support/contract.js";
import { notified } from "./support/notifier.js";
import { response } from "./support/played-core.js";
import { Random } from "./support/random.js";

const NOTHING = new Uint8Array(0);
const plain: TestHandlers = { onPlain: () => undefined };

test("many listeners of the same share one subscription, and the last stop() ends it", async () => {
  const { core, played, notifier } = await notified();
  const heard: string[] = [];
  const all = ["a", "b", "c"].map(
    (name) =>
      new TestListener(
        { onAbout: ({ text }) => heard.push(name + text) },
        { core, subjects: ["u1", "u2"] },
      ),
  );
  const started = all.map((listener) => listener.start());
  const { id } = await notifier.acknowledge();
  await Promise.all(started);
  assert.deepEqual(await played.kinds(), []);
  notifier.send(2, "1", { id: "u1" });
  all[0]?.stop();
  all[1]?.stop();
  assert.deepEqual(await played.kinds(), []);
  notifier.send(2, "2", { id: "u2" });
  await all[0]?.start();
  notifier.send(2, "3", { id: "u2" });
  assert.deepEqual(await played.kinds(), []);
  all[0]?.stop();
  all[2]?.stop();
  all[2]?.stop();
  assert.equal((await played.next("unsubscribe")).id, id);
  assert.deepEqual(heard, ["a1", "b1", "c1", "c2", "c3", "a3"]);
});

test("the order of subjects makes no difference, other types, subjects or contracts do", async () => {
  const { core, played } = await notified();
  const start = (handlers: TestHandlers, subjects?: string[]): void => {
    void new TestListener(handlers, { core, subjects }).start();
  };
  start(plain);
  start(plain, ["a", "b"]);
  start(plain, ["b", "a"]);
  start({ ...plain, onBare: () => undefined });
  start(plain, ["a,b"]);
  assert.deepEqual(await played.kinds(), Array(4).fill("subscribe"));
});

test("listeners of the same are given the same object, which is read once", async () => {
  const { core, notifier } = await notified();
  const heard: unknown[] = [];
  const start = (): Promise<void> =>
    new TestListener({ onPlain: (text) => heard.push(text) }, { core }).start();
  const started = [start(), start()];
  await notifier.acknowledge();
  await Promise.all(started);
  notifier.send(1, "a");
  assert.equal(heard.length, 2);
  assert.equal(heard[0], heard[1]);
});

test("a listener that was stopped before the core has agreed hears nothing, and its start is no failure", async () => {
  const { core, played, notifier } = await notified();
  const heard: string[] = [];
  const listener = new TestListener(
    { onPlain: ({ text }) => heard.push(text) },
    { core },
  );
  const first = listener.start();
  listener.stop();
  await first;
  const second = listener.start();
  const one = await played.next("subscribe");
  assert.equal((await played.next("unsubscribe")).id, one.id);
  const two = await played.next("subscribe");
  played.say(response(one.id, NOTHING, 2, 8)); // Refused, which is nobody's any more.
  let isStarted = false;
  void second.then(() => (isStarted = true));
  await played.kinds();
  assert.equal(isStarted, false);
  played.say(response(two.id, NOTHING));
  await second;
  notifier.send(1, "a");
  assert.deepEqual(heard, ["a"]);
});

test("who joins while the core is asked waits for the same answer, also when the first has gone", async () => {
  const { core, played, notifier } = await notified();
  const heard: string[] = [];
  const first = new TestListener(plain, { core });
  const second = new TestListener(
    { onPlain: ({ text }) => heard.push(text) },
    { core },
  );
  const started = [first.start(), second.start()];
  first.stop();
  await notifier.acknowledge();
  await Promise.all(started);
  notifier.send(1, "a");
  assert.deepEqual(heard, ["a"]);
  assert.deepEqual(await played.kinds(), []);
});

test("a refusal is told to all who share it, and each can try again", async () => {
  const { core, played, notifier } = await notified();
  const all = [1, 2].map(() => new TestListener(plain, { core }));
  const started = all.map((listener) => listener.start());
  const { id } = await played.next("subscribe");
  played.say(response(id, Buffer.from("not for you"), 2, 8));
  for (const one of started) {
    await assert.rejects(one, {
      reason: "PERMISSION_DENIED",
      message: "TestEvent: not for you",
    });
  }
  const again = all.map((listener) => listener.start());
  await notifier.acknowledge();
  await Promise.all(again);
});

test("however listeners start and stop, the core has one subscription for each thing that is wanted", async () => {
  const random = new Random(20_26);
  const { core, played, notifier } = await notified();
  const heard: number[] = [];
  const all = Array.from({ length: 12 }, (_, i) => ({
    topic: i % 3,
    isRunning: false,
    listener: new TestListener(
      { onAbout: () => heard.push(i) },
      { core, subjects: [`s${String(i % 3)}`] },
    ),
  }));
  const asked: bigint[] = [];
  const standing = new Map<bigint, string>();
  const takeFrames = (): void => {
    for (const { body } of played.frames.splice(0)) {
      if (body.case === "subscribe") {
        asked.push(body.value.id);
        standing.set(body.value.id, String(body.value.subjects[0]));
      } else if (body.case === "unsubscribe") {
        standing.delete(body.value.id);
      }
    }
  };
  for (let step = 0; step < 2000; step++) {
    const [one] = all.slice(random.below(all.length));
    assert.ok(one !== undefined);
    one.isRunning = random.chance(2);
    if (one.isRunning) {
      void one.listener.start();
    } else {
      one.listener.stop();
    }
    if (random.chance(4)) {
      await new Promise(setImmediate);
      takeFrames();
    }
    const oldest = random.chance(4) ? asked.shift() : undefined;
    if (oldest !== undefined) {
      played.say(response(oldest, NOTHING));
    }
  }
  await new Promise(setImmediate);
  takeFrames();
  const running = all.filter(({ isRunning }) => isRunning);
  const wanted = new Set(running.map(({ topic }) => `s${String(topic)}`));
  assert.deepEqual([...standing.values()].sort(), [...wanted].sort());
  for (const topic of [0, 1, 2]) {
    notifier.send(2, "", { id: `s${String(topic)}` });
  }
  assert.deepEqual(
    heard.sort((a, b) => a - b),
    all.flatMap(({ isRunning }, i) => (isRunning ? [i] : [])),
  );
});

test("what the core waits for is confirmed when every callback has returned, in one frame for one turn", async () => {
  const { core, played, notifier } = await notified();
  const heard: string[] = [];
  const start = (): Promise<void> =>
    new TestListener(
      {
        onPlain({ text }) {
          heard.push(text);
          assert.equal(played.frames.length, 0);
          throw new Error("reported, and taken all the same");
        },
      },
      { core },
    ).start();
  const started = [start(), start()];
  await notifier.acknowledge();
  await Promise.all(started);
  const before = notifier.body(1, "first, not to be confirmed");
  played.say(
    before,
    ...["a", "b", "c"].map((text) => notifier.body(1, text, { confirm: true })),
  );
  assert.equal((await played.next("heard")).seq, 4n);
  notifier.send(1, "d");
  notifier.send(3, "nobody's", { confirm: true });
  assert.equal((await played.next("heard")).seq, 6n);
  assert.equal(heard.length, 10);
  assert.deepEqual(await played.kinds(), []);
});

test("a notification carries its payload or its typed error", async () => {
  const { core, notifier, reported } = await notified();
  const heard: unknown[] = [];
  const started = new TestListener(
    {
      onSync: (outcome, subject) => heard.push([subject, outcome]),
      onPlain: (text) => heard.push(text),
    },
    { core },
  ).start();
  await notifier.acknowledge();
  await started;
  notifier.send(4, "done", { id: "u1" });
  notifier.send(4, "disk full", { id: "u2", isError: true });
  notifier.send(4, "", { isError: true });
  assert.deepEqual(heard, [
    ["u1", { ok: true, value: { text: "done" } }],
    ["u2", { ok: false, error: { text: "disk full" } }],
    ["", { ok: false, error: { text: "" } }],
  ]);
  notifier.send(1, "an error that the contract does not have", {
    isError: true,
  });
  assert.equal(heard.length, 3);
  assert.match(String(reported), /notification 1 came with an error/);
});

test("a resync is told to every listener that runs, in its place", async () => {
  const { core, played, notifier, reported } = await notified();
  const heard: string[] = [];
  const listen = (name: string, onResync?: () => void): TestListener =>
    new TestListener(
      { onPlain: ({ text }) => heard.push(`${name} ${text}`) },
      {
        core,
        onResync: (cause) => {
          heard.push(`${name} ${cause.reason} ${cause.message}`);
          onResync?.();
        },
      },
    );
  const last = listen("last");
  const all = [
    listen("bad", () => {
      throw new Error("from onResync");
    }),
    listen("good", () => {
      last.stop();
    }),
    last,
  ];
  const started = all.map((listener) => listener.start());
  const asked = new TestListener(
    { onBare: () => undefined },
    { core, onResync: () => heard.push("not asked yet") },
  ).start();
  await notifier.acknowledge();
  await Promise.all(started);
  notifier.send(1, "a");
  notifier.resync();
  notifier.send(1, "b");
  assert.deepEqual(heard, [
    "bad a",
    "good a",
    "last a",
    "bad SLOW_CONSUMER behind",
    "good SLOW_CONSUMER behind",
    "bad b",
    "good b",
  ]);
  assert.match(String(reported), /from onResync/);
  const { id } = await played.next("subscribe");
  played.say(response(id, NOTHING));
  await asked;
});

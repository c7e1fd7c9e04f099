/** A value and every change from then on, over a connection whose other end the test plays. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { TestEventEcho, TestNotification, Text } from "./support/contract.js";
import { notified, type Notifier } from "./support/notifier.js";
import { type PlayedCore, response } from "./support/played-core.js";

const turn = (): Promise<void> => new Promise(setImmediate);

/** Something to be observed: what it was given, and the core's half of it. */
async function observed(options: { key?: string; limit?: number } = {}) {
  const { limit = 1_000_000, key } = options;
  const connection = await notified({ limits: { maxQueueBytes: limit } });
  const { core, played } = connection;
  const seen: string[] = [];
  const observe = (name = "", signal?: AbortSignal) =>
    TestNotification.observe(
      () => TestEventEcho({ text: "state?" }, { core }),
      ({ text }) => seen.push(`${name}= ${text}`),
      { onPlain: ({ text }) => seen.push(`${name}+ ${text}`) },
      { core, key, signal, onResync: ({ reason }) => seen.push(reason) },
    );
  return { ...connection, seen, observe, ...answering(played) };
}

function answering(played: PlayedCore) {
  return {
    /** Takes the read; what comes back answers it. */
    read: async (): Promise<(text: string) => void> => {
      const { id } = await played.next("request");
      return (text) => {
        played.say(response(id, Text.serializeBinary({ text })));
      };
    },
    fail: async (): Promise<void> => {
      const { id } = await played.next("request");
      played.say(response(id, Buffer.from("no such state"), 2, 3));
    },
  };
}

async function begun(options: { key?: string; limit?: number } = {}) {
  const it = await observed(options);
  const observing = it.observe();
  await it.notifier.acknowledge();
  (await it.read())("1");
  return { ...it, observation: await observing };
}

function send(notifier: Notifier, ...texts: string[]): void {
  for (const text of texts) {
    notifier.send(1, text);
  }
}

test("it listens, then reads, then tells the value and what has come meanwhile, and goes on", async () => {
  const { played, notifier, seen, observe, read } = await observed();
  const observing = observe();
  const subscribe = await played.next("subscribe");
  assert.deepEqual(await played.kinds(), []);
  played.say(response(subscribe.id, new Uint8Array(0)));
  const answer = await read();
  send(notifier, "2", "3");
  assert.deepEqual(seen, []);
  answer("1");
  send(notifier, "4");
  const observation = await observing;
  assert.deepEqual(seen, ["= 1", "+ 2", "+ 3", "+ 4"]);
  send(notifier, "5");
  assert.deepEqual(seen.slice(4), ["+ 5"]);
  observation.stop();
  observation.stop();
  send(notifier, "6");
  assert.equal(seen.length, 5);
  assert.equal((await played.next("unsubscribe")).id, subscribe.id);
});

test("after a resync it reads again, and holds what comes until then", async () => {
  const { notifier, seen, read } = await begun();
  notifier.resync();
  const answer = await read();
  send(notifier, "8");
  answer("7");
  await turn();
  assert.deepEqual(seen, ["= 1", "SLOW_CONSUMER", "= 7", "+ 8"]);
});

test("a resync during a read makes its changes worthless, so it reads once more", async () => {
  const { notifier, seen, observe, read } = await observed();
  const observing = observe();
  await notifier.acknowledge();
  const first = await read();
  notifier.send(1, "lost with the others");
  notifier.resync();
  notifier.send(1, "3");
  first("1");
  await observing;
  (await read())("2");
  await turn();
  assert.deepEqual(seen, ["SLOW_CONSUMER", "= 1", "= 2", "+ 3"]);
});

test("a first read that fails rejects and stops; a later one is reported, and changes go on", async () => {
  const { played, notifier, seen, observe, read, fail, reported } =
    await observed();
  const failing = observe();
  await notifier.acknowledge();
  await fail();
  await assert.rejects(failing, { reason: "HANDLER_FAILED" });
  await played.next("unsubscribe");
  const observing = observe();
  await notifier.acknowledge();
  (await read())("1");
  await observing;
  notifier.resync();
  send(notifier, "2");
  await fail();
  await turn();
  assert.deepEqual(seen, ["= 1", "SLOW_CONSUMER", "+ 2"]);
  assert.match(String(reported), /no such state/);
});

test("a subscription that is refused, and a connection that is lost before the value, reject", async () => {
  const { played, notifier, observe, read } = await observed();
  const refused = observe();
  const { id } = await played.next("subscribe");
  played.say(response(id, Buffer.from("no"), 2, 8));
  await assert.rejects(refused, { reason: "PERMISSION_DENIED" });
  const lost = observe();
  await notifier.acknowledge();
  await read();
  played.break();
  await assert.rejects(lost, { reason: /CONNECTION_LOST|OUTCOME_UNKNOWN/ });
  await assert.rejects(observe(), { reason: "NOT_CONNECTED" });
});

test("stopped while it reads again it gives nothing any more", async () => {
  const { played, notifier, seen, observation, read } = await begun();
  notifier.resync();
  const answer = await read();
  send(notifier, "2");
  observation.stop();
  assert.deepEqual((await played.kinds()).sort(), ["unsubscribe"]);
  answer("3");
  await turn();
  assert.deepEqual(seen, ["= 1", "SLOW_CONSUMER"]);
});

test("more than limits.maxQueueBytes of changes during a read are dropped, and it reads again", async () => {
  const size = Text.serializeBinary({ text: "2" }).length + 64;
  for (const over of [0, 1]) {
    const { notifier, seen, observe, read } = await observed({
      limit: 2 * size - over,
    });
    const observing = observe();
    await notifier.acknowledge();
    const answer = await read();
    notifier.send(1, "2");
    notifier.send(1, "3");
    answer("1");
    await observing;
    if (over === 1) {
      (await read())("again");
      await turn();
    }
    assert.deepEqual(
      seen,
      over === 0 ? ["= 1", "+ 2", "+ 3"] : ["SLOW_CONSUMER", "= 1", "= again"],
    );
  }
});

test("what callbacks throw is reported and stops nothing", async () => {
  const { core, played, notifier, reported } = await notified();
  const seen: string[] = [];
  const observing = TestNotification.observe(
    () => Promise.resolve("value"),
    () => {
      throw new Error("from onValue");
    },
    {
      onPlain: ({ text }) => {
        seen.push(text);
        throw new Error("from the handler");
      },
    },
    { core },
  );
  await notifier.acknowledge();
  await observing;
  send(notifier, "a", "b");
  notifier.send(1, "c", { confirm: true });
  assert.deepEqual(seen, ["a", "b", "c"]);
  assert.deepEqual(
    reported.map((failure) => (failure as Error).message),
    ["from onValue", ...Array<string>(3).fill("from the handler")],
  );
  assert.deepEqual(await played.kinds(), ["heard"]);
});

test("while it reads the core waits for nothing, and of latest changes the last is told in the place of the first", async () => {
  const { played, notifier, seen, observe, read } = await observed();
  const observing = observe();
  await notifier.acknowledge();
  const answer = await read();
  notifier.send(1, "2", { confirm: true });
  notifier.send(1, "between");
  notifier.send(1, "3", { confirm: true });
  assert.equal((await played.next("heard")).seq, 3n);
  answer("1");
  await observing;
  assert.deepEqual(seen, ["= 1", "+ 3", "+ between"]);
});

test("aborting its signal stops it, also before there is a value; before the start nothing begins", async () => {
  const { core, played, notifier, observe, seen, read } = await observed();
  const running = new AbortController();
  const started = observe("", running.signal);
  await notifier.acknowledge();
  (await read())("1");
  await started;
  running.abort();
  await played.next("unsubscribe");

  const reading = new AbortController();
  const early = observe("", reading.signal);
  await notifier.acknowledge();
  const answer = await read();
  reading.abort();
  (await early).stop();
  await played.next("unsubscribe");
  answer("2");

  (await observe("", running.signal)).stop();
  await core.close();
  await observe("", running.signal);
  assert.deepEqual(await played.kinds(), []);
  assert.deepEqual(seen, ["= 1"]);
});

test("another with its key takes its place, also before there is a value", async () => {
  const { notifier, seen, observe, read } = await observed({ key: "state" });
  const first = observe("first");
  await notifier.acknowledge();
  const answer = await read();
  const second = observe("second");
  await first;
  const again = await read();
  answer("1");
  again("2");
  await second;
  send(notifier, "3");
  assert.deepEqual(seen, ["second= 2", "second+ 3"]);
});

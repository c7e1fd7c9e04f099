/** What listeners, loops and observations hear when links are cut, sessions lost and notifications dropped: over a fake core. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { connect, type Core } from "@parley/client";
import type { FakeCore } from "@parley/client/testing";

import {
  EchoListener,
  EchoNotification,
  EchoSay,
  EchoSender,
} from "./support/echo.js";
import { echoFake } from "./support/echo-fake.js";

/** A front end that dials at once, and its core. */
async function connected(): Promise<{
  fake: FakeCore;
  core: Core;
  sender: EchoSender;
  /** Fulfilled when the front end is connected again. */
  again: () => Promise<{ resumed?: boolean }>;
}> {
  const fake = echoFake();
  const sender = new EchoSender(fake);
  const core = await connect({
    transport: () => fake.transport(),
    reconnect: { initialDelayMs: 1, maxDelayMs: 5 },
  });
  return {
    fake,
    core,
    sender,
    again: () =>
      new Promise((resolve) => {
        const leave = core.onStateChange((change) => {
          if (change.state === "connected") {
            leave();
            resolve(change);
          }
        });
      }),
  };
}

/** Has everything delivered that was sent. */
async function settled(core: Core): Promise<void> {
  await EchoSay({ text: "settled?", number: 0 }, { core });
  await new Promise(setImmediate);
}

const note = (number: number): { text: string; number: number } => ({
  text: "",
  number,
});

test("a link that is cut again and again loses and repeats nothing, and nobody is resynced", async () => {
  const { fake, core, sender, again } = await connected();
  const heard: number[] = [];
  await new EchoListener(
    { onHeard: ({ number }) => heard.push(number) },
    { core, onResync: () => assert.fail("nothing was missed") },
  ).start();
  const looped: number[] = [];
  void (async () => {
    for await (const item of EchoNotification.stream({ core })) {
      assert.equal(item.type, "heard");
      looped.push(item.payload.number);
    }
  })();
  await settled(core);
  let number = 0;
  for (let cut = 0; cut < 20; cut++) {
    const reconnected = again();
    sender.heard("", note(++number));
    fake.cut();
    sender.heard("", note(++number));
    assert.equal((await reconnected).resumed, true);
    sender.heard("", note(++number));
  }
  await settled(core);
  const all = Array.from({ length: number }, (_, i) => i + 1);
  assert.deepEqual(heard, all);
  assert.deepEqual(looped, all);
  await core.close();
});

test("after a restart everybody is asked for again, resynced, and hears on", async () => {
  const { fake, core, sender, again } = await connected();
  const told: string[] = [];
  const listen = (name: string, subjects?: string[]): EchoListener =>
    new EchoListener(
      { onHeard: ({ number }) => told.push(`${name} ${String(number)}`) },
      {
        core,
        subjects,
        onResync: ({ reason }) => told.push(`${name} ${reason}`),
      },
    );
  const one = listen("one");
  const two = listen("two", ["a"]);
  const stopped = listen("stopped");
  await Promise.all([one.start(), two.start(), stopped.start()]);
  const looped: string[] = [];
  void (async () => {
    for await (const item of EchoNotification.stream({ core })) {
      looped.push(item.type);
    }
  })();
  await settled(core);
  const reconnected = again();
  fake.restart();
  await new Promise(setImmediate);
  stopped.stop();
  const late = listen("late");
  const lateStarted = late.start();
  assert.equal((await reconnected).resumed, false);
  await lateStarted;
  await settled(core);
  sender.heard("a", note(1));
  sender.heard("b", note(2));
  await settled(core);
  // One that shares what had begun may have missed something as well.
  assert.deepEqual(told.slice(0, 3).sort(), [
    "late CONNECTION_LOST",
    "one CONNECTION_LOST",
    "two CONNECTION_LOST",
  ]);
  assert.deepEqual(told.slice(3).sort(), [
    "late 1",
    "late 2",
    "one 1",
    "one 2",
    "two 1",
  ]);
  assert.deepEqual(looped, ["Resync", "heard", "heard"]);
  one.stop();
  two.stop();
  late.stop();
  sender.heard("a", note(3));
  await settled(core);
  assert.equal(told.length, 8);
  await core.close();
});

test("an observation reads again when the core was restarted, or has dropped notifications", async () => {
  const { fake, core, sender, again } = await connected();
  let state = 1;
  const seen: string[] = [];
  const observation = await EchoNotification.observe(
    () => EchoSay(note(state), { core }),
    ({ number }) => seen.push(`= ${String(number)}`),
    { onHeard: ({ number }) => seen.push(`+ ${String(number)}`) },
    { core },
  );
  const change = (): void => {
    sender.heard("", note(++state));
  };
  change();
  await settled(core);
  const reconnected = again();
  fake.restart();
  change(); // Nobody listens.
  await reconnected;
  await settled(core);
  await settled(core);
  fake.resync();
  await settled(core);
  await settled(core);
  change();
  await settled(core);
  assert.deepEqual(seen, ["= 1", "+ 2", "= 3", "= 3", "+ 4"]);
  observation.stop();
  change();
  await settled(core);
  assert.equal(seen.length, 5);
  await core.close();
});

test("of 100,000 latest a front end that is slow gets a handful, and the last for certain", async () => {
  const { core, sender } = await connected();
  const heard: number[] = [];
  const listener = new EchoListener(
    { onProgress: ({ number }) => heard.push(number) },
    { core },
  );
  await listener.start();
  const looped: number[] = [];
  const loop = (async () => {
    const stream = EchoNotification.stream({ core, types: ["progress"] });
    for await (const item of stream) {
      if (item.type === "progress") {
        looped.push(item.payload.number);
        await new Promise(setImmediate); // Slower than who sends.
        if (item.payload.number === 100_000) {
          return;
        }
      }
    }
  })();
  await settled(core);
  for (let number = 1; number <= 100_000; number++) {
    sender.progress("export", note(number));
  }
  await loop;
  for (const numbers of [heard, looped]) {
    assert.equal(numbers.at(-1), 100_000);
    assert.ok(numbers.length <= 20, String(numbers.length));
  }
  await core.close();
});

/** Listeners over a connection whose other end the test plays. */
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Core } from "@parley/client";

import { TestListener, Text } from "./support/contract.js";
import { type Body, PlayedCore, response } from "./support/played-core.js";

class Notifier {
  #seq = 0n;
  constructor(readonly played: PlayedCore) {}

  body(ty: number, text: string, id = "", source = "Test"): Body {
    const payload = Text.serializeBinary({ text });
    const oneOfPayload = { case: "payload", value: payload } as const;
    return {
      case: "notification",
      value: { source, ty, id, oneOfPayload, seq: ++this.#seq },
    };
  }

  send(ty: number, text: string, id = "", source = "Test"): void {
    this.played.say(this.body(ty, text, id, source));
  }

  /** Acknowledges the next subscription; returns it. */
  async acknowledge(): Promise<{
    id: bigint;
    source: string;
    types: number[];
    subjects: string[];
  }> {
    const subscribe = await this.played.next("subscribe");
    this.played.say(response(subscribe.id, new Uint8Array(0)));
    return subscribe;
  }
}

async function connected(
  onCallbackError?: (failure: unknown) => void,
): Promise<{ played: PlayedCore; core: Core; notifier: Notifier }> {
  const played = new PlayedCore();
  const core = await played.welcome({ onCallbackError });
  return { played, core, notifier: new Notifier(played) };
}

test("a listener subscribes to what its handlers ask for, and is told in order", async () => {
  const { core, notifier } = await connected();
  const heard: string[] = [];
  // AppFlowy's documentation awaits its listeners, so it must do no harm.
  // eslint-disable-next-line @typescript-eslint/await-thenable
  const listener = await new TestListener(
    {
      onPlain: (...values) => heard.push(JSON.stringify(values)),
      onAbout: (...values) => heard.push(JSON.stringify(values)),
    },
    { core },
  );
  const started = listener.start();
  const { source, types, subjects } = await notifier.acknowledge();
  await started;
  assert.deepEqual(
    { source, types, subjects },
    { source: "Test", types: [1, 2], subjects: [] },
  );
  notifier.send(1, "a");
  notifier.send(2, "b", "user-1");
  notifier.send(3, "nobody asked");
  notifier.send(1, "another source", "", "Other");
  notifier.send(1, "c");
  assert.deepEqual(heard, [
    '[{"text":"a"}]',
    '[{"text":"b"},"user-1"]',
    '[{"text":"c"}]',
  ]);
});

test("handlers keep their this, and one without payload is given nothing", async () => {
  const { core, notifier } = await connected();
  const handlers = {
    count: 0,
    onBare(...values: unknown[]) {
      this.count += 1 + values.length;
    },
  };
  const started = new TestListener(handlers, { core }).start();
  await notifier.acknowledge();
  await started;
  notifier.send(3, "");
  assert.equal(handlers.count, 1);
});

test("a listener for some subjects asks for those and hears no others", async () => {
  const { core, notifier } = await connected();
  const heard: string[] = [];
  const listen = (subjects?: string[]): TestListener =>
    new TestListener(
      {
        onAbout: (text, subject) =>
          heard.push(`${String(subjects)} ${subject} ${text.text}`),
      },
      { core, subjects },
    );
  const started = [listen(["u1", "u2"]).start(), listen().start()];
  assert.deepEqual((await notifier.acknowledge()).subjects, ["u1", "u2"]);
  await notifier.acknowledge();
  await Promise.all(started);
  notifier.send(2, "x", "u2");
  notifier.send(2, "y", "u3");
  assert.deepEqual(heard, ["u1,u2 u2 x", "undefined u2 x", "undefined u3 y"]);
  await listen([]).start();
  await new TestListener({}, { core }).start();
});

test("starting twice subscribes once; stopping ends it at once; it can be started again", async () => {
  const { core, played, notifier } = await connected();
  const heard: string[] = [];
  const listener = new TestListener(
    { onPlain: ({ text }) => heard.push(text) },
    { core },
  );
  const first = listener.start();
  assert.equal(listener.start(), first);
  const { id } = await notifier.acknowledge();
  await first;
  notifier.send(1, "one");
  listener.stop();
  listener.stop();
  notifier.send(1, "two");
  assert.equal((await played.next("unsubscribe")).id, id);
  const again = listener.start();
  assert.notEqual((await notifier.acknowledge()).id, id);
  await again;
  notifier.send(1, "three");
  assert.deepEqual(heard, ["one", "three"]);
  assert.equal(played.frames.length, 0);
});

test("aborting its signal stops a listener; one whose signal was aborted before does not start", async (context) => {
  const { core, played, notifier } = await connected();
  const heard: string[] = [];
  const stop = new AbortController();
  const { signal } = stop;
  const added = context.mock.method(signal, "addEventListener");
  const removed = context.mock.method(signal, "removeEventListener");
  const listen = (name: string) =>
    new TestListener(
      { onPlain: ({ text }) => heard.push(name + text) },
      { core, signal, key: "one of them" },
    );
  const left = listen("left");
  const started = left.start();
  await notifier.acknowledge();
  await started;
  left.stop();
  assert.equal(added.mock.callCount(), 1);
  assert.deepEqual(
    removed.mock.calls[0]?.arguments.slice(0, 2),
    added.mock.calls[0]?.arguments.slice(0, 2),
  );
  await played.next("unsubscribe");

  const aborted = listen("aborted");
  const waiting = aborted.start();
  await notifier.acknowledge();
  await waiting;
  notifier.send(1, "1");
  stop.abort();
  notifier.send(1, "2");
  await played.next("unsubscribe");
  assert.deepEqual(heard, ["aborted1"]);

  const running = new TestListener(
    { onBare: () => heard.push("bare") },
    { core, key: "one of them" },
  );
  const runs = running.start();
  await notifier.acknowledge();
  await runs;
  await aborted.start();
  await listen("late").start();
  notifier.send(3, "");
  assert.deepEqual(heard, ["aborted1", "bare"]);
  assert.deepEqual(await played.kinds(), []);
});

test("a listener can stop itself and others while it is told", async () => {
  const { core, notifier, played } = await connected();
  const heard: string[] = [];
  const second = new TestListener(
    { onPlain: () => heard.push("second") },
    { core },
  );
  const first: TestListener = new TestListener(
    {
      onPlain() {
        heard.push("first");
        first.stop();
        second.stop();
      },
    },
    { core },
  );
  const started = [first.start(), second.start()];
  await notifier.acknowledge();
  await Promise.all(started);
  played.say(notifier.body(1, "a"), notifier.body(1, "b"));
  assert.deepEqual(heard, ["first"]);
});

test("what a handler throws, and a payload that cannot be read, is reported and disturbs nobody", async () => {
  const reported: unknown[] = [];
  const { core, notifier, played } = await connected((failure) =>
    reported.push(failure),
  );
  const heard: string[] = [];
  const problem = new Error("from the handler");
  const bad = new TestListener(
    {
      onPlain() {
        throw problem;
      },
    },
    { core },
  );
  const good = new TestListener(
    { onPlain: ({ text }) => heard.push(text) },
    { core },
  );
  const started = [bad.start(), good.start()];
  await notifier.acknowledge();
  await Promise.all(started);
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
  assert.deepEqual(heard, ["a"]);
  assert.equal(reported[0], problem);
  assert.deepEqual(
    reported.slice(1).map((failure) => (failure as Error).name),
    ["MalformedMessageError", "MalformedMessageError"],
  );
});

test("a start that the core refuses or that loses its connection rejects, and can be tried again", async () => {
  const { core, played, notifier } = await connected();
  const listener = new TestListener({ onPlain: () => undefined }, { core });
  const refused = listener.start();
  const { id } = await played.next("subscribe");
  played.say(response(id, Buffer.from("too many"), 2, 11));
  await assert.rejects(refused, {
    reason: "LIMIT_EXCEEDED",
    message: "TestEvent: too many",
  });
  const again = listener.start();
  await notifier.acknowledge();
  await again;
  const other = new TestListener({ onBare: () => undefined }, { core }).start();
  played.break();
  await assert.rejects(other, { reason: "CONNECTION_LOST" });
  await assert.rejects(listener.start(), { reason: "NOT_CONNECTED" });
  listener.stop();
});

test("notifications whose numbers do not follow each other end the connection", async () => {
  const { core, played, notifier } = await connected();
  notifier.send(1, "a");
  played.say({
    case: "notification",
    value: { source: "Test", ty: 1, seq: 3n },
  });
  assert.equal((await core.closed)?.reason, "PROTOCOL_ERROR");
  const { reason, message } = await played.next("goAway");
  assert.equal(reason, 10);
  assert.match(message, /notification 3 after 1/);
});

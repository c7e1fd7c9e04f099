/** A fake core numbers notifications, lets them wait for slow front ends, and tells them what they have missed. */
import assert from "node:assert/strict";
import { test } from "node:test";

import type { FakeCore, FakeCoreOptions } from "@parley/client/testing";

import { Reason } from "./generated/parley_pb.js";
import { EchoSender, Note } from "./support/echo.js";
import { echoFake } from "./support/echo-fake.js";
import type { Body } from "./support/played-core.js";
import { RawClient } from "./support/raw-client.js";
import {
  expectGoAway,
  heard,
  noteBytes,
  raw,
  request,
  subscribe,
} from "./support/raw-frames.js";
import { PlayedTime } from "./support/time.js";

/** A core that notifies, and a front end that listens to all of it. */
async function listening(options: Partial<FakeCoreOptions> = {}): Promise<{
  core: FakeCore;
  sender: EchoSender;
  client: RawClient;
}> {
  const core = echoFake(options);
  const client = new RawClient(core.transport());
  await client.greet();
  client.say(subscribe(1n));
  await client.answer(1n);
  return { core, sender: new EchoSender(core), client };
}

const note = (number: number, text = ""): Note => ({ text, number });

/** The next notification: its number on the wire, its subject, and the number it carries. */
async function next(client: RawClient): Promise<[bigint, string, number]> {
  const { seq, id, oneOfPayload } = await client.next("notification");
  assert.equal(oneOfPayload.case, "payload");
  return [seq, id, Note.deserializeBinary(oneOfPayload.value).number];
}

test("as many subscriptions as the limit are taken, one more is refused", async () => {
  const client = raw({ limits: { maxSubscriptions: 2 } });
  await client.greet();
  client.say(subscribe(1n), subscribe(2n), subscribe(3n));
  assert.equal((await client.answer(1n)).code, 0);
  assert.equal((await client.answer(2n)).code, 0);
  const refused = await client.answer(3n);
  assert.equal(refused.reason, Reason.LIMIT_EXCEEDED);
  assert.match(refused.text, /2 subscriptions; the limit is 2 \(limits\.max/);
  client.say({ case: "unsubscribe", value: { id: 1n } }, subscribe(4n));
  assert.equal((await client.answer(4n)).code, 0);
});

test("the frames of all subscriptions are as large as one frame together, and no larger", async () => {
  const client = raw({ limits: { maxFrameBytes: 1000 } });
  await client.greet();
  const large = (id: bigint, size: number): Body =>
    // Numbers, source and lengths take 11 bytes beside the subject.
    subscribe(id, ["x".repeat(size - 11)]);
  client.say(large(1n, 500), large(2n, 500), large(3n, 20));
  assert.equal((await client.answer(1n)).code, 0);
  assert.equal((await client.answer(2n)).code, 0);
  const refused = await client.answer(3n);
  assert.equal(refused.reason, Reason.LIMIT_EXCEEDED);
  assert.match(refused.text, /1,0\d\d bytes; the limit is 1,000 bytes/);
});

test("notifications are numbered without a gap, whatever was not asked for", async () => {
  const client = raw();
  await client.greet();
  client.say(subscribe(1n, ["a"]), subscribe(2n, ["a", "b"]));
  await client.answer(1n);
  await client.answer(2n);
  for (const [id, subject, heardAs] of [
    [10n, "a", 1n],
    [11n, "c", 0n],
    [12n, "b", 2n],
  ] as const) {
    client.say(request(id, "Echo.Notify", noteBytes(subject, 1)));
    if (heardAs > 0n) {
      assert.deepEqual(await next(client), [heardAs, subject, 1]);
    }
    await client.answer(id);
  }
  client.say({ case: "unsubscribe", value: { id: 2n } });
  client.say(request(20n, "Echo.Notify", noteBytes("b", 1)));
  await client.answer(20n);
});

test("of the latest 8 are under way before one is confirmed, and the newest waits in the place of the first", async () => {
  const { sender, client } = await listening();
  for (let i = 1; i <= 100_000; i++) {
    sender.progress("export", note(i));
  }
  sender.progress("import", note(1));
  sender.heard("behind", note(1));
  for (let i = 1; i <= 8; i++) {
    assert.deepEqual(await next(client), [BigInt(i), "export", i]);
  }
  await client.silent();
  client.say(heard(1n));
  assert.deepEqual(await next(client), [9n, "export", 100_000]);
  await client.silent();
  client.say(heard(9n), heard(3n));
  assert.deepEqual(await next(client), [10n, "import", 1]);
  assert.deepEqual(await next(client), [11n, "behind", 1]);
  await client.silent();
});

test("a Heard of what was never sent is a broken rule", async () => {
  const { sender, client } = await listening();
  sender.progress("a", note(1));
  assert.equal((await client.next("notification")).confirm, true);
  client.say(heard(1n));
  sender.heard("a", note(1));
  assert.equal((await client.next("notification")).confirm, false);
  client.say(heard(3n));
  await expectGoAway(client, Reason.PROTOCOL_ERROR, /says 3; .* number 2/);
});

test("what waits arrives before the answer of the call that sent it", async () => {
  const core: FakeCore = echoFake();
  const sender = new EchoSender(core);
  const client = new RawClient(core.transport());
  await client.greet();
  client.say(subscribe(1n));
  await client.answer(1n);
  for (let i = 1; i <= 20; i++) {
    sender.progress(String(i), note(i));
  }
  client.say(request(2n, "Echo.Notify", noteBytes("last", 1)));
  for (let i = 1; i <= 20; i++) {
    assert.deepEqual(await next(client), [BigInt(i), String(i), i]);
  }
  assert.deepEqual(await next(client), [21n, "last", 1]);
  await client.answer(2n);
});

test("more than maxBacklogBytes becomes a resync in the place of what waited, and it goes on", async () => {
  const { sender, client } = await listening({
    limits: { maxBacklogBytes: 10_000 },
  });
  const text = "x".repeat(1000);
  for (let i = 1; i <= 1000; i++) {
    sender.heard("", note(i, text));
  }
  sender.heard("", note(1001));
  let seq = 0n;
  let frame = await client.any();
  for (; frame.case === "notification"; frame = await client.any()) {
    assert.equal(frame.value.seq, ++seq);
  }
  assert.ok(seq > 10n && seq < 200n, String(seq));
  assert.equal(frame.case, "resync");
  assert.equal(frame.value.reason, Reason.SLOW_CONSUMER);
  assert.match(frame.value.message, /limit is 10,000 bytes \(limits\.maxBack/);
  let last = await next(client);
  while (last[2] < 1001) {
    assert.equal(last[0], ++seq);
    last = await next(client);
  }
});

for (const over of [0, 1]) {
  test(`as many bytes as maxBacklogBytes wait${over === 0 ? "" : ", not one more"}`, async () => {
    const size = noteBytes("x".repeat(99), 1).length + "a".length + 64;
    const { sender, client } = await listening({
      limits: { maxBacklogBytes: 3 * size - over },
    });
    for (let i = 1; i <= 8; i++) {
      sender.progress("under way", note(i));
      await client.next("notification");
    }
    for (const subject of ["a", "b", "c"]) {
      sender.progress(subject, note(1, "x".repeat(99)));
    }
    client.say(heard(8n));
    const expected =
      over === 0
        ? ["notification", "notification", "notification"]
        : ["resync"];
    for (const kind of expected) {
      assert.equal((await client.any()).case, kind);
    }
    await client.silent();
  });
}

test("a notification larger than the front end's frames becomes a resync", async () => {
  const core = echoFake();
  const sender = new EchoSender(core);
  const client = new RawClient(core.transport());
  await client.greet({ maxFrameBytes: 200 });
  client.say(subscribe(1n));
  await client.answer(1n);
  sender.heard("", note(1, "x".repeat(300)));
  const { reason, message } = await client.next("resync");
  assert.equal(reason, Reason.LIMIT_EXCEEDED);
  assert.match(message, /was left out: .* limit is 200 bytes/);
  sender.heard("", note(2));
  assert.deepEqual(await next(client), [1n, "", 2]);
});

test("what is debounced arrives when it has come to rest, or after the longest wait", async (context) => {
  const time = new PlayedTime(context);
  const { sender, client } = await listening();
  for (let i = 1; i <= 3; i++) {
    sender.changed("a", note(i));
    await time.pass(150);
  }
  await client.silent();
  await time.pass(50);
  assert.deepEqual(await next(client), [1n, "a", 3]);
  for (let i = 1; i <= 9; i++) {
    sender.changed("b", note(i));
    await time.pass(100);
  }
  await client.silent();
  sender.changed("b", note(10));
  await time.pass(100);
  assert.deepEqual(await next(client), [2n, "b", 10]);
  await time.pass(60_000);
  await client.silent();
});

test("what is held back is sent before the core closes", async () => {
  const { core, sender, client } = await listening();
  sender.changed("a", note(7));
  await client.silent();
  await core.close();
  assert.deepEqual(await next(client), [1n, "a", 7]);
  await expectGoAway(client, Reason.SHUTTING_DOWN, /closing/);
});

test("more than maxBacklogBytes that is held back sends the oldest early", async () => {
  const size = noteBytes("x".repeat(100), 1).length + 64 + 1;
  const { sender, client } = await listening({
    limits: { maxBacklogBytes: 2 * size },
  });
  for (const subject of ["a", "b"]) {
    sender.changed(subject, note(1, "x".repeat(100)));
  }
  await client.silent();
  sender.changed("c", note(1));
  assert.deepEqual(await next(client), [1n, "a", 1]);
  await client.silent();
});

test("an outcome travels as its payload or as its error", async () => {
  const { sender, client } = await listening();
  sender.synced("u", { ok: true, value: note(1) });
  sender.synced("u", { ok: false, error: note(2) });
  const success = await client.next("notification");
  assert.equal(success.oneOfPayload.case, "payload");
  assert.equal(success.oneOfError.case, undefined);
  const failure = await client.next("notification");
  assert.equal(failure.oneOfPayload.case, undefined);
  assert.equal(failure.oneOfError.case, "error");
  assert.equal(Note.deserializeBinary(failure.oneOfError.value).number, 2);
});

test("nothing is written or held back for which nobody listens", () => {
  const core = echoFake();
  core.publish({
    source: "Echo",
    type: 4,
    subject: "",
    policy: { quietMs: 1, maxWaitMs: 1 },
    payload: () => assert.fail("written for nobody"),
  });
});

test("resync() tells every front end that it has missed something", async () => {
  const { core, client } = await listening();
  core.resync("read again");
  const { reason, message } = await client.next("resync");
  assert.equal(reason, Reason.SLOW_CONSUMER);
  assert.equal(message, "read again");
});

test("a front end that too many answers wait for is left", async () => {
  const client = raw({ limits: { maxQueueBytes: 10_000 } });
  await client.greet();
  for (let i = 1n; i <= 20n; i++) {
    client.say(request(i, "Echo.Grow", noteBytes("", 1000)));
  }
  let answers = 0;
  let frame = await client.any();
  for (; frame.case === "response"; frame = await client.any()) {
    answers++;
  }
  assert.ok(answers > 5 && answers < 20, String(answers));
  assert.equal(frame.case, "goAway");
  assert.match(frame.value.message, /limits\.maxQueueBytes/);
  await client.ended;
});

/** Items that are sent to a core, as fast as it takes them, over a connection whose other end the test plays. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Core, EventError, InvalidValueError } from "@parley/client";

import {
  TestEventChat,
  TestEventCollect,
  TestEventEcho,
  Text,
} from "./support/contract.js";
import {
  credit,
  item,
  PlayedCore,
  response,
  welcomeBody,
} from "./support/played-core.js";
import { runScript } from "./support/script.js";

const hello = Text.fromObject({ text: "hello" });
const bytesOf = (text: string): Uint8Array => Text.serializeBinary({ text });

interface Begun {
  readonly played: PlayedCore;
  readonly core: Core;
  readonly upload: ReturnType<typeof TestEventCollect>;
  readonly id: bigint;
}

async function begin(
  more: Parameters<typeof welcomeBody>[0] = {},
  limits = {},
): Promise<Begun> {
  const played = new PlayedCore();
  const core = await played.welcome({ limits }, welcomeBody(more));
  const upload = TestEventCollect(hello, { core });
  return { played, core, upload, id: (await played.next("request")).id };
}

/** What was pushed and sent by now. */
async function sent(played: PlayedCore): Promise<string[]> {
  await new Promise(setImmediate);
  return played.frames.splice(0).map(({ body }) => {
    assert.equal(body.case, "item");
    return Text.deserializeBinary(body.value.payload).text;
  });
}

test("items go in the order of their pushes, then the end, then comes the result", async () => {
  const { played, upload, id } = await begin();
  for (const text of ["a", "b", "c"]) {
    assert.equal(await upload.push({ text }), true);
  }
  assert.deepEqual(await sent(played), ["a", "b", "c"]);
  const call = upload.finish();
  assert.equal((await played.next("end")).id, id);
  played.say(response(id, bytesOf("three")));
  assert.deepEqual(await call, { text: "three" });
  assert.deepEqual(await call.result(), { ok: true, value: { text: "three" } });
  assert.deepEqual(await upload.result(), {
    ok: true,
    value: { text: "three" },
  });
  assert.equal(upload.finish(), call);
  assert.deepEqual(await played.kinds(), []);
});

test("as many items go as the core has credit for, and the others wait in their order", async () => {
  const { played, upload, id } = await begin({ streamItems: 2 });
  const pushes = ["a", "b", "c", "d", "e"].map((text) => upload.push({ text }));
  let fulfilled = 0;
  for (const push of pushes) {
    void push.then(() => fulfilled++);
  }
  const finished = upload.finish();
  assert.deepEqual(await sent(played), ["a", "b"]);
  assert.equal(fulfilled, 2);
  played.say(credit(id, 1, 0));
  assert.deepEqual(await sent(played), ["c"]);
  assert.equal(fulfilled, 3);
  played.say(credit(id, 2, 0));
  assert.deepEqual(await played.kinds(), ["item", "item", "end"]);
  assert.deepEqual(await Promise.all(pushes), [true, true, true, true, true]);
  played.say(response(id, bytesOf("")));
  await finished;
});

test("bytes are credited as well, and one item may go beyond them", async () => {
  const { played, upload, id } = await begin({ streamBytes: 4 });
  const pushes = ["a", "bb", "c"].map((text) => upload.push({ text })); // 3, 4 and 3 bytes
  assert.deepEqual(await sent(played), ["a", "bb"]);
  played.say(credit(id, 0, 3)); // None is left: 4 - 7 + 3.
  assert.deepEqual(await sent(played), []);
  played.say(credit(id, 0, 1));
  assert.deepEqual(await sent(played), ["c"]);
  await Promise.all(pushes);
  upload.cancel();
});

test("a core that gives no credit at the beginning is sent nothing until it does", async () => {
  const { played, upload, id } = await begin({
    streamItems: 0,
    streamBytes: 0,
  });
  const push = upload.push({ text: "a" });
  assert.deepEqual(await sent(played), []);
  played.say(credit(id, 1, 1));
  assert.deepEqual(await sent(played), ["a"]);
  assert.equal(await push, true);
  upload.cancel();
});

test("the most credit there can be is 2^31 - 1, one more ends the connection", async () => {
  const most = 0x7fffffff;
  const { played, core, upload, id } = await begin({
    streamItems: 1,
    streamBytes: 1,
  });
  played.say(credit(id, most - 1, most - 1));
  assert.equal(await upload.push({ text: "a" }), true);
  played.say(credit(id, 1, 3));
  await new Promise(setImmediate);
  assert.equal(played.closedByClient, false);
  played.say(credit(id, 1, 0));
  const ended = await core.closed;
  assert.equal(ended?.reason, "PROTOCOL_ERROR");
  assert.match(
    ended.message,
    /credit for 2147483648 items and 2147483647 bytes/,
  );

  const bytes = await begin();
  bytes.played.say(credit(bytes.id, 0, most - 256 * 1024 + 1));
  assert.equal((await bytes.core.closed)?.reason, "PROTOCOL_ERROR");
});

test("items wait while the transport has much to write, and go on in turns when it has not", async () => {
  const { played, core, upload } = await begin();
  const other = TestEventCollect(hello, { core });
  await played.next("request");
  played.buffered = 64 * 1024 - 1;
  await upload.push({ text: "room" });
  assert.deepEqual(await sent(played), ["room"]);
  played.buffered = 64 * 1024;
  const pushes = [
    upload.push({ text: "a1" }),
    other.push({ text: "b1" }),
    upload.push({ text: "a2" }),
  ];
  assert.deepEqual(await sent(played), []);
  played.drain();
  assert.deepEqual(await sent(played), ["a1", "a2", "b1"]);
  assert.deepEqual(await Promise.all(pushes), [true, true, true]);
  upload.cancel();
  other.cancel();
});

test("many items of one turn are no more than the room at a time, and all arrive", async () => {
  const { played, upload } = await begin({
    streamItems: 1_000_000,
    streamBytes: 1 << 30,
  });
  let most = 0;
  const send = played.send.bind(played);
  played.send = (bytes) => {
    most = Math.max(most, bytes.length);
    send(bytes);
  };
  const text = "x".repeat(1_000);
  const pushes = Array.from({ length: 1_000 }, () => upload.push({ text }));
  assert.ok((await Promise.all(pushes)).every(Boolean));
  assert.equal((await sent(played)).length, 1_000);
  assert.ok(
    most < 64 * 1024 + 1_100,
    `${String(most)} bytes were written at once`,
  );
  upload.cancel();
});

test("calls are refused where more than the limit would wait to be written, and items wait", async () => {
  const { played, core, upload } = await begin({}, { maxQueueBytes: 1_000 });
  // A request of 29 bytes with its prefix.
  played.buffered = 971;
  const fits = TestEventEcho({ text: "x" }, { core });
  const { id } = await played.next("request");
  assert.equal(id, 2n);
  played.buffered = 972;
  await assert.rejects(TestEventEcho({ text: "x" }, { core }), {
    reason: "OVERLOADED",
    message:
      "TestEvent.Echo: nothing was sent: 1,001 bytes would wait to be written; the limit is 1,000 bytes (limits.maxQueueBytes)",
  });
  played.buffered = 1_000;
  const push = upload.push({ text: "waits" });
  assert.deepEqual(await sent(played), []);
  played.drain();
  assert.deepEqual(await sent(played), ["waits"]);
  assert.equal(await push, true);
  played.say(response(id, bytesOf("")));
  await fits;
  upload.cancel();
});

test("an item as large as the queue is sent, and what answers the core meanwhile; of one byte more nothing is", async () => {
  const maxQueueBytes = 1_000_000;
  const { played, core, upload, id } = await begin({}, { maxQueueBytes });
  const before = played.session.length;
  played.buffered = 64 * 1024 - 1;
  assert.ok(await upload.push({ text: "x".repeat(maxQueueBytes - 14) }));
  await played.next("item");
  assert.equal(played.session.length - before, 4 + maxQueueBytes);
  played.buffered += 4 + maxQueueBytes;
  played.say({ case: "ping", value: { id: 1n } });
  await played.next("pong");
  assert.equal(core.state, "connected");
  played.drain();
  played.say(credit(id, 1, maxQueueBytes));
  const push = upload.push({ text: "x".repeat(maxQueueBytes - 13) });
  await assert.rejects(push, {
    reason: "OVERLOADED",
    message:
      "TestEvent.Collect: the item is 1,000,001 bytes; the limit is 1,000,000 bytes (limits.maxQueueBytes)",
  });
});

test("a core that asks for answers and reads none is left", async () => {
  const { played, core } = await begin({}, { maxQueueBytes: 1_000 });
  const pong = 8;
  played.buffered = 1_000 + 128 * 1024 - pong;
  played.say({ case: "ping", value: { id: 1n } });
  await played.next("pong");
  assert.equal(played.closedByClient, false);
  played.buffered++;
  played.say({ case: "ping", value: { id: 1n } });
  const ended = await core.closed;
  assert.equal(ended?.reason, "SLOW_CONSUMER");
  assert.match(
    ended.message,
    /^the core does not read: 132,073 bytes wait to be written/,
  );
});

test("an answer before the end says that no more is wanted, and what waits is not sent", async () => {
  const { played, upload, id } = await begin({ streamItems: 1 });
  const pushes = ["a", "b"].map((text) => upload.push({ text }));
  played.say(response(id, bytesOf("enough")));
  assert.deepEqual(await Promise.all(pushes), [true, false]);
  assert.equal(await upload.push({ text: "c" }), false);
  assert.deepEqual(await upload.finish(), { text: "enough" });
  assert.deepEqual(await sent(played), ["a"]);
});

test("a failure rejects the pushes that wait, those that come later, and the result", async () => {
  const { played, upload, id } = await begin({ streamItems: 1 });
  await upload.push({ text: "a" });
  const waiting = upload.push({ text: "b" });
  played.say(response(id, bytesOf("no"), 1));
  for (const failing of [
    waiting,
    upload.push({ text: "c" }),
    upload.finish(),
  ]) {
    const failure: unknown = await failing.catch((caught: unknown) => caught);
    assert.ok(failure instanceof EventError && failure.is(Text));
    assert.equal(failure.error.text, "no");
  }
  assert.deepEqual(await upload.result(), { ok: false, error: { text: "no" } });
  assert.deepEqual(await sent(played), ["a"]);
});

test("cancel() tells the core and rejects what waits", async () => {
  const { played, upload, id } = await begin({ streamItems: 0 });
  const push = upload.push({ text: "a" });
  upload.cancel();
  await assert.rejects(push, { reason: "CANCELLED" });
  await assert.rejects(upload.push({ text: "b" }), { reason: "CANCELLED" });
  await assert.rejects(upload.finish(), { reason: "CANCELLED" });
  assert.equal((await played.next("cancel")).id, id);
  assert.deepEqual(await played.kinds(), []);
});

test("pushing behind finish() is a mistake that is told", async () => {
  const { upload } = await begin();
  const call = upload.finish();
  await assert.rejects(upload.push({ text: "a" }), {
    message: "TestEvent.Collect: push() after finish()",
  });
  call.cancel();
  await assert.rejects(call, { reason: "CANCELLED" });
});

test("an item that its field cannot hold ends the call, as a gap in a stream would not be seen", async () => {
  const { played, upload } = await begin();
  await upload.push({ text: "a" });
  const push = upload.push({ text: 5 as unknown as string });
  const failure: unknown = await push.catch((caught: unknown) => caught);
  assert.ok(failure instanceof EventError);
  assert.equal(failure.reason, "INVALID_PAYLOAD");
  assert.ok(failure.cause instanceof InvalidValueError);
  await assert.rejects(upload.finish(), { reason: "INVALID_PAYLOAD" });
  assert.deepEqual(await played.kinds(), ["item", "cancel"]);
});

test("an item as large as the core's frames is sent, one byte more ends the call", async () => {
  const { played, upload } = await begin({ maxFrameBytes: 200 });
  // Frame and item take 11 bytes around a text of this length.
  assert.equal(await upload.push({ text: "x".repeat(189) }), true);
  assert.equal((await sent(played))[0]?.length, 189);
  await assert.rejects(upload.push({ text: "x".repeat(190) }), {
    reason: "LIMIT_EXCEEDED",
    message:
      "TestEvent.Collect: the item is 201 bytes; the limit is 200 bytes (Limits.maxFrameBytes of the core)",
  });
});

test("a conversation sends and reads at once, and leaving its loop ends both", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  const chat = TestEventChat(hello, { core });
  const { id } = await played.next("request");
  await chat.push({ text: "1" });
  const read: string[] = [];
  const reading = (async () => {
    for await (const { text } of chat) {
      read.push(text);
      if (read.length === 2) {
        break;
      }
      await chat.push({ text: "2" });
    }
  })();
  assert.deepEqual(await sent(played), ["1"]);
  played.say(item(id, bytesOf("one")));
  assert.deepEqual(await sent(played), ["2"]);
  const waiting = chat.finish();
  played.say(item(id, bytesOf("two")));
  await reading;
  assert.deepEqual(read, ["one", "two"]);
  assert.deepEqual(await played.kinds(), ["end", "cancel"]);
  await assert.rejects(waiting, { reason: "CANCELLED" });
  await assert.rejects(chat.push({ text: "3" }), { reason: "CANCELLED" });
});

test("a call that cannot be made fails every part of a stream", async () => {
  const played = new PlayedCore();
  const core = await played.welcome();
  await core.close();
  const chat = TestEventChat(hello, { core });
  await assert.rejects(chat.push({ text: "a" }), { reason: "NOT_CONNECTED" });
  await assert.rejects(chat[Symbol.asyncIterator]().next(), {
    reason: "NOT_CONNECTED",
  });
  await assert.rejects(chat.finish(), { reason: "NOT_CONNECTED" });
  await assert.rejects(chat.result(), { reason: "NOT_CONNECTED" });
});

test("pushes that nobody awaited are no unhandled rejections, a finish() that nobody looks at is one", async () => {
  const { stdout } = await runScript(`
    import { TestEventCollect } from "./support/contract.js";
    import { PlayedCore, response, welcomeBody } from "./support/played-core.js";
    process.on("unhandledRejection", (failure) => console.log("unhandled", failure.reason));
    const played = new PlayedCore();
    const core = await played.welcome({}, welcomeBody({ streamItems: 1 }));
    const upload = TestEventCollect({ text: "" }, { core });
    for (const text of ["a", "b", "c"]) upload.push({ text });
    upload.result();
    played.say(response((await played.next("request")).id, new Uint8Array(0), 2, 3));
    upload.push({ text: "d" });
    await new Promise(setImmediate);
    console.log("quiet");
    played.frames.length = 0;
    const second = TestEventCollect({ text: "" }, { core });
    second.finish();
    played.say(response((await played.next("request")).id, new Uint8Array(0), 2, 6));
  `);
  assert.equal(stdout, "quiet\nunhandled OVERLOADED\n");
});

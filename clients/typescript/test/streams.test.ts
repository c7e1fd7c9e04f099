/** Items that a core sends, and how many of them, over a connection whose other end the test plays. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Core, EventError, MalformedMessageError } from "@parley/client";

import {
  TestEventCollect,
  TestEventEcho,
  TestEventList,
  Text,
} from "./support/contract.js";
import { credit, item, PlayedCore, response } from "./support/played-core.js";
import { runScript } from "./support/script.js";

const hello = Text.fromObject({ text: "hello" });
const bytesOf = (text: string): Uint8Array => Text.serializeBinary({ text });

interface Begun {
  readonly played: PlayedCore;
  readonly core: Core;
  readonly stream: ReturnType<typeof TestEventList>;
  readonly id: bigint;
}

async function begin(limits = {}): Promise<Begun> {
  const played = new PlayedCore();
  const core = await played.welcome({ limits });
  const stream = TestEventList(hello, { core });
  return { played, core, stream, id: (await played.next("request")).id };
}

async function texts(stream: AsyncIterable<Text>): Promise<string[]> {
  const read: string[] = [];
  for await (const { text } of stream) {
    read.push(text);
  }
  return read;
}

test("a loop reads the items in order to their end, and the result is there", async () => {
  const { played, stream, id } = await begin();
  played.say(item(id, bytesOf("a")), item(id, bytesOf("b")));
  const reading = texts(stream);
  await new Promise(setImmediate);
  played.say(item(id, new Uint8Array(0)), item(id, bytesOf("d")));
  played.say(response(id, bytesOf("four")));
  assert.deepEqual(await reading, ["a", "b", "", "d"]);
  assert.deepEqual(await stream.result(), {
    ok: true,
    value: { text: "four" },
  });
  assert.deepEqual(await played.kinds(), []);
});

test("items that came before anybody read are there when somebody does, also behind the end", async () => {
  const { played, stream, id } = await begin();
  played.say(
    item(id, bytesOf("a")),
    item(id, bytesOf("b")),
    response(id, bytesOf("")),
  );
  await new Promise(setImmediate);
  assert.deepEqual(await texts(stream), ["a", "b"]);
});

test("a declared error ends the loop after the items before it", async () => {
  const { played, stream, id } = await begin();
  played.say(
    item(id, bytesOf("a")),
    item(id, bytesOf("b")),
    response(id, bytesOf("no"), 1),
  );
  const read: string[] = [];
  const failure: unknown = await (async () => {
    for await (const { text } of stream) {
      read.push(text);
    }
  })().catch((caught: unknown) => caught);
  assert.deepEqual(read, ["a", "b"]);
  assert.ok(failure instanceof EventError && failure.is(Text));
  assert.equal(failure.error.text, "no");
  assert.deepEqual(await stream.result(), { ok: false, error: { text: "no" } });
});

test("a lost connection ends the loop after the items that had come", async () => {
  const { played, stream, id } = await begin();
  played.say(item(id, bytesOf("a")));
  played.break(new Error("reset"));
  const items = stream[Symbol.asyncIterator]();
  assert.deepEqual(await items.next(), { done: false, value: { text: "a" } });
  await assert.rejects(items.next(), { reason: "OUTCOME_UNKNOWN" });
  assert.deepEqual(await items.next(), { done: true, value: undefined });
});

test("leaving the loop cancels the call, and what is on its way is passed over", async () => {
  const { played, core, stream, id } = await begin();
  played.say(item(id, bytesOf("a")), item(id, bytesOf("b")));
  for await (const { text } of stream) {
    assert.equal(text, "a");
    break;
  }
  assert.equal((await played.next("cancel")).id, id);
  await assert.rejects(stream.result(), { reason: "CANCELLED" });
  played.say(
    item(id, bytesOf("c")),
    credit(id, 1, 1),
    response(id, bytesOf("late")),
  );
  const call = TestEventEcho(hello, { core });
  played.say(response((await played.next("request")).id, bytesOf("goes on")));
  assert.equal((await call).text, "goes on");
});

test("an exception in the loop cancels the call and is the loop's", async () => {
  const { played, stream, id } = await begin();
  played.say(item(id, bytesOf("a")));
  const mine = new Error("mine");
  await assert.rejects(
    (async () => {
      for await (const { text } of stream) {
        throw text === "a" ? mine : new Error(text);
      }
    })(),
    mine,
  );
  assert.deepEqual(await played.kinds(), ["cancel"]);
});

test("an iterator's return and throw cancel, once, and not what has ended", async () => {
  const { played, stream } = await begin();
  const items = stream[Symbol.asyncIterator]();
  const waiting = items.next();
  assert.deepEqual(await items.return?.(), { done: true, value: undefined });
  assert.deepEqual(await waiting, { done: true, value: undefined });
  const mine = new Error("mine");
  await assert.rejects(async () => items.throw?.(mine), mine);
  assert.deepEqual(await items.next(), { done: true, value: undefined });
  await assert.rejects(stream.result(), { reason: "CANCELLED" });
  assert.deepEqual(await played.kinds(), ["cancel"]);

  const ended = await begin();
  ended.played.say(
    item(ended.id, bytesOf("a")),
    response(ended.id, bytesOf("")),
  );
  await ended.stream[Symbol.asyncIterator]().return?.();
  assert.deepEqual(await ended.played.kinds(), []);
  assert.equal((await ended.stream.result()).ok, true);
});

test("cancel() drops what was not taken, and the loop ends with CANCELLED", async () => {
  const { played, stream, id } = await begin();
  played.say(item(id, bytesOf("a")), item(id, bytesOf("b")));
  const items = stream[Symbol.asyncIterator]();
  await items.next();
  stream.cancel();
  await assert.rejects(items.next(), { reason: "CANCELLED" });
  assert.deepEqual(await items.next(), { done: true, value: undefined });
});

test("a deadline ends a stream however many items have come", async (context) => {
  const { PlayedTime } = await import("./support/time.js");
  const time = new PlayedTime(context);
  const played = new PlayedCore();
  const core = await played.welcome();
  const stream = TestEventList(hello, { core, timeoutMs: 100 });
  const { id } = await played.next("request");
  await time.pass(99);
  played.say(item(id, bytesOf("a")));
  await time.pass(1);
  const items = stream[Symbol.asyncIterator]();
  assert.deepEqual(await items.next(), { done: false, value: { text: "a" } });
  await assert.rejects(items.next(), { reason: "DEADLINE_EXCEEDED" });
  assert.deepEqual(await played.kinds(), ["cancel"]);
});

test("asking ahead of the items gives each to who asked first", async () => {
  const { played, stream, id } = await begin();
  const items = stream[Symbol.asyncIterator]();
  const asked = [items.next(), items.next(), items.next(), items.next()];
  played.say(
    item(id, bytesOf("a")),
    item(id, bytesOf("b")),
    response(id, bytesOf("")),
  );
  assert.deepEqual(
    (await Promise.all(asked)).map(
      ({ value }) => (value as Text | undefined)?.text,
    ),
    ["a", "b", undefined, undefined],
  );
});

test("a call is read by one loop only", async () => {
  const { stream } = await begin();
  stream[Symbol.asyncIterator]();
  assert.throws(() => stream[Symbol.asyncIterator](), {
    message:
      "TestEvent.List: the items are being read already; a call can be read by one loop only",
  });
  stream.cancel();
});

test("as many items as the window has may come, one more ends the connection", async () => {
  const { played, core, stream, id } = await begin({ streamItems: 3 });
  played.say(...["a", "b", "c"].map((text) => item(id, bytesOf(text))));
  await new Promise(setImmediate);
  assert.equal(played.closedByClient, false);
  played.say(item(id, bytesOf("d")));
  const ended = await core.closed;
  assert.equal(ended?.reason, "PROTOCOL_ERROR");
  assert.match(
    ended.message,
    /^the core sent an item without credit: 3 items \(limits\.streamItems\) or 262,144 bytes \(limits\.streamBytes\)/,
  );
  await assert.rejects(stream.result(), { reason: "OUTCOME_UNKNOWN" });
});

test("an item may go beyond the window's bytes, and the next one ends the connection", async () => {
  const large = bytesOf("x".repeat(498)); // 501 bytes
  const fits = await begin({ streamBytes: 502 });
  fits.played.say(item(fits.id, large), item(fits.id, large));
  await new Promise(setImmediate);
  assert.equal(fits.played.closedByClient, false);
  fits.played.say(item(fits.id, new Uint8Array(0)));
  assert.equal((await fits.core.closed)?.reason, "PROTOCOL_ERROR");

  const full = await begin({ streamBytes: 501 });
  full.played.say(item(full.id, large), item(full.id, new Uint8Array(0)));
  assert.equal((await full.core.closed)?.reason, "PROTOCOL_ERROR");
});

test("what the loop takes is given back as credit once it is half the window, and nothing before", async () => {
  const { played, stream, id } = await begin({ streamItems: 6 });
  const items = stream[Symbol.asyncIterator]();
  played.say(
    ...["a", "b", "c", "d", "e", "f"].map((text) => item(id, bytesOf(text))),
  );
  await items.next();
  await items.next();
  assert.deepEqual(await played.kinds(), []);
  await items.next();
  const given = await played.next("credit");
  assert.deepEqual([given.id, given.items, given.bytes], [id, 3, 9]);
  // Three may come in their place.
  played.say(...["g", "h", "i"].map((text) => item(id, bytesOf(text))));
  for (const text of ["d", "e", "f", "g", "h", "i"]) {
    assert.deepEqual((await items.next()).value, { text });
  }
  assert.deepEqual(await played.kinds(), ["credit", "credit"]);
  played.say(response(id, bytesOf("")));
  assert.equal((await items.next()).done, true);
});

test("bytes are given back likewise, those beyond the window too", async () => {
  const { played, stream, id } = await begin({ streamBytes: 100 });
  const items = stream[Symbol.asyncIterator]();
  played.say(item(id, bytesOf("x".repeat(47)))); // 49 bytes
  await items.next();
  assert.deepEqual(await played.kinds(), []);
  played.say(item(id, bytesOf("x".repeat(997)))); // 1,000 bytes
  await items.next();
  const { items: count, bytes } = await played.next("credit");
  assert.deepEqual([count, bytes], [2, 1_049]);
  stream.cancel();
});

test("a thousand times the window passes through, with no more than the window ahead", async () => {
  const window = 8;
  const { played, stream, id } = await begin({ streamItems: window });
  let sent = 0;
  let allowed = window;
  const send = (): void => {
    while (sent < allowed && sent < 1_000 * window) {
      played.say(item(id, bytesOf(String(sent++))));
    }
  };
  send();
  let read = 0;
  for await (const { text } of stream) {
    assert.equal(text, String(read++));
    assert.ok(sent - read < window);
    if (played.frames.length > 0) {
      allowed += (await played.next("credit")).items;
      send();
    }
    if (read === 1_000 * window) {
      played.say(response(id, bytesOf("")));
    }
  }
  assert.equal(read, 1_000 * window);
});

test("an item that cannot be read ends the call alone, after those before it", async () => {
  const { played, core, stream, id } = await begin();
  played.say(
    item(id, bytesOf("a")),
    item(id, Uint8Array.of(10, 200)),
    item(id, bytesOf("c")),
  );
  const items = stream[Symbol.asyncIterator]();
  assert.deepEqual((await items.next()).value, { text: "a" });
  const failure: unknown = await items
    .next()
    .catch((caught: unknown) => caught);
  assert.ok(failure instanceof EventError);
  assert.equal(failure.reason, "INVALID_RESPONSE");
  assert.ok(failure.cause instanceof MalformedMessageError);
  assert.equal((await played.next("cancel")).id, id);
  played.say(response(id, bytesOf("")));
  const call = TestEventEcho(hello, { core });
  played.say(response((await played.next("request")).id, bytesOf("ok")));
  await call;
});

test("what waits in all streams together has a limit; the call that goes beyond ends, the others go on", async () => {
  const { played, core, stream, id } = await begin({ maxQueueBytes: 300 });
  const other = TestEventList(hello, { core });
  const { id: otherId } = await played.next("request");
  played.say(item(id, bytesOf("x".repeat(197)))); // 200 bytes
  played.say(item(otherId, bytesOf("x".repeat(98)))); // 100 bytes
  await new Promise(setImmediate);
  assert.deepEqual(await played.kinds(), []);
  played.say(item(otherId, bytesOf(""))); // of no bytes
  played.say(item(otherId, bytesOf("x"))); // 3 bytes
  await assert.rejects(other.result(), {
    reason: "OVERLOADED",
    message:
      "TestEvent.List: an item of 3 bytes does not fit beside those that wait to be taken in all streams; the limit is 300 bytes (limits.maxQueueBytes)",
  });
  assert.equal((await played.next("cancel")).id, otherId);
  // Those of a call that has ended count no longer.
  played.say(item(id, bytesOf("x".repeat(98))));
  played.say(response(id, bytesOf("")));
  assert.equal((await texts(stream)).length, 2);
  const third = TestEventList(hello, { core });
  const { id: thirdId } = await played.next("request");
  played.say(
    item(thirdId, bytesOf("x".repeat(297))),
    response(thirdId, bytesOf("")),
  );
  assert.equal((await texts(third)).length, 1);
});

test("items for a call that has none, or that is not in flight, end the connection", async () => {
  const unary = new PlayedCore();
  const core = await unary.welcome();
  const call = TestEventEcho(hello, { core });
  call.catch(() => undefined);
  const { id } = await unary.next("request");
  unary.say(item(id, bytesOf("a")));
  assert.match(
    (await core.closed)?.message ?? "",
    /an item of call 1, which takes no items/,
  );

  const uploading = new PlayedCore();
  const second = await uploading.welcome();
  TestEventCollect(hello, { core: second });
  uploading.say(item((await uploading.next("request")).id, bytesOf("a")));
  assert.match(
    (await second.closed)?.message ?? "",
    /an item of call 1, and TestEvent\.Collect has none/,
  );

  const ended = await begin();
  ended.played.say(
    response(ended.id, bytesOf("")),
    item(ended.id, bytesOf("a")),
  );
  assert.match(
    (await ended.core.closed)?.message ?? "",
    /an item of call 1, which is not in flight/,
  );
});

test("credit for a call that has ended, or that sends nothing, is passed over", async () => {
  const { played, core, stream, id } = await begin();
  played.say(
    credit(id, 5, 5),
    response(id, bytesOf("")),
    credit(id, 1, 1),
    credit(99n, 1, 1),
  );
  assert.deepEqual(await texts(stream), []);
  const call = TestEventEcho(hello, { core });
  played.say(response((await played.next("request")).id, bytesOf("ok")));
  await call;
});

test("no failure of a stream is an unhandled rejection, whoever looks at it or not", async () => {
  const { stdout } = await runScript(`
    import { TestEventList } from "./support/contract.js";
    import { item, PlayedCore, response } from "./support/played-core.js";
    process.on("unhandledRejection", (failure) => console.log("unhandled", failure.message));
    const played = new PlayedCore();
    const core = await played.welcome();
    const nothing = new Uint8Array(0);
    const begin = async () => {
      const stream = TestEventList({ text: "" }, { core });
      return [stream, (await played.next("request")).id];
    };
    const [read, first] = await begin();
    const result = read.result(); // asked for, then forgotten
    played.say(item(first, nothing), response(first, nothing, 2, 3));
    try { for await (const one of read) console.log("item"); } catch (failure) { console.log(failure.reason); }
    const [left, second] = await begin();
    left.result();
    played.say(item(second, nothing));
    for await (const one of left) break;
    played.frames.length = 0;
    const [forgotten, third] = await begin();
    played.say(response(third, nothing, 2, 3));
    const [asked, fourth] = await begin();
    played.say(response(fourth, nothing, 2, 3));
    await asked.result().catch((failure) => console.log("asked", failure.reason));
    played.break();
    await new Promise(setImmediate);
    console.log("end");
  `);
  assert.equal(stdout, "item\nHANDLER_FAILED\nasked HANDLER_FAILED\nend\n");
});

test("an async function may return a stream without waiting for its end", async () => {
  const { stream } = await begin();
  const returned = await (async () => Promise.resolve(stream))();
  assert.equal(returned, stream);
  assert.equal("then" in stream, false);
  stream.cancel();
});

/** The add-on and its transport over a library that does what a core of Java's has no reason to do. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { startCore } from "@parley/client";

import { load } from "#dist/node/addon.js";

import { LIBRARY, Line, startPlayed } from "./line.js";

/** Stands still for so long, as a busy program does, so that nothing is read meanwhile. */
function busy(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** The memory of this process after everything unreachable was collected, in bytes. */
async function resident(): Promise<number> {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  await new Promise(setImmediate); // Buffers are given back by then.
  gc?.();
  return process.memoryUsage().rss;
}

test("what comes within a send is delivered before the event loop goes on", async () => {
  const line = new Line(await startPlayed());
  let turned = false;
  setImmediate(() => (turned = true));
  line.send("i one", "i two");
  assert.equal(line.count, 0, "a transport never delivers within a send");
  await Promise.resolve();
  assert.deepEqual(line.frames, ["i one", "i two"]);
  assert.equal(line.deliveries, 1);
  assert.ok(!turned);
  line.transport.close();
  assert.equal(await line.closed, undefined);
});

test("an endless loop of such answers lets the event loop have its turns", async () => {
  const line = new Line(await startPlayed());
  const loop = { turned: false };
  setTimeout(() => (loop.turned = true), 1);
  let calls = 0;
  for (; !loop.turned && calls < 1e7; calls++) {
    line.send("i");
    await line.came(calls + 1);
  }
  assert.ok(loop.turned, `after ${String(calls)} calls`);
  line.transport.close();
});

test("what comes by another thread is delivered in order, before what came behind it within the send", async () => {
  const line = new Line(await startPlayed());
  for (let i = 0; i < 500; i++) {
    line.send(`2 ${String(i)}`);
    if (i % 7 === 0) {
      await line.came(2 * i + 1);
    }
  }
  await line.came(1000);
  const expected = Array.from(
    { length: 1000 },
    (_, i) => `2 ${String(i >> 1)}`,
  );
  assert.deepEqual(line.frames, expected);
  line.transport.close();
});

test("answers within a send that are larger than the shared buffer come whole and in order", async () => {
  const line = new Line(await startPlayed());
  const sizes = [10, 65_535, 65_536, 1, 65_532, 4_194_304, 10, 70_000, 3];
  line.send(...sizes.map((size) => "i".repeat(size)));
  await line.came(sizes.length);
  assert.deepEqual(
    line.frames.map((frame) => frame.length),
    sizes,
  );
  line.transport.close();
});

test("an empty frame travels", async () => {
  const line = new Line(await startPlayed());
  line.flood(1, 0);
  await line.came(1);
  assert.deepEqual(line.frames, [""]);
  line.transport.close();
});

test("what the core has no room for is offered again, in order, and counts as buffered", async () => {
  const line = new Line(await startPlayed());
  line.send("i first", "o\x03second", "i third");
  line.send("i fourth");
  const second = 4 + "o\x03second".length;
  assert.equal(
    line.transport.buffered,
    second + 4 + "i third".length + 4 + "i fourth".length,
  );
  await line.came(4);
  assert.deepEqual(line.frames, [
    "i first",
    "o\x03second",
    "i third",
    "i fourth",
  ]);
  assert.equal(line.transport.buffered, 0);
  assert.equal(line.drained, 1);
  line.transport.close();
});

test("what waits when a link is closed is still sent", async () => {
  const core = await startPlayed();
  const line = new Line(core);
  line.send("o\x02bye", "x");
  line.transport.close();
  assert.equal(await line.closed, undefined);
  assert.deepEqual(line.frames, ["o\x02bye"]);
});

test("as much may wait as the limit says, and a byte more ends the link as SLOW_CONSUMER", async () => {
  const core = await startPlayed();
  const limits = { maxQueueBytes: 100_000 };
  const within = new Line(core, limits);
  within.flood(1, 100_000 - 4);
  await within.came(1);
  within.transport.close();
  assert.equal(await within.closed, undefined);
  const beyond = new Line(core, limits);
  beyond.flood(1, 100_000 - 3);
  const problem = await beyond.closed;
  assert.equal(
    problem?.message,
    "more than 100,000 bytes (limits.maxQueueBytes) waited for this thread, whose event loop did not come to read them",
  );
  assert.equal((problem as { reason?: string }).reason, "SLOW_CONSUMER");
  assert.equal(beyond.count, 0);
});

test("a busy event loop holds up no thread of the core, and what waits for it is bounded", async () => {
  const core = await startPlayed();
  const slow = new Line(core, { maxQueueBytes: 1_000_000 }, false);
  const other = new Line(core);
  const before = await resident();
  slow.send(`w${"x".repeat(10_000)}`);
  busy(200);
  other.send("i here");
  await other.came(1);
  const problem = await slow.closed;
  assert.equal((problem as { reason?: string }).reason, "SLOW_CONSUMER");
  assert.ok((await resident()) - before < 50e6);
  other.transport.close();
});

test("what has come is delivered before the end", async () => {
  const core = await startPlayed();
  const other = new Line(core);
  other.send("X last");
  assert.equal(await other.closed, undefined);
  assert.deepEqual(other.frames, ["X last"]);
  const inline = new Line(core);
  inline.send("i last", "x");
  assert.equal(await inline.closed, undefined);
  assert.deepEqual(inline.frames, ["i last"]);
  inline.send("i");
  inline.transport.close();
});

test("a frame that is refused ends the link and says so", async () => {
  const line = new Line(await startPlayed());
  line.send("i one", "r");
  assert.match(String(await line.closed), /refused a frame \(status -8/);
  assert.deepEqual(line.frames, ["i one"]);
});

test("a link that is closed while frames rush in delivers nothing more", async () => {
  const core = await startPlayed();
  for (let i = 0; i < 50; i++) {
    const line = new Line(core, {}, false);
    line.send("w rush");
    await line.came(1 + 10 * i);
    line.transport.close();
    const { count } = line;
    await line.closed;
    assert.equal(line.count, count);
  }
});

test("a hundred thousand calls leave nothing behind", async () => {
  const line = new Line(await startPlayed(), {}, false);
  const call = async (text: string, calls: number): Promise<number> => {
    for (let i = 0; i < calls; i++) {
      const awaited = line.count + 1;
      line.send(text);
      await line.came(awaited);
    }
    return resident();
  };
  await call("i warm", 50_000);
  const before = await call("t warm", 2_000);
  await call("t call", 5_000);
  const after = await call("i call", 100_000);
  assert.ok(after - before < 30e6, `${String(after - before)} bytes more`);
  line.transport.close();
});

test("a thousand links, opened and closed, leave nothing behind", async () => {
  const core = await startPlayed();
  const round = async (): Promise<number> => {
    for (let i = 0; i < 300; i++) {
      const line = new Line(core, {}, false);
      line.send("t");
      line.send("i");
      await line.came(1);
      line.transport.close();
      await line.closed;
    }
    return resident();
  };
  await round();
  const before = await round();
  await round();
  const after = await round();
  assert.ok(after - before < 30e6, `${String(after - before)} bytes more`);
});

test("start-up fails in the library's own words", async () => {
  const options = { classPath: ["a.jar", "b"], jvmOptions: ["-Xmx64m"] };
  await assert.rejects(
    startCore({
      library: LIBRARY,
      options,
      config: "fail no class X; add its jar",
    }),
    {
      name: "ConnectionError",
      reason: "NOT_CONNECTED",
      message:
        "no class X; add its jar (options: class-path=a.jar:b\njvm-option=-Xmx64m\n)",
    },
  );
  await assert.rejects(startCore({ library: LIBRARY, config: "fail so" }), {
    message: "so (options: none)",
  });
});

test("a library that is not there, or none of this kind, is refused by its path", async () => {
  await assert.rejects(startCore({ library: "/no/libparley.so" }), {
    reason: "NOT_CONNECTED",
    message:
      "/no/libparley.so: there is no such library; is this the path of libparley?",
  });
  await assert.rejects(startCore({ library: process.execPath }), {
    message: /^\/.*: the library can't be loaded: .*executable/,
  });
  const own = LIBRARY.replace(
    "test/dist/native/played.so",
    `prebuilds/${process.platform}-${process.arch}/parley.node`,
  );
  await assert.rejects(startCore({ library: own }), {
    message: `${own}: this is no libparley: it has no parley_version`,
  });
});

test("a platform without an add-on is named, with what there is and what to do", () => {
  const prebuilds = LIBRARY.replace("test/dist/native/played.so", "prebuilds/");
  assert.throws(() => load("sunos-sparc", prebuilds), {
    name: "ConnectionError",
    message: new RegExp(
      `needs the add-on for sunos-sparc, which is not in ${prebuilds} \\(there is ${process.platform}-${process.arch}\\); build it: npm run build:native in /`,
    ),
  });
  assert.throws(
    () => load("sunos-sparc", "/no/prebuilds/"),
    /\(there is none\)/,
  );
});

test("a core that was stopped takes no links and can't be stopped again by anybody", async () => {
  const core = await startCore({ library: LIBRARY });
  await Promise.all([core.stop(), core.stop()]);
  assert.throws(() => new Line(core.id), {
    message: `${LIBRARY}: core ${String(core.id)}: the core or link was closed`,
  });
  await assert.rejects(core.connect(), { reason: "NOT_CONNECTED" });
});

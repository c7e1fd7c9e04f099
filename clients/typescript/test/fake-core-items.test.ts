/** A fake core keeps the rules of streams and their credit. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { bindEvents, type ReceivedType } from "@parley/client/testing";

import { Reason } from "./generated/parley_pb.js";
import { bindEcho, GROUP, Note } from "./support/echo.js";
import { ended, handlers } from "./support/echo-fake.js";
import {
  cancel,
  credit,
  expectGoAway,
  hello,
  item,
  noteBytes,
  raw,
  request,
  streamEnd,
} from "./support/raw-frames.js";

test("items go as far as the credit, then wait for more", async () => {
  const client = raw();
  await client.greet({ streamItems: 2, streamBytes: 1000 });
  client.say(request(1n, "Echo.Export", noteBytes("item", 5)));
  await client.next("item");
  await client.next("item");
  await client.silent();
  client.say(credit(1n, 1, 0));
  await client.next("item");
  await client.silent();
  client.say(credit(1n, 10, 0));
  await client.next("item");
  await client.next("item");
  assert.equal((await client.answer(1n)).code, 0);
});

test("an item as large as the client's frames is sent, one byte more fails the handler", async () => {
  const payload = noteBytes("x".repeat(200), 1);
  const frame = payload.length + 8; // Tags, the lengths of both messages, the call's number.
  for (const maxFrameBytes of [frame, frame - 1]) {
    const failures: unknown[] = [];
    const client = raw({
      onHandlerError: (failure) => failures.push(failure),
    });
    await client.greet({ maxFrameBytes, streamItems: 9, streamBytes: 9_000 });
    client.say(request(1n, "Echo.Export", payload));
    if (maxFrameBytes === frame) {
      await client.next("item");
      assert.equal((await client.answer(1n)).code, 0);
    } else {
      assert.equal((await client.answer(1n)).reason, Reason.HANDLER_FAILED);
      assert.match(
        String(failures[0]),
        /an item is too large: 213 bytes; the limit is 212 bytes/,
      );
    }
  }
});

test("bytes of credit may be overdrawn by one item", async () => {
  const client = raw();
  await client.greet({ streamItems: 10, streamBytes: 1 });
  client.say(request(1n, "Echo.Export", noteBytes("x".repeat(98), 3)));
  const bytes = (await client.next("item")).payload.length;
  await client.silent();
  client.say(credit(1n, 0, bytes - 1));
  await client.silent();
  client.say(credit(1n, 0, 1));
  await client.next("item");
});

test("what the handler has taken is given back as credit, once it is half the window", async () => {
  const client = raw({ limits: { streamItems: 4 } });
  await client.greet();
  client.say(request(1n, "Echo.Import"), item(1n));
  await client.silent();
  client.say(item(1n));
  const first = await client.next("credit");
  assert.deepEqual([first.id, first.items], [1n, 2]);
  assert.equal(first.bytes, 2 * hello.length);
});

test("as many items as the window wait, one more is a broken rule", async () => {
  for (const count of [4, 5]) {
    const client = raw({
      limits: { streamItems: 4 },
      plugins: [bindEcho({ import: (_, __, call) => ended(call) })],
    });
    await client.greet();
    client.say(
      request(1n, "Echo.Import"),
      ...Array.from({ length: count }, () => item(1n)),
    );
    if (count === 4) {
      await client.silent();
    } else {
      await expectGoAway(client, Reason.PROTOCOL_ERROR, /without credit/);
    }
  }
});

test("more than maxQueueBytes that no handler takes ends the call whose item is too much", async () => {
  const client = raw({
    limits: { maxQueueBytes: 1000, streamBytes: 600 },
    plugins: [bindEcho({ ...handlers, import: (_, __, call) => ended(call) })],
  });
  await client.greet();
  const large = noteBytes("x".repeat(497));
  client.say(
    request(1n, "Echo.Import", new Uint8Array(0)),
    request(2n, "Echo.Import", new Uint8Array(0)),
    item(1n, large),
    item(2n, large),
  );
  await client.silent();
  client.say(item(2n, noteBytes("x")));
  const ended2 = await client.answer(2n);
  assert.equal(ended2.reason, Reason.OVERLOADED);
  assert.match(ended2.text, /limits\.maxQueueBytes/);
  client.say(request(3n, "Echo.Say"));
  assert.equal((await client.answer(3n)).code, 0);
});

test("items for an event that takes none, and items that are none, end the call", async () => {
  const client = raw();
  await client.greet();
  client.say(request(1n, "Echo.Wait"), item(1n));
  assert.equal((await client.answer(1n)).reason, Reason.INVALID_PAYLOAD);
  client.say(request(2n, "Echo.Import"), item(2n, Uint8Array.of(10, 9)));
  const refused = await client.answer(2n);
  assert.equal(refused.reason, Reason.INVALID_PAYLOAD);
  assert.match(refused.text, /an item of the stream/);
});

test("nor does an item that they refuse, and a text beyond 2,000 characters is cut", async () => {
  const checked: ReceivedType = {
    ...Note,
    check: ({ number }: Note, found) => {
      if (number > 0) {
        found.add("number", "Max", "x".repeat(number));
      }
    },
  };
  const imports = bindEcho({}).events.find(
    ({ type }) => type.name === "Echo.Import",
  );
  assert.ok(imports !== undefined);
  const numbers: number[] = [];
  const plugin = bindEvents<{
    import: (note: Note, items: AsyncIterable<Note>) => Promise<Note>;
  }>(
    GROUP,
    { import: { ...imports.type, toCore: checked } },
    {
      import: async (note, items) => {
        for await (const { number } of items) {
          numbers.push(number);
        }
        return note;
      },
    },
  );
  const said =
    "Echo.Import: an item of the stream: the payload was refused: number: ";
  const room = 2000 - said.length;
  const client = raw({ plugins: [plugin] });
  await client.greet();
  for (const [id, length] of [
    [1n, room],
    [2n, room + 1],
  ] as const) {
    client.say(request(id, "Echo.Import"), item(id, noteBytes("a", length)));
    const refused = await client.answer(id);
    assert.equal(refused.reason, Reason.INVALID_PAYLOAD);
    const cut = length > room ? "…" : "";
    assert.equal(refused.text, `${said}${"x".repeat(room)}${cut}`);
  }
  client.say(request(3n, "Echo.Import"), streamEnd(3n));
  assert.equal((await client.answer(3n)).code, 0);
  assert.deepEqual(numbers, []);
});

test("leaving a stream runs the handler's finally", async () => {
  let finished: () => void = () => undefined;
  const cleaned = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const client = raw({
    plugins: [
      bindEcho({
        async *export(head) {
          try {
            for (;;) {
              yield head;
              await Promise.resolve();
            }
          } finally {
            finished();
          }
        },
      }),
    ],
  });
  await client.greet({ streamItems: 3, streamBytes: 100 });
  client.say(request(1n, "Echo.Export"));
  await client.next("item");
  await client.next("item");
  await client.next("item");
  client.say(cancel(1n));
  assert.equal((await client.answer(1n)).reason, Reason.CANCELLED);
  await cleaned;
});

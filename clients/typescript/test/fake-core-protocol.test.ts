/** A fake core keeps every rule of the protocol and every limit of connections, also towards a front end that does not. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Reason } from "./generated/parley_pb.js";
import { bindEcho, GROUP, Note } from "./support/echo.js";
import { echoFake, ended, handlers } from "./support/echo-fake.js";
import type { Body } from "./support/played-core.js";
import { RawClient } from "./support/raw-client.js";
import {
  credit,
  expectGoAway,
  hello,
  item,
  never,
  noteBytes,
  raw,
  request,
  streamEnd,
} from "./support/raw-frames.js";

test("a request may come behind the hello, and by its bare name", async () => {
  const client = raw();
  client.say(
    { case: "hello", value: { protocol: 1 } },
    request(1n, "Say"),
    request(2n, "Echo.Say"),
  );
  const welcome = await client.next("welcome");
  assert.equal(welcome.core, "fake");
  assert.equal(welcome.maxCalls, 1024);
  assert.equal(welcome.streamItems, 256);
  assert.deepEqual((await client.answer(1n)).payload, Buffer.from(hello));
  assert.deepEqual((await client.answer(2n)).payload, Buffer.from(hello));
});

test("a group's shape is told to who has another one", async () => {
  const client = raw();
  const groups = [
    { name: "Echo", fingerprint: "1" },
    { name: "Other", fingerprint: "2" },
  ];
  client.say({ case: "hello", value: { protocol: 1, groups } });
  const welcome = await client.next("welcome");
  assert.deepEqual(
    welcome.groups.map(({ name, shape }) => [name, shape]),
    [
      ["Echo", GROUP.shape.join("\n")],
      ["EchoNotification", ""],
    ],
  );
});

const broken: readonly [string, readonly Body[], RegExp][] = [
  ["a request without an id", [request(0n, "Echo.Say")], /id 0/],
  [
    "an id that is in use",
    [request(5n, "Echo.Wait"), request(5n, "Echo.Say")],
    /id 5, which is in use/,
  ],
  [
    "a subscription with the id of a call",
    [
      request(5n, "Echo.Wait"),
      { case: "subscribe", value: { id: 5n, source: "Echo" } },
    ],
    /id 5, which is in use/,
  ],
  ["a second hello", [{ case: "hello", value: {} }], /second Hello/],
  ["a core's frame", [{ case: "response", value: {} }], /client only/],
  [
    "an item after the end of its stream",
    [request(1n, "Echo.Import"), streamEnd(1n), item(1n)],
    /after its StreamEnd/,
  ],
  [
    "credit beyond 2^31 - 1",
    [request(1n, "Echo.Export"), credit(1n, 0x7fffffff, 1)],
    /beyond 2,147,483,647/,
  ],
];

for (const [what, bodies, text] of broken) {
  test(`${what} ends the connection`, async () => {
    const client = raw({
      plugins: [
        bindEcho({
          ...handlers,
          import: (_, __, call) => ended(call),
          export: (_, call) => never(call),
        }),
      ],
    });
    await client.greet();
    client.say(...bodies);
    await expectGoAway(client, Reason.PROTOCOL_ERROR, text);
  });
}

test("a first frame other than the hello, bytes that are no frame, and another version end it too", async () => {
  const impatient = raw();
  impatient.say(request(1n, "Echo.Say"));
  await expectGoAway(impatient, Reason.PROTOCOL_ERROR, /must be a Hello/);
  const garbled = raw();
  garbled.sayBytes(Uint8Array.of(0, 0, 0, 2, 10, 99));
  await expectGoAway(garbled, Reason.PROTOCOL_ERROR, /can't be read/);
  const newer = raw();
  newer.say({ case: "hello", value: { protocol: 2 } });
  await expectGoAway(newer, Reason.PROTOCOL_ERROR, /version 1 .* client 2/);
});

test("a hello of 4,096 bytes is read, a larger one is not", async () => {
  const fits = raw();
  fits.say({
    case: "hello",
    value: { protocol: 1, client: "x".repeat(4096 - 8) },
  });
  await fits.next("welcome");
  const large = raw();
  large.say({
    case: "hello",
    value: { protocol: 1, client: "x".repeat(4096 - 7) },
  });
  await expectGoAway(large, Reason.LIMIT_EXCEEDED, /4,097 bytes.*4,096 bytes/);
});

test("no hello within handshakeTimeoutMs ends the connection", async () => {
  const client = raw({ limits: { handshakeTimeoutMs: 30 } });
  await expectGoAway(client, Reason.LIMIT_EXCEEDED, /handshakeTimeoutMs/);
});

test("a frame of maxFrameBytes is read, a larger one is not", async () => {
  const client = raw({ limits: { maxFrameBytes: 1000 } });
  await client.greet();
  // Frame and request take 21 bytes around a text of this length.
  const text = "x".repeat(1000 - 21);
  client.say(request(1n, "Echo.Say", noteBytes(text)));
  assert.equal((await client.answer(1n)).code, 0);
  client.say(request(2n, "Echo.Say", noteBytes(`${text}x`)));
  await expectGoAway(client, Reason.LIMIT_EXCEEDED, /1,001 bytes/);
});

test("a core takes maxConnections connections", async () => {
  const core = echoFake({ limits: { maxConnections: 1 } });
  const first = new RawClient(core.transport());
  await first.greet();
  const second = new RawClient(core.transport());
  await expectGoAway(second, Reason.OVERLOADED, /the limit is 1/);
  first.leave();
  await first.ended;
  await new RawClient(core.transport()).greet();
});

test("a core that closes lets calls in flight end, takes no new ones, and answers what is left", async () => {
  let release: (note: Note) => void = () => undefined;
  const core = echoFake({
    limits: { drainTimeoutMs: 100 },
    plugins: [
      bindEcho({
        wait: () =>
          new Promise((resolve) => {
            release = resolve;
          }),
        fail: (_, call) => ended(call),
      }),
    ],
  });
  const client = new RawClient(core.transport());
  await client.greet();
  client.say(request(1n, "Echo.Wait"), request(2n, "Echo.Fail"));
  await client.silent();
  const closing = core.close();
  assert.equal((await client.next("goAway")).reason, Reason.SHUTTING_DOWN);
  client.say(request(3n, "Echo.Say"));
  assert.equal((await client.answer(3n)).reason, Reason.SHUTTING_DOWN);
  release({ text: "in time", number: 0 });
  assert.equal((await client.answer(1n)).code, 0);
  const left = await client.answer(2n);
  assert.equal(left.reason, Reason.SHUTTING_DOWN);
  assert.match(left.text, /waited 100 ms/);
  await client.ended;
  await closing;
  await expectGoAway(
    new RawClient(core.transport()),
    Reason.SHUTTING_DOWN,
    /closing/,
  );
});

test("a fake core that is disconnected fails what is in flight, and can be connected again", async () => {
  const core = echoFake();
  const client = new RawClient(core.transport());
  await client.greet();
  client.say(request(1n, "Echo.Wait"));
  await client.silent();
  core.restart();
  await client.ended;
  await new RawClient(core.transport()).greet();
});

test("limits that can't be and groups that are provided twice are refused", () => {
  assert.throws(() => echoFake({ limits: { maxCalls: 0 } }), {
    name: "RangeError",
    message: /limits\.maxCalls is 0; it must be a whole number from 1 /,
  });
  assert.throws(() => echoFake({ plugins: [bindEcho({}), bindEcho({})] }), {
    message: /Echo is provided twice/,
  });
});

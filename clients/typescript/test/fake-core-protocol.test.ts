/** A fake core keeps every rule of the protocol and every limit, also towards a front end that does not. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  bindEvents,
  CallEndedError,
  type FakeCoreOptions,
  type ReceivedType,
  type ServedCall,
} from "@parley/client/testing";

import { Reason } from "./generated/parley_pb.js";
import { bindEcho, GROUP, Note } from "./support/echo.js";
import { echoFake, ended, handlers } from "./support/echo-fake.js";
import type { Body } from "./support/played-core.js";
import { RawClient } from "./support/raw-client.js";

const noteBytes = (text: string, number = 0): Uint8Array =>
  Note.serializeBinary({ text, number });
const hello = noteBytes("hello");

function request(
  id: bigint,
  event: string,
  payload: Uint8Array = hello,
  more: { timeoutMs?: number; traceparent?: string } = {},
): Body {
  return { case: "request", value: { id, event, payload, ...more } };
}
const item = (id: bigint, payload = hello): Body => ({
  case: "item",
  value: { id, payload },
});
const cancel = (id: bigint): Body => ({ case: "cancel", value: { id } });
const streamEnd = (id: bigint): Body => ({ case: "end", value: { id } });
const credit = (id: bigint, items: number, bytes: number): Body => ({
  case: "credit",
  value: { id, items, bytes },
});

function raw(options: Partial<FakeCoreOptions> = {}): RawClient {
  return new RawClient(echoFake(options).transport());
}

/** That the core says goodbye for that reason. */
async function expectGoAway(
  client: RawClient,
  reason: Reason,
  text: RegExp,
): Promise<void> {
  const goAway = await client.next("goAway");
  assert.equal(Reason[goAway.reason], Reason[reason]);
  assert.match(goAway.message, text);
  await client.ended;
}

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

/** Sends nothing until the call has ended. */
async function* never(call: ServedCall): AsyncGenerator<Note, Note> {
  yield await ended(call);
  return ended(call);
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

test("a core takes maxCallsPerConnection calls, and one more when a handler has ended", async () => {
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const client = raw({
    limits: { maxCallsPerConnection: 2 },
    plugins: [
      // A handler that does not care that its call was cancelled.
      bindEcho({ ...handlers, wait: (note) => released.then(() => note) }),
    ],
  });
  await client.greet();
  client.say(request(1n, "Echo.Wait"), request(2n, "Echo.Wait"));
  client.say(request(3n, "Echo.Say"));
  const refused = await client.answer(3n);
  assert.equal(refused.reason, Reason.OVERLOADED);
  assert.match(refused.text, /2 calls are in flight.*the limit is 2/);
  client.say(cancel(1n), request(4n, "Echo.Say"));
  assert.equal((await client.answer(1n)).reason, Reason.CANCELLED);
  assert.equal((await client.answer(4n)).reason, Reason.OVERLOADED);
  release();
  assert.equal((await client.answer(2n)).code, 0);
  client.say(request(5n, "Echo.Say"));
  assert.equal((await client.answer(5n)).code, 0);
});

test("a core takes maxCalls calls of all connections together", async () => {
  const core = echoFake({ limits: { maxCalls: 2 } });
  const [one, other] = [
    new RawClient(core.transport()),
    new RawClient(core.transport()),
  ];
  await Promise.all([one.greet(), other.greet()]);
  one.say(request(1n, "Echo.Wait"));
  await one.silent();
  other.say(request(1n, "Echo.Wait"), request(2n, "Echo.Say"));
  const refused = await other.answer(2n);
  assert.equal(refused.reason, Reason.OVERLOADED);
  assert.match(refused.text, /limits\.maxCalls\)/);
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

test("the core keeps a deadline by itself, and the late answer is dropped", async () => {
  const seen: (number | undefined)[] = [];
  const client = raw({
    plugins: [
      bindEcho({
        ...handlers,
        wait: async (note, call) => {
          seen.push(call.remainingMs);
          await ended(call).catch(() => undefined);
          seen.push(call.remainingMs);
          return note;
        },
      }),
    ],
  });
  await client.greet();
  client.say(request(1n, "Echo.Wait", hello, { timeoutMs: 40 }));
  const answer = await client.answer(1n);
  assert.equal(answer.reason, Reason.DEADLINE_EXCEEDED);
  assert.match(answer.text, /^Echo\.Wait: not answered within 40 ms/);
  await client.silent();
  const [before = -1, after] = seen;
  assert.ok(before > 0 && before <= 40, String(before));
  assert.equal(after, 0);
});

test("a cancelled call is answered once; cancelling what is not known does nothing", async () => {
  const client = raw();
  await client.greet();
  client.say(request(1n, "Echo.Wait"), cancel(1n), cancel(1n), cancel(7n));
  assert.equal((await client.answer(1n)).reason, Reason.CANCELLED);
  client.say(item(1n), streamEnd(1n), credit(1n, 1, 1));
  await client.silent();
});

test("a handler is told why its call has ended", async () => {
  const reasons: string[] = [];
  const told = new Promise<void>((resolve) => {
    const note = async (call: ServedCall): Promise<never> => {
      const failure: unknown = await ended(call).catch((why: unknown) => why);
      assert.ok(failure instanceof CallEndedError);
      if (reasons.push(failure.reason) === 4) {
        resolve();
      }
      throw failure;
    };
    const core = echoFake({
      limits: { drainTimeoutMs: 20 },
      plugins: [bindEcho({ wait: (_, call) => note(call) })],
    });
    void (async () => {
      const client = new RawClient(core.transport());
      await client.greet();
      client.say(request(1n, "Echo.Wait"));
      await client.silent();
      client.say(cancel(1n));
      await client.answer(1n);
      client.say(request(2n, "Echo.Wait", hello, { timeoutMs: 10 }));
      await client.answer(2n);
      client.say(request(3n, "Echo.Wait"));
      await client.silent();
      client.leave();
      await client.ended;
      const last = new RawClient(core.transport());
      await last.greet();
      last.say(request(4n, "Echo.Wait"));
      await last.silent();
      await core.close();
    })();
  });
  await told;
  assert.deepEqual(reasons, [
    "CANCELLED",
    "DEADLINE_EXCEEDED",
    "CONNECTION_LOST",
    "SHUTTING_DOWN",
  ]);
});

test("the trace context is handed on as it came, a malformed one is not", async () => {
  const seen: (string | undefined)[] = [];
  const client = raw({
    plugins: [
      bindEcho({
        say: (note, call) => {
          seen.push(call.traceparent);
          return note;
        },
      }),
    ],
  });
  await client.greet();
  const good = `00-${"ab".repeat(16)}-${"cd".repeat(8)}-01`;
  const noTrace = good.replace("ab".repeat(16), "00".repeat(16));
  const malformed = ["", "00-short", `${good}0`, noTrace];
  for (const [i, traceparent] of [good, ...malformed].entries()) {
    client.say(request(BigInt(i + 1), "Echo.Say", hello, { traceparent }));
    await client.answer(BigInt(i + 1));
  }
  assert.deepEqual(seen, [good, ...malformed.map(() => undefined)]);
});

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

test("what the contract's constraints refuse never reaches the handler", async () => {
  let calls = 0;
  const payload: ReceivedType = {
    ...Note,
    check: ({ number }: Note, found) => {
      if (number > 5) {
        found.add("number", "Max", "must be at most 5");
      }
    },
  };
  const [echoed] = bindEcho({}).events;
  assert.ok(echoed !== undefined);
  const say = { ...echoed.type, payload };
  const plugin = bindEvents<{ say: (note: Note) => Note }>(
    GROUP,
    { say },
    {
      say: (note) => {
        calls++;
        return note;
      },
    },
  );
  const client = raw({ plugins: [plugin] });
  await client.greet();
  client.say(request(1n, "Echo.Say", noteBytes("a", 5)));
  assert.equal((await client.answer(1n)).code, 0);
  client.say(request(2n, "Echo.Say", noteBytes("a", 6)));
  const refused = await client.answer(2n);
  assert.equal(refused.reason, Reason.INVALID_PAYLOAD);
  assert.equal(
    refused.text,
    "Echo.Say: the payload was refused: number: must be at most 5",
  );
  assert.equal(calls, 1);
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

test("a handler that the fake was not given is HANDLER_FAILED, and the log says what to do", async () => {
  const failures: unknown[] = [];
  const client = raw({
    plugins: [bindEcho({})],
    onHandlerError: (failure) => failures.push(failure),
  });
  await client.greet();
  client.say(request(1n, "Echo.Say"));
  assert.equal((await client.answer(1n)).reason, Reason.HANDLER_FAILED);
  assert.match(String(failures[0]), /given no handler `say` for Echo\.Say/);
});

test("subscriptions are limited, and notifications are numbered without a gap", async () => {
  const client = raw({ limits: { maxCallsPerConnection: 2 } });
  await client.greet();
  const subscribe = (id: bigint, subjects: string[]): Body => ({
    case: "subscribe",
    value: { id, source: "Echo", subjects },
  });
  client.say(subscribe(1n, ["a"]), subscribe(2n, ["a", "b"]));
  assert.equal((await client.answer(1n)).code, 0);
  assert.equal((await client.answer(2n)).code, 0);
  client.say(subscribe(3n, []));
  assert.equal((await client.answer(3n)).reason, Reason.LIMIT_EXCEEDED);
  client.say(request(10n, "Echo.Notify", noteBytes("a", 1)));
  const first = await client.next("notification");
  assert.deepEqual([first.id, first.seq], ["a", 1n]);
  await client.answer(10n);
  client.say(request(11n, "Echo.Notify", noteBytes("c", 1)));
  await client.answer(11n);
  client.say(request(12n, "Echo.Notify", noteBytes("b", 1)));
  const second = await client.next("notification");
  assert.deepEqual([second.id, second.seq], ["b", 2n]);
  await client.answer(12n);
  client.say({ case: "unsubscribe", value: { id: 2n } });
  client.say(request(20n, "Echo.Notify", noteBytes("b", 1)));
  await client.answer(20n);
});

test("a front end that too much waits for is left", async () => {
  const client = raw({ limits: { maxQueueBytes: 10_000 } });
  await client.greet();
  client.say({ case: "subscribe", value: { id: 1n, source: "Echo" } });
  await client.answer(1n);
  client.say(request(2n, "Echo.Notify", noteBytes("", 5000)));
  let seq = 0n;
  let frame = await client.any();
  for (; frame.case === "notification"; frame = await client.any()) {
    seq = frame.value.seq;
  }
  assert.ok(seq > 100n && seq < 5000n, String(seq));
  assert.equal(frame.case, "goAway");
  assert.match(frame.value.message, /limits\.maxQueueBytes/);
  await client.ended;
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
  core.disconnect();
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

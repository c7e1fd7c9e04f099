/** A fake core keeps the rules of calls, their deadlines, and the limits of how many there are. */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  bindEvents,
  CallEndedError,
  type ReceivedType,
  serial,
  type ServedCall,
} from "@parley/client/testing";

import { Reason } from "./generated/parley_pb.js";
import { bindEcho, GROUP, Note } from "./support/echo.js";
import { echoFake, ended, handlers } from "./support/echo-fake.js";
import { RawClient } from "./support/raw-client.js";
import {
  cancel,
  credit,
  hello,
  item,
  noteBytes,
  raw,
  request,
  streamEnd,
} from "./support/raw-frames.js";

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

test("a serial plugin's calls run one at a time, in the order in which they came, whoever makes them", async () => {
  const seen: string[] = [];
  const waiting: (() => void)[] = [];
  const core = echoFake({
    limits: { maxCalls: 4 },
    plugins: [
      serial(
        bindEcho({
          ...handlers,
          wait: async (note, call) => {
            seen.push(`begins ${String(call.id)}`);
            await new Promise<void>((resolve) => waiting.push(resolve));
            seen.push(`ends ${String(call.id)}`);
            if (call.id === 1) {
              throw new Error("of the first");
            }
            return note;
          },
        }),
      ),
    ],
    onHandlerError: () => undefined,
  });
  const [one, other] = [
    new RawClient(core.transport()),
    new RawClient(core.transport()),
  ];
  await Promise.all([one.greet(), other.greet()]);
  one.say(request(1n, "Echo.Wait"), request(2n, "Echo.Wait"));
  await one.silent();
  other.say(request(3n, "Echo.Wait"), request(4n, "Echo.Say"));
  await other.silent();
  assert.deepEqual(seen, ["begins 1"]);
  one.say(cancel(2n));
  assert.equal((await one.answer(2n)).reason, Reason.CANCELLED);
  other.say(request(5n, "Echo.Say"));
  assert.equal((await other.answer(5n)).reason, Reason.OVERLOADED);
  waiting.shift()?.();
  assert.equal((await one.answer(1n)).reason, Reason.HANDLER_FAILED);
  await other.silent();
  assert.deepEqual(seen, ["begins 1", "ends 1", "begins 3"]);
  waiting.shift()?.();
  assert.equal((await other.answer(3n)).code, 0);
  assert.equal((await other.answer(4n)).code, 0);
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

/** What every core does that serves the Echo group: a fake one, and a real one over whatever transport. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type ConnectionOptions, type Core, EventError } from "@parley/client";
import { registerGroup } from "@parley/client/codec";

import {
  callRaw,
  EchoAdvance,
  EchoChange,
  EchoExport,
  EchoFail,
  EchoGrow,
  EchoImport,
  EchoListener,
  EchoNothing,
  EchoNotification,
  EchoNotify,
  EchoSay,
  EchoSync,
  EchoTalk,
  EchoWait,
  GROUP,
  type Note,
} from "./echo.js";

/** Connects a front end to a core. */
export type Connecting = (options?: ConnectionOptions) => Promise<Core>;

const note = (text: string, number = 0): Note => ({ text, number });

/** Runs every test of the suite, each with a connection of its own. */
export function behaviours(name: string, connect: Connecting): void {
  const behaves = (
    what: string,
    body: (core: Core) => Promise<void>,
    options: ConnectionOptions = {},
  ): void => {
    test(`${name}: ${what}`, { timeout: 60_000 }, async () => {
      const core = await connect(options);
      try {
        await body(core);
        assert.deepEqual(await EchoSay(note("well", 1), { core }), {
          text: "well",
          number: 1,
        });
      } finally {
        await core.close();
      }
    });
  };
  calls(behaves);
  failures(behaves);
  endings(behaves);
  streams(behaves);
  uploads(behaves);
  notifications(behaves);
  listeners(behaves);

  test(`${name}: a front end of another contract is told every difference`, async () => {
    registerGroup({
      ...GROUP,
      fingerprint: "1111111111111111",
      shape: [
        ...GROUP.shape,
        "event Echo.Shout = 99 (dev.parley.testkit.Note) -> dev.parley.testkit.Note",
      ],
    });
    try {
      await assert.rejects(connect(), {
        name: "ConnectionError",
        reason: "CONTRACT_MISMATCH",
        message: /Echo\.Echo\.Shout is `99 .*` here and not in the core/,
      });
    } finally {
      registerGroup(GROUP);
    }
  });

  test(`${name}: a front end that closes gets its answers and makes no more calls`, async () => {
    const core = await connect();
    const last = EchoSay(note("last"), { core });
    await core.close();
    assert.deepEqual(await last, note("last"));
    assert.equal(await core.closed, undefined);
    await assert.rejects(EchoSay(note("late"), { core }), {
      reason: "NOT_CONNECTED",
    });
  });
}

type Behaves = (
  what: string,
  body: (core: Core) => Promise<void>,
  options?: ConnectionOptions,
) => void;

function calls(behaves: Behaves): void {
  behaves("a call is answered with the handler's response", async (core) => {
    const sent = note("grüße, \u{1f44b}", -42 >>> 1);
    assert.deepEqual(await EchoSay(sent, { core }), sent);
    await EchoNothing({ core });
  });

  behaves("calls in bulk are each answered once", async (core) => {
    const all = Array.from({ length: 1000 }, (_, i) =>
      EchoSay(note("bulk", i), { core }),
    );
    const numbers = (await Promise.all(all)).map(({ number }) => number);
    assert.deepEqual(
      numbers,
      all.map((_, i) => i),
    );
  });
}

function failures(behaves: Behaves): void {
  behaves("a declared error arrives typed", async (core) => {
    const refused = EchoSay(note("refuse", 7), { core });
    assert.deepEqual(await refused.result(), {
      ok: false,
      error: note("refused by the handler", 7),
    });
  });

  behaves("any other failure tells a reason and no secret", async (core) => {
    for (const how of ["null", "exception", "undeclared", "unencodable"]) {
      const failure: unknown = await EchoFail(note(how), { core }).catch(
        (caught: unknown) => caught,
      );
      assert.ok(failure instanceof EventError, how);
      assert.equal(failure.reason, "HANDLER_FAILED", how);
      assert.match(failure.message, /Echo\.Fail/);
      assert.doesNotMatch(failure.message, /secret/);
    }
  });

  behaves("an unknown event is answered with a name near it", async (core) => {
    await assert.rejects(callRaw("Sya", new Uint8Array(0), { core }), {
      reason: "UNKNOWN_EVENT",
      message: /Echo\.Sya.*Echo\.Say/,
    });
  });

  behaves("bytes that are no payload are INVALID_PAYLOAD", async (core) => {
    await assert.rejects(callRaw("Say", Uint8Array.of(10, 5, 97), { core }), {
      reason: "INVALID_PAYLOAD",
      message: /Echo\.Say/,
    });
  });

  behaves(
    "an answer larger than the front end takes is LIMIT_EXCEEDED",
    async (core) => {
      assert.equal((await EchoGrow(note("", 900), { core })).text.length, 900);
      await assert.rejects(EchoGrow(note("", 1100), { core }), {
        reason: "LIMIT_EXCEEDED",
      });
    },
    { limits: { maxFrameBytes: 1000 } },
  );
}

function endings(behaves: Behaves): void {
  behaves("a cancelled call ends at once and others go on", async (core) => {
    const call = EchoWait(note("for ever"), { core });
    await EchoNothing({ core });
    call.cancel();
    await assert.rejects(call, { reason: "CANCELLED" });
    const stop = new AbortController();
    const other = EchoWait(note("for ever"), { core, signal: stop.signal });
    await EchoNothing({ core });
    stop.abort();
    await assert.rejects(other, { reason: "CANCELLED" });
  });

  behaves("a call beyond its deadline ends with it", async (core) => {
    await assert.rejects(EchoWait(note("for ever"), { core, timeoutMs: 50 }), {
      reason: "DEADLINE_EXCEEDED",
    });
    await EchoSay(note("in time"), { core, timeoutMs: 30_000 });
  });
}

function streams(behaves: Behaves): void {
  behaves("items come in order, then the result", async (core) => {
    const stream = EchoExport(note("item", 1000), { core });
    assert.deepEqual(
      await numbersOf(stream),
      Array.from({ length: 1000 }, (_, i) => i + 1),
    );
    assert.deepEqual(await stream.result(), {
      ok: true,
      value: note("item", 1000),
    });
  });

  behaves(
    "a small window lets all items through, one after the other",
    async (core) => {
      const text = "x".repeat(20_000);
      const stream = EchoExport(note(text, 100), { core });
      assert.equal((await numbersOf(stream)).length, 100);
    },
    { limits: { streamItems: 2, streamBytes: 1000 } },
  );

  behaves("a declared error ends a stream behind its items", async (core) => {
    const stream = EchoExport(note("refuse", 3), { core });
    const heard: number[] = [];
    await assert.rejects(
      async () => {
        for await (const { number } of stream) {
          heard.push(number);
        }
      },
      { code: "Err", error: note("refused by the handler", 3) },
    );
    assert.deepEqual(heard, [1, 2, 3]);
    assert.equal((await stream.result()).ok, false);
  });

  behaves("a handler that fails ends its stream", async (core) => {
    const stream = EchoExport(note("break", 2), { core });
    await assert.rejects(numbersOf(stream), { reason: "HANDLER_FAILED" });
  });

  behaves("leaving the loop ends the stream", async (core) => {
    const stream = EchoExport(note("item", 1_000_000_000), { core });
    for await (const { number } of stream) {
      if (number === 300) {
        break;
      }
    }
    await assert.rejects(stream.result(), { reason: "CANCELLED" });
  });
}

function uploads(behaves: Behaves): void {
  behaves("an upload is taken whole and answered at its end", async (core) => {
    const upload = EchoImport(note(""), { core });
    for (let i = 1; i <= 1000; i++) {
      assert.equal(await upload.push(note(`item ${String(i)}`)), true);
    }
    assert.deepEqual(await upload.finish(), note("item 1000", 1000));
  });

  behaves("a declared error ends an upload", async (core) => {
    const upload = EchoImport(note(""), { core });
    await upload.push(note("good"));
    await upload.push(note("refuse"));
    assert.deepEqual(await upload.result(), {
      ok: false,
      error: note("refused by the handler", 1),
    });
    await assert.rejects(upload.push(note("late")), { code: "Err" });
  });

  behaves("a core that has enough says so to the pushes", async (core) => {
    const upload = EchoImport(note("", 2), { core });
    let wanted = true;
    for (let i = 1; wanted; i++) {
      wanted = await upload.push(note(`item ${String(i)}`));
    }
    assert.deepEqual(await upload.finish(), note("item 2", 2));
  });

  behaves("a conversation goes both ways at once", async (core) => {
    const talk = EchoTalk(note(""), { core });
    const pushing = (async () => {
      for (let i = 1; i <= 500; i++) {
        await talk.push(note("x".repeat(2_000), i));
      }
      return talk.finish();
    })();
    assert.deepEqual(
      await numbersOf(talk),
      Array.from({ length: 500 }, (_, i) => i + 1),
    );
    assert.deepEqual(await pushing, note("", 500));
  });
}

function notifications(behaves: Behaves): void {
  behaves(
    "notifications arrive in order, and before the answer of their call",
    async (core) => {
      const heard: number[] = [];
      const listener = new EchoListener(
        { onHeard: ({ number }) => heard.push(number) },
        { core },
      );
      await listener.start();
      await EchoNotify(note("any", 500), { core });
      assert.deepEqual(
        heard,
        Array.from({ length: 500 }, (_, i) => i + 1),
      );
      listener.stop();
      await EchoNotify(note("any", 1), { core });
      assert.equal(heard.length, 500);
    },
  );

  behaves("a listener hears of its subjects only", async (core) => {
    const heard: string[] = [];
    const listener = new EchoListener(
      { onHeard: (_, subject) => heard.push(subject) },
      { core, subjects: ["mine", "ours"] },
    );
    await listener.start();
    for (const subject of ["others", "mine", "", "ours"]) {
      await EchoNotify(note(subject, 1), { core });
    }
    assert.deepEqual(heard, ["mine", "ours"]);
    listener.stop();
  });
}

function listeners(behaves: Behaves): void {
  behaves(
    "listeners of the same hear the same, each to its end",
    async (core) => {
      const heard: string[] = [];
      const [one, two] = ["one", "two"].map(
        (name) =>
          new EchoListener(
            { onHeard: ({ number }) => heard.push(name + String(number)) },
            { core },
          ),
      );
      await Promise.all([one?.start(), two?.start()]);
      await EchoNotify(note("", 1), { core });
      one?.stop();
      await EchoNotify(note("", 2), { core });
      two?.stop();
      await EchoNotify(note("", 3), { core });
      assert.deepEqual(heard, ["one1", "two1", "two1", "two2"]);
    },
  );

  behaves(
    "of the latest the last one comes for certain, before the answer",
    async (core) => {
      const heard: number[] = [];
      const listener = new EchoListener(
        { onProgress: ({ number }) => heard.push(number) },
        { core },
      );
      await listener.start();
      await EchoAdvance(note("export", 100_000), { core });
      assert.equal(heard.at(-1), 100_000);
      assert.ok(heard.every((number, i) => number > (heard[i - 1] ?? 0)));
      listener.stop();
    },
  );

  behaves("of what is debounced the newest comes, once", async (core) => {
    const stop = new AbortController();
    const heard: number[] = [];
    const types = ["changed"] as const;
    const stream = EchoNotification.stream({
      core,
      types,
      signal: stop.signal,
    });
    const loop = (async () => {
      for await (const item of stream) {
        heard.push(item.type === "changed" ? item.payload.number : 0);
        break;
      }
    })();
    await EchoChange(note("page", 100), { core });
    assert.deepEqual(heard, []);
    await loop;
    assert.deepEqual(heard, [100]);
  });

  behaves("an outcome comes as its value or as its error", async (core) => {
    const heard: unknown[] = [];
    const listener = new EchoListener(
      { onSynced: (outcome, subject) => heard.push([subject, outcome]) },
      { core, subjects: ["folder"] },
    );
    await listener.start();
    await EchoSync(note("another", 1), { core });
    await EchoSync(note("folder", 7), { core });
    const value = note("folder", 7);
    assert.deepEqual(heard, [
      ["folder", { ok: true, value }],
      ["folder", { ok: false, error: value }],
    ]);
    listener.stop();
  });

  behaves(
    "a value is read, and every change told from then on",
    async (core) => {
      const seen: number[] = [];
      const observation = await EchoNotification.observe(
        async () => {
          await EchoNotify(note("", 2), { core });
          return EchoSay(note("value", 100), { core });
        },
        ({ number }) => seen.push(number),
        { onHeard: ({ number }) => seen.push(number) },
        { core },
      );
      await EchoNotify(note("", 1), { core });
      observation.stop();
      await EchoNotify(note("", 1), { core });
      assert.deepEqual(seen, [100, 1, 2, 1]);
    },
  );
}

async function numbersOf(stream: AsyncIterable<Note>): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { number } of stream) {
    numbers.push(number);
  }
  return numbers;
}

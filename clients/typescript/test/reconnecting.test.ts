/** How a lost connection is replaced: when it is tried for, who is told, and what ends it for good. */
import assert from "node:assert/strict";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";

import { connect, ConnectionError } from "@parley/client";

import { TestEventEcho, Text } from "./support/contract.js";
import {
  GROUP,
  PlayedCore,
  Reason,
  response,
  welcomeBody,
} from "./support/played-core.js";
import { PlayedLine, SESSION } from "./support/played-line.js";
import { PlayedTime } from "./support/time.js";

const hello = Text.fromObject({ text: "hello" });
const helloBytes = Text.serializeBinary(hello);

/** Time that passes when the test says so, and a wait that is always the longest there may be. */
function longestWaits(context: TestContext): PlayedTime {
  context.mock.method(Math, "random", () => 1 - Number.EPSILON);
  return new PlayedTime(context);
}

test("attempts wait up to a bound that doubles from 50 ms to 5 s, and go on for ever", async (context) => {
  const time = longestWaits(context);
  const line = new PlayedLine();
  const { core, played } = await line.connect();
  line.failure = new Error("nobody there");
  played.break(new Error("reset"));
  const bounds = [50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000];
  for (const [i, bound] of bounds.entries()) {
    await time.pass(bound - 1);
    assert.equal(line.dialled, 1 + i);
    await time.pass(1);
    assert.equal(line.dialled, 2 + i);
  }
  assert.equal(core.state, "reconnecting");
  const told = line.changes.map(({ state, attempt, cause }) =>
    [state, attempt, cause?.reason, cause?.message].join(" "),
  );
  assert.equal(told[0], "reconnecting 1 CONNECTION_LOST reset");
  assert.equal(told[1], "reconnecting 2 NOT_CONNECTED nobody there");
  assert.equal(told.length, 11);
  await core.close();
});

test("the wait is drawn from all that it may be", async (context) => {
  const drawn = [0, 0.5, 0.25];
  context.mock.method(Math, "random", () => drawn.shift() ?? 0.5);
  const time = new PlayedTime(context);
  const line = new PlayedLine();
  const { core, played } = await line.connect({
    reconnect: { initialDelayMs: 1_000, maxDelayMs: 8_000 },
  });
  line.failure = new Error("nobody there");
  played.break();
  await time.pass(0);
  assert.equal(line.dialled, 2);
  await time.pass(999);
  assert.equal(line.dialled, 2);
  await time.pass(1);
  assert.equal(line.dialled, 3);
  await time.pass(999);
  assert.equal(line.dialled, 3);
  await time.pass(1);
  assert.equal(line.dialled, 4);
  await core.close();
});

test("the bound falls back once a connection has lived as long as the longest wait, and not before", async (context) => {
  const time = longestWaits(context);
  const line = new PlayedLine();
  const { core, played } = await line.connect();
  await time.pass(4_999);
  played.break();
  await time.pass(50);
  const second = await line.resume(0);
  second.break();
  await time.pass(50);
  assert.equal(line.dialled, 2);
  await time.pass(50);
  const third = await line.resume(0);
  await time.pass(5_000);
  third.break();
  await time.pass(50);
  assert.equal(line.dialled, 4);
  await core.close();
});

test("changes are told in order, to everybody who asked for them until they did not", async (context) => {
  const time = longestWaits(context);
  const line = new PlayedLine();
  const failures: unknown[] = [];
  const { core, played } = await line.connect({
    onCallbackError: (failure) => failures.push(failure),
  });
  const told: string[] = [];
  const mine = new Error("mine");
  core.onStateChange(() => {
    throw mine;
  });
  const end = core.onStateChange(({ state }) => told.push(state));
  assert.equal(core.state, "connected");
  played.break();
  assert.equal(core.state, "reconnecting");
  await time.pass(50);
  await line.resume(0);
  assert.equal(core.state, "connected");
  end();
  await core.close();
  assert.equal(core.state, "closed");
  assert.deepEqual(told, ["reconnecting", "connected"]);
  assert.deepEqual(failures, [mine, mine, mine]);
  assert.deepEqual(
    line.changes.map(({ state, resumed }) => [state, resumed]),
    [
      ["reconnecting", undefined],
      ["connected", true],
      ["closed", undefined],
    ],
  );
});

for (const reason of [
  "PROTOCOL_ERROR",
  "CONTRACT_MISMATCH",
  "PERMISSION_DENIED",
  "UNAUTHENTICATED",
] as const) {
  test(`${reason} ends the connection for good`, async (context) => {
    const time = longestWaits(context);
    const line = new PlayedLine();
    const { core, played } = await line.connect();
    played.break();
    await time.pass(50);
    const refusing = await line.next();
    const value = { reason: Reason[reason], message: "go" };
    refusing.say({ case: "goAway", value });
    assert.equal((await core.closed)?.reason, reason);
    assert.equal(core.state, "closed");
    assert.equal(line.changes.at(-1)?.cause?.reason, reason);
    await time.pass(60_000);
    assert.equal(line.dialled, 2);
  });
}

for (const reason of [
  "SHUTTING_DOWN",
  "OVERLOADED",
  "SLOW_CONSUMER",
  "LIMIT_EXCEEDED",
] as const) {
  test(`a core that leaves with ${reason} is tried for again, and has forgotten the session`, async (context) => {
    const time = longestWaits(context);
    const line = new PlayedLine();
    const { core, played } = await line.connect();
    const call = TestEventEcho(hello, { core });
    await played.next("request");
    const value = { reason: Reason[reason], message: "go" };
    played.say({ case: "goAway", value });
    played.break();
    await assert.rejects(call, { reason: "OUTCOME_UNKNOWN", message: /go$/ });
    assert.equal(line.changes[0]?.cause?.reason, reason);
    await time.pass(50);
    const refusing = await line.next();
    assert.equal((await refusing.next("hello")).session.length, 0);
    refusing.say({ case: "goAway", value });
    await time.pass(100);
    assert.equal(line.dialled, 3);
    await line.renew();
    assert.equal(core.state, "connected");
    await core.close();
  });
}

test("the first connection is tried for once", async () => {
  let dialled = 0;
  const failure = new Error("mine");
  const connecting = connect({
    transport: () => {
      dialled++;
      throw failure;
    },
  });
  await assert.rejects(connecting, failure);
  assert.equal(dialled, 1);
});

test("a transport that was dialled and does not come is given up, and closed when it comes", async (context) => {
  const time = longestWaits(context);
  const late = new PlayedCore();
  let arrive: (transport: PlayedCore) => void = () => undefined;
  const connecting = connect({
    transport: () =>
      new Promise<PlayedCore>((resolve) => {
        arrive = resolve;
      }),
  });
  const refused = assert.rejects(connecting, {
    reason: "LIMIT_EXCEEDED",
    message: /no transport within 10,000 ms \(limits\.handshakeTimeoutMs\)/,
  });
  await time.pass(10_000);
  await refused;
  arrive(late);
  await time.pass(0);
  assert.ok(late.closedByClient);
  assert.equal(late.writes, 0);
});

test("close() while a core is dialled ends at once, also what waits", async (context) => {
  const time = longestWaits(context);
  const first = new PlayedCore();
  const late = new PlayedCore();
  const transports: (PlayedCore | Promise<PlayedCore>)[] = [first];
  let arrive: () => void = () => undefined;
  transports.push(
    new Promise((resolve) => {
      arrive = () => {
        resolve(late);
      };
    }),
  );
  const connecting = connect({
    transport: () => transports.shift() as PlayedCore,
  });
  await first.next("hello");
  const value = welcomeBody({ session: SESSION, resumeMs: 30_000 });
  first.say({ case: "welcome", value });
  const core = await connecting;
  const sent = TestEventEcho(hello, { core });
  await first.next("request");
  first.break();
  const unsent = TestEventEcho(hello, { core });
  await time.pass(50);
  const outcomes = Promise.allSettled([sent, unsent]);
  await core.close();
  const reasons = (await outcomes).map((outcome) =>
    outcome.status === "rejected"
      ? (outcome.reason as ConnectionError).reason
      : "answered",
  );
  assert.deepEqual(reasons, ["OUTCOME_UNKNOWN", "NOT_CONNECTED"]);
  assert.equal(await core.closed, undefined);
  arrive();
  await time.pass(0);
  assert.ok(late.closedByClient);
});

test("a front end that leaves says so to a core that would wait for it, and to no other", async () => {
  const line = new PlayedLine();
  const { core, played } = await line.connect();
  await core.close();
  assert.equal((await played.next("goAway")).reason, Reason.SHUTTING_DOWN);
  assert.ok(played.closedByClient);
  const other = new PlayedCore();
  await (await other.welcome()).close();
  assert.deepEqual(await other.kinds(), []);
});

test("a core that came back with another contract is left for good", async (context) => {
  const time = longestWaits(context);
  const line = new PlayedLine();
  const { core, played } = await line.connect();
  played.break();
  await time.pass(50);
  const changed = await line.next();
  await changed.next("hello");
  const shape = "event Echo = 0 (test.Text) -> test.Text";
  const groups = [{ name: GROUP.name, fingerprint: "ff", shape }];
  changed.say({ case: "welcome", value: { ...welcomeBody(), groups } });
  const ended = await core.closed;
  assert.equal(ended?.reason, "CONTRACT_MISMATCH");
  assert.match(ended.message, /TestEvent\.Echo is/);
});

test("without reconnecting a lost connection is the end, and no session is asked for", async () => {
  for (const options of [{}, { reconnect: false }]) {
    const played = new PlayedCore();
    const connecting = connect({ ...options, transport: played });
    assert.equal((await played.next("hello")).resumable, false);
    played.say({ case: "welcome", value: welcomeBody() });
    const core = await connecting;
    played.break();
    assert.equal((await core.closed)?.reason, "CONNECTION_LOST");
    assert.equal(core.state, "closed");
  }
});

test("what makes no sense is refused by name", async () => {
  const transport = (): PlayedCore => new PlayedCore();
  await assert.rejects(connect({ transport: transport(), reconnect: true }), {
    name: "TypeError",
    message: /pass a function/,
  });
  await assert.rejects(
    connect({ transport, reconnect: { initialDelayMs: 0 } }),
    { name: "RangeError", message: /reconnect\.initialDelayMs is 0/ },
  );
  await assert.rejects(
    connect({ transport, reconnect: { initialDelayMs: 10, maxDelayMs: 9 } }),
    { name: "RangeError", message: /reconnect\.maxDelayMs is 9/ },
  );
});

test("of connections with one key the last one stays, also of a copy of this package", async (context) => {
  const folder = await mkdtemp(join(tmpdir(), "parley-"));
  context.after(() => rm(folder, { recursive: true }));
  const dist = fileURLToPath(new URL("../../dist", import.meta.url));
  await cp(dist, folder, { recursive: true });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  const copy = (await import(join(folder, "index.js"))) as {
    connect: typeof connect;
  };
  const line = new PlayedLine();
  const { core: first } = await line.connect({ key: "page" });
  const waiting = TestEventEcho(hello, { core: first });
  const lost = assert.rejects(waiting, { reason: "OUTCOME_UNKNOWN" });
  const other = await line.connect({ key: "another page" });

  const played = new PlayedCore();
  const connecting = copy.connect({ transport: played, key: "page" });
  await lost;
  assert.equal((await first.closed)?.reason, "NOT_CONNECTED");
  await played.next("hello");
  played.say({
    case: "welcome",
    value: { ...welcomeBody(), groups: [...welcomeBody().groups] },
  });
  const second = await connecting;
  assert.equal(other.core.state, "connected");

  // The copy's core is the default one here as well.
  const call = TestEventEcho(hello);
  played.say(response((await played.next("request")).id, helloBytes));
  assert.deepEqual(await call, hello);

  await second.close();
  const { core: third } = await line.connect({ key: "page" });
  assert.equal(third.state, "connected");
  await third.close();
  await other.core.close();
});

test("a connection that has not come about gives way to another with its key", async () => {
  const silent = new PlayedCore();
  const given = assert.rejects(connect({ transport: silent, key: "page" }), {
    reason: "NOT_CONNECTED",
    message: /another connection with the key "page"/,
  });
  await silent.next("hello");
  const line = new PlayedLine();
  const { core } = await line.connect({ key: "page" });
  await given;
  assert.ok(silent.closedByClient);
  await core.close();
});

/** A fake core's sessions outlive their links as a real core's do, towards a front end whose every frame the test decides. */
import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";

import type { FakeCore, FakeCoreOptions } from "@parley/client/testing";

import { Reason } from "./generated/parley_pb.js";
import { bindEcho, EchoSender, Note } from "./support/echo.js";
import { echoFake, handlers } from "./support/echo-fake.js";
import { frameBytes } from "./support/played-core.js";
import { RawClient } from "./support/raw-client.js";
import {
  cancel,
  expectGoAway,
  noteBytes,
  request,
  subscribe,
} from "./support/raw-frames.js";
import { PlayedTime } from "./support/time.js";

/** A core whose `Echo.Wait` waits for the test, and what became of its calls. */
function waiting(options: Partial<FakeCoreOptions> = {}): {
  core: FakeCore;
  release: () => void;
  ended: string[];
  calls: () => number;
} {
  let calls = 0;
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const ended: string[] = [];
  const wait = async (
    note: Note,
    { signal }: { signal: AbortSignal },
  ): Promise<Note> => {
    calls++;
    signal.addEventListener("abort", () => {
      ended.push((signal.reason as { reason: string }).reason);
    });
    await released;
    return note;
  };
  const core = echoFake({
    plugins: [bindEcho({ ...handlers, wait })],
    ...options,
  });
  return { core, release, ended, calls: () => calls };
}

async function greeted(
  core: FakeCore,
): Promise<{ client: RawClient; session: Uint8Array }> {
  const client = new RawClient(core.transport());
  const { session, resumeMs, resumed } = await client.greet({
    resumable: true,
  });
  assert.equal(session.length, 16);
  assert.ok(resumeMs > 0);
  assert.equal(resumed, false);
  return { client, session };
}

/** Comes back to a session; whether it could, and what the core had handled. */
async function back(
  core: FakeCore,
  session: Uint8Array,
  received: number,
): Promise<{ client: RawClient; resumed: boolean; received: number }> {
  const client = new RawClient(core.transport());
  const welcome = await client.greet({
    resumable: true,
    session,
    received: BigInt(received),
  });
  assert.equal(Buffer.compare(welcome.session, session) === 0, welcome.resumed);
  return {
    client,
    resumed: welcome.resumed,
    received: Number(welcome.received),
  };
}

/** Loses the link without a word. */
async function gone(client: RawClient): Promise<void> {
  client.leave();
  await client.ended;
}

test("a call goes on while its front end is away, and is answered once", async () => {
  const { core, release, ended, calls } = waiting();
  const { client, session } = await greeted(core);
  client.say(request(1n, "Echo.Wait"));
  await client.silent();
  await gone(client);
  release();
  const again = await back(core, session, client.handled);
  assert.equal(again.resumed, true);
  assert.equal(again.received, client.sent);
  assert.equal((await again.client.answer(1n)).code, 0);
  await again.client.silent();
  assert.equal(calls(), 1);
  assert.deepEqual(ended, []);
});

test("what was sent and not handled is sent again, byte for byte, and what waited follows", async () => {
  const { core } = waiting();
  const sender = new EchoSender(core);
  const { client, session } = await greeted(core);
  client.say(subscribe(1n));
  await client.answer(1n);
  const handled = client.handled;
  sender.heard("a", { text: "on its way", number: 1 });
  const first = await client.next("notification");
  await gone(client);
  sender.heard("a", { text: "meanwhile", number: 2 });
  const again = await back(core, session, handled);
  assert.deepEqual(await again.client.next("notification"), first);
  assert.equal((await again.client.next("notification")).seq, 2n);
  sender.heard("a", { text: "later", number: 3 });
  assert.equal((await again.client.next("notification")).seq, 3n);
  // And once more, from the first link's position on.
  await gone(again.client);
  const third = await back(core, session, handled);
  for (const seq of [1n, 2n, 3n]) {
    assert.equal((await third.client.next("notification")).seq, seq);
  }
});

test("half a frame that came is dropped, and counted from its beginning", async () => {
  const { core, calls, release } = waiting();
  const { client, session } = await greeted(core);
  client.say(request(1n, "Echo.Wait"));
  const next = Buffer.from(frameBytes(request(2n, "Echo.Say")));
  client.sayBytes(next.subarray(0, 9));
  await new Promise(setImmediate);
  await gone(client);
  const again = await back(core, session, client.handled);
  assert.equal(again.received, client.sent);
  again.client.sayBytes(next);
  assert.equal((await again.client.answer(2n)).code, 0);
  release();
  await again.client.answer(1n);
  assert.equal(calls(), 1);
});

test("a front end that falls behind while it is away is told to read again", async () => {
  const { core } = waiting({ limits: { maxBacklogBytes: 10_000 } });
  const sender = new EchoSender(core);
  const { client, session } = await greeted(core);
  client.say(subscribe(1n));
  await client.answer(1n);
  await gone(client);
  for (let i = 1; i <= 1000; i++) {
    sender.heard("", { text: "x".repeat(1000), number: i });
  }
  const again = await back(core, session, client.handled);
  assert.equal(again.resumed, true);
  await again.client.next("resync");
});

test("a link that still seems to live gives way to the one that follows it", async () => {
  const { core, release } = waiting();
  const { client, session } = await greeted(core);
  client.say(request(1n, "Echo.Wait"));
  await client.silent();
  const next = await back(core, session, client.handled);
  assert.equal(next.resumed, true);
  await client.ended;
  release();
  assert.equal((await next.client.answer(1n)).code, 0);
});

test("a session is kept for resumeWindowMs, and each time anew", async (context: TestContext) => {
  const time = new PlayedTime(context);
  const { core, ended } = waiting({ limits: { resumeWindowMs: 7_000 } });
  const { client, session } = await greeted(core);
  client.say(request(1n, "Echo.Wait"));
  await client.silent();
  await gone(client);
  await time.pass(6_999);
  const again = await back(core, session, client.handled);
  assert.equal(again.resumed, true);
  await time.pass(600_000);
  await again.client.silent();
  const handled = client.handled + again.client.handled;
  await gone(again.client);
  await time.pass(6_999);
  assert.deepEqual(ended, []);
  await time.pass(1);
  assert.deepEqual(ended, ["CONNECTION_LOST"]);
  assert.equal((await back(core, session, handled)).resumed, false);
});

test("who did not ask for it, or says goodbye, or is refused for a broken rule, is not waited for", async () => {
  const { core, ended } = waiting();
  const plain = new RawClient(core.transport());
  assert.equal((await plain.greet()).session.length, 0);
  plain.say(request(1n, "Echo.Wait"));
  await plain.silent();
  await gone(plain);
  assert.equal(ended.length, 1);

  const polite = await greeted(core);
  polite.client.say(request(1n, "Echo.Wait"));
  await polite.client.silent();
  polite.client.say({ case: "goAway", value: {} });
  await polite.client.ended;
  assert.equal(ended.length, 2);
  const { handled } = polite.client;
  assert.equal((await back(core, polite.session, handled)).resumed, false);

  const broken = await greeted(core);
  broken.client.say({ case: "ack", value: { received: 1n } });
  await expectGoAway(broken.client, Reason.PROTOCOL_ERROR, /0 were sent/);
  assert.equal((await back(core, broken.session, 0)).resumed, false);
});

test("a window of nothing makes no session resumable", async () => {
  const { core } = waiting({ limits: { resumeWindowMs: 0 } });
  const client = new RawClient(core.transport());
  const welcome = await client.greet({ resumable: true });
  assert.equal(welcome.session.length, 0);
  assert.equal(welcome.resumeMs, 0);
  client.say({ case: "ack", value: {} });
  await expectGoAway(client, Reason.PROTOCOL_ERROR, /ends with its link/);
});

test("nobody goes on from where nothing was sent, or from what is forgotten", async () => {
  const { core } = waiting({
    limits: { maxFrameBytes: 40_000, maxQueueBytes: 80_000 },
  });
  const { client, session } = await greeted(core);
  let id = 1n;
  for (; client.handled <= 80_000; id++) {
    client.say(request(id, "Echo.Grow", noteBytes("", 10_000)));
    await client.answer(id);
  }
  await gone(client);
  const end = await back(core, session, client.handled);
  assert.equal(end.resumed, true);
  await end.client.silent();
  const handled = client.handled + end.client.handled;
  await gone(end.client);
  assert.equal((await back(core, session, 0)).resumed, false);
  // The core has no use for a session that its front end can't go on with.
  assert.equal((await back(core, session, handled)).resumed, false);

  const other = await greeted(core);
  await other.client.silent();
  await gone(other.client);
  const { handled: all } = other.client;
  assert.equal((await back(core, other.session, all + 1)).resumed, false);
});

test("what is acknowledged is forgotten, and each side hears how far the other has got", async () => {
  const { core } = waiting();
  const { client, session } = await greeted(core);
  const text = noteBytes("x".repeat(1000));
  let acknowledged = 0;
  for (let id = 1n; id <= 200n; id++) {
    client.say(request(id, "Echo.Say", text));
    let frame = await client.any();
    if (frame.case === "ack") {
      const received = Number(frame.value.received);
      assert.ok(received >= acknowledged + 65_536 && received <= client.sent);
      acknowledged = received;
      frame = await client.any();
    }
    assert.equal(frame.case, "response");
  }
  assert.ok(client.sent - acknowledged < 65_536 + 1100);
  const { handled } = client;
  client.say({ case: "ack", value: { received: BigInt(handled) } });
  await client.silent();
  await gone(client);
  assert.equal((await back(core, session, handled - 1)).resumed, false);
});

test("who is away counts as a connection, and gives way to who comes", async () => {
  const { core, ended } = waiting({ limits: { maxConnections: 2 } });
  const first = await greeted(core);
  first.client.say(request(1n, "Echo.Wait"));
  await first.client.silent();
  await gone(first.client);
  const second = await greeted(core);
  await gone(second.client);
  const again = await back(core, first.session, first.client.handled);
  assert.equal(again.resumed, true);
  assert.deepEqual(ended, []);
  await greeted(core); // The second, which is away, gives way.
  const { handled } = second.client;
  await expectGoAway(
    new RawClient(core.transport()),
    Reason.OVERLOADED,
    /the limit is 2/,
  );
  again.client.say(cancel(1n));
  assert.equal((await again.client.answer(1n)).reason, Reason.CANCELLED);
  await gone(again.client);
  assert.equal((await back(core, second.session, handled)).resumed, false);
});

test("a core that closes waits for nobody who is away", async () => {
  const { core, ended } = waiting();
  const { client } = await greeted(core);
  client.say(request(1n, "Echo.Wait"));
  await client.silent();
  await gone(client);
  await core.close();
  assert.deepEqual(ended, ["SHUTTING_DOWN"]);
});

test("cut() loses links only, restart() sessions as well", async () => {
  const { core, ended } = waiting();
  const { client, session } = await greeted(core);
  client.say(request(1n, "Echo.Wait"));
  await client.silent();
  core.cut();
  await client.ended;
  const again = await back(core, session, client.handled);
  assert.equal(again.resumed, true);
  assert.deepEqual(ended, []);
  core.restart();
  await again.client.ended;
  assert.deepEqual(ended, ["CONNECTION_LOST"]);
  const handled = client.handled + again.client.handled;
  assert.equal((await back(core, session, handled)).resumed, false);
});

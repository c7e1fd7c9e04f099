import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "@parley/client";
import {
  ChunkPB,
  ErrorCode,
  ExportPayloadPB,
  type FoundPagesPB,
  ImportPayloadPB,
  PagePB,
  PageQueryPB,
  UserEventExportData,
  UserEventFindPages,
  UserEventImportData,
  UserEventSignIn,
  UserEventSignOut,
  UserEventSignUp,
} from "../src/generated/index.js";
import { failed } from "./support/expect.js";
import { Flowy } from "./support/flowy.js";
import { newcomer, visitor } from "./support/people.js";

function chunk(...names: string[]): ChunkPB {
  const pages = names.map((name) => PagePB.fromObject({ name, text: "text" }));
  return ChunkPB.fromObject({ pages });
}

/** Names of so many pages. */
function named(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `Page ${String(i + 1)}`);
}

async function imported(...names: string[]): Promise<number> {
  const upload = UserEventImportData(ImportPayloadPB.fromObject({}));
  for (let i = 0; i < names.length; i += 100) {
    await upload.push(chunk(...names.slice(i, i + 100)));
  }
  const { pages } = await upload.finish();
  return pages;
}

async function exported(after = 0n): Promise<PagePB[]> {
  const all: PagePB[] = [];
  const call = UserEventExportData(ExportPayloadPB.fromObject({ after }));
  for await (const { pages } of call) all.push(...pages);
  return all;
}

await test("the user's pages stream", async (t) => {
  const flowy = await Flowy.start(t);
  // One chunk at a time: so an export of three has not come to its end when its reader has seen the first.
  const limits = { streamItems: 1 };
  const core = await connect({ socket: flowy.socket, limits });
  t.after(() => core.close());
  await UserEventSignUp(newcomer());

  await t.test("in the order in which they came", async () => {
    assert.equal(await imported(...named(250)), 250);
    const pages = await exported();
    assert.deepEqual(
      pages.map(({ name }) => name),
      named(250),
    );
  });

  await t.test("on from where a loop was left", async () => {
    const call = UserEventExportData(ExportPayloadPB.fromObject({}));
    let last = 0n;
    for await (const { pages } of call) {
      last = pages.at(-1)?.number ?? 0n;
      break;
    }
    await failed(call.result(), "CANCELLED");
    const rest = await exported(last);
    assert.equal(rest[0]?.name, "Page 101");
    assert.equal(rest.length, 150);
  });

  await t.test("and are not there if they are given up", async () => {
    const before = await exported();
    const upload = UserEventImportData(
      ImportPayloadPB.fromObject({ replace: true }),
    );
    await upload.push(chunk("One", "Two"));
    upload.cancel();
    await failed(upload.result(), "CANCELLED");
    assert.deepEqual(await exported(), before);
  });

  await t.test("and a page without a name ends its import", async () => {
    const before = await exported();
    const upload = UserEventImportData(ImportPayloadPB.fromObject({}));
    await upload.push(chunk("One"));
    await upload.push(chunk(" "));
    const result = await upload.result();
    assert.ok(!result.ok);
    assert.equal(result.error.code, ErrorCode.ViewNameInvalid);
    assert.deepEqual(await exported(), before);
  });

  await t.test("and are found as their names are typed", async () => {
    const call = UserEventFindPages();
    const found: FoundPagesPB[] = [];
    const texts = ["page 24", "page 249", "nothing"];
    for (const text of texts) await call.push(PageQueryPB.fromObject({ text }));
    const end = call.finish();
    for await (const answer of call) found.push(answer);
    await end;
    assert.deepEqual(
      found.map(({ text, count }) => [text, count]),
      [
        ["page 24", 11],
        ["page 249", 1],
        ["nothing", 0],
      ],
    );
  });

  await t.test("to the current user only", async () => {
    await UserEventSignOut();
    const call = UserEventExportData(ExportPayloadPB.fromObject({}));
    const result = await call.result();
    assert.ok(!result.ok);
    assert.equal(result.error.code, ErrorCode.UserUnauthorized);
  });
});

await test("a call that takes longer than its deadline is ended", async (t) => {
  const flowy = await Flowy.start(t);
  const core = await connect({ socket: flowy.socket });
  t.after(() => core.close());
  await UserEventSignUp(newcomer());
  await failed(
    UserEventSignIn(visitor(), { timeoutMs: 1 }),
    "DEADLINE_EXCEEDED",
  );
  await UserEventSignIn(visitor(), { timeoutMs: 30_000 });
});

await test("a call is cancelled by a signal", async (t) => {
  const flowy = await Flowy.start(t);
  const core = await connect({ socket: flowy.socket });
  t.after(() => core.close());
  await UserEventSignUp(newcomer());
  const abort = new AbortController();
  const call = UserEventSignIn(visitor(), { signal: abort.signal });
  abort.abort();
  await failed(call, "CANCELLED");
});

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { connect, type Result } from "@parley/client";
import {
  type BackupPB,
  ChunkPB,
  type FlowyError,
  ImportPayloadPB,
  PagePB,
  UserEventBackUp,
  UserEventImportData,
  UserEventSavePage,
  UserEventSignUp,
  UserNotification,
  UserNotificationListener,
} from "../src/generated/index.js";
import { Flowy } from "./support/flowy.js";
import { Inbox } from "./support/inbox.js";
import { newcomer } from "./support/people.js";

function page(name: string): PagePB {
  return PagePB.fromObject({ name, text: "" });
}

await test("what the core tells by itself", async (t) => {
  const flowy = await Flowy.start(t);
  const core = await connect({ socket: flowy.socket });
  t.after(() => core.close());
  const { id } = await UserEventSignUp(newcomer());

  await t.test(
    "an import's progress streams to who named it, the last for certain",
    async () => {
      const pages: number[] = [];
      const following = (async () => {
        const progress = UserNotification.stream({
          types: ["progress"],
          subjects: ["mine"],
        });
        for await (const item of progress) {
          assert.ok(item.type === "progress");
          assert.equal(item.subject, "mine");
          pages.push(item.payload.pages);
          if (item.payload.pages === 500) break;
        }
      })();
      for (const task of ["mine", "another"]) {
        const upload = UserEventImportData(
          ImportPayloadPB.fromObject({ task }),
        );
        for (let i = 0; i < 5; i++) {
          const chunk = Array.from({ length: 100 }, () => page("Page"));
          await upload.push(ChunkPB.fromObject({ pages: chunk }));
        }
        await upload.finish();
      }
      await following;
      assert.deepEqual(
        pages,
        [...new Set(pages)].sort((a, b) => a - b),
      );
    },
  );

  await t.test(
    "a page that is saved again and again is told of once",
    async () => {
      const counts = new Inbox<number>();
      const listener = new UserNotificationListener(
        {
          onPagesChanged: ({ pages }) => {
            counts.put(pages);
          },
        },
        { subjects: [id] },
      );
      await listener.start();
      const start = performance.now();
      const { number } = await UserEventSavePage(page("Draft"));
      for (let i = 0; i < 20; i++) {
        await UserEventSavePage(
          PagePB.fromObject({ number, name: `Draft ${String(i)}` }),
        );
      }
      const [count] = await counts.first(1);
      assert.equal(count, 1_001);
      // Where the machine is busy the saves may come to rest in between, each time for at least 200 ms.
      const rests = (performance.now() - start) / 200;
      assert.ok(counts.all.length <= Math.max(1, rests), counts.all.join());
      listener.stop();
    },
  );

  await t.test("a backup tells how it ended", async () => {
    const outcomes = new Inbox<Result<BackupPB, FlowyError>>();
    const listener = new UserNotificationListener(
      { onBackedUp: outcomes.put },
      { subjects: [id] },
    );
    await listener.start();
    await UserEventBackUp();
    const [outcome] = await outcomes.first(1);
    assert.ok(outcome?.ok);
    const copy = await readFile(outcome.value.path);
    assert.equal(BigInt(copy.length), outcome.value.bytes);
    assert.ok(copy.includes("SQLite format 3"));
    listener.stop();
  });
});

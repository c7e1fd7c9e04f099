import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { connect, type LibraryOptions, startCore } from "@parley/client";
import {
  ChunkPB,
  ErrorCode,
  ExportPayloadPB,
  ImportPayloadPB,
  PagePB,
  UpdateUserProfilePayloadPB,
  UserEventExportData,
  UserEventGetUserProfile,
  UserEventImportData,
  UserEventSignIn,
  UserEventSignOut,
  UserEventSignUp,
  UserEventUpdateUserProfile,
  UserNotificationListener,
} from "../src/generated/index.js";
import { failed, refused } from "./support/expect.js";
import { Inbox } from "./support/inbox.js";
import { newcomer, visitor } from "./support/people.js";

const FLOWY = fileURLToPath(new URL("../../../", import.meta.url));

const CORE = join(
  FLOWY,
  "target/classes/dev/parley/examples/flowy/EmbeddedFlowyCore.class",
);
const skip = existsSync(CORE) ? false : `there is no ${CORE}`;

/** The reference core in this process, with a folder of its own. */
async function inProcess(t: TestContext): Promise<LibraryOptions> {
  const root = await mkdtemp(join(tmpdir(), "flowy-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  return {
    library: join(FLOWY, "../../transports/ffi/target/native/libparley.so"),
    options: {
      classPath: [join(FLOWY, "target/classes"), join(FLOWY, "target/lib")],
      jvmOptions: ["-XX:+UseSerialGC"],
    },
    config: JSON.stringify({ root }),
  };
}

await test("the reference scenario in one process", { skip }, async (t) => {
  const options = await inProcess(t);
  const core = await connect(options);
  const heard: string[] = [];
  const listener = new UserNotificationListener({
    onUserSignIn: ({ name }) => heard.push(`${name} is here`),
    onProfileUpdate: ({ name }, id) => heard.push(`${id} is ${name}`),
  });
  await listener.start();

  const { id } = await UserEventSignUp(newcomer());
  await UserEventSignOut();
  await refused(UserEventGetUserProfile(), ErrorCode.UserUnauthorized);
  await UserEventSignIn(visitor());
  await UserEventUpdateUserProfile(
    UpdateUserProfilePayloadPB.fromObject({ id, name: "Anne" }),
  );
  assert.deepEqual(heard, ["Annie is here", "Annie is here", `${id} is Anne`]);
  listener.stop();

  const upload = UserEventImportData(ImportPayloadPB.fromObject({}));
  for (let i = 0; i < 1000; i += 100) {
    const pages = Array.from({ length: 100 }, (_, n) =>
      PagePB.fromObject({ name: `Page ${String(i + n)}`, text: "text" }),
    );
    await upload.push(ChunkPB.fromObject({ pages }));
  }
  assert.equal((await upload.finish()).pages, 1000);
  const names: string[] = [];
  for await (const { pages } of UserEventExportData(
    ExportPayloadPB.fromObject({}),
  )) {
    names.push(...pages.map(({ name }) => name));
  }
  assert.equal(names.length, 1000);
  assert.equal(names[999], "Page 999");

  const given = UserEventImportData(ImportPayloadPB.fromObject({}));
  given.cancel();
  await failed(given.result(), "CANCELLED");
  await failed(
    UserEventImportData(ImportPayloadPB.fromObject({}), {
      timeoutMs: 50,
    }).result(),
    "DEADLINE_EXCEEDED",
  );
  await core.close();

  const again = await connect(options);
  assert.equal((await UserEventGetUserProfile()).name, "Anne");
  await again.close();
});

await test(
  "this process goes on to learn when its children end",
  { skip },
  async (t) => {
    // The database's driver starts a process, for which Java would take the signal of ended children.
    const child = spawn("sleep", ["60"], { stdio: "ignore" });
    t.after(() => child.kill("SIGKILL"));
    const core = await connect(await inProcess(t));
    const ended = once(child, "exit", { signal: AbortSignal.timeout(10_000) });
    child.kill("SIGTERM");
    assert.deepEqual(await ended, [null, "SIGTERM"]);
    await core.close();
  },
);

await test(
  "a worker thread signs in to the core of the main thread",
  { skip },
  async (t) => {
    const embedded = await startCore(await inProcess(t));
    const core = await embedded.connect();
    await UserEventSignUp(newcomer());
    const heard = new Inbox<string>();
    const listener = new UserNotificationListener({
      onUserSignIn: ({ name }) => {
        heard.put(name);
      },
    });
    await listener.start();
    const worker = new Worker(
      new URL("in-process-worker.js", import.meta.url),
      {
        workerData: { library: embedded.library, core: embedded.id },
      },
    );
    const [said, code] = await Promise.all([
      new Promise((resolve) => worker.once("message", resolve)),
      new Promise((resolve) => worker.once("exit", resolve)),
    ]);
    assert.deepEqual([said, code], ["Annie", 0]);
    assert.deepEqual(await heard.first(1), ["Annie"]);
    listener.stop();
    await core.close();
    await embedded.stop();
  },
);

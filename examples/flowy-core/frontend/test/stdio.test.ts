import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { connect } from "@parley/client";
import {
  UserEventGetUserProfile,
  UserEventSignUp,
} from "../src/generated/index.js";
import { newcomer } from "./support/people.js";

const PROGRAM = fileURLToPath(
  new URL("../../../bin/flowy-core", import.meta.url),
);

await test("a core that its front end starts as a child keeps the user when it is started again", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "flowy-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const log: string[] = [];
  const options = {
    spawn: [PROGRAM, "--stdio", "--data", join(folder, "data")] as const,
    onLog: (line: string) => log.push(line),
  };

  const first = await connect(options);
  const profile = await UserEventSignUp(newcomer());
  await first.close();

  const second = await connect(options);
  assert.equal((await UserEventGetUserProfile()).id, profile.id);
  await second.close();
  assert.deepEqual(log, []);
});

await test("a core that can't start says why to the front end that started it", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "flowy-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const spawn = [PROGRAM, "--stdio", "--data", join(folder, "data")] as const;
  const core = await connect({ spawn });
  t.after(() => core.close());
  await assert.rejects(connect({ spawn, onLog: () => undefined }), {
    reason: "CONNECTION_LOST",
    message:
      /flowy-core \(process \d+\) ended with exit code 1; the last lines/,
  });
});

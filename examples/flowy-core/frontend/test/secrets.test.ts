import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "@parley/client";
import {
  UpdateUserProfilePayloadPB,
  UserEventSignIn,
  UserEventSignUp,
  UserEventUpdateUserProfile,
} from "../src/generated/index.js";
import { Flowy } from "./support/flowy.js";
import { EMAIL, newcomer, visitor } from "./support/people.js";

const CANARY = "canary-8f3a";

await test("passwords and tokens are in no file, no error and no output of the core", async (t) => {
  const flowy = await Flowy.start(t);
  const core = await connect({ socket: flowy.socket });
  const password = `A!1${CANARY}`;
  const { id, token } = await UserEventSignUp(newcomer({ password }));
  const again = await UserEventSignIn(visitor({ password }));
  await UserEventUpdateUserProfile(
    UpdateUserProfilePayloadPB.fromObject({ id, password }),
  );

  const failures: unknown[] = [];
  for (const wrong of [
    `B!1${CANARY}`,
    CANARY,
    `(${CANARY}`,
    CANARY.repeat(20),
  ]) {
    const update = { id: "x", password: wrong };
    for (const call of [
      () => UserEventSignIn(visitor({ password: wrong })),
      () => UserEventSignIn(visitor({ email: "b@b", password: wrong })),
      () => UserEventSignUp(newcomer({ password: wrong })),
      () =>
        UserEventUpdateUserProfile(
          UpdateUserProfilePayloadPB.fromObject(update),
        ),
    ]) {
      await assert.rejects(call, (failure) => failures.push(failure) > 0);
    }
  }
  assert.equal(failures.length, 16);
  await core.close();
  await flowy.stopCore();

  const secrets = [CANARY, token, again.token];
  for (const failure of failures) {
    const { message, error } = failure as { message: string; error: unknown };
    for (const secret of secrets)
      assert.ok(!(message + JSON.stringify(error)).includes(secret));
  }
  for (const secret of secrets)
    assert.ok(!flowy.output.includes(secret), "output of the core");

  let sawTheEmail = false;
  for (const entry of await readdir(flowy.data, {
    recursive: true,
    withFileTypes: true,
  })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const bytes = await readFile(file);
    for (const secret of secrets) assert.ok(!bytes.includes(secret), file);
    sawTheEmail ||= bytes.includes(EMAIL);
  }
  assert.ok(sawTheEmail, "the search finds what is there");
});

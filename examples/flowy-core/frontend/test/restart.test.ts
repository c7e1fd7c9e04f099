import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, EventError } from "@parley/client";
import {
  AppearanceSettingsPB,
  ImportPayloadPB,
  ThemeModePB,
  UserEventCheckUser,
  UserEventGetAppearanceSetting,
  UserEventGetUserProfile,
  UserEventImportData,
  UserEventSetAppearanceSetting,
  UserEventSignIn,
  UserEventSignUp,
} from "../src/generated/index.js";
import { Flowy } from "./support/flowy.js";
import { newcomer, visitor } from "./support/people.js";

await test("the session survives a restart of the core", async (t) => {
  const flowy = await Flowy.start(t);
  const before = await connect({ socket: flowy.socket });
  const profile = await UserEventSignUp(newcomer());
  const settings = AppearanceSettingsPB.fromObject({
    theme: "dark",
    themeMode: ThemeModePB.Dark,
  });
  await UserEventSetAppearanceSetting(settings);
  assert.deepEqual(
    await flowy.stopCore(),
    { code: 143, signal: null },
    "128 + SIGTERM",
  );
  await before.close();

  await flowy.startCore();
  const after = await connect({ socket: flowy.socket });
  t.after(() => after.close());
  assert.deepEqual(await UserEventCheckUser(), profile);
  assert.deepEqual(await UserEventGetAppearanceSetting(), settings);
});

await test("a core that is told to end answers what it has begun", async (t) => {
  const flowy = await Flowy.start(t);
  const core = await connect({ socket: flowy.socket });
  t.after(() => core.close());
  const profile = await UserEventSignUp(newcomer());
  const calls = [1, 2, 3].map(() => UserEventSignIn(visitor()));
  await UserEventGetUserProfile(); // sent after them: they have been read
  const stopped = flowy.stopCore();
  for (const { id } of await Promise.all(calls)) assert.equal(id, profile.id);
  assert.deepEqual(await stopped, { code: 143, signal: null });
});

await test("what a core answered is there after kill -9", async (t) => {
  const flowy = await Flowy.start(t);
  for (let i = 0; i < 3; i++) {
    const core = await connect({ socket: flowy.socket, reconnect: false });
    const email = `user${String(i)}@appflowy.io`;
    const profile = await UserEventSignUp(newcomer({ email }));
    const pending = [1, 2, 3, 4].map(() => UserEventSignIn(visitor({ email })));
    // Its pages never come, so this one is in flight for certain.
    const upload = UserEventImportData(ImportPayloadPB.fromObject({}));
    const ended = Promise.allSettled([...pending, upload.result()]);
    await UserEventGetUserProfile(); // sent after them: they have been read
    await flowy.killCore();
    const outcomes = await ended;
    const failures = outcomes.filter(({ status }) => status === "rejected");
    assert.ok(failures.length > 0, "it was killed mid-call");
    for (const failure of failures as PromiseRejectedResult[]) {
      const { reason: error } = failure as { reason: unknown };
      assert.ok(error instanceof EventError);
      assert.equal(error.reason, "OUTCOME_UNKNOWN");
    }
    await core.close();

    await flowy.startCore();
    const again = await connect({ socket: flowy.socket });
    const { id, name } = await UserEventCheckUser();
    assert.deepEqual({ id, name }, { id: profile.id, name: profile.name });
    assert.equal((await UserEventSignIn(visitor({ email }))).id, profile.id);
    await again.close();
  }
});

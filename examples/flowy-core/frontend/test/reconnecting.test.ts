import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, type EventError } from "@parley/client";
import {
  ImportPayloadPB,
  UpdateUserProfilePayloadPB,
  UserEventGetUserProfile,
  UserEventImportData,
  UserEventSignIn,
  UserEventSignUp,
  UserEventUpdateUserProfile,
  UserNotification,
  type UserProfilePB,
} from "../src/generated/index.js";
import { failed } from "./support/expect.js";
import { Flowy } from "./support/flowy.js";
import { Inbox } from "./support/inbox.js";
import { newcomer, visitor } from "./support/people.js";

await test("a front end outlives its core", async (t) => {
  const flowy = await Flowy.start(t);
  const core = await connect({ socket: flowy.socket });
  t.after(() => core.close());
  const { id } = await UserEventSignUp(newcomer());
  const rename = (name: string) =>
    UserEventUpdateUserProfile(
      UpdateUserProfilePayloadPB.fromObject({ id, name }),
    );
  const states = new Inbox<string>();
  core.onStateChange(({ state }) => {
    states.put(state);
  });
  const shown = new Inbox<string>();
  const resyncs: string[] = [];
  const show = ({ name }: UserProfilePB) => {
    shown.put(name);
  };
  const profile = await UserNotification.observe(
    () => UserEventGetUserProfile(),
    show,
    { onProfileUpdate: show },
    {
      subjects: [id],
      onResync: ({ reason }) => {
        resyncs.push(reason);
      },
    },
  );
  await rename("Anne");
  assert.deepEqual(shown.all, ["Annie", "Anne"]);

  // Its pages never come, so the core can't have answered it when it is killed.
  const importing = failed(
    UserEventImportData(ImportPayloadPB.fromObject({})).result(),
    "OUTCOME_UNKNOWN",
  );
  const signIns = Array.from({ length: 20 }, () => UserEventSignIn(visitor()));
  const outcomes = Promise.allSettled(signIns);
  await UserEventGetUserProfile(); // sent after them: they have been read
  await flowy.killCore();
  assert.deepEqual(await states.first(1), ["reconnecting"]);
  const reading = UserEventGetUserProfile();
  const waiting = rename("Anna");
  await flowy.startCore();

  assert.equal((await reading).id, id, "an idempotent one is called again");
  await waiting;
  await importing;
  for (const outcome of await outcomes) {
    if (outcome.status === "fulfilled") assert.equal(outcome.value.id, id);
    else assert.equal((outcome.reason as EventError).reason, "OUTCOME_UNKNOWN");
  }
  await rename("Annie Lee");
  assert.equal(shown.all.at(-1), "Annie Lee");
  assert.deepEqual(resyncs, ["CONNECTION_LOST"]);
  assert.equal(core.state, "connected");
  assert.equal(states.all.at(-1), "connected");
  profile.stop();
});

// The examples of AppFlowy's documentation, word for word but for the imports.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "@parley/client";
import {
  SignInPayloadPB,
  SignUpPayloadPB,
  UpdateUserProfilePayloadPB,
  UserEventSignIn,
  UserEventSignUp,
  UserEventUpdateUserProfile,
  UserNotificationListener,
} from "../src/generated/index.js";
import { Flowy } from "./support/flowy.js";

await test("AppFlowy's documentation examples run", async (t) => {
  const flowy = await Flowy.start(t);
  const core = await connect({ socket: flowy.socket });
  t.after(() => core.close());
  const email = "annie@gmail.com";
  await UserEventSignUp(
    SignUpPayloadPB.fromObject({ email, password: "A!@123abc", name: "abc" }),
  );
  const logged: unknown[] = [];
  const console = { log: (profile: unknown) => logged.push(profile) };

  // prettier-ignore
  const make_payload = (): SignInPayloadPB =>
    SignInPayloadPB.fromObject({
      email: email,
      password: "A!@123abc",
      name: "abc",
    });

  // prettier-ignore
  let listener = await new UserNotificationListener({
    onUserSignIn: (userProfile) => {
      console.log(userProfile);
    }, onProfileUpdate(userProfile) {
      console.log(userProfile);
      // stop listening the changes
      listener.stop();
    }});
  listener.start();

  const profile = await UserEventSignIn(make_payload());
  assert.deepEqual(logged, [profile]);
  const rename = (name: string) =>
    UserEventUpdateUserProfile(
      UpdateUserProfilePayloadPB.fromObject({ id: profile.id, name }),
    );
  await rename("Annie");
  await rename("Anne");
  assert.deepEqual(
    logged,
    [profile, { ...profile, name: "Annie" }],
    "it stopped after the first",
  );
});

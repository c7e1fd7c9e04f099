import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "@parley/client";
import {
  UpdateUserProfilePayloadPB,
  UserEventGetUserProfile,
  UserEventSignIn,
  UserEventSignUp,
  UserEventUpdateUserProfile,
  UserNotificationListener,
  type UserProfilePB,
} from "../src/generated/index.js";
import { Flowy } from "./support/flowy.js";
import { Inbox } from "./support/inbox.js";
import { newcomer, visitor } from "./support/people.js";

await test("notifications", async (t) => {
  const flowy = await Flowy.start(t);
  const core = await connect({ socket: flowy.socket });
  t.after(() => core.close());
  const rename = async (id: string, name: string) => {
    await UserEventUpdateUserProfile(
      UpdateUserProfilePayloadPB.fromObject({ id, name }),
    );
  };

  await t.test(
    "a listener hears of sign-ups, sign-ins and changes, before the answer",
    async () => {
      const heard: string[] = [];
      const listener = new UserNotificationListener({
        onUserSignIn: (profile) => heard.push(`${profile.name} is here`),
        onProfileUpdate: (profile, userId) =>
          heard.push(`${userId} is ${profile.name}`),
      });
      await listener.start();
      const { id } = await UserEventSignUp(newcomer());
      assert.deepEqual(heard, ["Annie is here"]);
      await UserEventSignIn(visitor());
      assert.deepEqual(heard.slice(1), ["Annie is here"]);
      await rename(id, "Anne");
      assert.deepEqual(heard.slice(2), [`${id} is Anne`]);
      listener.stop();
      await rename(id, "Annie");
      assert.equal(heard.length, 3, "nothing is heard after stop()");
    },
  );

  await t.test("a listener may ask for some subjects only", async () => {
    const annie = await UserEventGetUserProfile();
    const aboutAnnie = new Inbox<UserProfilePB>();
    const aboutOthers = new Inbox<UserProfilePB>();
    const listeners = [
      new UserNotificationListener(
        { onProfileUpdate: aboutAnnie.put },
        { subjects: [annie.id] },
      ),
      new UserNotificationListener(
        { onProfileUpdate: aboutOthers.put },
        { subjects: ["x"] },
      ),
    ];
    for (const listener of listeners) await listener.start();
    await rename(annie.id, "Anna");
    const bert = await UserEventSignUp(
      newcomer({ email: "b@b", name: "Bert" }),
    );
    await rename(bert.id, "Bertie");
    assert.deepEqual(
      aboutAnnie.all.map(({ name }) => name),
      ["Anna"],
    );
    assert.deepEqual(aboutOthers.all, []);
    for (const listener of listeners) listener.stop();
  });

  await t.test(
    "every front end hears of every change, in the same order",
    async (t) => {
      const { id } = await UserEventGetUserProfile();
      const others = await Promise.all(
        Array.from({ length: 5 }, async () => {
          const other = await connect({ socket: flowy.socket });
          t.after(() => other.close());
          const inbox = new Inbox<string>();
          const handlers = {
            onProfileUpdate: ({ name }: UserProfilePB) => {
              inbox.put(name);
            },
          };
          await new UserNotificationListener(handlers, { core: other }).start();
          return { other, inbox };
        }),
      );
      const count = 100;
      await Promise.all(
        Array.from({ length: count }, (_, i) =>
          UserEventUpdateUserProfile(
            UpdateUserProfilePayloadPB.fromObject({
              id,
              name: `name ${String(i)}`,
            }),
            { core: others[i % 5]?.other ?? core },
          ),
        ),
      );
      const orders = await Promise.all(
        others.map(({ inbox }) => inbox.first(count)),
      );
      for (const order of orders) assert.deepEqual(order, orders[0]);
      assert.equal(new Set(orders[0]).size, count);
      assert.equal(
        (await UserEventGetUserProfile({ core })).name,
        orders[0]?.at(-1),
      );
    },
  );
});

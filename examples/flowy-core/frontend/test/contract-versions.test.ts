// Front ends generated from another version of the contract than the core's.
import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, ConnectionError } from "@parley/client";
import type * as Generated from "../src/generated/index.js";
import { Flowy } from "./support/flowy.js";
import { type ContractJson, generateFrom } from "./support/other-contract.js";
import { EMAIL, PASSWORD } from "./support/people.js";

const fieldsOf = ({ types }: ContractJson, name: string) =>
  types.find((type) => type.name === name)?.fields ?? [];

await test("front ends of other versions of the contract", async (t) => {
  const flowy = await Flowy.start(t);
  const refusal = async (): Promise<string> => {
    const error: unknown = await connect({ socket: flowy.socket }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ConnectionError);
    assert.equal(error.reason, "CONTRACT_MISMATCH");
    return error.message;
  };

  await t.test(
    "one whose field has another type is refused, naming event and field",
    async () => {
      await import(
        await generateFrom("changed", (contract) => {
          for (const field of fieldsOf(contract, "SignInPayloadPB")) {
            if (field.name === "name") field.type = "int32";
          }
        })
      );
      assert.match(
        await refusal(),
        /UserEvent\.SignIn payload: field 3 is `int32 name` here and `string name` in the core/,
      );
    },
  );

  await t.test("one that knows more than the core is refused", async () => {
    await import(
      await generateFrom("newer", (contract) => {
        for (const { events } of contract.eventGroups) {
          for (const event of events) {
            if (event.method === "signOut") event.method = "signOff";
          }
        }
        fieldsOf(contract, "UserProfilePB").push({
          name: "nickname",
          number: 100,
          type: "string",
        });
      })
    );
    const message = await refusal();
    assert.match(
      message,
      /UserEvent\.SignOff is `.*` here and not in the core/,
    );
    assert.match(
      message,
      /field 100 is `string nickname` here and not in the core/,
    );
  });

  await t.test(
    "one that knows less than the core talks to it as to its own",
    async () => {
      const older = (await import(
        await generateFrom("older", (contract) => {
          for (const group of contract.eventGroups) {
            group.events = group.events.filter(
              ({ method }) => method !== "signOut",
            );
          }
          const fields = fieldsOf(contract, "UserProfilePB");
          const last = fields.findIndex(({ name }) => name === "iconUrl");
          if (last >= 0) fields.splice(last, 1);
        })
      )) as typeof Generated;
      assert.equal("UserEventSignOut" in older, false);
      const core = await connect({ socket: flowy.socket });
      t.after(() => core.close());
      const heard: unknown[] = [];
      await new older.UserNotificationListener({
        onUserSignIn: (profile) => heard.push(profile),
      }).start();
      const profile = await older.UserEventSignUp(
        older.SignUpPayloadPB.fromObject({
          email: EMAIL,
          name: "Annie",
          password: PASSWORD,
        }),
      );
      assert.deepEqual(Object.keys(profile), ["id", "email", "name", "token"]);
      assert.deepEqual(heard, [profile]);
    },
  );
});

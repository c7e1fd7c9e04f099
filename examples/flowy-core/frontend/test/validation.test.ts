import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, type Violation } from "@parley/client";
import {
  ChunkPB,
  ErrorCode,
  ExportPayloadPB,
  ImportPayloadPB,
  SignUpPayloadPB,
  UpdateUserProfilePayloadPB,
  UserEventExportData,
  UserEventGetUserProfile,
  UserEventImportData,
  UserEventSignIn,
  UserEventSignUp,
  UserEventUpdateUserProfile,
} from "../src/generated/index.js";
import { failed, refused } from "./support/expect.js";
import { Flowy } from "./support/flowy.js";
import { newcomer, visitor } from "./support/people.js";

const FAMILY = "👨‍👩‍👧"; // one character to a person, eight to a program

const emails: readonly (readonly [string, ErrorCode])[] = [
  ["", ErrorCode.EmailIsEmpty],
  [" \t\u00a0", ErrorCode.EmailIsEmpty],
  ["annie", ErrorCode.EmailFormatInvalid],
  ["annie@", ErrorCode.EmailFormatInvalid],
  ["annie@exa mple.org", ErrorCode.EmailFormatInvalid],
];

const passwords: readonly (readonly [string, ErrorCode])[] = [
  ["", ErrorCode.PasswordIsEmpty],
  ["   ", ErrorCode.PasswordIsEmpty],
  [`aB3$${FAMILY.repeat(97)}`, ErrorCode.PasswordTooLong],
  ["aB3$ef(", ErrorCode.PasswordContainsForbidCharacters],
  ["aB3$e", ErrorCode.PasswordFormatInvalid],
  ["password", ErrorCode.PasswordFormatInvalid],
];

const names: readonly (readonly [string, ErrorCode])[] = [
  ["", ErrorCode.UserNameIsEmpty],
  ["\n", ErrorCode.UserNameIsEmpty],
  ["x".repeat(257), ErrorCode.UserNameTooLong],
  ["A<b>", ErrorCode.UserNameContainForbiddenCharacters],
];

await test("what is invalid is refused with its code", async (t) => {
  const flowy = await Flowy.start(t);
  const core = await connect({ socket: flowy.socket });
  t.after(() => core.close());
  const profile = await UserEventSignUp(newcomer());
  const update = (fields: {
    id?: string;
    name?: string;
    email?: string;
    password?: string;
  }) =>
    UserEventUpdateUserProfile(
      UpdateUserProfilePayloadPB.fromObject({ id: profile.id, ...fields }),
    );

  await t.test("by SignIn, which does not look at the name", async () => {
    for (const [email, code] of emails)
      await refused(UserEventSignIn(visitor({ email })), code);
    for (const [password, code] of passwords) {
      await refused(UserEventSignIn(visitor({ password })), code);
    }
    for (const [name] of names) await UserEventSignIn(visitor({ name }));
  });

  await t.test("by SignUp", async () => {
    for (const [email, code] of emails)
      await refused(UserEventSignUp(newcomer({ email })), code);
    for (const [password, code] of passwords) {
      await refused(UserEventSignUp(newcomer({ password })), code);
    }
    for (const [name, code] of names)
      await refused(UserEventSignUp(newcomer({ name })), code);
  });

  await t.test("by UpdateUserProfile, where it is present", async () => {
    const before = await UserEventGetUserProfile();
    for (const [email, code] of emails) await refused(update({ email }), code);
    for (const [password, code] of passwords)
      await refused(update({ password }), code);
    for (const [name, code] of names) await refused(update({ name }), code);
    await refused(update({ id: "" }), ErrorCode.UserIdInvalid);
    await refused(update({ id: " " }), ErrorCode.UserIdInvalid);
    assert.deepEqual(await UserEventGetUserProfile(), before);
  });

  await t.test("in the order e-mail, password, name, id", async () => {
    const wrong = { id: "", email: "annie", password: "password", name: "<" };
    await refused(update(wrong), ErrorCode.EmailFormatInvalid);
    const { id, password, name } = wrong;
    await refused(
      update({ id, password, name }),
      ErrorCode.PasswordFormatInvalid,
    );
    await refused(
      update({ id, name }),
      ErrorCode.UserNameContainForbiddenCharacters,
    );
    await refused(
      UserEventSignUp(newcomer({ email: "", password, name })),
      ErrorCode.EmailIsEmpty,
    );
    await refused(
      UserEventSignUp(newcomer({ password, name })),
      ErrorCode.PasswordFormatInvalid,
    );
  });

  await t.test(
    "and the limits are 100 and 256 characters as people count them",
    async () => {
      const password = `aB3$${FAMILY.repeat(96)}`;
      const name = FAMILY.repeat(256);
      await UserEventSignUp(newcomer({ email: "b@b", password, name }));
      const profile = await UserEventSignIn(
        visitor({ email: "b@b", password }),
      );
      assert.equal(profile.name, name);
    },
  );

  await t.test(
    "and what the contract refuses is the same before it is sent and after",
    async () => {
      const draft = { id: profile.id, iconUrl: "x".repeat(2001) };
      const updated = await failed(
        UserEventUpdateUserProfile(
          UpdateUserProfilePayloadPB.fromObject(draft),
        ),
        "INVALID_PAYLOAD",
      );
      assert.equal(
        updated.message,
        `UserEvent.UpdateUserProfile: ${refusal(UpdateUserProfilePayloadPB.validate(draft))}`,
      );
      assert.match(updated.message, /: iconUrl: must have at most 2,000 char/);

      const person = {
        email: "x".repeat(1001),
        name: "x".repeat(4001),
        password: "x".repeat(2001),
      };
      const signedUp = await failed(
        UserEventSignUp(newcomer(person)),
        "INVALID_PAYLOAD",
      );
      const violations = SignUpPayloadPB.validate(person);
      assert.deepEqual(
        violations.map(({ path }) => path),
        ["email", "name", "password"],
      );
      assert.equal(
        signedUp.message,
        `UserEvent.SignUp: ${refusal(violations)}`,
      );
      assert.deepEqual(UpdateUserProfilePayloadPB.validate({ id: "" }), []);
    },
  );

  await t.test("as are the items of a stream", async () => {
    const pages = [
      { name: "fine" },
      { name: "x".repeat(4001), text: "y".repeat(1_000_001) },
    ];
    const upload = UserEventImportData(ImportPayloadPB.fromObject({}));
    await upload.push(ChunkPB.fromObject({ pages: [{ name: "first" }] }));
    await upload.push(ChunkPB.fromObject({ pages }));
    const imported = await failed(upload.finish(), "INVALID_PAYLOAD");
    const violations = ChunkPB.validate({ pages });
    assert.deepEqual(
      violations.map(({ path }) => path),
      ["pages[1].name", "pages[1].text"],
    );
    assert.equal(
      imported.message,
      `UserEvent.ImportData: an item of the stream: ${refusal(violations)}`,
    );
    let stored = 0;
    for await (const { pages } of UserEventExportData(
      ExportPayloadPB.fromObject({}),
    )) {
      stored += pages.length;
    }
    assert.equal(stored, 0);
  });
});

/** What a core says of a payload with these violations. */
function refusal(violations: readonly Violation[]): string {
  const texts = violations.map(({ path, message }) => `${path}: ${message}`);
  return `the payload was refused: ${texts.join("; ")}`;
}

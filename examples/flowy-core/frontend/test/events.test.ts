import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { test } from "node:test";
import { connect } from "@parley/client";
import {
  AppearanceSettingsPB,
  ErrorCode,
  LocaleSettingsPB,
  ThemeModePB,
  UpdateUserProfilePayloadPB,
  UserEventCheckUser,
  UserEventGetAppearanceSetting,
  UserEventGetUserProfile,
  UserEventGetUserSetting,
  UserEventInitUser,
  UserEventSetAppearanceSetting,
  UserEventSignIn,
  UserEventSignOut,
  UserEventSignUp,
  UserEventUpdateUserProfile,
} from "../src/generated/index.js";
import { failed, refused } from "./support/expect.js";
import { Flowy } from "./support/flowy.js";
import { EMAIL, newcomer, visitor } from "./support/people.js";

await test("every event does what it says", async (t) => {
  const flowy = await Flowy.start(t);
  const core = await connect({ socket: flowy.socket });
  t.after(() => core.close());

  await t.test(
    "without a session, what needs one is unauthorized",
    async () => {
      const update = UpdateUserProfilePayloadPB.fromObject({
        id: "1",
        name: "B",
      });
      for (const call of [
        UserEventSignOut,
        () => UserEventUpdateUserProfile(update),
        UserEventGetUserProfile,
        UserEventCheckUser,
        UserEventInitUser,
        UserEventGetUserSetting,
      ]) {
        const error = await refused(call(), ErrorCode.UserUnauthorized);
        assert.equal(error.msg, "Unauthorized user");
      }
    },
  );

  await t.test("signing up gives a profile and a session", async () => {
    const profile = await UserEventSignUp(newcomer());
    assert.equal(profile.email, EMAIL);
    assert.equal(profile.name, "Annie");
    assert.equal(profile.iconUrl, "");
    assert.match(profile.token, /^[\w-]{43}$/);
    assert.deepEqual(await UserEventGetUserProfile(), profile);
    assert.deepEqual(await UserEventCheckUser(), profile);
  });

  await t.test("an address can be taken once", async () => {
    await refused(
      UserEventSignUp(newcomer({ email: EMAIL.toUpperCase(), name: "Bert" })),
      ErrorCode.EmailAlreadyExists,
    );
    assert.equal((await UserEventGetUserProfile()).name, "Annie");
  });

  await t.test("signing out ends the session", async () => {
    await UserEventSignOut();
    await refused(UserEventGetUserProfile(), ErrorCode.UserUnauthorized);
  });

  await t.test(
    "signing in needs a known address and its password",
    async () => {
      await refused(
        UserEventSignIn(visitor({ email: "b@b" })),
        ErrorCode.UserNotExist,
      );
      await refused(
        UserEventSignIn(visitor({ password: "B!@123abc" })),
        ErrorCode.PasswordNotMatch,
      );
      await refused(UserEventGetUserProfile(), ErrorCode.UserUnauthorized);
      const profile = await UserEventSignIn(visitor());
      assert.deepEqual(await UserEventGetUserProfile(), profile);
    },
  );

  await t.test("an update changes what is present", async () => {
    const before = await UserEventGetUserProfile();
    const { id } = before;
    await UserEventUpdateUserProfile(
      UpdateUserProfilePayloadPB.fromObject({ id, name: "Anne" }),
    );
    assert.deepEqual(await UserEventGetUserProfile(), {
      ...before,
      name: "Anne",
    });
    await UserEventUpdateUserProfile(
      UpdateUserProfilePayloadPB.fromObject({
        id,
        email: "anne@appflowy.io",
        password: "N3w password",
        iconUrl: "🦊",
      }),
    );
    const after = {
      ...before,
      name: "Anne",
      email: "anne@appflowy.io",
      iconUrl: "🦊",
    };
    assert.deepEqual(await UserEventGetUserProfile(), after);
    await UserEventUpdateUserProfile(
      UpdateUserProfilePayloadPB.fromObject({ id, iconUrl: "" }),
    );
    assert.deepEqual(await UserEventGetUserProfile(), {
      ...after,
      iconUrl: "",
    });
    await refused(UserEventSignIn(visitor()), ErrorCode.UserNotExist);
    const again = await UserEventSignIn(
      visitor({ email: "anne@appflowy.io", password: "N3w password" }),
    );
    assert.equal(again.id, id);
  });

  await t.test("somebody else's profile can't be changed", async () => {
    const anne = await UserEventGetUserProfile();
    const bert = await UserEventSignUp(
      newcomer({ email: "bert@appflowy.io", name: "Bert" }),
    );
    await refused(
      UserEventUpdateUserProfile(
        UpdateUserProfilePayloadPB.fromObject({ id: anne.id, name: "C" }),
      ),
      ErrorCode.UserUnauthorized,
    );
    await refused(
      UserEventUpdateUserProfile(
        UpdateUserProfilePayloadPB.fromObject({
          id: bert.id,
          email: anne.email,
        }),
      ),
      ErrorCode.EmailAlreadyExists,
    );
    assert.deepEqual(await UserEventGetUserProfile(), bert);
  });

  await t.test("a user has a folder of their own, for them only", async () => {
    await UserEventInitUser();
    const { id } = await UserEventGetUserProfile();
    const { userFolder } = await UserEventGetUserSetting();
    assert.ok(
      userFolder.startsWith(flowy.data) && userFolder.endsWith(id),
      userFolder,
    );
    const folder = await stat(userFolder);
    assert.ok(folder.isDirectory());
    assert.equal(folder.mode & 0o777, 0o700);
  });

  await t.test("the appearance has defaults and is kept as given", async () => {
    assert.deepEqual(
      await UserEventGetAppearanceSetting(),
      AppearanceSettingsPB.fromObject({
        theme: "light",
        themeMode: ThemeModePB.System,
        font: "Poppins",
        monospaceFont: "SF Mono",
        locale: { languageCode: "en" },
        resetToDefault: true,
      }),
    );
    const settings = AppearanceSettingsPB.fromObject({
      theme: " Grüße 🌙 ",
      themeMode: ThemeModePB.Dark,
      font: "",
      monospaceFont: "Fira\0Code",
      locale: LocaleSettingsPB.fromObject({
        languageCode: "de",
        countryCode: "CH",
      }),
      settingKeyValue: { "": "", "a b": "ü", constructor: "c" },
      isMenuCollapsed: true,
      menuOffset: -0,
    });
    await UserEventSetAppearanceSetting(settings);
    assert.deepEqual(await UserEventGetAppearanceSetting(), settings);
    await UserEventSetAppearanceSetting(
      AppearanceSettingsPB.fromObject({ menuOffset: NaN }),
    );
    assert.deepEqual(
      await UserEventGetAppearanceSetting(),
      AppearanceSettingsPB.fromObject({ theme: "light", menuOffset: NaN }),
    );
  });

  await t.test(
    "a theme mode that the core does not know is refused, and nothing is stored",
    async () => {
      const before = await UserEventGetAppearanceSetting();
      const call = UserEventSetAppearanceSetting(
        AppearanceSettingsPB.fromObject({ themeMode: 7 }),
      );
      await failed(call, "INVALID_PAYLOAD");
      assert.deepEqual(await UserEventGetAppearanceSetting(), before);
    },
  );
});

// What the documentation shows, compiled against the golden files of the user module.
import type { Call, EventError, Result } from "@parley/client";
import {
  type FlowyError,
  SignInPayloadPB,
  UserEventSignIn,
  UserEventSignOut,
  UserNotificationListener,
  type UserProfilePB,
} from "./golden/user/index.js";

const email = "nathan@appflowy.io";
const password = "A!@123abc";
const name = "abc";

const make_payload = () =>
  SignInPayloadPB.fromObject({ email, password, name });

export async function signIn(): Promise<UserProfilePB> {
  return await UserEventSignIn(make_payload());
}

export async function errors(): Promise<FlowyError | undefined> {
  const result: Result<UserProfilePB, FlowyError> = await UserEventSignIn({
    email,
    password,
    name,
  }).result();
  if (result.ok) {
    console.log(result.value.token);
    return undefined;
  }
  try {
    await UserEventSignIn(make_payload());
  } catch (e) {
    console.log((e as EventError<FlowyError>).reason);
  }
  return result.error;
}

export const signedOut: Call<void, never> = UserEventSignOut();

export async function listen(): Promise<void> {
  let listener = await new UserNotificationListener({
    onUserSignIn: (userProfile) => {
      console.log(userProfile.name);
    },
    onProfileUpdate(userProfile) {
      console.log(userProfile.iconUrl);
      listener.stop();
    },
  });
  listener.start();
}

// @ts-expect-error a message can't be changed
make_payload().email = "";
// @ts-expect-error a field that does not exist
SignInPayloadPB.fromObject({ mail: "" });
// @ts-expect-error a field of another type
SignInPayloadPB.fromObject({ email: 1 });
// @ts-expect-error a handler that does not exist
new UserNotificationListener({ onSignIn: () => undefined });

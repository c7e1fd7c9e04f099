import { SignInPayloadPB, SignUpPayloadPB } from "../../src/generated/index.js";

/** A valid password. */
export const PASSWORD = "A!@123abc";

/** A valid address. */
export const EMAIL = "annie@appflowy.io";

/** A sign-up that is valid but for what is given. */
export function newcomer(
  changes: { email?: string; name?: string; password?: string } = {},
) {
  return SignUpPayloadPB.fromObject({
    email: EMAIL,
    name: "Annie",
    password: PASSWORD,
    ...changes,
  });
}

/** A sign-in that is valid but for what is given. */
export function visitor(
  changes: { email?: string; name?: string; password?: string } = {},
) {
  return SignInPayloadPB.fromObject({
    email: EMAIL,
    password: PASSWORD,
    ...changes,
  });
}

import { type Core, EventError } from "@parley/client";
import {
  SignInPayloadPB,
  UpdateUserProfilePayloadPB,
  UserEventGetUserProfile,
  UserEventSignIn,
  UserEventUpdateUserProfile,
  UserNotification,
} from "../generated/index.js";
import { check } from "./check.js";
import type { CoreProcess } from "./core-process.js";
import { timed } from "./timing.js";
import type { Transcript } from "./transcript.js";

const SIGN_INS = 6;

/** A profile is shown while its core is killed and started again, with calls in flight. */
export async function surviveAKill(
  core: Core,
  process: CoreProcess,
  account: { id: string; email: string; password: string },
  say: Transcript,
): Promise<void> {
  say.chapter("A profile that stays right, whatever becomes of the core");
  const { id, email, password } = account;
  const shown: string[] = [];
  const profile = await UserNotification.observe(
    () => UserEventGetUserProfile({ core }),
    ({ name }) => {
      shown.push(name);
      say.shown("observe, the value", name);
    },
    {
      onProfileUpdate: ({ name }) => {
        shown.push(name);
        say.notified("onProfileUpdate", name);
      },
    },
    {
      core,
      subjects: [id],
      onResync: ({ reason }) => {
        say.notified("onResync", `${reason}: read again`);
      },
    },
  );
  const forget = followState(core, say);
  await rename(core, id, "Annie May", say);
  check(shown.at(-1) === "Annie May", "Annie May to be shown", shown);

  const payload = SignInPayloadPB.fromObject({ email, password });
  say.sent("UserEvent.SignIn", `${String(SIGN_INS)} at once`);
  const signIns = Array.from({ length: SIGN_INS }, () =>
    failureOf(UserEventSignIn(payload, { core })),
  );
  await UserEventGetUserProfile({ core }); // Sent after them and answered: they have been read.
  say.killed("SIGKILL", `the core, process ${String(process.pid)}`);
  await process.kill();
  say.sent("UserEvent.GetUserProfile", "while there is no core");
  const reading = timed(() => UserEventGetUserProfile({ core }));
  const { ms: start } = await timed(() => process.start());
  say.note(
    `Started again as process ${String(process.pid)}, ready after ${start.toFixed(0)} ms.`,
  );

  const { value, ms } = await reading;
  const failures = await Promise.all(signIns);
  const unknown = failures.filter((e) => e?.reason === "OUTCOME_UNKNOWN");
  say.refused(
    "OUTCOME_UNKNOWN",
    `of ${String(unknown.length)} of the ${String(SIGN_INS)} sign-ins`,
  );
  say.answered("UserProfilePB", `${value.name}; idempotent: asked again`, ms);
  check(unknown.length > 0, "sign-ins whose outcome is unknown", failures);
  check(value.name === "Annie May", "Annie May", value.name);

  await rename(core, id, "Annie Lee", say);
  check(shown.at(-1) === "Annie Lee", "Annie Lee to be shown", shown);
  forget();
  profile.stop();
}

/** Says once for each state what it is; attempts are counted in silence. */
function followState(core: Core, say: Transcript): () => void {
  let last = "connected";
  return core.onStateChange(({ state }) => {
    if (state === last) return;
    last = state;
    say.shown("state", state);
  });
}

async function rename(
  core: Core,
  id: string,
  name: string,
  say: Transcript,
): Promise<void> {
  say.sent("UserEvent.UpdateUserProfile", `name "${name}"`);
  const payload = UpdateUserProfilePayloadPB.fromObject({ id, name });
  await UserEventUpdateUserProfile(payload, { core });
}

/** What the call failed with, if it did. */
async function failureOf(
  call: PromiseLike<unknown>,
): Promise<EventError | undefined> {
  const failure = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  check(
    failure === undefined || failure instanceof EventError,
    "an EventError",
    failure,
  );
  return failure;
}

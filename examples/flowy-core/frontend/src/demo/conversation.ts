import { connect, type Core, EventError } from "@parley/client";
import {
  ErrorCode,
  SignInPayloadPB,
  SignUpPayloadPB,
  UpdateUserProfilePayloadPB,
  UserEventGetUserProfile,
  UserEventSignIn,
  UserEventSignUp,
  UserEventUpdateUserProfile,
  UserNotificationListener,
  type UserProfilePB,
} from "../generated/index.js";
import { check } from "./check.js";
import { sendTooLongAnAddress } from "./checking.js";
import type { CoreProcess } from "./core-process.js";
import { floodABlockedFrontEnd } from "./flooding.js";
import { callInProcess, type InProcess } from "./in-process.js";
import { killMidCall, type Killed } from "./killing.js";
import { stream } from "./streaming.js";
import { surviveAKill } from "./surviving.js";
import { type Latency, latencyOf, timed } from "./timing.js";
import type { Transcript } from "./transcript.js";
import { callByName, connectWithoutContract } from "./unknown-event.js";

const EMAIL = "annie@appflowy.io";
const PASSWORD = "A!@123abc";
const CALLS = 500;
const WARM_UP = 2000;

/**
 * A conversation with a core. Throws a `Difference` where it goes otherwise than it should.
 *
 * @param embedded where a core for this process is, if the library could be built
 */
export async function converse(
  process: CoreProcess,
  embedded: InProcess | undefined,
  say: Transcript,
): Promise<void> {
  const core = await connect({ socket: process.socket, name: "demo" });
  try {
    const signedUp = await signUp(core, say);
    const signedIn = await signIn(core, signedUp, say);
    await updateProfile(core, signedIn, say);
    await useInvalidEmail(core, say);
    await sendTooLongAnAddress(core, signedIn.id, say);
    await callUnknownEvent(process, say);
    await killAnotherFrontEnd(core, process, say);
    await stream(core, EMAIL, PASSWORD, say);
    await surviveAKill(
      core,
      process,
      { id: signedIn.id, email: EMAIL, password: PASSWORD },
      say,
    );
    await floodABlockedFrontEnd(core, process.socket, say);
    await measure(core, say);
  } finally {
    await core.close();
  }
  if (embedded !== undefined) {
    await startInProcess(embedded, say);
  }
}

async function startInProcess(
  embedded: InProcess,
  say: Transcript,
): Promise<void> {
  say.chapter("The same core in this process");
  const { startMs, profile, latency } = await callInProcess(embedded, (core) =>
    latencyOf(() => UserEventGetUserProfile({ core }), CALLS, WARM_UP),
  );
  say.answered("connected", "a JVM was started within Node", startMs);
  check(profile.name === "Iris", "the profile of Iris", profile);
  sayFigures(latency, say);
  say.note(
    "The same calls as above, through libparley: no socket, no second process, and its own database.",
  );
}

async function signUp(core: Core, say: Transcript): Promise<UserProfilePB> {
  say.chapter("Sign up");
  const payload = SignUpPayloadPB.fromObject({
    email: EMAIL,
    name: "Annie",
    password: PASSWORD,
  });
  say.sent("UserEvent.SignUp", `${payload.email}, "${payload.name}"`);
  const { value, ms } = await timed(() => UserEventSignUp(payload, { core }));
  say.answered("UserProfilePB", described(value), ms);
  check(value.email === EMAIL, `a profile with ${EMAIL}`, value.email);
  return value;
}

async function signIn(
  core: Core,
  signedUp: UserProfilePB,
  say: Transcript,
): Promise<UserProfilePB> {
  say.chapter("Sign in, with a listener");
  const heard: UserProfilePB[] = [];
  const listener = new UserNotificationListener(
    {
      onUserSignIn: (profile) => {
        heard.push(profile);
        say.notified("onUserSignIn", described(profile));
      },
    },
    { core },
  );
  await listener.start();
  const payload = SignInPayloadPB.fromObject({
    email: EMAIL,
    password: PASSWORD,
  });
  say.sent("UserEvent.SignIn", payload.email);
  const { value, ms } = await timed(() => UserEventSignIn(payload, { core }));
  say.answered("UserProfilePB", described(value), ms);
  listener.stop();
  check(value.id === signedUp.id, `the user ${signedUp.id}`, value.id);
  check(value.token !== signedUp.token, "a new token", "the old one");
  check(heard.length === 1, "one notification", heard.length);
  check(heard[0]?.id === value.id, `one about ${value.id}`, heard[0]?.id);
  return value;
}

async function updateProfile(
  core: Core,
  { id }: UserProfilePB,
  say: Transcript,
): Promise<void> {
  say.chapter("Update the profile, with a listener for this user");
  const heard: string[] = [];
  const listener = new UserNotificationListener(
    {
      onProfileUpdate: (profile, userId) => {
        heard.push(`${userId} ${profile.name}`);
        say.notified("onProfileUpdate", described(profile));
      },
    },
    { core, subjects: [id] },
  );
  await listener.start();
  const name = "Annie Lee";
  const payload = UpdateUserProfilePayloadPB.fromObject({ id, name });
  say.sent("UserEvent.UpdateUserProfile", `name "${name}"`);
  const { ms } = await timed(() =>
    UserEventUpdateUserProfile(payload, { core }),
  );
  say.answered("done", "", ms);
  listener.stop();
  check(
    heard.join() === `${id} ${name}`,
    `one notification about ${id} with the name ${name}`,
    heard,
  );
}

async function useInvalidEmail(core: Core, say: Transcript): Promise<void> {
  say.chapter("An invalid e-mail address");
  const payload = SignInPayloadPB.fromObject({
    email: "annie@@appflowy",
    password: PASSWORD,
  });
  say.sent("UserEvent.SignIn", payload.email);
  const { value: result, ms } = await timed(() =>
    UserEventSignIn(payload, { core }).result(),
  );
  check(!result.ok, "the typed error", result);
  const { code, msg } = result.error;
  const name = Object.entries(ErrorCode).find(([, n]) => n === code)?.[0];
  say.refused("FlowyError", `${String(name)} (${String(code)})\n${msg}`, ms);
  check(code === ErrorCode.EmailFormatInvalid, "EmailFormatInvalid", name);
}

async function callUnknownEvent(
  { socket }: CoreProcess,
  say: Transcript,
): Promise<void> {
  say.chapter("An unknown event");
  const event = "UserEvent.Dance";
  const core = await connectWithoutContract(socket);
  try {
    say.sent(event, "past the contract");
    const { value: failure, ms } = await timed(() =>
      callByName(core, event).then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
    );
    check(failure instanceof EventError, "an EventError", failure);
    const { reason, message } = failure;
    say.refused(reason, message.replace(`${event}: `, ""), ms);
    check(reason === "UNKNOWN_EVENT", "UNKNOWN_EVENT", reason);
  } finally {
    await core.close();
  }
}

async function killAnotherFrontEnd(
  core: Core,
  process: CoreProcess,
  say: Transcript,
): Promise<void> {
  say.chapter("Another front end is killed mid-call");
  const { pid, signal } = await killUnanswered(process.socket);
  say.sent("UserEvent.SignIn", `by another front end, process ${String(pid)}`);
  say.killed(String(signal), "while its call was in flight");
  say.sent("UserEvent.GetUserProfile", "by this front end");
  const { value, ms } = await timed(() => UserEventGetUserProfile({ core }));
  say.answered("UserProfilePB", described(value), ms);
  check(process.isRunning, "the core to go on", "it ended");
  say.note(`The core, process ${String(process.pid)}, goes on.`);
}

/** Should the call be answered before the signal arrives, another front end is killed. */
async function killUnanswered(socket: string): Promise<Killed> {
  let killed = await killMidCall(socket, EMAIL, PASSWORD);
  for (let again = 0; again < 5 && killed.wasAnswered; again++) {
    killed = await killMidCall(socket, EMAIL, PASSWORD);
  }
  check(killed.signal === "SIGKILL", "an end by SIGKILL", killed);
  check(!killed.wasAnswered, "an end before the answer", killed);
  return killed;
}

async function measure(core: Core, say: Transcript): Promise<void> {
  say.chapter("How long a call takes");
  const latency = await latencyOf(
    () => UserEventGetUserProfile({ core }),
    CALLS,
    WARM_UP,
  );
  sayFigures(latency, say);
  say.note(
    `${String(CALLS)} calls of UserEvent.GetUserProfile, one at a time, after ${String(WARM_UP)} to warm up. Each goes from Node to Java, asks SQLite, and comes back.`,
  );
}

function sayFigures({ fastest, median, p95 }: Latency, say: Transcript): void {
  say.figure("median", `${median.toFixed(0)} µs`);
  say.figure("fastest", `${fastest.toFixed(0)} µs`);
  say.figure("95th percentile", `${p95.toFixed(0)} µs`);
}

/** A profile in short; its token is a secret, so only that there is one. */
function described({ id, name, token }: UserProfilePB): string {
  const held = token === "" ? "no token" : "a token";
  return `${name}, id ${id.slice(0, 4)}…, ${held}`;
}

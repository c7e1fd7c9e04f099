// What the documentation shows, compiled against the golden files of the user module.
import type { Call, EventError, Result } from "@parley/client";
import type { NotificationOutlet, Plugin } from "@parley/client/testing";
import {
  bindDataEvent,
  type DataEventHandlers,
} from "./golden/streams/dev.parley.sample/DataEvent.testing.js";
import {
  DataEventConverse,
  DataEventExportData,
  DataEventImportData,
  type DataErrorPB,
  type ProfilePB,
} from "./golden/streams/index.js";
import { bindUserEvent } from "./golden/user/dev.parley.sample/UserEvent.testing.js";
import { UserNotificationSender } from "./golden/user/dev.parley.sample/UserNotification.testing.js";
import {
  SyncNotification,
  type SyncNotificationItem,
  SyncNotificationListener,
} from "./golden/delivery/index.js";
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

/** Takes the chunks as they come, and leaves when it has enough: that cancels the call. */
export async function exported(limit: number): Promise<number> {
  let size = 0;
  for await (const chunk of DataEventExportData({ folder: "home" })) {
    size += chunk.bytes.length;
    if (size > limit) {
      break;
    }
  }
  return size;
}

export async function imported(chunks: readonly Uint8Array[]): Promise<string> {
  const upload = DataEventImportData({ folder: "home" }, { timeoutMs: 5000 });
  for (const bytes of chunks) {
    await upload.push({ bytes });
  }
  const profile = await upload.finish();
  return profile.name;
}

export async function talk(): Promise<Result<ProfilePB, DataErrorPB>> {
  const talk = DataEventConverse({ folder: "home" });
  await talk.push({ bytes: new Uint8Array(1) });
  for await (const answer of talk) {
    console.log(answer.kind);
  }
  return await talk.result();
}

/** Tells an event's several errors apart; the compiler sees that none is forgotten. */
export async function problem(folder: string): Promise<string> {
  const result = await DataEventExportData({ folder }).result();
  if (result.ok) {
    return "";
  }
  switch (result.error.kind) {
    case "missingPB":
      return `${result.error.value.folder} is missing`;
    case "tooLargePB":
      return `more than ${String(result.error.value.limit)}`;
  }
}

const handlers: Partial<DataEventHandlers> = {
  async *exportData(payload) {
    yield { bytes: new TextEncoder().encode(payload.folder) };
    await Promise.resolve();
  },
  async importData(head, chunks) {
    let count = 0;
    for await (const chunk of chunks) {
      count += chunk.bytes.length;
    }
    return { name: `${head.folder}: ${String(count)}` };
  },
  async *converse(head, questions, call) {
    for await (const question of questions) {
      console.log(question.bytes.length, call.signal.aborted);
      yield { kind: "yesPB", value: {} };
    }
    return { name: head.folder };
  },
  count: () => ({ name: "one" }),
};

export const plugins: readonly Plugin[] = [
  bindDataEvent(handlers),
  bindUserEvent({
    signOut: () => undefined,
    signIn: (payload) => ({
      ...payload,
      id: "1",
      token: "",
      iconUrl: undefined,
    }),
  }),
];

export function notify(core: NotificationOutlet, profile: UserProfilePB): void {
  const sender = new UserNotificationSender(core);
  sender.userSignIn(profile);
  sender.profileUpdate(profile.id, profile);
}

/** Leaves the loop, which ends the subscription, when something was missed. */
export async function followed(signal: AbortSignal): Promise<string[]> {
  const seen: string[] = [];
  const items: AsyncIterable<SyncNotificationItem> = SyncNotification.stream({
    types: ["synced", "progress"],
    subjects: ["1"],
    signal,
  });
  for await (const item of items) {
    switch (item.type) {
      case "Resync":
        return [...seen, item.cause.message];
      case "synced":
        seen.push(item.payload.ok ? item.subject : item.payload.error.kind);
        break;
      case "progress":
        seen.push(String(item.payload.files));
        break;
      case "read":
      case "heartbeat":
      case "typed":
        break;
    }
  }
  return seen;
}

/** Shows a count that is always that of the core. */
export async function observed(read: () => Promise<number>): Promise<void> {
  let files = 0;
  const observation = await SyncNotification.observe(
    read,
    (value) => {
      files = value;
    },
    {
      onProgress: (progress, id) => {
        files = progress.files + id.length;
      },
      onSynced: (outcome) => {
        files = outcome.ok ? outcome.value.files : 0;
      },
    },
    { subjects: ["1"] },
  );
  observation.stop();
  console.log(files);
}

export const resyncing = new SyncNotificationListener(
  { onHeartbeat: () => undefined },
  { onResync: ({ reason, message }) => [reason, message], key: "heart" },
);

// @ts-expect-error a notification that does not exist
SyncNotification.stream({ types: ["Resync"] });
// @ts-expect-error an outcome is no payload
new SyncNotificationListener({ onSynced: (folder: { files: number }) => folder });
// @ts-expect-error a handler that does not exist
bindUserEvent({ signUp: () => undefined });
// @ts-expect-error a handler that answers something else
bindUserEvent({ signIn: () => 1 });
// @ts-expect-error a message can't be changed
make_payload().email = "";
// @ts-expect-error a field that does not exist
SignInPayloadPB.fromObject({ mail: "" });
// @ts-expect-error a field of another type
SignInPayloadPB.fromObject({ email: 1 });
// @ts-expect-error a handler that does not exist
new UserNotificationListener({ onSignIn: () => undefined });

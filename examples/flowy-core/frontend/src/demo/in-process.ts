// The reference core within this process, by libparley.
import { connect, type Core } from "@parley/client";
import {
  SignUpPayloadPB,
  UserEventGetUserProfile,
  UserEventSignUp,
  type UserProfilePB,
} from "../generated/index.js";
import { type Latency, timed } from "./timing.js";

/** What a core within this process is started with. */
export interface InProcess {
  /** The path of libparley. */
  readonly library: string;
  /** The core's jar, which names the others. */
  readonly jar: string;
  /** The folder with its data. */
  readonly data: string;
}

/** How that went. */
export interface CalledInProcess {
  /** Starting the JVM and the core, and connecting to it, in milliseconds. */
  readonly startMs: number;
  readonly profile: UserProfilePB;
  readonly latency: Latency;
}

/** Starts the core, signs a user up, measures, and closes it. */
export async function callInProcess(
  { library, jar, data }: InProcess,
  measure: (core: Core) => Promise<Latency>,
): Promise<CalledInProcess> {
  const { value: core, ms: startMs } = await timed(() =>
    connect({
      library,
      options: { classPath: [jar] },
      config: JSON.stringify({ root: data }),
      name: "demo",
    }),
  );
  try {
    const payload = SignUpPayloadPB.fromObject({
      email: "iris@appflowy.io",
      name: "Iris",
      password: "A!@123abc",
    });
    await UserEventSignUp(payload, { core });
    const profile = await UserEventGetUserProfile({ core });
    return { startMs, profile, latency: await measure(core) };
  } finally {
    await core.close();
  }
}

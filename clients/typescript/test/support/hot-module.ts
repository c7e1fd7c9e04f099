/** A module of an application, which a tool may load again at any time. */
import { connect, type Core } from "@parley/client";
import type { FakeCore } from "@parley/client/testing";

import { EchoListener } from "./echo.js";

/** Connects unless there is a core, and listens. */
export async function run(
  fake: FakeCore,
  options: { core?: Core; heard: string[]; name: string },
): Promise<{ core: Core }> {
  const core =
    options.core ??
    (await connect({ transport: () => fake.transport(), key: "page" }));
  await new EchoListener(
    { onHeard: () => options.heard.push(options.name) },
    { core, key: "status line" },
  ).start();
  return { core };
}

/** A module that is loaded again leaves no second listener and no second connection behind. */
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";

import { connect, type Core } from "@parley/client";

import { EchoListener, EchoSay, EchoSender, Note } from "./support/echo.js";
import { echoFake } from "./support/echo-fake.js";

/** What the reloaded module (`support/hot-module.ts`) exports. */
interface HotModule {
  run(
    fake: ReturnType<typeof echoFake>,
    options: { core?: Core; heard: string[]; name: string },
  ): Promise<{ core: Core }>;
}

const SUPPORT = new URL("./support/", import.meta.url);
const PACKAGE = fileURLToPath(new URL("../../", import.meta.url));

const load = (url: URL): Promise<HotModule> =>
  import(url.href) as Promise<HotModule>;

async function settled(core: Core): Promise<void> {
  await EchoSay(Note.fromObject({}), { core });
}

/** A copy of this package and of the module in a folder of its own, so that nothing of either is shared. */
async function copied(context: TestContext): Promise<URL> {
  const folder = await mkdtemp(join(tmpdir(), "hot-"));
  context.after(() => rm(folder, { recursive: true }));
  const client = join(folder, "node_modules/@parley/client");
  await mkdir(dirname(client), { recursive: true });
  await cp(join(PACKAGE, "dist"), join(client, "dist"), { recursive: true });
  await cp(join(PACKAGE, "package.json"), join(client, "package.json"));
  await cp(fileURLToPath(SUPPORT), join(folder, "support"), {
    recursive: true,
  });
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  return pathToFileURL(join(folder, "support/hot-module.js"));
}

test("a module that is imported again has one listener on the core that both use", async () => {
  const fake = echoFake();
  const sender = new EchoSender(fake);
  const heard: string[] = [];
  const first = await load(new URL("hot-module.js?1", SUPPORT));
  const second = await load(new URL("hot-module.js?2", SUPPORT));
  assert.notEqual(first, second);
  const { core } = await first.run(fake, { heard, name: "first" });
  sender.heard("", Note.fromObject({}));
  await settled(core);
  await second.run(fake, { core, heard, name: "second" });
  sender.heard("", Note.fromObject({}));
  await settled(core);
  assert.deepEqual(heard, ["first", "second"]);
  await first.run(fake, { core, heard, name: "first again" });
  sender.heard("", Note.fromObject({}));
  await settled(core);
  assert.deepEqual(heard, ["first", "second", "first again"]);
  await core.close();
});

test("so has one that comes with a copy of this package of its own", async (context) => {
  const fake = echoFake();
  const sender = new EchoSender(fake);
  const heard: string[] = [];
  const first = await load(new URL("hot-module.js", SUPPORT));
  const second = await load(await copied(context));
  assert.notEqual(first, second);
  const before = await first.run(fake, { heard, name: "first" });
  await second.run(fake, { core: before.core, heard, name: "same core" });
  sender.heard("", Note.fromObject({}));
  await settled(before.core);
  assert.deepEqual(heard, ["same core"]);
  // Its connection takes the place of the first one's, and with it go the first one's listeners.
  const after = await second.run(fake, { heard, name: "second" });
  assert.match(String(await before.core.closed), /has taken its place/);
  sender.heard("", Note.fromObject({}));
  await settled(after.core);
  assert.deepEqual(heard, ["same core", "second"]);
  await after.core.close();
});

test("without a key both listen", async () => {
  const fake = echoFake();
  const sender = new EchoSender(fake);
  const core = await connect({ transport: fake.transport() });
  let count = 0;
  for (let i = 0; i < 2; i++) {
    await new EchoListener({ onHeard: () => count++ }, { core }).start();
  }
  sender.heard("", Note.fromObject({}));
  await settled(core);
  assert.equal(count, 2);
  await core.close();
});

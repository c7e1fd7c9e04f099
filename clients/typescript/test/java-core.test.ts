/** The Java core, started over stdin and stdout, does what the fake one does. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { type ConnectionOptions, connect, type Core } from "@parley/client";

import { behaviours } from "./support/behaviours.js";
import {
  callChild,
  EchoExport,
  EchoSay,
  EchoWait,
  Note,
} from "./support/echo.js";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const CLASSES = [
  "annotations/target/classes",
  "core/target/classes",
  "testkit/target/classes",
  "transports/stdio/target/classes",
  "transports/stdio/target/test-classes",
].map((folder) => join(ROOT, folder));
const MAIN = "dev.parley.transport.stdio.Child";
const JAVA = process.env["JAVA_HOME"];

const isBuilt =
  JAVA !== undefined && CLASSES.every((folder) => existsSync(folder));

if (isBuilt) {
  behaviours("Java core", (options) => start(options));
  children();
} else {
  test("Java core", {
    skip: "needs JAVA_HOME and the classes that Maven builds: mvn -pl transports/stdio -am test-compile",
  });
}

function start(
  options: ConnectionOptions = {},
  onLog: (line: string) => void = () => undefined,
): Promise<Core> {
  return connect({
    ...options,
    spawn: [
      join(JAVA ?? "", "bin/java"),
      "-XX:TieredStopAtLevel=1",
      "-XX:+UseSerialGC",
      "--enable-native-access=ALL-UNNAMED",
      "-cp",
      CLASSES.join(delimiter),
      MAIN,
      "core",
    ],
    onLog,
  });
}

function children(): void {
  for (const how of [
    "java",
    "descriptor",
    "native",
    "child",
    "reading child",
  ]) {
    test(`Java core: what ${how} prints goes to the log and not into the stream`, async () => {
      let heard: () => void = () => undefined;
      const noise = new Promise<void>((resolve) => {
        heard = resolve;
      });
      const core = await start({}, (line) => {
        if (line === "noise") {
          heard();
        }
      });
      await callChild("Print", { text: how, number: 0 }, { core });
      await noise;
      const note = { text: "x".repeat(500_000), number: 1 };
      assert.deepEqual(await EchoSay(note, { core }), note);
      await core.close();
    });
  }

  test("Java core: it ends in good order when its front end closes", async () => {
    const log: string[] = [];
    const core = await start({}, (line) => log.push(line));
    await core.close();
    assert.equal(log.at(-1), "ended in good order");
  });

  test("Java core: one that exits tells its code and last lines to every call", async () => {
    const core = await start();
    const call = EchoWait(Note.fromObject({}), { core });
    const exit = Note.fromObject({ text: "the disk is full", number: 3 });
    const last = callChild("Exit", exit, { core });
    const message =
      /ended with exit code 3; the last lines of its stderr:\n.*the disk is full/s;
    await assert.rejects(call, { reason: "OUTCOME_UNKNOWN", message });
    await assert.rejects(last, { reason: "OUTCOME_UNKNOWN", message });
  });

  test("Java core: a flood of items to a slow reader does not fill this process", async () => {
    const core = await start();
    const text = "x".repeat(100_000);
    let count = 0;
    for await (const item of EchoExport({ text, number: 500 }, { core })) {
      count += item.text.length === text.length ? 1 : 0;
      if (count % 100 === 0) {
        await EchoSay({ text: "between", number: 0 }, { core });
      }
    }
    assert.equal(count, 500);
    await core.close();
  });
}

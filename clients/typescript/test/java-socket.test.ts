/** The Java core, over a unix socket, does what the fake one does. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { connect } from "@parley/client";

import { behaviours } from "./support/behaviours.js";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const CLASSES = [
  "annotations/target/classes",
  "core/target/classes",
  "testkit/target/classes",
  "transports/unix/target/classes",
  "transports/unix/target/test-classes",
].map((folder) => join(ROOT, folder));
const MAIN = "dev.parley.transport.unix.LedgerCore";
const JAVA = process.env["JAVA_HOME"];

if (JAVA !== undefined && CLASSES.every((folder) => existsSync(folder))) {
  serve(JAVA);
} else {
  test("Java core over a unix socket", {
    skip: "needs JAVA_HOME and the classes that Maven builds: mvn -pl transports/unix -am test-compile",
  });
}

function serve(java: string): void {
  let folder = "";
  let core: ChildProcess | undefined;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "parley-"));
    core = spawn(
      join(java, "bin/java"),
      [
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        CLASSES.join(delimiter),
        MAIN,
        join(folder, "core.sock"),
        join(folder, "ledger"),
      ],
      // What handlers fail with on purpose is logged, and of no interest here.
      { stdio: ["pipe", "pipe", "ignore"] },
    );
    await Promise.race([
      core.stdout ? once(core.stdout, "data") : undefined,
      once(core, "exit").then(([code]) => {
        throw new Error(`the core ended with ${String(code)}`);
      }),
    ]);
  });

  after(async () => {
    core?.kill("SIGKILL");
    await rm(folder, { recursive: true });
  });

  behaviours("Java core over a unix socket", (options) =>
    connect({ ...options, socket: join(folder, "core.sock") }),
  );
}

// Starts a core, converses with it and says how that went. Run by ./demo.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { converse } from "./conversation.js";
import { CoreProcess } from "./core-process.js";
import type { InProcess } from "./in-process.js";
import { timed } from "./timing.js";
import { Transcript } from "./transcript.js";

const LONGEST_MS = 120_000;

const [program = "", folder = "", library] = process.argv.slice(2);
const say = new Transcript(process.stdout, process.env);
const core = new CoreProcess(program, folder);

function endNow(status: number): void {
  core.killNow();
  process.exit(status);
}
process.once("SIGINT", () => {
  endNow(130);
});
process.once("SIGTERM", () => {
  endNow(143);
});
process.once("SIGHUP", () => {
  endNow(129);
});
setTimeout(() => {
  say.failed(`It took longer than ${String(LONGEST_MS / 1000)} s.`);
  endNow(1);
}, LONGEST_MS).unref();

/** The version of the JDK that the core runs on. */
function javaVersion(): string {
  const file = join(process.env["JAVA_HOME"] ?? "", "release");
  const [, version] =
    /JAVA_VERSION="(.*)"/.exec(readFileSync(file, "utf8")) ?? [];
  return version ?? "of unknown version";
}

function inProcess(library: string): InProcess {
  const jar = resolve(dirname(program), "../target/flowy-core.jar");
  return { library, jar, data: join(folder, "embedded") };
}

say.title("Parley: a TypeScript front end talks to a Java core");
try {
  const { ms } = await timed(() => core.start());
  say.fact(
    "core",
    `Java ${javaVersion()}, process ${String(core.pid)}, ready after ${ms.toFixed(0)} ms`,
  );
  say.fact(
    "front end",
    `Node ${process.versions.node}, process ${String(process.pid)}`,
  );
  say.fact("socket", core.socket);
  say.fact("database", join(core.data, "flowy.db"));
  const embedded = library === undefined ? undefined : inProcess(library);
  await converse(core, embedded, say);
  await core.stop();
  say.succeeded(`All ${String(say.chapters)} parts went as they should.`);
} catch (failure) {
  const text = failure instanceof Error ? failure.message : String(failure);
  const errors = core.errors === "" ? "" : `\nthe core said:\n${core.errors}`;
  say.failed(`This did not go as it should:\n${text}${errors}`);
  process.exitCode = 1;
} finally {
  core.killNow();
}

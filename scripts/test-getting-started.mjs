// Follows docs/getting-started.md word for word in an empty folder, as a reader would.
//
// The page is the test: a code block whose info string names a file (```java src/main/…) is written
// there; an `sh` block is run and must succeed; an `sh terminal=NAME` block is a second terminal, left
// running until the end (what follows waits for the line it promises); a `text` block is what the block
// before it must have printed. PARLEY must name this checkout, as the page asks its reader.
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PARLEY, gettingStarted, writeFile } from "./getting-started-page.mjs";

const folder = mkdtempSync(join(tmpdir(), "parley-getting-started-"));
const terminals = [];
let env = { ...process.env, PARLEY };
let steps = 0;

function fail(message) {
  console.error(`not as the page says: ${message}`);
  for (const { log } of terminals) console.error(log());
  cleanUp();
  console.log(`# pass ${steps}\n# fail 1`);
  process.exit(1);
}

function cleanUp() {
  for (const { child } of terminals) {
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

function run(script) {
  console.log(script.trimEnd().replace(/^/gm, "$ "));
  const after = join(folder, ".environment");
  const shell = spawnSync("bash", ["-euo", "pipefail", "-c", `${script}\nenv -0 > "${after}"`], {
    cwd: folder,
    env,
    encoding: "utf8",
    timeout: 300_000,
  });
  process.stdout.write(shell.stdout);
  process.stderr.write(shell.stderr);
  if (shell.status !== 0) fail(`exit code ${shell.status ?? shell.signal} of\n${script}`);
  const entries = readFileSync(after, "utf8").split("\0").filter(Boolean);
  env = Object.fromEntries(entries.map((entry) => entry.split(/=(.*)/s)));
  rmSync(after);
  return shell.stdout;
}

function open(script) {
  console.log(script.trimEnd().replace(/^/gm, "other terminal $ "));
  const child = spawn("bash", ["-euo", "pipefail", "-c", script], {
    cwd: folder,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (bytes) => (output += bytes));
  child.stderr.on("data", (bytes) => (output += bytes));
  terminals.push({ child, log: () => output });
  return { child, log: () => output };
}

function printed(terminal, lines) {
  return new Promise((done, give) => {
    const check = () => {
      if (lines.every((line) => terminal.log().includes(line))) done();
    };
    terminal.child.stdout.on("data", check);
    terminal.child.on("exit", (code) => give(new Error(`it ended with ${code}`)));
    setTimeout(() => give(new Error("it did not within 120 s")), 120_000).unref();
    check();
  });
}

let last;
for (const { language, info, text } of gettingStarted()) {
  if (language === "sh" && info.startsWith("terminal=")) {
    last = open(text);
  } else if (language === "sh") {
    last = run(text);
  } else if (language === "text") {
    const lines = text.trimEnd().split("\n");
    if (typeof last === "string") {
      for (const line of lines) if (!last.includes(line)) fail(`the output lacks "${line}"`);
    } else {
      await printed(last, lines).catch((error) => fail(`a terminal prints "${lines[0]}": ${error.message}`));
    }
  } else if (info !== "") {
    writeFile(folder, info, text);
  } else {
    continue;
  }
  steps++;
}
cleanUp();
console.log(`# pass ${steps}\n# fail 0`);

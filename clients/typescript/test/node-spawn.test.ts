/** Cores as children of this process, with real processes, most of which misbehave. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import {
  connect,
  ConnectionError,
  type Core,
  type SpawnOptions,
} from "@parley/client";

import { behaviours } from "./support/behaviours.js";
import { EchoSay, EchoWait } from "./support/echo.js";

const CORE = fileURLToPath(new URL("children/core.js", import.meta.url));
const BAD = fileURLToPath(new URL("children/bad.js", import.meta.url));
const hello = { text: "hello", number: 0 };

behaviours("core as a child", (options) =>
  connect({
    ...options,
    spawn: [process.execPath, CORE],
    onLog: () => undefined,
  }),
);

function bad(
  manner: string,
  options: Partial<SpawnOptions> = {},
): Promise<Core> {
  return connect({
    spawn: [process.execPath, BAD, manner],
    onLog: () => undefined,
    ...options,
  });
}

/** Why connecting failed. */
async function failureOf(connecting: Promise<Core>): Promise<ConnectionError> {
  const failure: unknown = await connecting.catch((caught: unknown) => caught);
  assert.ok(failure instanceof ConnectionError, String(failure));
  return failure;
}

test("the child has the folder and the environment that it was given, and its log is handed on", async () => {
  const log: string[] = [];
  const core = await connect({
    spawn: [process.execPath, CORE],
    spawnOptions: { cwd: tmpdir(), env: { SECRET: "of the child" } },
    onLog: (line) => log.push(line),
  });
  assert.deepEqual(await EchoSay(hello, { core }), hello);
  await core.close();
  assert.deepEqual(log, [
    "secret of the child",
    `folder ${tmpdir()}`,
    "ended in good order",
  ]);
  assert.equal(process.env["SECRET"], undefined);
});

test("an onLog that throws is reported and ends nothing", async () => {
  const reported: unknown[] = [];
  const core = await connect({
    spawn: [process.execPath, CORE],
    onLog: () => {
      throw new Error("the log is full");
    },
    onCallbackError: (failure) => reported.push(failure),
  });
  assert.deepEqual(await EchoSay(hello, { core }), hello);
  await core.close();
  assert.match(String(reported[0]), /the log is full/);
});

test("a program that does not exist is named, and its arguments are not", async () => {
  const failure = await failureOf(
    connect({ spawn: ["/nowhere/core", "--password=secret"] }),
  );
  assert.equal(failure.reason, "NOT_CONNECTED");
  assert.match(failure.message, /^\/nowhere\/core: there is no such program/);
  assert.doesNotMatch(failure.message, /secret/);
  const folder = await failureOf(
    connect({ spawn: [process.execPath], spawnOptions: { cwd: "/nowhere" } }),
  );
  assert.match(folder.message, /no such folder to start it in: \/nowhere/);
  const file = await failureOf(connect({ spawn: [CORE] }));
  assert.match(file.message, /may not run it/);
});

test("a child that exits before its welcome tells its exit code and its last lines", async () => {
  const failure = await failureOf(bad("exits"));
  assert.equal(failure.reason, "CONNECTION_LOST");
  assert.match(
    failure.message,
    /^the core .*node \(process \d+\) ended with exit code 3; the last lines of its stderr:\n {2}the settings can't be read\n {2}nothing was started$/,
  );
  const silent = await failureOf(bad("exits silently"));
  assert.match(
    silent.message,
    /ended with exit code 0; it wrote nothing to stderr$/,
  );
});

test("of a long log the last 20 lines are kept, none longer than 4,096 characters", async () => {
  const log: string[] = [];
  const failure = await failureOf(
    bad("lines without end", { onLog: (line) => log.push(line) }),
  );
  assert.deepEqual(
    log.map(({ length }) => length).slice(0, 4),
    [4096, 4096, 1808, 4],
  );
  assert.equal(log.length, 104);
  const lines = failure.message.split("\n").slice(1);
  assert.equal(lines.length, 20);
  assert.equal(lines.at(-1), "  last");
});

test("a child that prints on its stdout is no core, and is ended", async () => {
  const failure = await failureOf(bad("prints"));
  assert.equal(failure.reason, "LIMIT_EXCEEDED");
  assert.match(failure.message, /the core announced a frame of/);
});

test("a child that closes its stdout and goes on is told so, and is ended", async () => {
  const failure = await failureOf(
    bad("closes stdout", { limits: { exitTimeoutMs: 100 } }),
  );
  assert.match(failure.message, /closed its stdout and goes on/);
});

test("a child that says nothing is given up after the handshake's time", async () => {
  const failure = await failureOf(
    bad("silent", { limits: { handshakeTimeoutMs: 200, exitTimeoutMs: 0 } }),
  );
  assert.equal(failure.reason, "LIMIT_EXCEEDED");
});

test("a core that is killed fails every call with the signal's name", async () => {
  const log: string[] = [];
  const core = await connect({
    spawn: [
      "/bin/sh",
      "-c",
      'echo $$ >&2; exec "$0" "$1"',
      process.execPath,
      CORE,
    ],
    onLog: (line) => log.push(line),
  });
  const call = EchoWait(hello, { core });
  await EchoSay(hello, { core });
  process.kill(Number(log[0]), "SIGKILL");
  await assert.rejects(call, {
    reason: "OUTCOME_UNKNOWN",
    message:
      /the core \/bin\/sh \(process \d+\) was ended by SIGKILL; the last lines/,
  });
  const ended = await core.closed;
  assert.equal(ended?.reason, "CONNECTION_LOST");
  await assert.rejects(EchoSay(hello, { core }), { reason: "NOT_CONNECTED" });
});

test("a core that is killed is started again where that is wanted, and ended with its connection", async () => {
  const pids: number[] = [];
  let connected: () => void = () => undefined;
  const again = new Promise<void>((resolve) => {
    connected = resolve;
  });
  const core = await connect({
    spawn: [
      "/bin/sh",
      "-c",
      'echo $$ >&2; exec "$0" "$1"',
      process.execPath,
      CORE,
    ],
    onLog: (line) => {
      if (/^\d+$/.test(line)) {
        pids.push(Number(line));
      }
    },
    reconnect: { initialDelayMs: 1, maxDelayMs: 2 },
    onStateChange: ({ state }) => {
      if (state === "connected") {
        connected();
      }
    },
  });
  const call = EchoWait(hello, { core });
  await EchoSay(hello, { core });
  const lost = assert.rejects(call, {
    reason: "OUTCOME_UNKNOWN",
    message: /was ended by SIGKILL/,
  });
  process.kill(pids[0] ?? 0, "SIGKILL");
  await lost;
  await again;
  assert.deepEqual(await EchoSay(hello, { core }), hello);
  assert.equal(pids.length, 2);
  await core.close();
  assert.throws(() => process.kill(pids[1] ?? 0, 0), { code: "ESRCH" });
});

/** Closes a core that ignores the end of its stdin; tells how long that took and what the child said. */
async function closing(
  manner: string,
  limits: { exitTimeoutMs: number; killTimeoutMs: number },
): Promise<{ tookMs: number; log: string[] }> {
  const log: string[] = [];
  // A core that serves, and whose process stays when its stdin has ended.
  const script = `
    ${manner === "stubborn" ? 'process.on("SIGTERM", () => process.stderr.write("no\\n"));' : ""}
    setInterval(() => undefined, 1_000_000);
    await import(${JSON.stringify(CORE)});`;
  const core = await connect({
    spawn: [process.execPath, "--input-type=module", "-e", script],
    limits,
    onLog: (line) => log.push(line),
  });
  const before = performance.now();
  await core.close();
  return { tookMs: performance.now() - before, log };
}

test("a child that does not end is sent SIGTERM after exitTimeoutMs", async () => {
  const { tookMs } = await closing("deaf", {
    exitTimeoutMs: 300,
    killTimeoutMs: 60_000,
  });
  assert.ok(tookMs >= 295 && tookMs < 20_000, String(tookMs));
});

test("a child that ignores that is sent SIGKILL after killTimeoutMs", async () => {
  const { tookMs, log } = await closing("stubborn", {
    exitTimeoutMs: 100,
    killTimeoutMs: 900, // enough for the child to say that it was asked
  });
  assert.ok(tookMs >= 995 && tookMs < 20_000, String(tookMs));
  assert.ok(log.includes("no"), log.join());
});

/** Starts a front end that starts a child; the number of the child, which the front end prints. */
async function frontEnd(end: string): Promise<number> {
  const script = `
    import { connect } from "@parley/client";
    const shell = 'echo $$ >&2; exec "$0" "$1" silent';
    const pid = new Promise((resolve) => {
      connect({
        spawn: ["/bin/sh", "-c", shell, process.execPath, ${JSON.stringify(BAD)}],
        limits: { handshakeTimeoutMs: 60_000 },
        onLog: resolve,
      }).catch(() => undefined);
    });
    process.stdout.write(await pid + "\\n", () => { ${end} });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  await once(child, "close");
  const pid = Number(out);
  assert.ok(pid > 0, out);
  return pid;
}

test("when the front end's process exits, its child is ended, also one that ignores its stdin", async () => {
  const pid = await frontEnd("process.exit(0)");
  await gone(pid);
});

test("a process that an ended core left behind does not keep the front end's alive", async () => {
  const script = `
    import { connect } from "@parley/client";
    await connect({
      spawn: ["/bin/sh", "-c", "sleep 30 & echo $! >&2; exit 3"],
      onLog: (line) => process.stdout.write(line),
    }).catch(() => undefined);`;
  const before = performance.now();
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  await once(child, "close");
  const tookMs = performance.now() - before;
  process.kill(Number(out), "SIGKILL");
  assert.ok(tookMs < 20_000, String(tookMs));
});

/** Waits for the end of a process that is none of our children, of which nobody tells. */
async function gone(pid: number): Promise<void> {
  for (let tries = 0; isAlive(pid); tries++) {
    assert.ok(tries < 400, `process ${String(pid)} lives on`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("when the front end's process is killed, a core ends with its stdin", async () => {
  const script = `
    import { connect } from "@parley/client";
    const shell = 'echo $$ >&2; exec "$0" "$1"';
    const lines = [];
    await connect({
      spawn: ["/bin/sh", "-c", shell, process.execPath, ${JSON.stringify(CORE)}],
      onLog: (line) => lines.push(line),
    });
    process.stdout.write(lines[0] + "\\n", () => process.kill(process.pid, "SIGKILL"));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    stdio: ["ignore", "pipe", "inherit"],
  });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  const [, signal] = (await once(child, "close")) as [unknown, string];
  assert.equal(signal, "SIGKILL");
  await gone(Number(out));
});

/** What becomes of links when their environment or their process ends; each in a process of its own. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { runScript } from "../support/script.js";

const LINE = `import { Line, startPlayed, LIBRARY } from "./support/../native/line.js";
  import { startCore } from "@parley/client";
  import { Worker } from "node:worker_threads";
  const inWorker = (source, workerData) => new Worker(new URL("data:text/javascript," + encodeURIComponent(
    'import { Line, startPlayed } from "' + new URL("./support/../native/line.js") + '";'
    + 'import { startCore } from "' + import.meta.resolve("@parley/client") + '";'
    + 'import { workerData, parentPort } from "node:worker_threads";' + source)), { workerData });
  const exited = (worker) => new Promise((resolve, reject) => worker.on("error", reject).once("exit", resolve));
  const said = (worker) => new Promise((resolve, reject) => worker.once("error", reject).once("message", resolve));
`;

async function run(script: string): Promise<string> {
  return (await runScript(LINE + script)).stdout.trim();
}

test("an open link keeps the process alive, as an open socket does", async () => {
  const said = await run(`
    const line = new Line(await startPlayed());
    setTimeout(() => { console.log("still here"); line.transport.close(); }, 50).unref();
    process.on("exit", () => console.log("end"));`);
  assert.equal(said, "still here\nend");
});

test("a core without a connection keeps no process alive", async () => {
  const said = await run(`
    await startPlayed();
    setTimeout(() => console.log("still here"), 500).unref();
    process.on("exit", () => console.log("end"));`);
  assert.equal(said, "end");
});

test("the event loop goes on while a core starts", async () => {
  const said = await run(`
    let turns = 0;
    const counting = setInterval(() => turns++, 5);
    await startPlayed("wait 300");
    clearInterval(counting);
    console.log(turns);`);
  // Had it stood still, the timer would have come once, behind that.
  assert.ok(Number(said) > 3, said);
});

test("process.exit() with frames rushing in ends at once with its own code", async () => {
  for (let i = 0; i < 10; i++) {
    const failure: unknown = await run(`
      const core = await startPlayed();
      const lines = Array.from({ length: 8 }, () => new Line(core, {}, false));
      for (const line of lines) { line.send("w rush"); line.send("quiet"); }
      await lines[7].came(${String(1 + 50 * i)});
      process.exit(7);`).catch((cause: unknown) => (cause as Error).cause);
    const { code, signal } = failure as { code: number; signal: unknown };
    assert.deepEqual([code, signal], [7, null]);
  }
});

test("process.exit() while a core starts ends with its own code", async () => {
  const failure: unknown = await run(`
    void startPlayed("wait 300");
    setTimeout(() => process.exit(7), 50);`).catch(
    (cause: unknown) => (cause as Error).cause,
  );
  assert.equal((failure as { code: number }).code, 7);
});

test("workers share a core, each with links of its own", async () => {
  const said = await run(`
    const core = await startCore({ library: LIBRARY });
    const workers = Array.from({ length: 4 }, () => inWorker(\`
      const lines = Array.from({ length: 3 }, () => new Line(workerData));
      for (let i = 0; i < 500; i++) for (const line of lines) { line.send("t" + i); line.send("i" + i); }
      for (const line of lines) { await line.came(1000); line.transport.close(); await line.closed; }
      parentPort.postMessage(lines.reduce((sum, line) => sum + line.count, 0));\`, core.id));
    console.log((await Promise.all(workers.map(async (worker) => (await Promise.all([said(worker), exited(worker)])).join()))).join(" "));
    await core.stop();`);
  assert.equal(said, "3000,0 3000,0 3000,0 3000,0");
});

test("workers are terminated while frames rush in, and the process goes on", async () => {
  const said = await run(`
    const core = await startCore({ library: LIBRARY });
    const own = new Line(core.id);
    for (let round = 0; round < 8; round++) {
      const workers = Array.from({ length: 4 }, () => inWorker(\`
        const lines = Array.from({ length: 4 }, () => new Line(workerData, {}, false));
        for (const line of lines) { line.send("w rush"); line.send("quiet"); }
        await lines[3].came(10);
        parentPort.postMessage("rush");\`, core.id));
      await Promise.all(workers.map(said));
      await Promise.all(workers.map((worker) => worker.terminate()));
      own.send("i" + round, "t" + round);
      await own.came(2 * round + 2);
    }
    own.transport.close();
    await core.stop();
    console.log(own.count);`);
  assert.equal(said, "16");
});

test("a busy worker can be terminated, with links and a core of its own", async () => {
  const said = await run(`
    for (let round = 0; round < 5; round++) {
      const worker = inWorker(\`
        const core = await startPlayed();
        const line = new Line(core, {}, false);
        line.send("w rush");
        await line.came(1);
        parentPort.postMessage(core);
        for (;;) { line.send("i"); }\`);
      const core = await said(worker);
      await worker.terminate();
      try { new Line(core); } catch ({ message }) { console.log(message.split(": ").at(-1)); }
    }`);
  assert.equal(said, Array(5).fill("the core or link was closed").join("\n"));
});

test("a core whose start is under way when its worker is terminated is stopped", async () => {
  const said = await run(`
    const worker = inWorker('parentPort.postMessage(1); await startPlayed("wait 200");');
    await said(worker);
    await worker.terminate();
    const next = await startPlayed();
    for (const core of [next - 1, next]) {
      try { new Line(core).transport.close(); console.log("runs"); } catch ({ message }) { console.log(message.split(": ").at(-1)); }
    }`);
  assert.equal(said, "the core or link was closed\nruns");
});

test("process.exit() while workers are in the midst of it ends with its own code", async () => {
  for (let i = 0; i < 5; i++) {
    const failure: unknown = await run(`
      const core = await startCore({ library: LIBRARY });
      const workers = Array.from({ length: 3 }, () => inWorker(\`
        const lines = Array.from({ length: 4 }, () => new Line(workerData, {}, false));
        for (const line of lines) line.send("w rush");
        await lines[3].came(10);
        parentPort.postMessage("rush");\`, core.id));
      await Promise.all(workers.map(said));
      process.exit(7);`).catch((cause: unknown) => (cause as Error).cause);
    const { code, signal } = failure as { code: number; signal: unknown };
    assert.deepEqual([code, signal], [7, null]);
  }
});

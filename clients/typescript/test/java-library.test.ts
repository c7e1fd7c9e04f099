/** The Java core, in this process, does what the fake one does, and what only a core in the process can. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { connect, startCore } from "@parley/client";

import { behaviours } from "./support/behaviours.js";
import { EchoGrow, EchoSay, type Note } from "./support/echo.js";
import { ECHO_LIBRARY, isBuilt } from "./support/echo-library.js";
import { runScript } from "./support/script.js";

const note = (text: string, number = 0): Note => ({ text, number });

if (isBuilt) {
  behaviours("Java core in this process", (options) =>
    connect({ ...options, ...ECHO_LIBRARY, reconnect: false }),
  );
  answers();
  cores();
  ends();
} else {
  test("Java core in this process", {
    skip: "needs JAVA_HOME, the add-on and the classes that Maven builds: npm run build:native; mvn -pl transports/ffi -am test-compile",
  });
}

function answers(): void {
  test("an inline handler's answer is there before the event loop goes on", async () => {
    const core = await connect(ECHO_LIBRARY);
    const loop = { turned: false };
    setImmediate(() => (loop.turned = true));
    for (let i = 0; i < 10; i++) {
      assert.deepEqual(await EchoGrow(note("", i)), note("x".repeat(i)));
    }
    assert.ok(!loop.turned);
    await core.close();
  });

  test("frames travel up to their limit in both directions, and not a byte more", async () => {
    const core = await connect(ECHO_LIBRARY);
    const limit = 4 * 1024 * 1024;
    // What surrounds the text in the frame of an answer, and in that of a request.
    const answer = limit - 17;
    const request = limit - 27;
    assert.equal((await EchoGrow(note("", answer))).text.length, answer);
    await assert.rejects(async () => EchoGrow(note("", answer + 1)), {
      reason: "LIMIT_EXCEEDED",
      message: /4,194,305 bytes; the limit is 4,194,304/,
    });
    const text = "x".repeat(request);
    assert.equal((await EchoSay(note(text))).text.length, request);
    await assert.rejects(async () => EchoSay(note(`${text}x`)), {
      reason: "LIMIT_EXCEEDED",
      message: /4,194,305 bytes; the limit is 4,194,304/,
    });
    assert.equal(core.state, "connected");
    await core.close();
  });

  test("a hundred thousand calls leave nothing behind", async () => {
    const core = await connect(ECHO_LIBRARY);
    const say = async (calls: number): Promise<number> => {
      for (let made = 0; made < calls; made += 100) {
        await Promise.all(
          Array.from({ length: 100 }, (_, i) =>
            i % 2 === 0 ? EchoSay(note("call", i)) : EchoGrow(note("", i)),
          ),
        );
      }
      return process.memoryUsage().rss;
    };
    const before = await say(50_000);
    const after = await say(100_000);
    assert.ok(after - before < 64e6, `${String(after - before)} bytes more`);
    await core.close();
  });
}

function cores(): void {
  test("several cores live in one process, and each is stopped by itself", async () => {
    const one = await startCore(ECHO_LIBRARY);
    const other = await startCore({
      library: ECHO_LIBRARY.library,
      options: { core: "dev.parley.transport.ffi.HostedEcho" },
    });
    assert.notEqual(one.id, other.id);
    const toOne = await one.connect({ name: "one" });
    const toOther = await connect({ library: other.library, core: other.id });
    await Promise.all([one.stop(), one.stop()]);
    const problem = await toOne.closed;
    assert.equal(problem?.reason, "SHUTTING_DOWN");
    assert.equal(
      (await EchoSay(note("still"), { core: toOther })).text,
      "still",
    );
    await assert.rejects(one.connect(), {
      reason: "NOT_CONNECTED",
      message: new RegExp(`core ${String(one.id)}: `),
    });
    await toOther.close();
    await other.stop();
  });

  test("a core that refuses its configuration says so in its own words", async () => {
    await assert.rejects(
      startCore({ ...ECHO_LIBRARY, config: "throw:the data folder is taken" }),
      { reason: "NOT_CONNECTED", message: /the data folder is taken/ },
    );
    await assert.rejects(
      connect({ ...ECHO_LIBRARY, config: "throw:the data folder is taken" }),
      { reason: "NOT_CONNECTED", message: /the data folder is taken/ },
    );
  });

  test("a class that is no core is named", async () => {
    const { library, options } = ECHO_LIBRARY;
    await assert.rejects(
      startCore({ library, options: { ...options, core: "no.such.Core" } }),
      { reason: "NOT_CONNECTED", message: /no\.such\.Core/ },
    );
  });

  test("what can't be an option is refused before anything starts", async () => {
    const { library } = ECHO_LIBRARY;
    await assert.rejects(
      startCore({ library, options: { jvmOptions: ["-Da=b\ncore=c"] } }),
      { name: "RangeError", message: /options\.jvmOptions holds a line break/ },
    );
    await assert.rejects(
      startCore({ library, options: { classPath: ["a:b"] } }),
      {
        name: "RangeError",
        message: /options\.classPath holds "a:b"/,
      },
    );
    await assert.rejects(startCore({ library, config: "a\0b" }), {
      name: "RangeError",
      message: "config holds a zero at 1, where the core would see its end",
    });
    const wrong: [object, string][] = [
      [{ library: 3 }, "library is 3; it must be the path of libparley"],
      [{ library: "" }, 'library is ""; it must be the path of libparley'],
      [
        { library, config: {} },
        "config is an object; it must be a string, such as JSON.stringify makes",
      ],
      [
        { library, core: "1" },
        'core is "1"; it must be the id of a core that startCore has started',
      ],
      [
        { library, core: 1.5 },
        "core is 1.5; it must be the id of a core that startCore has started",
      ],
      [
        { library, options: ["-Xmx64m"] },
        "options is a list; it must be an object with some of javaHome, classPath, jvmOptions, core",
      ],
      [
        { library, options: { jvmOption: "-Xmx64m" } },
        "there is no options.jvmOption; there are javaHome, classPath, jvmOptions, core",
      ],
    ];
    for (const [options, message] of wrong) {
      await assert.rejects(connect(options as never), {
        name: "TypeError",
        message,
      });
    }
    await assert.rejects(connect({ library, reconnect: true as never }), {
      name: "TypeError",
      message: "reconnect: a core in this process is never lost; leave it out",
    });
  });
}

const SCRIPT = `import { connect, startCore } from "@parley/client";
  import { EchoSay, EchoWait, EchoGrow } from "./support/echo.js";
  import { ECHO_LIBRARY } from "./support/echo-library.js";
  import { Worker } from "node:worker_threads";
  const inWorker = (source, workerData) => new Worker(new URL("data:text/javascript," + encodeURIComponent(
    'import { EchoSay, EchoWait } from "' + new URL("./support/echo.js") + '";'
    + 'import { ECHO_LIBRARY } from "' + new URL("./support/echo-library.js") + '";'
    + 'import { connect, startCore } from "' + import.meta.resolve("@parley/client") + '";'
    + 'import { workerData, parentPort } from "node:worker_threads";' + source)), { workerData });
  const said = (worker) => new Promise((resolve, reject) => worker.once("error", reject).once("message", resolve));
  const note = (text, number = 0) => ({ text, number });
`;

async function run(script: string): Promise<string> {
  return (await runScript(SCRIPT + script)).stdout.trim();
}

/** The exit code and signal of a process that fails. */
async function ending(script: string): Promise<[unknown, unknown]> {
  try {
    await run(script);
    return [0, null];
  } catch (failure) {
    const { code, signal } = (failure as Error).cause as {
      code: unknown;
      signal: unknown;
    };
    return [code, signal];
  }
}

function ends(): void {
  test("the event loop goes on while the Java runtime starts", async () => {
    const turns = await run(`
      let turns = 0;
      const counting = setInterval(() => turns++, 1);
      const core = await connect(ECHO_LIBRARY);
      clearInterval(counting);
      await core.close();
      console.log(turns);`);
    // Had it stood still, the timer would have come once, behind that.
    assert.ok(Number(turns) > 3, turns);
  });

  test("a connection keeps the process alive, a core without one does not", async () => {
    const said = await run(`
      const embedded = await startCore(ECHO_LIBRARY);
      const core = await embedded.connect();
      setTimeout(async () => {
        console.log((await EchoSay(note("still here"))).text);
        await core.close();
        setTimeout(() => console.log("never"), 5_000).unref();
      }, 50).unref();
      process.on("exit", () => console.log("end"));`);
    assert.equal(said, "still here\nend");
  });

  test("process.exit() with calls in flight ends with its own code", async () => {
    const code = await ending(`
      const core = await connect(ECHO_LIBRARY);
      for (let i = 0; i < 100; i++) EchoWait(note("never", i)).catch(() => undefined);
      for (let i = 0; i < 800; i++) EchoSay(note("soon", i)).catch(() => undefined);
      await EchoSay(note("last"));
      process.exit(7);`);
    assert.deepEqual(code, [7, null]);
  });

  test("process.exit() while the Java runtime starts ends with its own code", async () => {
    for (const ms of [0, 20, 60, 120]) {
      const code = await ending(`
        connect(ECHO_LIBRARY).catch(() => undefined);
        setTimeout(() => process.exit(7), ${String(ms)});`);
      assert.deepEqual(code, [7, null], `after ${String(ms)} ms`);
    }
  });

  test("workers share a core, and one that stands still holds up nobody", async () => {
    const said = await run(`
      const embedded = await startCore(ECHO_LIBRARY);
      const core = await embedded.connect();
      const gate = new Int32Array(new SharedArrayBuffer(4));
      const workers = Array.from({ length: 3 }, () => inWorker(\`
        const core = await connect({ library: workerData.library, core: workerData.core });
        let sum = 0;
        for (let i = 0; i < 500; i++) sum += (await EchoSay({ text: "worker", number: i })).number;
        Atomics.add(workerData.gate, 0, 1);
        Atomics.notify(workerData.gate, 0);
        parentPort.postMessage(sum);
        await core.close();\`, { library: embedded.library, core: embedded.id, gate }));
      const sums = Promise.all(workers.map((worker) => new Promise((resolve, reject) => worker.once("error", reject).once("message", resolve))));
      const exits = Promise.all(workers.map((worker) => new Promise((resolve) => worker.once("exit", resolve))));
      // Workers begin with the help of this thread's event loop.
      await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once("online", resolve))));
      const answers = Promise.all(Array.from({ length: 200 }, (_, i) => EchoSay(note("main", i))));
      await new Promise(setImmediate);
      const deadline = Date.now() + 15_000;
      for (let done = 0; done < 3 && Date.now() < deadline; done = Atomics.load(gate, 0)) Atomics.wait(gate, 0, done, 1000);
      console.log(Atomics.load(gate, 0), (await answers).length, (await sums).join(), (await exits).join());
      await core.close();
      await embedded.stop();`);
    assert.equal(said, "3 200 124750,124750,124750 0,0,0");
  });

  test("workers are terminated with calls in flight, and the core serves on", async () => {
    const said = await run(`
      const embedded = await startCore(ECHO_LIBRARY);
      const core = await embedded.connect();
      for (let round = 0; round < 4; round++) {
        const workers = Array.from({ length: 3 }, () => inWorker(\`
          const core = await connect(workerData);
          for (let i = 0; i < 20; i++) EchoWait({ text: "never", number: i }).catch(() => undefined);
          const more = () => EchoSay({ text: "x".repeat(1000), number: 1 }).then(more, () => undefined);
          for (let i = 0; i < 20; i++) void more();
          await EchoSay({ text: "", number: 1 });
          parentPort.postMessage("busy");\`, { library: embedded.library, core: embedded.id }));
        await Promise.all(workers.map(said));
        await Promise.all(workers.map((worker) => worker.terminate()));
        console.log((await EchoSay(note("round", round))).number);
      }
      await core.close();
      await embedded.stop();`);
    assert.equal(said, "0\n1\n2\n3");
  });

  test("a worker's own core ends with the worker", async () => {
    const said = await run(`
      const worker = inWorker(\`
        const embedded = await startCore(workerData);
        const core = await embedded.connect();
        EchoWait({ text: "never", number: 1 }).catch(() => undefined);
        await EchoSay({ text: "", number: 1 });
        parentPort.postMessage(embedded.id);\`, ECHO_LIBRARY);
      const id = await said(worker);
      const before = await connect({ library: ECHO_LIBRARY.library, core: id });
      await worker.terminate();
      console.log((await before.closed).reason);
      await connect({ library: ECHO_LIBRARY.library, core: id }).catch(({ reason }) => console.log(reason));`);
    assert.equal(said, "SHUTTING_DOWN\nNOT_CONNECTED");
  });

  test("process.exit() while workers call ends with its own code", async () => {
    const code = await ending(`
      const embedded = await startCore(ECHO_LIBRARY);
      const workers = Array.from({ length: 3 }, () => inWorker(\`
        const core = await connect(workerData);
        EchoWait({ text: "never", number: 1 }).catch(() => undefined);
        const more = () => EchoSay({ text: "", number: 1 }).then(more, () => undefined);
        for (let i = 0; i < 20; i++) void more();
        await EchoSay({ text: "", number: 1 });
        parentPort.postMessage("busy");\`, { library: embedded.library, core: embedded.id }));
      await Promise.all(workers.map(said));
      process.exit(7);`);
    assert.deepEqual(code, [7, null]);
  });

  test("an uncaught failure with calls in flight ends the process as it always does", async () => {
    const code = await ending(`
      const core = await connect(ECHO_LIBRARY);
      EchoWait(note("never")).catch(() => undefined);
      await EchoSay(note("one"));
      throw new Error("a bug");`);
    assert.deepEqual(code, [1, null]);
  });

  test("without a Java runtime the error says where one was looked for", async () => {
    const said = await run(`
      delete process.env.JAVA_HOME;
      const { options, library } = ECHO_LIBRARY;
      const begin = (javaHome) => connect({ library, options: { ...options, javaHome } }).catch(({ reason, message }) => console.log(reason, message));
      await begin("/no/java");
      const core = await begin(${JSON.stringify(process.env["JAVA_HOME"])});
      await core.close();`);
    assert.match(said, /^NOT_CONNECTED .*\/no\/java/);
  });
}

/** A real core whose connections are cut anywhere, and which is killed: nothing runs twice, nothing is missing. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";

import { type Call, connect, type Core } from "@parley/client";
import { callEvent, type EventType } from "@parley/client/codec";

import { CuttingProxy } from "./support/cutting-proxy.js";
import {
  EchoExport,
  EchoGrow,
  EchoImport,
  EchoListener,
  EchoNotify,
  EchoSay,
  EchoTalk,
  Note,
} from "./support/echo.js";
import { Random } from "./support/random.js";

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

const isBuilt =
  JAVA !== undefined &&
  CLASSES.every((folder) => existsSync(folder)) &&
  existsSync(join(CLASSES[4] ?? "", `${MAIN.replaceAll(".", "/")}.class`));

const enter: EventType<Note, Note, never> = {
  group: { name: "Ledger", fingerprint: "00000000000000fe", shape: [] },
  name: "Ledger.Enter",
  payload: Note,
  response: Note,
  error: undefined,
};

const LedgerEnter = (number: number, core: Core): Call<Note, never> =>
  callEvent(enter, { text: "", number }, { core });

/** The same, as if its contract said that it may run twice. */
const LedgerEnterAgain = (number: number, core: Core): Call<Note, never> =>
  callEvent({ ...enter, idempotent: true }, { text: "", number }, { core });

/** A core in a process of its own, which can be killed and started again. */
class LedgerCore {
  readonly socket: string;
  readonly #folder: string;
  #process: ChildProcess | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    this.socket = join(folder, "core.sock");
  }

  static async start(context: TestContext): Promise<LedgerCore> {
    const folder = await mkdtemp(join(tmpdir(), "parley-"));
    const core = new LedgerCore(folder);
    context.after(async () => {
      await core.kill();
      await rm(folder, { recursive: true });
    });
    await core.start();
    return core;
  }

  async start(): Promise<void> {
    const child = spawn(
      join(JAVA ?? "", "bin/java"),
      [
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        CLASSES.join(delimiter),
        MAIN,
        this.socket,
        join(this.#folder, "ledger"),
      ],
      { stdio: ["pipe", "pipe", "inherit"] },
    );
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      child.stdout.once("data", resolve);
      child.once("exit", (code) => {
        reject(new Error(`the core ended with ${String(code)}`));
      });
    });
  }

  stop(): void {
    this.#process?.kill("SIGSTOP");
  }

  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.exitCode === null) {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGKILL");
      await gone;
    }
  }

  /** The numbers that were entered, in that order. */
  async entries(): Promise<number[]> {
    const text = await readFile(join(this.#folder, "ledger"), "utf8");
    return text.trimEnd().split("\n").map(Number);
  }

  /** A front end whose connections are cut. */
  async through(
    context: TestContext,
    lifetime: () => number,
  ): Promise<{ core: Core; proxy: CuttingProxy }> {
    const proxy = new CuttingProxy(this.socket, lifetime);
    const socket = join(this.#folder, "proxy.sock");
    await proxy.listen(socket);
    context.after(() => {
      proxy.close();
    });
    const reconnect = { initialDelayMs: 1, maxDelayMs: 4 };
    const core = await connect({ socket, reconnect });
    context.after(() => core.close());
    return { core, proxy };
  }
}

const options = {
  timeout: 120_000,
  skip: isBuilt
    ? false
    : "needs JAVA_HOME and the classes that Maven builds: mvn -pl transports/unix -am test-compile",
};

for (const seed of [1, 2, 3]) {
  test(
    `through connections that are cut anywhere everything is done once and in order (seed ${String(seed)})`,
    options,
    async (context) => {
      const random = new Random(seed);
      const ledger = await LedgerCore.start(context);
      let first = true;
      const { core, proxy } = await ledger.through(context, () => {
        const least = first ? 2_000 : 200; // the first greeting must get through
        first = false;
        return least + random.below(12_000);
      });
      const changes: string[] = [];
      core.onStateChange(({ state, resumed, cause }) => {
        if (state === "connected") {
          changes.push(String(resumed));
        } else if (state === "closed" && cause !== undefined) {
          changes.push(cause.message);
        }
      });
      const heard: number[] = [];
      const listener = new EchoListener(
        { onHeard: ({ number }) => heard.push(number) },
        { core, onResync: ({ message }) => assert.fail(message) },
      );
      await listener.start();
      await Promise.all([
        callAll(core),
        readAll(core),
        pushAll(core),
        talk(core),
        EchoNotify({ text: "s", number: 1_000 }, { core }),
      ]);
      const entries = await ledger.entries();
      assert.equal(entries.length, 1_000);
      assert.equal(new Set(entries).size, 1_000);
      assert.equal(heard.length, 1_000);
      assert.ok(
        heard.every((number, i) => i === 0 || number > (heard[i - 1] ?? 0)),
      );
      assert.ok(proxy.cuts >= 20, `${String(proxy.cuts)} cuts`);
      assert.deepEqual(new Set(changes), new Set(["true"]));
    },
  );
}

/** A thousand calls, 50 at a time. */
async function callAll(core: Core): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      while (next < 1_000) {
        const number = next++;
        assert.equal((await LedgerEnter(number, core)).number, number);
      }
    }),
  );
}

async function readAll(core: Core): Promise<void> {
  let last = 0;
  const head = { text: "x".repeat(20), number: 3_000 };
  for await (const { number } of EchoExport(head, { core })) {
    assert.equal(number, ++last);
  }
  assert.equal(last, 3_000);
}

async function pushAll(core: Core): Promise<void> {
  const upload = EchoImport({ text: "", number: 0 }, { core });
  for (let i = 0; i < 2_000; i++) {
    assert.ok(await upload.push({ text: String(i), number: i }));
  }
  assert.deepEqual(await upload.finish(), { text: "1999", number: 2_000 });
}

async function talk(core: Core): Promise<void> {
  const conversation = EchoTalk({ text: "", number: 0 }, { core });
  let number = 0;
  await conversation.push({ text: "", number });
  for await (const item of conversation) {
    assert.equal(item.number, number);
    if (++number === 200) {
      break;
    }
    await conversation.push({ text: "", number });
  }
}

for (const [direction, call] of [
  [
    "from the core",
    (core: Core) => EchoGrow({ text: "", number: 4_000_000 }, { core }),
  ],
  [
    "to the core",
    (core: Core) =>
      EchoSay({ text: "x".repeat(4_000_000), number: 0 }, { core }),
  ],
] as const) {
  test(
    `a frame of 4 MB ${direction} is cut in the middle, again and again, and comes whole`,
    options,
    async (context) => {
      const ledger = await LedgerCore.start(context);
      const lifetimes = [3_000_000, 1_000_000, 2_500_000, 3_900_000];
      const { core, proxy } = await ledger.through(
        context,
        () => lifetimes.shift() ?? Infinity,
      );
      const { text } = await call(core);
      assert.equal(text.length, 4_000_000);
      assert.equal(proxy.cuts, 4);
      assert.equal(core.state, "connected");
    },
  );
}

test(
  "a core that is killed and started again is connected to anew",
  options,
  async (context) => {
    const ledger = await LedgerCore.start(context);
    const { core } = await ledger.through(context, () => Infinity);
    const heard: number[] = [];
    let resynced: (reason: string) => void = () => undefined;
    const resync = new Promise<string>((resolve) => {
      resynced = resolve;
    });
    const listener = new EchoListener(
      { onHeard: ({ number }) => heard.push(number) },
      {
        core,
        onResync: ({ reason }) => {
          resynced(reason);
        },
      },
    );
    await listener.start();
    await EchoNotify({ text: "s", number: 1 }, { core });
    assert.equal((await LedgerEnter(1, core)).number, 1);

    ledger.stop(); // It takes what is sent, and does nothing.
    const lost = assert.rejects(LedgerEnter(2, core), {
      reason: "OUTCOME_UNKNOWN",
    });
    const again = LedgerEnterAgain(3, core);
    const cut = new Promise<void>((resolve) => {
      core.onStateChange(({ state }) => {
        if (state === "reconnecting") {
          resolve();
        }
      });
    });
    await new Promise(setImmediate);
    await ledger.kill();
    await cut;
    const unsent = LedgerEnter(4, core);
    await ledger.start();
    await lost;
    assert.equal((await again).number, 3);
    assert.equal((await unsent).number, 4);
    assert.equal(await resync, "CONNECTION_LOST");
    assert.deepEqual((await ledger.entries()).sort(), [1, 3, 4]);
    await EchoNotify({ text: "s", number: 2 }, { core });
    assert.equal(heard.length, 3);
    assert.equal(core.state, "connected");
  },
);

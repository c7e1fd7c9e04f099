/** The Node entry over a real unix socket, spoken to in raw bytes. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";

import { connect } from "@parley/client";

import { TestEventCollect, TestEventEcho, Text } from "./support/contract.js";
import {
  frameBytes,
  item,
  response,
  welcomeBody,
} from "./support/played-core.js";
import { runScript } from "./support/script.js";
import { PlayedTime } from "./support/time.js";

async function directory(context: TestContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "parley-"));
  context.after(() => rm(path, { recursive: true }));
  return path;
}

/** A server at a unix socket; `onFrame` is given each frame without its length. */
async function serve(
  context: TestContext,
  onFrame: (frame: Buffer, socket: Socket) => void,
): Promise<string> {
  const path = join(await directory(context), "core.sock");
  const server: Server = createServer((socket) => {
    let bytes = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 4 && bytes.length >= 4 + bytes.readUInt32BE(0)) {
        const end = 4 + bytes.readUInt32BE(0);
        onFrame(bytes.subarray(4, end), socket);
        bytes = bytes.subarray(end);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  context.after(() => server.close());
  return path;
}

const WELCOME = frameBytes({ case: "welcome", value: welcomeBody() });

test("a call over a unix socket, byte by byte as the protocol has it", async (context) => {
  const frames: string[] = [];
  const socket = await serve(context, (frame, peer) => {
    frames.push(frame.toString("hex"));
    if (frames.length === 1) {
      peer.write(WELCOME);
      return;
    }
    // Response { payload = Text { text = "hi" }, id = 1 }
    peer.write(
      Buffer.from("0000000a" + "2208" + "0a04" + "0a026869" + "1801", "hex"),
    );
  });
  const core = await connect({ socket, name: "t" });
  assert.deepEqual(await TestEventEcho({ text: "yo" }), { text: "hi" });
  await core.close();
  const group =
    "1a1d" + "0a09" + hex("TestEvent") + "1210" + hex("0011223344556677");
  const limits = "2080808002" + "288002" + "30808010";
  const resumable = "3801"; // A socket can be connected to again.
  assert.equal(
    frames[0],
    "0a32" + "0801" + "120174" + group + limits + resumable,
  );
  assert.equal(
    frames[1],
    "1a18" + "0a0e" + hex("TestEvent.Echo") + "1204" + "0a02796f" + "1801",
  );
});

test("many large answers in flight come whole", async (context) => {
  const socket = await serve(context, (frame, peer) => {
    if (frame[0] === 10) {
      peer.write(WELCOME);
      return;
    }
    const id = BigInt(frame[frame.length - 1] ?? 0);
    const text = Buffer.from("x".repeat(100_000));
    peer.write(
      frameBytes(
        response(id, Buffer.concat([Buffer.from("0aa08d06", "hex"), text])),
      ),
    );
  });
  const core = await connect({ socket });
  const calls = Array.from({ length: 100 }, () =>
    TestEventEcho({ text: "more" }, { core }),
  );
  for (const { text } of await Promise.all(calls)) {
    assert.equal(text.length, 100_000);
  }
  await core.close();
});

test("a core that dies mid-call loses the call and is told of", async (context) => {
  const socket = await serve(context, (frame, peer) => {
    if (frame[0] === 10) {
      peer.write(WELCOME);
    } else {
      peer.destroy();
    }
  });
  const core = await connect({ socket, reconnect: false });
  await assert.rejects(TestEventEcho({ text: "" }, { core }), {
    reason: "OUTCOME_UNKNOWN",
  });
  assert.equal((await core.closed)?.reason, "CONNECTION_LOST");
});

test("a socket that cannot be reached is refused with advice", async (context) => {
  const path = await directory(context);
  const expect = async (socket: string, problem: RegExp): Promise<void> => {
    await assert.rejects(connect({ socket }), {
      name: "ConnectionError",
      reason: "NOT_CONNECTED",
      message: problem,
    });
  };
  await expect(
    join(path, "none.sock"),
    /none\.sock: there is no such socket; is the core running/,
  );
  const file = join(path, "file");
  await writeFile(file, "");
  await chmod(file, 0o600);
  await expect(file, /nobody listens at this socket|no socket/);
  // At the limit the path is tried, one byte more is not.
  const limit = process.platform === "linux" ? 107 : 103;
  await expect(`/tmp/${"x".repeat(limit - 5)}`, /there is no such socket/);
  await expect(
    `/tmp/${"x".repeat(limit - 4)}`,
    new RegExp(
      `has ${String(limit + 1)} bytes; a unix socket's may have ${String(limit)}$`,
    ),
  );
});

test("a process ends by itself once its core is closed", async (context) => {
  const socket = await serve(context, (_, peer) => peer.write(WELCOME));
  const code = `
    import { connect } from ${JSON.stringify(import.meta.resolve("@parley/client"))};
    import ${JSON.stringify(new URL("support/contract.js", import.meta.url).href)};
    const core = await connect({ socket: ${JSON.stringify(socket)} });
    await core.close();
    console.log("closed");
  `;
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      ["--input-type=module", "-e", code],
      { timeout: 20_000 },
      (failure, stdout) => {
        if (failure === null) {
          resolve(stdout);
        } else {
          reject(new Error("the process failed", { cause: failure }));
        }
      },
    );
  });
  assert.equal(output, "closed\n");
});

/** The kinds of frames by their first byte. */
const HELLO = 10;
const REQUEST = 26;
const STREAM_ITEM = 74;
const STREAM_END = 82;
const CREDIT = 90;

/** Lets everything happen that can without time passing. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await new Promise(setImmediate);
  }
}

test("pushes wait for a core that does not read, and go on when it does", async (context) => {
  const items = 4_096;
  let core: Socket | undefined;
  let arrived = 0;
  const socket = await serve(context, (frame, peer) => {
    core = peer;
    if (frame[0] === HELLO) {
      const streamItems = items;
      const value = welcomeBody({ streamItems, streamBytes: 1 << 30 });
      peer.write(frameBytes({ case: "welcome", value }));
    } else if (frame[0] === REQUEST) {
      peer.pause();
    } else if (frame[0] === STREAM_ITEM) {
      assert.equal(
        frame.subarray(-8).toString(),
        String(arrived++).padStart(8),
      );
    } else if (frame[0] === STREAM_END) {
      peer.write(frameBytes(response(1n, new Uint8Array(0))));
    }
  });
  const connection = await connect({ socket });
  const upload = TestEventCollect({ text: "" }, { core: connection });
  while (core?.isPaused() !== true) {
    await turns(1);
  }
  let pushed = 0;
  const pushing = (async () => {
    for (let i = 0; i < items; i++) {
      await upload.push({ text: String(i).padStart(16_000) });
      pushed++;
    }
    return upload.finish();
  })();
  await turns(300);
  // What the system's buffers hold, and no more: of 64 MiB less than 4.
  assert.ok(pushed > 0 && pushed < items / 16, `${String(pushed)} were pushed`);
  assert.equal(arrived, 0);
  core.resume();
  await pushing;
  assert.equal(arrived, items);
  await connection.close();
});

test("128 MiB pass through a process with a heap of 16 MiB that reads slowly", async (context) => {
  const text = "x".repeat(16_000);
  const payload = Text.serializeBinary({ text });
  const items = Math.ceil((128 << 20) / text.length);
  let allowed = 256;
  let sent = 0;
  const send = (peer: Socket): void => {
    const bytes: Uint8Array[] = [];
    while (sent < items && sent < allowed) {
      bytes.push(frameBytes(item(1n, payload)));
      sent++;
    }
    peer.write(Buffer.concat(bytes));
  };
  const socket = await serve(context, (frame, peer) => {
    if (frame[0] === HELLO) {
      peer.write(WELCOME);
    } else if (frame[0] === REQUEST) {
      allowed = 16; // 256 KiB
      send(peer);
    } else if (frame[0] === CREDIT) {
      allowed += frame[5] ?? 0; // Credit { id = 1, items }
      send(peer);
      if (sent === items) {
        sent++;
        peer.write(frameBytes(response(1n, new Uint8Array(0))));
      }
    }
  });
  const { stdout } = await runScript(
    `
    import { connect } from ${JSON.stringify(import.meta.resolve("@parley/client"))};
    import { TestEventList } from "./support/contract.js";
    const core = await connect({ socket: ${JSON.stringify(socket)} });
    let read = 0;
    for await (const { text } of TestEventList({ text: "" }, { core })) {
      if (text.length === 16_000 && ++read % 16 === 0) await new Promise(setImmediate);
    }
    console.log(read);
    await core.close();
    `,
    ["--max-old-space-size=16", "--max-semi-space-size=1"],
  );
  assert.equal(Number(stdout), items);
});

test("a connection that is closed waits 5 s for the core to read, and no longer", async (context) => {
  const time = new PlayedTime(context);
  /** How many bytes a core gets that begins to read so late. */
  const readAfter = async (millis: number): Promise<number> => {
    let core: Socket | undefined;
    const socket = await serve(context, (_, peer) => {
      core = peer;
      peer.write(WELCOME);
      peer.pause();
    });
    const connection = await connect({ socket, limits: { drainTimeoutMs: 0 } });
    const call = TestEventEcho({ text: "x".repeat(3 << 20) });
    const lost = assert.rejects(call, { reason: "OUTCOME_UNKNOWN" });
    await turns(10);
    const closing = connection.close();
    await time.pass(0);
    await Promise.all([lost, closing]);
    await time.pass(millis);
    let read = 0;
    await new Promise<void>((resolve) => {
      core?.removeAllListeners("data");
      core?.on("data", (bytes) => (read += bytes.length));
      core?.once("close", () => {
        resolve();
      });
      core?.resume();
    });
    return read;
  };
  assert.ok((await readAfter(4_999)) > 3 << 20);
  assert.ok((await readAfter(5_000)) < 3 << 20);
});

function hex(text: string): string {
  return Buffer.from(text).toString("hex");
}

test("options that name no way to the core, or two, are refused in words", async () => {
  const connecting = connect as (options: object) => Promise<unknown>;
  await assert.rejects(connecting({ sockt: "/tmp/core.sock" }), {
    name: "TypeError",
    message:
      "connect takes one of socket, spawn, library and transport; given is none",
  });
  await assert.rejects(
    connecting({ library: "/opt/libparley.so", socket: "/tmp/core.sock" }),
    {
      name: "TypeError",
      message:
        "connect takes one of socket, spawn, library and transport; given are socket and library",
    },
  );
  // What is undefined is not given, as with every other option.
  await assert.rejects(
    connecting({ socket: "/x/no.sock", library: undefined }),
    { name: "ConnectionError" },
  );
});

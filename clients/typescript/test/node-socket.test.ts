/** The Node entry over a real unix socket, spoken to in raw bytes. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";

import { connect } from "@parley/client";

import { TestEventEcho } from "./support/contract.js";
import { frameBytes, response, welcomeBody } from "./support/played-core.js";

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
  assert.equal(frames[0], "0a30" + "0801" + "120174" + group + limits);
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
  const core = await connect({ socket });
  await assert.rejects(TestEventEcho({ text: "" }, { core }), {
    reason: "CONNECTION_LOST",
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

function hex(text: string): string {
  return Buffer.from(text).toString("hex");
}

/** An EventEmitter whose listeners are WebSockets; does what PublisherProcess.java does. Argument: the socket. */
import { EventEmitter } from "node:events";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { answerLines, now } from "./process.mjs";

const [, , socket] = process.argv;
const emitter = new EventEmitter().setMaxListeners(0);
const server = createServer();

new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (connection) => {
  const send = (profile) => connection.send(profile);
  emitter.on("profileUpdate", send);
  connection.on("close", () => emitter.off("profileUpdate", send));
  connection.on("error", () => connection.terminate());
});

const texts = {
  1: "7f6c1b3e-20f5-4b43-9f57-0d1c5a0b8e11",
  2: "somebody@example.appflowy.io",
  3: "Some Body Else.",
};

/** UserProfilePB as the others send it; only its token changes. */
function profile(bytes) {
  const field = (number, text) => [
    Buffer.from(text.length < 128 ? [(number << 3) | 2, text.length] : [(number << 3) | 2, (text.length & 127) | 128, text.length >> 7]),
    Buffer.from(text),
  ];
  const icon = "1F600" + "x".repeat(bytes === 119 ? 0 : bytes - 120);
  const head = Buffer.concat(Object.entries(texts).flatMap(([number, text]) => field(Number(number), text)));
  const tail = Buffer.concat(field(5, icon));
  return (token) => Buffer.concat([head, ...field(4, token), tail]);
}

async function send(count, bytes, gapMicros) {
  const make = profile(bytes);
  const began = now();
  let due = began;
  for (let number = 0; number < count; number++) {
    // Node's timers count milliseconds: the last of them is waited for turn by turn.
    while (gapMicros > 0 && now() < due) {
      const left = Number(due - now()) / 1e6;
      await new Promise(left > 2 ? (resolve) => setTimeout(resolve, left - 2) : setImmediate);
    }
    emitter.emit("profileUpdate", make(String(now()).padStart(19, "0") + String(number).padStart(6, "0")));
    due += BigInt(gapMicros) * 1000n;
  }
  return began;
}

async function* answer([command, ...numbers]) {
  const [count = 0, bytes = 0, gap = 0] = numbers.map(Number);
  switch (command) {
    case "wait":
      while (emitter.listenerCount("profileUpdate") !== count) {
        await new Promise(setImmediate);
      }
      yield "ok";
      break;
    case "burst":
    case "pace":
      yield await send(count, bytes, gap);
      break;
    case "heap": {
      globalThis.gc();
      const used = process.memoryUsage();
      yield used.heapUsed + used.external;
      break;
    }
    default:
      throw new Error(`no command: ${command}`);
  }
}

server.listen(socket, () => {
  console.log("ready");
  void answerLines(answer);
});

/** Listeners over WebSocket, a connection each. Arguments: the socket, how many. */
import { EventEmitter } from "node:events";
import { WebSocket } from "ws";
import { answerLines, Arrivals } from "./process.mjs";

const [, , socket, count] = process.argv;
const arrivals = new Arrivals(Number(count));

/** Where the token begins: behind three fields of 36, 28 and 15 bytes and the head of its own. */
const TOKEN = 36 + 28 + 15 + 4 * 2;

for (let i = 0; i < Number(count); i++) {
  const emitter = new EventEmitter();
  emitter.on("profileUpdate", (profile) => arrivals.heard(profile.latin1Slice(TOKEN, TOKEN + 25)));
  const connection = new WebSocket(`ws+unix:${socket}:/`, { perMessageDeflate: false });
  connection.on("message", (profile) => emitter.emit("profileUpdate", profile));
  await new Promise((resolve, reject) => connection.once("open", resolve).once("error", reject));
}
console.log("ready");
void answerLines(([, each]) => arrivals.expect(Number(each)));

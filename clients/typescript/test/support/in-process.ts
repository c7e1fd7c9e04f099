// What the package does in this process, on the runtime that runs this. Writes a line for each thing that went well.
import {
  type ConnectionError,
  connect,
  type EventError,
  startCore,
} from "@parley/client";

import {
  EchoExport,
  EchoGrow,
  EchoListener,
  EchoNotify,
  EchoSay,
  EchoTalk,
  EchoWait,
  type Note,
} from "./echo.js";
import { ECHO_LIBRARY } from "./echo-library.js";

const note = (text: string, number = 0): Note => ({ text, number });
const say = (line: string): void => {
  console.log(line);
};
/** What the promise is rejected with. */
const failure = async (
  promise: PromiseLike<unknown>,
): Promise<EventError | ConnectionError> => {
  try {
    await promise;
  } catch (problem) {
    return problem as EventError;
  }
  throw new Error("it went well");
};

const embedded = await startCore(ECHO_LIBRARY);
const core = await embedded.connect();
say(`call ${(await EchoSay(note("hi", 1))).text}`);

const answers = await Promise.all(
  Array.from({ length: 1000 }, (_, i) => EchoSay(note("", i))),
);
say(`calls ${String(answers.reduce((sum, { number }) => sum + number, 0))}`);

const sizes = [0, 1, 65_535, 65_536, 1_000_000, 4 * 1024 * 1024 - 18];
const texts = await Promise.all(sizes.map((size) => EchoGrow(note("", size))));
say(`sizes ${String(texts.every(({ text }, i) => text.length === sizes[i]))}`);
const large = EchoGrow(note("", 4 * 1024 * 1024 - 17));
say(`limit ${(await failure(large)).reason}`);

let items = 0;
for await (const { number } of EchoExport(note("", 5_000))) {
  items += number;
}
say(`stream ${String(items)}`);
for await (const { number } of EchoExport(note("", 1_000_000))) {
  if (number === 10) {
    break;
  }
}
say("left");
const talk = EchoTalk(note("", 3));
for (let i = 0; i < 3; i++) {
  await talk.push(note("", i));
}
await talk.finish();
let talked = 0;
for await (const { number } of talk) {
  talked += number;
}
say(`talk ${String(talked)}`);

const notes: string[] = [];
const listener = new EchoListener({ onHeard: ({ text }) => notes.push(text) });
await listener.start();
await EchoNotify(note("news", 1));
say(`heard ${notes.join()}`);
listener.stop();

const cancelled = EchoWait(note(""));
cancelled.cancel();
say(`cancel ${(await failure(cancelled)).reason}`);
const late = EchoWait(note(""), { timeoutMs: 50 });
say(`deadline ${(await failure(late)).reason}`);

const refused = await failure(
  connect({ ...ECHO_LIBRARY, config: "throw:no disk" }),
);
say(`refused ${refused.reason} ${String(refused.message.includes("no disk"))}`);
say((await failure(connect({ library: "/no/libparley.so" }))).message);
const own = await connect(ECHO_LIBRARY);
say(`own ${(await EchoSay(note("own"), { core: own })).text}`);
await own.close();
await core.close();
await embedded.stop();
say(`stopped ${(await failure(embedded.connect())).reason}`);
say("end");

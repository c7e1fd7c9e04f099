import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Core } from "@parley/client";
import {
  ChunkPB,
  ImportPayloadPB,
  PagePB,
  UserEventImportData,
  UserNotification,
} from "../generated/index.js";
import { check } from "./check.js";
import { timed } from "./timing.js";
import type { Transcript } from "./transcript.js";

const PAGES = 100_000;
const PAGES_PER_CHUNK = 1_000;
const TASK = "a hundred thousand pages";

/** More than this is no handful. */
const HANDFUL = 20;

/** An import tells its progress page by page, to a front end that listens and to one that is blocked. */
export async function floodABlockedFrontEnd(
  core: Core,
  socket: string,
  say: Transcript,
): Promise<void> {
  say.chapter("100,000 updates for a front end that is blocked");
  const { sleeper, lines } = await startSleeper(socket);
  try {
    const following = follow(core);
    say.sent(
      "UserEvent.ImportData",
      `${count(PAGES)} pages, each of them told`,
    );
    const { ms } = await timed(() => importPages(core));
    say.answered("done", `${count((PAGES / ms) * 1000)} updates/s`, ms);
    say.received(
      "progress, here",
      `${count(await following)} of them, the last ${count(PAGES)}`,
    );

    const line = once(lines, "line");
    sleeper.stdin?.end("go on\n");
    const [text] = (await line) as [string];
    const heard = JSON.parse(text) as number[];
    const last = heard.at(-1) ?? 0;
    say.received(
      "progress, once unblocked",
      `${String(heard.length)} of them, the last ${count(last)}`,
    );
    check(heard.length <= HANDFUL, "a handful", heard.length);
    check(last === PAGES, `the last one, ${count(PAGES)}`, last);
  } finally {
    sleeper.kill("SIGKILL");
  }
}

async function startSleeper(
  socket: string,
): Promise<{ sleeper: ChildProcess; lines: Interface }> {
  const script = fileURLToPath(new URL("./sleeper.js", import.meta.url));
  const sleeper = spawn(
    process.execPath,
    [script, socket, TASK, String(PAGES)],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const lines = createInterface(sleeper.stdout);
  await once(lines, "line");
  return { sleeper, lines };
}

/** Hears of the import until it is through; how many updates came. */
async function follow(core: Core): Promise<number> {
  let heard = 0;
  const updates = UserNotification.stream({
    core,
    types: ["progress"],
    subjects: [TASK],
  });
  for await (const update of updates) {
    if (update.type !== "progress") continue;
    heard += 1;
    if (update.payload.pages === PAGES) break;
  }
  return heard;
}

async function importPages(core: Core): Promise<void> {
  const payload = ImportPayloadPB.fromObject({ replace: true, task: TASK });
  const upload = UserEventImportData(payload, { core });
  for (let first = 1; first <= PAGES; first += PAGES_PER_CHUNK) {
    const pages = Array.from({ length: PAGES_PER_CHUNK }, (_, i) =>
      PagePB.fromObject({ name: `Page ${String(first + i)}`, text: "" }),
    );
    await upload.push(ChunkPB.fromObject({ pages }));
  }
  await upload.finish();
}

function count(number: number): string {
  return Math.round(number).toLocaleString("en");
}

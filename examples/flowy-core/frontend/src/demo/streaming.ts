import { type Core, EventError } from "@parley/client";
import {
  ChunkPB,
  ExportPayloadPB,
  ImportPayloadPB,
  PagePB,
  PageQueryPB,
  SignInPayloadPB,
  UserEventExportData,
  UserEventFindPages,
  UserEventImportData,
  UserEventSignIn,
} from "../generated/index.js";
import { check } from "./check.js";
import { timed } from "./timing.js";
import type { Transcript } from "./transcript.js";

const PAGES = 5_000;
const PAGES_PER_CHUNK = 100;
const TEXT = "Lorem ipsum dolor sit amet, consectetur. ".repeat(25);
const DEADLINE_MS = 10;

/** The part of the conversation that streams, and what ends before it is done. */
export async function stream(
  core: Core,
  email: string,
  password: string,
  say: Transcript,
): Promise<void> {
  await importPages(core, say);
  await exportPages(core, say);
  await leaveAnExport(core, say);
  await search(core, say);
  await missADeadline(core, email, password, say);
}

/** What is imported: a chunk's bytes are counted by its text, which is nearly all of it. */
function* chunks(): Generator<ChunkPB> {
  for (let first = 1; first <= PAGES; first += PAGES_PER_CHUNK) {
    const pages = Array.from({ length: PAGES_PER_CHUNK }, (_, i) =>
      PagePB.fromObject({ name: `Page ${String(first + i)}`, text: TEXT }),
    );
    yield ChunkPB.fromObject({ pages });
  }
}

function rate(pages: number, ms: number): string {
  const megabytes = (pages * TEXT.length) / 1e6;
  const perSecond = megabytes / (ms / 1000);
  return `${pages.toLocaleString("en")} pages, ${megabytes.toFixed(1)} MB, ${perSecond.toFixed(0)} MB/s`;
}

async function importPages(core: Core, say: Transcript): Promise<void> {
  say.chapter("Stream pages to the core");
  say.sent(
    "UserEvent.ImportData",
    `${String(PAGES / PAGES_PER_CHUNK)} chunks of ${String(PAGES_PER_CHUNK)} pages`,
  );
  const { value, ms } = await timed(async () => {
    const upload = UserEventImportData(ImportPayloadPB.fromObject({}), {
      core,
    });
    for (const chunk of chunks()) await upload.push(chunk);
    return upload.finish();
  });
  say.answered("ImportedPB", rate(value.pages, ms), ms);
  check(value.pages === PAGES, `${String(PAGES)} pages`, value.pages);
  say.note(
    "Each push waits while SQLite is slower than Node. All pages are there at once, or none.",
  );
}

async function exportPages(core: Core, say: Transcript): Promise<void> {
  say.chapter("Stream them back");
  say.sent("UserEvent.ExportData", "from the first page on");
  let count = 0;
  let inOrder = true;
  let first = 0;
  const began = performance.now();
  const all = UserEventExportData(ExportPayloadPB.fromObject({}), { core });
  for await (const { pages } of all) {
    if (first === 0) {
      first = performance.now() - began;
      say.received(
        "ChunkPB",
        `the first of ${String(pages.length)} pages`,
        first,
      );
    }
    for (const { name } of pages) {
      count += 1;
      inOrder &&= name === `Page ${String(count)}`;
    }
  }
  const result = await all.result();
  const ms = performance.now() - began;
  say.answered("done", rate(count, ms), ms);
  check(result.ok, "an end in good order", result);
  check(count === PAGES, `${String(PAGES)} pages`, count);
  check(inOrder, "the pages in their order", "another order");
}

async function leaveAnExport(core: Core, say: Transcript): Promise<void> {
  say.chapter("Leave a stream");
  say.sent("UserEvent.ExportData", "from the first page on");
  const call = UserEventExportData(ExportPayloadPB.fromObject({}), { core });
  const began = performance.now();
  let last = 0n;
  for await (const { pages } of call) {
    last = pages.at(-1)?.number ?? 0n;
    say.received("ChunkPB", "one chunk is enough", performance.now() - began);
    break;
  }
  const { reason, message } = await failureOf(call.result());
  say.refused(reason, message, performance.now() - began);
  check(reason === "CANCELLED", "CANCELLED", reason);
  say.sent("UserEvent.ExportData", "where that one ended");
  const { value, ms } = await timed(async () => {
    let rest = 0;
    const payload = ExportPayloadPB.fromObject({ after: last });
    for await (const { pages } of UserEventExportData(payload, { core })) {
      rest += pages.length;
    }
    return rest;
  });
  say.answered("done", `the other ${value.toLocaleString("en")} pages`, ms);
  check(value === PAGES - PAGES_PER_CHUNK, "the rest of the pages", value);
}

async function search(core: Core, say: Transcript): Promise<void> {
  say.chapter("Talk both ways: search while somebody types");
  const call = UserEventFindPages({ core });
  const answers = call[Symbol.asyncIterator]();
  const counts: number[] = [];
  for (const text of ["page", "page 49", "page 4999"]) {
    say.sent("UserEvent.FindPages", `“${text}”`);
    await call.push(PageQueryPB.fromObject({ text }));
    const { value, ms } = await timed(() => answers.next());
    check(value.done !== true, "an answer", "the stream's end");
    const { count, names } = value.value;
    counts.push(count);
    const more =
      count > 1 ? `${names.slice(0, 2).join(", ")}, …` : names.join();
    say.received("FoundPagesPB", `${count.toLocaleString("en")}: ${more}`, ms);
  }
  await call.finish();
  check(counts.join() === "5000,111,1", "5000, 111 and 1 pages", counts);
}

async function missADeadline(
  core: Core,
  email: string,
  password: string,
  say: Transcript,
): Promise<void> {
  say.chapter("A deadline");
  say.sent(
    "UserEvent.SignIn",
    `${email}, within ${String(DEADLINE_MS)} ms; the hash takes longer`,
  );
  const payload = SignInPayloadPB.fromObject({ email, password });
  const { value, ms } = await timed(() =>
    failureOf(UserEventSignIn(payload, { core, timeoutMs: DEADLINE_MS })),
  );
  say.refused(value.reason, value.message, ms);
  check(
    value.reason === "DEADLINE_EXCEEDED",
    "DEADLINE_EXCEEDED",
    value.reason,
  );
}

/** What the call failed with; that it does is what is shown. */
async function failureOf(call: PromiseLike<unknown>): Promise<EventError> {
  const failure = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  check(failure instanceof EventError, "an EventError", failure);
  return failure;
}

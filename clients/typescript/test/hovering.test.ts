/** What an editor shows of calls: the names of the interfaces and of the application's types, nothing computed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import ts from "typescript";

const SOURCE = `
import { connect, type Core } from "@parley/client";
import { TestEventChat, TestEventCollect, TestEventEcho, TestEventList, Text } from "./support/contract.js";
export async function page(core: Core, signal: AbortSignal): Promise<void> {
  const text = Text.fromObject({ text: "" });
  const call = TestEventEcho(text, { core, signal, timeoutMs: 1_000 });
  const answer = await call;
  const result = await call.result();
  if (result.ok) {
    const value = result.value;
  } else {
    const error = result.error;
  }
  const stream = TestEventList(text, { core });
  for await (const item of stream) {
    console.log(item);
  }
  const upload = TestEventCollect(text, { core });
  const wanted = await upload.push(text);
  const finished = upload.finish();
  const chat = TestEventChat(text, { core });
}
`;

const SHOWN: Record<string, string> = {
  call: "const call: Call<Text, Text>",
  answer: "const answer: Text",
  result: "const result: Result<Text, Text>",
  value: "const value: Text",
  error: "const error: Text",
  stream: "const stream: StreamCall<Text, Text, Text>",
  item: "const item: Text",
  upload: "const upload: UploadCall<Text, Text, Text>",
  wanted: "const wanted: boolean",
  finished: "const finished: Call<Text, Text>",
  chat: "const chat: Conversation<Text, Text, undefined, never>",
};

test("hovering over a call shows its interface and the application's types", () => {
  const service = languageService();
  const program = service.getProgram();
  assert.deepEqual(
    program?.getSemanticDiagnostics(program.getSourceFile(FILE)).map(textOf),
    [],
  );
  for (const [name, shown] of Object.entries(SHOWN)) {
    const at = SOURCE.search(new RegExp(`const ${name}\\b`)) + "const ".length;
    const info = service.getQuickInfoAtPosition(FILE, at);
    assert.equal(ts.displayPartsToString(info?.displayParts), shown);
  }
});

test("hovering over a method shows what it is for", () => {
  const service = languageService();
  for (const [text, begins] of [
    ["push(text)", "Sends an item behind those pushed before."],
    ["finish()", "Says that there are no more items"],
    ["result()", "The result or the declared error as a value."],
  ] as const) {
    const info = service.getQuickInfoAtPosition(FILE, SOURCE.indexOf(text));
    const documentation = ts.displayPartsToString(info?.documentation);
    assert.ok(documentation.startsWith(begins), documentation);
  }
});

/** A file beside the tests that is only in memory. */
const FILE = fileURLToPath(new URL("../page.ts", import.meta.url));

function languageService(): ts.LanguageService {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const read = ts.readConfigFile(`${root}test/tsconfig.json`, (path) =>
    ts.sys.readFile(path),
  );
  const { options } = ts.parseJsonConfigFileContent(
    read.config,
    ts.sys,
    `${root}test`,
  );
  return ts.createLanguageService({
    getCompilationSettings: () => ({ ...options, noUnusedLocals: false }),
    getScriptFileNames: () => [FILE],
    getScriptVersion: () => "1",
    getScriptSnapshot: (path) => {
      const text = path === FILE ? SOURCE : ts.sys.readFile(path);
      return text === undefined
        ? undefined
        : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (path) => path === FILE || ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
    readDirectory: (...given) => ts.sys.readDirectory(...given),
    directoryExists: (path) => ts.sys.directoryExists(path),
    getDirectories: (path) => ts.sys.getDirectories(path),
  });
}

function textOf({ messageText }: ts.Diagnostic): string {
  return ts.flattenDiagnosticMessageText(messageText, "\n");
}

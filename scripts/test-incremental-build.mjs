// Shows that a second Maven build of a contract is right: what changed is regenerated, what is gone is
// removed, what did not change is not touched. It builds the project of docs/getting-started.md against
// the locally installed artifacts (scripts/install-local).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { gettingStarted, writeFile } from "./getting-started-page.mjs";

const SOURCES = "src/main/java/com/example/hello";
const CLASSES = "target/classes/com/example/hello";
const CONTRACT = "target/classes/META-INF/parley";
const TYPESCRIPT = "frontend/src/generated";

let folder;

const compile = () => execFileSync("mvn", ["-o", "-B", "-q", "compile"], { cwd: folder, stdio: "pipe" });
const path = (...names) => join(folder, ...names);
const source = (name) => readFileSync(path(SOURCES, name), "utf8");

/** The text of every generated TypeScript file. */
function typescript() {
  const files = readdirSync(path(TYPESCRIPT), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath ?? file.path, file.name))
    .map((file) => ({ file, text: readFileSync(file, "utf8"), changed: statSync(file).mtimeNs ?? statSync(file).mtimeMs }));
}

/** The text without these parts, each of which must be there. */
function without(text, parts) {
  return parts.reduce((rest, part) => {
    assert.ok(rest.includes(part), `the page's Main.java has no ${part}`);
    return rest.replace(part, "");
  }, text);
}

before(() => {
  folder = mkdtempSync(join(tmpdir(), "parley-incremental-"));
  for (const { language, info, text } of gettingStarted()) {
    if (language === "xml" || language === "java") writeFile(folder, info, text);
  }
  compile();
});

after(() => rmSync(folder, { recursive: true, force: true }));

test("a build without a change touches no TypeScript file", () => {
  const earlier = typescript().map(({ file, changed }) => [file, changed]);
  compile();
  assert.deepEqual(typescript().map(({ file, changed }) => [file, changed]), earlier);
});

test("a changed field number reaches the contract, the codec and the TypeScript", () => {
  const codec = () => readFileSync(path(CLASSES, "GreetingErrorCodec.class"));
  const contract = () => readFileSync(path(CONTRACT, "com.example.hello.GreetingEvent.json"), "utf8");
  const messages = () => typescript().find(({ file }) => file.endsWith("messages.ts")).text;
  const earlier = [codec(), contract(), messages()];
  writeFile(folder, join(SOURCES, "GreetingError.java"), source("GreetingError.java").replace("@Field(1)", "@Field(7)"));
  compile();
  assert.notDeepEqual(codec(), earlier[0]);
  assert.notEqual(contract(), earlier[1]);
  assert.notEqual(messages(), earlier[2]);
});

test("a group that is gone leaves nothing behind", () => {
  assert.ok(existsSync(path(CLASSES, "GreetingNotificationSender.class")));
  rmSync(path(SOURCES, "GreetingNotification.java"));
  const main = without(source("Main.java"), [
    "new GreetingNotificationSender(hub)",
    "    private final GreetingNotification notifications;\n",
    "GreetingNotification notifications",
    "      this.notifications = notifications;\n",
    "      notifications.greeted(last);\n",
  ]);
  writeFile(folder, join(SOURCES, "Main.java"), main);
  compile();
  assert.ok(!existsSync(path(CLASSES, "GreetingNotificationSender.class")));
  assert.ok(!existsSync(path(CONTRACT, "com.example.hello.GreetingNotification.json")));
  assert.ok(!typescript().some(({ text }) => text.includes("GreetingNotification")));
});

// The code blocks of docs/getting-started.md, for the tests that follow it.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** This checkout. */
export const PARLEY = fileURLToPath(new URL("..", import.meta.url));

/** The page's code blocks in order: language, what stands behind it (a file's path, say), and the text. */
export function gettingStarted() {
  const page = readFileSync(join(PARLEY, "docs/getting-started.md"), "utf8");
  const found = page.matchAll(/^```(\w+)([^\n]*)\n([\s\S]*?)^```$/gm);
  return [...found].map(([, language, info, text]) => ({ language, info: info.trim(), text }));
}

/** Writes a file of the project that the page builds, with its folders. */
export function writeFile(folder, path, text) {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

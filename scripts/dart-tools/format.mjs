// What scripts/dart-format runs, beside the packages that it has installed.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { format } from "@wasm-fmt/dart_fmt";

const config = { language_version: "3.7.0", line_width: 80, line_ending: "lf" };

const files = process.argv.slice(2);
const check = files[0] === "--check";
if (check) {
  files.shift();
}
if (files.length === 0) {
  console.error("usage: dart-format [--check] FILE…");
  process.exit(2);
}

let formatted = 0;
let changed = 0;
let failed = 0;
for (const file of files.flatMap(dartFiles)) {
  const before = readFileSync(file, "utf8");
  let after;
  try {
    after = format(before, file, config);
  } catch (error) {
    console.error(`${file}: ${String(error)}`);
    failed++;
    continue;
  }
  formatted++;
  if (after === before) {
    continue;
  }
  changed++;
  if (check) {
    console.error(
      `${file}: not as dart format leaves it, from line ${firstDifference(before, after)}`,
    );
  } else {
    writeFileSync(file, after);
  }
}
if (formatted + failed === 0) {
  console.error("there is no .dart file");
  process.exit(2);
}
console.log(
  `${formatted} Dart files, ${changed} ${check ? "to be formatted" : "changed"}, ${failed} unreadable`,
);
process.exit(failed > 0 || (check && changed > 0) ? 1 : 0);

function dartFiles(path) {
  if (!statSync(path).isDirectory()) {
    return [path];
  }
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith("."))
    .flatMap((entry) =>
      entry.isDirectory() || entry.name.endsWith(".dart")
        ? dartFiles(join(path, entry.name))
        : [],
    )
    .sort();
}

function firstDifference(before, after) {
  const lines = after.split("\n");
  return before.split("\n").findIndex((line, i) => line !== lines[i]) + 1;
}

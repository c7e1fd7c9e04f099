// Builds the add-on for this platform into prebuilds/<platform>-<arch>/parley.node, with nothing but a C compiler:
// $CC, else cc. The headers of N-API come from the package node-api-headers, or lie beside this Node.
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const root = dirname(folder);

function stop(problem) {
  process.stderr.write(`build:native: ${problem}\n`);
  process.exit(1);
}

function nodeHeaders() {
  try {
    return createRequire(import.meta.url)("node-api-headers").include_dir;
  } catch {
    const beside = join(dirname(process.execPath), "..", "include", "node");
    return existsSync(join(beside, "node_api.h"))
      ? beside
      : stop(
          "there are no headers of N-API; run npm install --no-save node-api-headers",
        );
  }
}

// The header belongs to the library. A published package has a copy beside these sources.
const header = join(root, "../../transports/ffi/src/main/native/parley.h");
if (existsSync(header)) {
  copyFileSync(header, join(folder, "parley.h"));
} else if (!existsSync(join(folder, "parley.h"))) {
  stop(`there is no parley.h in ${folder}`);
}
if (process.platform !== "linux" && process.platform !== "darwin") {
  stop(`there is no add-on for ${process.platform} yet`);
}

const target = join(
  root,
  "prebuilds",
  `${process.platform}-${process.arch}`,
  "parley.node",
);
mkdirSync(dirname(target), { recursive: true });
const sources = readdirSync(folder)
  .filter((name) => name.endsWith(".c"))
  .map((name) => join(folder, name));
const linking =
  process.platform === "darwin"
    ? ["-bundle", "-undefined", "dynamic_lookup"]
    : ["-shared", "-pthread", "-ldl"];
const compiler = process.env.CC ?? "cc";
const { error, status } = spawnSync(
  compiler,
  [
    ...[
      "-std=c11",
      "-D_GNU_SOURCE",
      "-O2",
      "-g",
      "-fPIC",
      "-fvisibility=hidden",
    ],
    ...["-Wall", "-Wextra", "-Werror", "-Wconversion"],
    ...["-isystem", nodeHeaders(), "-I", folder, ...sources],
    ...["-o", target, ...linking],
  ],
  { stdio: "inherit" },
);
if (error !== undefined) {
  stop(
    `the C compiler ${compiler} can't be run (${error.message}); on Debian: apt-get install gcc libc6-dev`,
  );
}
if (status !== 0) {
  process.exit(1);
}
process.stdout.write(`${relative(process.cwd(), target)}\n`);

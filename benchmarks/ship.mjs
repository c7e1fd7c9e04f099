// Measures what benchmarks/run-ship has shipped: rounds in which each contestant starts once, in turn; medians and ratios.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [rounds, work, programs, report] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "parley-run-ship-"));
const socket = join(scratch, "socket/s");
const shipped = (name) => join(work, "out", name);
const java = join(process.env.JAVA_HOME, "bin/java");

/** The options of a shipped core's library without its AOT cache, as a file. */
function withoutCache(name) {
  const folder = shipped(name);
  const lines = readFileSync(join(folder, "parley.options"), "utf8").split("\n");
  const file = join(scratch, `${name}.options`);
  writeFileSync(file, lines.filter((line) => !line.includes("AOTCache")).join("\n"));
  return file;
}

/** A launcher without the AOT cache. */
function launcherWithoutCache(name) {
  const folder = shipped(name);
  const launcher = readdirSync(join(folder, "bin"))[0];
  const text = readFileSync(join(folder, "bin", launcher), "utf8");
  const file = join(folder, "bin", `${launcher}-uncached`);
  writeFileSync(file, text.replace(/"-XX:AOTCache=[^"]*"/, ""), { mode: 0o755 });
  return file;
}

const start = (...args) => [join(programs, "start"), ...args];
const embed = (name, ...args) => [join(programs, "embed"), join(shipped(name), "libparley.so"), ...args];
const jars = readdirSync(join(shipped("storeless"), "lib")).map((jar) => join(shipped("storeless"), "lib", jar));
const data = join(scratch, "data");
const contestants = {
  "hello, the JDK's java as it comes": start("line", java, "-cp", join(work, "hello.jar"), "Hello"),
  "hello, the image's java": start("line", join(shipped("storeless"), "runtime/bin/java"), "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1", "-cp", join(work, "hello.jar"), "Hello"),
  "hello, shipped": start("line", join(shipped("hello"), "bin/hello")),
  "core without storage, shipped": start("answer", socket, join(shipped("storeless"), "bin/storeless"), socket),
  "core without storage, no AOT cache": start("answer", socket, launcherWithoutCache("storeless"), socket),
  "core without storage, the JDK's java as it comes": start("answer", socket, java, "-cp", jars.join(":"),
    "--enable-native-access=ALL-UNNAMED", "dev.parley.benchmarks.ship.StorelessCore", socket),
  "reference core, shipped": start("answer", socket, join(shipped("flowy"), "bin/flowy-core"), "--socket", socket, "--data", data),
  "in process, core without storage, shipped": embed("storeless"),
  "in process, core without storage, no AOT cache": embed("storeless", withoutCache("storeless")),
};

/** Bytes of a folder's files. */
function size(path) {
  const status = statSync(path);
  if (!status.isDirectory()) return status.size;
  return readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0);
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const results = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
try {
  for (let round = -1; round < Number(rounds); round++) {
    for (const [name, [program, ...args]] of Object.entries(contestants)) {
      const line = execFileSync(program, args, { encoding: "utf8", env: { ...process.env, JAVA_TOOL_OPTIONS: undefined } });
      if (round >= 0) results[name].push(JSON.parse(line)); // The first reads the files from the disk.
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 10 });
}

const figures = Object.fromEntries(
  Object.entries(results).map(([name, runs]) => [
    name,
    Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((run) => run[key]))])),
  ]),
);
const folders = Object.fromEntries(
  ["storeless", "flowy"].map((name) => {
    const folder = shipped(name);
    const libraries = readdirSync(join(folder, "lib")).filter((jar) => /^(sqlite|password4j)/.test(jar));
    const foreign = libraries.reduce((sum, jar) => sum + size(join(folder, "lib", jar)), 0);
    return [name, { bytes: size(folder), runtime: size(join(folder, "runtime")), cache: size(join(folder, readdirSync(folder).find((file) => file.endsWith(".aot")))), sqliteAndCryptoJars: foreign }];
  }),
);
writeFileSync(report, JSON.stringify({ rounds: Number(rounds), figures, folders, results }, null, 2));

const ms = (micros) => (micros === undefined ? "" : (micros / 1000).toFixed(1)).padStart(9);
const mb = (kib) => (kib === undefined ? "" : (kib / 1024).toFixed(1)).padStart(9);
console.log(`medians of ${rounds} rounds${" ".repeat(33)}ready/ms answer/ms  RSS/MiB  PSS/MiB`);
for (const [name, f] of Object.entries(figures)) {
  console.log(`${name.padEnd(50)} ${ms(f.ready ?? f.running ?? f.line)} ${ms(f.answer)} ${mb(f.rss)} ${mb(f.pss)}`);
}
const answer = figures["core without storage, shipped"].answer;
const ratio = (a, b) => (a / b).toFixed(2);
for (const hello of Object.keys(figures).filter((name) => name.startsWith("hello"))) {
  console.log(`start to first answer / ${hello}: ${ratio(answer, figures[hello].line)} (its whole run: ${ratio(answer, figures[hello].end)})`);
}
console.log(`in process, with the AOT cache / without: ${ratio(figures["in process, core without storage, shipped"].answer, figures["in process, core without storage, no AOT cache"].answer)}`);
for (const [name, f] of Object.entries(folders)) {
  console.log(`folder ${name}: ${(f.bytes / 1e6).toFixed(1)} MB (runtime ${(f.runtime / 1e6).toFixed(1)}, AOT cache ${(f.cache / 1e6).toFixed(1)}, SQLite's and crypto jars ${(f.sqliteAndCryptoJars / 1e6).toFixed(1)})`);
}

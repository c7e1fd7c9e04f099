// Compares what generated TypeScript says of messages with what generated Java said of them.
//
// Looks at what SameVerdictsTest has left in processor/target. Needs the development packages of
// clients/typescript (npm ci) and its build (npm run build).
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import {
  mkdir,
  readdir,
  readFile,
  symlink,
  rm,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const processor = fileURLToPath(new URL("../../../", import.meta.url));
const client = join(processor, "../clients/typescript");
const output = join(processor, "target/validation");
const typescript = createRequire(join(client, "package.json"))("typescript");

test("validate says what the core says, word for word", async () => {
  assert.ok(
    existsSync(join(output, "verdicts.txt")),
    "run SameVerdictsTest first: mvn -pl processor -am test",
  );
  const { Form } = await import(await compiled());
  const lines = (await readFile(join(output, "verdicts.txt"), "utf8"))
    .trimEnd()
    .split("\n");
  assert.ok(lines.length >= 3000);
  const constraints = new Set();
  for (const [seed, line] of lines.entries()) {
    const [bytes, said] = line.split(" ").map((it) => Buffer.from(it, "hex"));
    const expected =
      said.length === 0
        ? []
        : said
            .toString("utf8")
            .split("\u0002")
            .map((it) => it.split("\u0001"))
            .map(([path, constraint, message]) => ({
              path,
              constraint,
              message,
            }));
    const message = Form.deserializeBinary(bytes);
    assert.deepEqual(Form.validate(message), expected, `seed ${String(seed)}`);
    expected.forEach((it) => constraints.add(it.constraint));
  }
  assert.equal(constraints.size, 16);
});

async function compiled() {
  const sources = join(output, "generated");
  const modules = join(output, "node_modules/@parley");
  await rm(modules, { recursive: true, force: true });
  await mkdir(modules, { recursive: true });
  await symlink(client, join(modules, "client"), "dir");
  await writeFile(join(output, "package.json"), '{ "type": "module" }');
  const files = (await readdir(sources, { recursive: true })).filter((it) =>
    it.endsWith(".ts"),
  );
  const outDir = join(output, "compiled");
  const program = typescript.createProgram({
    rootNames: files.map((it) => join(sources, it)),
    options: {
      strict: true,
      target: typescript.ScriptTarget.ES2022,
      module: typescript.ModuleKind.NodeNext,
      moduleResolution: typescript.ModuleResolutionKind.NodeNext,
      types: [],
      rootDir: sources,
      outDir,
    },
  });
  const problems = typescript.getPreEmitDiagnostics(program);
  assert.deepEqual(
    problems.map((it) => it.messageText),
    [],
  );
  program.emit();
  return join(outDir, "index.js");
}

// Compiles what the generator has written, strictly, as a front end of @parley/client would.
//
// Needs the development packages of clients/typescript (npm ci) and its build (npm run build).
import assert from "node:assert/strict";
import { mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const client = fileURLToPath(
  new URL("../../../../clients/typescript", import.meta.url),
);
const typescript = createRequire(join(client, "package.json"))("typescript");

/** Compiles the folder `sources` of `output`, without a complaint; where the JavaScript is. */
export async function compiled(output, sources) {
  const from = join(output, sources);
  const modules = join(output, "node_modules/@parley");
  await rm(modules, { recursive: true, force: true });
  await mkdir(modules, { recursive: true });
  await symlink(client, join(modules, "client"), "dir");
  await writeFile(join(output, "package.json"), '{ "type": "module" }');
  const files = (await readdir(from, { recursive: true })).filter((it) =>
    it.endsWith(".ts"),
  );
  const outDir = join(output, "compiled");
  const program = typescript.createProgram({
    rootNames: files.map((it) => join(from, it)),
    options: {
      strict: true,
      target: typescript.ScriptTarget.ES2022,
      module: typescript.ModuleKind.NodeNext,
      moduleResolution: typescript.ModuleResolutionKind.NodeNext,
      types: [],
      rootDir: from,
      outDir,
    },
  });
  const problems = typescript.getPreEmitDiagnostics(program);
  assert.deepEqual(
    problems.map((it) => it.messageText),
    [],
  );
  program.emit();
  return outDir;
}

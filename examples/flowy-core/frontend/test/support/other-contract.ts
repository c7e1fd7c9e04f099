import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

const FRONTEND = fileURLToPath(new URL("../../../", import.meta.url));
const PARLEY = join(FRONTEND, "../../../parley");
const CONTRACT = join(FRONTEND, "../target/classes/META-INF/parley");

/** What of a contract's JSON these tests change. */
export interface ContractJson {
  eventGroups: { events: { method: string }[] }[];
  types: {
    name: string;
    fields?: { name: string; number: number; type: string }[];
  }[];
}

/**
 * Generates a front end from the reference core's contract as it was, or will be, in another version,
 * and compiles it.
 *
 * @param name names the version's folder
 * @param change makes that version of each file of the contract
 * @returns the URL of the generated `index.js`
 */
export async function generateFrom(
  name: string,
  change: (contract: ContractJson) => void,
): Promise<string> {
  const folder = join(FRONTEND, "dist/contracts", name);
  await rm(folder, { recursive: true, force: true });
  const contract = join(folder, "classes/META-INF/parley");
  await mkdir(contract, { recursive: true });
  for (const file of await readdir(CONTRACT)) {
    if (!file.endsWith(".json")) continue;
    const text = await readFile(join(CONTRACT, file), "utf8");
    const json = JSON.parse(text) as ContractJson;
    change(json);
    await writeFile(join(contract, file), JSON.stringify(json));
  }
  const generated = join(folder, "generated");
  const parley = spawnSync(
    PARLEY,
    [
      "generate",
      ...["--contract", join(folder, "classes")],
      ...["--typescript", generated],
    ],
    { encoding: "utf8" },
  );
  assert.equal(parley.status, 0, parley.stderr);
  await compile(generated);
  return pathToFileURL(join(generated, "index.js")).href;
}

/** File by file: what the generated types are worth is for tsc to say, elsewhere. */
async function compile(folder: string): Promise<void> {
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith(".ts")) continue;
    const source = await readFile(join(folder, file), "utf8");
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
      },
    });
    await writeFile(join(folder, file.replace(/\.ts$/, ".js")), outputText);
  }
}

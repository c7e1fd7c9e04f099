// Shows generated TypeScript to the tools that its users run: tsc, ESLint and Prettier.
//
// Looks at the golden files and at what RandomContractsTest has left in codegen/target. Needs the
// development packages of clients/typescript (npm ci) and its build (npm run build).
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import {
  cp,
  mkdir,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";

const codegen = fileURLToPath(new URL("../../../", import.meta.url));
const client = join(codegen, "../clients/typescript");
const golden = join(codegen, "src/test/resources/golden/typescript");
const random = join(codegen, "target/generated-typescript");
const documentation = join(codegen, "src/test/typescript/documentation.ts");
const work = join(codegen, "target/typescript-check");

/** ESLint's typed rules are slow, so only so many of the random contracts are shown to it. */
const LINTED = 10;

const require = createRequire(join(client, "package.json"));
const typescript = require("typescript");
const { ESLint } = require("eslint");
const tools = {
  prettier: require("prettier"),
  recommended: require("@eslint/js").configs.recommended,
  typescriptEslint: require("typescript-eslint"),
};

const compilerOptions = {
  strict: true,
  target: "ES2022",
  module: "NodeNext",
  moduleResolution: "NodeNext",
  lib: ["ES2022", "DOM"],
  types: [],
  noEmit: true,
  exactOptionalPropertyTypes: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  erasableSyntaxOnly: true,
  noFallthroughCasesInSwitch: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
};

/** A package that depends on `@parley/client` and has all the generated code in it. */
before(async () => {
  assert.ok(
    existsSync(random),
    "run RandomContractsTest first: mvn -pl codegen -am test",
  );
  assert.ok(
    existsSync(join(client, "dist")),
    "run npm run build in clients/typescript first",
  );
  await rm(work, { recursive: true, force: true });
  await mkdir(join(work, "node_modules/@parley"), { recursive: true });
  await symlink(client, join(work, "node_modules/@parley/client"), "dir");
  await cp(golden, join(work, "golden"), { recursive: true });
  await cp(random, join(work, "random"), { recursive: true });
  await cp(documentation, join(work, "documentation.ts"));
  await writeFile(join(work, "package.json"), '{ "type": "module" }');
  await writeFile(
    join(work, "tsconfig.json"),
    JSON.stringify({ compilerOptions }),
  );
});

async function filesOf(folder) {
  const files = await readdir(join(work, folder), { recursive: true });
  return files
    .filter((it) => it.endsWith(".ts"))
    .map((it) => join(work, folder, it));
}

async function allFiles() {
  const files = [...(await filesOf("golden")), ...(await filesOf("random"))];
  assert.ok(files.length > 500, `only ${String(files.length)} generated files`);
  return files;
}

test("tsc accepts generated code with every strict option", async () => {
  const rootNames = [...(await allFiles()), join(work, "documentation.ts")];
  const { options } = typescript.convertCompilerOptionsFromJson(
    compilerOptions,
    work,
  );
  const program = typescript.createProgram({ rootNames, options });
  const problems = typescript
    .getPreEmitDiagnostics(program)
    .map((it) => typescript.formatDiagnostic(it, formatHost));
  assert.deepEqual(problems, []);
});

const formatHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => work,
  getNewLine: () => "\n",
};

test("Prettier leaves generated code as it is", async () => {
  const changed = [];
  for (const file of await allFiles()) {
    const source = await readFile(file, "utf8");
    if (
      (await tools.prettier.format(source, { parser: "typescript" })) !== source
    ) {
      changed.push(relative(work, file));
    }
  }
  assert.deepEqual(changed, []);
});

test("ESLint's strictest typed rules find nothing in generated code", async () => {
  const { typescriptEslint, recommended } = tools;
  const eslint = new ESLint({
    cwd: work,
    overrideConfigFile: true,
    overrideConfig: [
      recommended,
      ...typescriptEslint.configs.strictTypeChecked,
      ...typescriptEslint.configs.stylisticTypeChecked,
      {
        languageOptions: {
          parserOptions: { projectService: true, tsconfigRootDir: work },
        },
      },
    ],
  });
  const seeds = Array.from(
    { length: LINTED },
    (_, seed) => `random/seed-${String(seed)}`,
  );
  const results = await eslint.lintFiles(
    ["golden", ...seeds].map((it) => `${it}/**/*.ts`),
  );
  assert.ok(results.length > 60, `only ${String(results.length)} files`);
  const formatter = await eslint.loadFormatter("stylish");
  assert.equal(await formatter.format(results), "");
});

const outDir = join(work, "compiled");

/** What tsc makes of the golden files. */
let compiling;
function compiled() {
  compiling ??= compile();
  return compiling;
}

async function compile() {
  const rootNames = await filesOf("golden");
  const { options } = typescript.convertCompilerOptionsFromJson(
    {
      ...compilerOptions,
      noEmit: false,
      outDir,
      rootDir: join(work, "golden"),
    },
    work,
  );
  typescript.createProgram({ rootNames, options }).emit();
}

async function load(name, file = "index") {
  await compiled();
  return await import(join(outDir, name, `${file}.js`));
}

// Before others are loaded: a front end expects its core to have every group that it was built from.
test("Generated functions stream to generated handlers and back", async () => {
  const { connect } = await import(join(client, "dist/node/index.js"));
  const { DeclaredError, fakeCore } = await import(
    join(client, "dist/testing/index.js")
  );
  const data = await load("streams");
  const { bindDataEvent } = await load(
    "streams",
    "dev.parley.sample/DataEvent.testing",
  );
  const chunk = (size) => ({ bytes: new Uint8Array(size) });
  let left = false;
  const plugin = bindDataEvent({
    async *exportData({ folder }) {
      yield chunk(1);
      yield chunk(2);
      if (folder !== "home") {
        throw new DeclaredError({ kind: "missingPB", value: { folder } });
      }
      try {
        for (let size = 3; ; size++) {
          yield chunk(size);
        }
      } finally {
        left = true;
      }
    },
    async importData({ folder }, chunks) {
      let size = 0;
      for await (const { bytes } of chunks) {
        size += bytes.length;
      }
      if (size > 100) {
        throw new DeclaredError({ kind: "tooLargePB", value: { limit: 100 } });
      }
      return { name: `${folder} ${String(size)}` };
    },
    async *converse({ folder }, questions) {
      let asked = 0;
      for await (const { bytes } of questions) {
        asked += bytes.length;
        yield { kind: "yesPB", value: {} };
      }
      return { name: `${folder} ${String(asked)}` };
    },
    count: () => ({ name: "one" }),
  });
  const fake = fakeCore({ plugins: [plugin] });
  const core = await connect({ transport: fake.transport() });

  assert.deepEqual(await data.DataEventCount(), { name: "one" });

  const sizes = [];
  for await (const { bytes } of data.DataEventExportData({ folder: "home" })) {
    sizes.push(bytes.length);
    if (sizes.length === 5) {
      break;
    }
  }
  assert.deepEqual(sizes, [1, 2, 3, 4, 5]);

  const refused = data.DataEventExportData({ folder: "away" });
  const before = [];
  await assert.rejects(async () => {
    for await (const { bytes } of refused) {
      before.push(bytes.length);
    }
  }, /MissingPB|DataErrorPB|DataEvent.ExportData/);
  assert.deepEqual(before, [1, 2]);
  assert.deepEqual(await refused.result(), {
    ok: false,
    error: { kind: "missingPB", value: { folder: "away" } },
  });

  for (const [count, result] of [
    [10, { ok: true, value: { name: "home 100" } }],
    [11, { ok: false, error: { kind: "tooLargePB", value: { limit: 100 } } }],
  ]) {
    const upload = data.DataEventImportData({ folder: "home" });
    for (let i = 0; i < count; i++) {
      await upload.push(chunk(10));
    }
    assert.deepEqual(await upload.finish().result(), result);
  }

  const talk = data.DataEventConverse({ folder: "home" });
  const answers = talk[Symbol.asyncIterator]();
  for (const size of [1, 2]) {
    await talk.push(chunk(size));
    assert.deepEqual((await answers.next()).value, {
      kind: "yesPB",
      value: {},
    });
  }
  assert.deepEqual(await talk.finish(), { name: "home 3" });
  assert.equal((await answers.next()).done, true);
  assert.equal(left, true);

  await core.close();
  await fake.close();
});

test("Generated codecs write what Protobuf writes and read it back", async () => {
  const { SignInPayloadPB } = await load("user");
  const { CollectionsPB, ThemeModePB } = await load("collections");
  const { DrawingPB } = await load("unions");
  const { NothingPB } = await load("empty");
  const { Foo } = await load("names");
  assert.deepEqual(
    SignInPayloadPB.fromObject({ email: "a", name: undefined }),
    { email: "a", password: "", name: "" },
  );
  const samples = [
    [SignInPayloadPB, { email: "a", name: "é" }, "0a01611a02c3a9"],
    [NothingPB, {}, ""],
    [Foo, { delete: "d", tag: "t", Foo: "f" }, "0a01641201741a0166"],
    [
      DrawingPB,
      {
        shape: { kind: "squarePB", value: { side: -1 } },
        shapes: [{ kind: "circlePB", value: {} }],
        shapesByName: {
          __proto__: null,
          ["__proto__"]: { kind: "circlePB", value: {} },
        },
      },
      "0a0d120b08ffffffffffffffffff011a020a00220f0a095f5f70726f746f5f5f12020a00",
    ],
    [
      CollectionsPB,
      {
        circle: { radius: -0 },
        parent: {},
        maybeMode: 77,
        numbers: [-1, 1],
        modes: [ThemeModePB.Dark, 99],
        circlesById: new Map([[-1n, { radius: 1 }]]),
        timeout: { seconds: 1n, nanos: 5 },
      },
      undefined,
    ],
  ];
  for (const [type, init, hex] of samples) {
    const message = type.fromObject(init);
    const bytes = type.serializeBinary(message);
    if (hex !== undefined) {
      assert.equal(Buffer.from(bytes).toString("hex"), hex, type.typeName);
    }
    assert.deepEqual(type.deserializeBinary(bytes), message, type.typeName);
  }
  assert.throws(
    () => DrawingPB.deserializeBinary(new Uint8Array(0)),
    /alternatives/,
  );
});

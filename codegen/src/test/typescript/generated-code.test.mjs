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

const folder = (files) => ({ files });

const gone = { ok: false, error: { kind: "gonePB", value: {} } };

/** A front end that dials again, and a core that tells it of folders by a generated sender. */
async function following(read) {
  const { connect } = await import(join(client, "dist/node/index.js"));
  const { fakeCore } = await import(join(client, "dist/testing/index.js"));
  const { bindSyncEvent } = await load(
    "delivery",
    "dev.parley.sample/SyncEvent.testing",
  );
  const { SyncNotificationSender } = await load(
    "delivery",
    "dev.parley.sample/SyncNotification.testing",
  );
  const { bindDataEvent } = await load(
    "streams",
    "dev.parley.sample/DataEvent.testing",
  );
  const sync = await load("delivery");
  const fake = fakeCore({
    plugins: [bindSyncEvent({ read }), bindDataEvent({})],
  });
  const sender = new SyncNotificationSender(fake);
  const core = await connect({
    transport: () => fake.transport(),
    reconnect: { initialDelayMs: 1, maxDelayMs: 5 },
  });
  return {
    sync,
    fake,
    sender,
    core,
    /** Makes a call, behind whose answer everything has come that was sent before. */
    settle: async () => {
      await sync.SyncEventRead(folder(0), { core });
      await new Promise(setImmediate);
    },
    close: async () => {
      await core.close();
      await fake.close();
    },
  };
}

test("Generated listeners and streams hear what generated senders send", async () => {
  const { sync, fake, sender, core, settle, close } = await following(
    (asked) => asked,
  );
  const told = [];
  const tell =
    (name) =>
    (...given) =>
      told.push([name, ...given]);
  const listener = new sync.SyncNotificationListener(
    {
      onSynced: tell("synced"),
      onProgress: tell("progress"),
      onHeartbeat: tell("heartbeat"),
      onRead: tell("read"),
    },
    { core, onResync: ({ reason }) => told.push(["resync", reason]) },
  );
  await listener.start();
  const items = [];
  const loop = (async () => {
    const options = {
      core,
      types: ["synced", "typed", "heartbeat"],
      subjects: ["1", ""],
    };
    for await (const item of sync.SyncNotification.stream(options)) {
      items.push(item);
      if (item.type === "Resync") {
        return;
      }
    }
  })();
  await settle();

  sender.synced("1", { ok: true, value: folder(7) });
  sender.synced("1", gone);
  sender.synced("2", { ok: true, value: folder(8) });
  sender.progress("1", folder(9));
  sender.heartbeat();
  sender.read({ ok: true, value: folder(1) });
  sender.read({ ok: false, error: folder(2) });
  sender.typed("1");
  sender.typed("1");
  await settle();
  assert.deepEqual(told, [
    ["synced", { ok: true, value: folder(7) }, "1"],
    ["synced", gone, "1"],
    ["synced", { ok: true, value: folder(8) }, "2"],
    ["progress", folder(9), "1"],
    ["heartbeat"],
    ["read", { ok: true, value: folder(1) }],
    ["read", { ok: false, error: folder(2) }],
  ]);
  fake.resync();
  await loop;
  const before = [
    {
      type: "synced",
      subject: "1",
      payload: { ok: true, value: folder(7) },
    },
    { type: "synced", subject: "1", payload: gone },
    { type: "heartbeat" },
  ];
  assert.deepEqual(items.slice(0, 3), before);
  assert.deepEqual(
    items.slice(3).map(({ type }) => type),
    ["Resync"],
    "what is typed is held back until it comes to rest",
  );
  assert.deepEqual(told.at(-1), ["resync", "SLOW_CONSUMER"]);
  listener.stop();
  sender.heartbeat();
  await settle();
  assert.equal(told.length, 8);
  await close();
});

test("What is typed is heard once, when it has come to rest", async (context) => {
  const { sync, sender, core, settle, close } = await following(
    (asked) => asked,
  );
  const typed = [];
  const listener = new sync.SyncNotificationListener(
    { onTyped: (id) => typed.push(id) },
    { core },
  );
  await listener.start();
  context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  for (let i = 0; i < 3; i++) {
    sender.typed("1");
    context.mock.timers.tick(199);
  }
  await settle();
  assert.deepEqual(typed, []);
  context.mock.timers.tick(1);
  await settle();
  assert.deepEqual(typed, ["1"]);
  context.mock.timers.reset();
  await close();
});

test("Generated code observes: a value, every change, and the value again after a loss", async () => {
  let files = 1;
  const { sync, fake, sender, core, settle, close } = await following(() =>
    folder(files),
  );
  const seen = [];
  const observation = await sync.SyncNotification.observe(
    () => sync.SyncEventRead(folder(0), { core }),
    (value) => seen.push(["value", value.files]),
    {
      onProgress: (progress, id) => seen.push([id, progress.files]),
      onSynced: (outcome) => seen.push(["ok", outcome.ok]),
    },
    { core, subjects: ["1"] },
  );
  sender.progress("1", folder(2));
  sender.progress("2", folder(3));
  sender.synced("1", gone);
  await settle();
  assert.deepEqual(seen, [
    ["value", 1],
    ["1", 2],
    ["ok", false],
  ]);

  fake.cut();
  sender.progress("1", folder(4));
  await settle();
  assert.deepEqual(seen.slice(3), [["1", 4]]);

  files = 5;
  fake.restart();
  sender.progress("1", folder(5)); // nobody is there to hear it
  await settle();
  await settle();
  sender.progress("1", folder(6));
  await settle();
  assert.deepEqual(seen.slice(4), [
    ["value", 5],
    ["1", 6],
  ]);
  observation.stop();
  sender.progress("1", folder(7));
  await settle();
  assert.equal(seen.length, 6);
  await close();
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

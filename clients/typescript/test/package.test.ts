/** What the package gives, to whom: entries, platforms, and nothing else. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import vm from "node:vm";

const root = new URL("../../", import.meta.url);

/** Every module that an entry reaches, by its path in dist. */
async function reached(entry: string): Promise<Map<string, string>> {
  const modules = new Map<string, string>();
  const visit = async (url: URL): Promise<void> => {
    if (modules.has(url.href)) {
      return;
    }
    const source = await readFile(url, "utf8");
    modules.set(url.href, source);
    for (const [, specifier = ""] of source.matchAll(
      /^(?:import|export)[^;]*?from "([^"]+)"/gm,
    )) {
      assert.match(specifier, /^\.\.?\//, `${url.href} imports ${specifier}`);
      await visit(new URL(specifier, url));
    }
  };
  await visit(new URL(entry, root));
  return modules;
}

test("the browser's entries reach no module of Node and no other package", async () => {
  for (const entry of [
    "dist/index.js",
    "dist/codec.js",
    "dist/testing/index.js",
  ]) {
    const modules = await reached(entry);
    assert.ok(modules.size > 10, `${entry} reaches ${String(modules.size)}`);
    for (const [path, source] of modules) {
      assert.doesNotMatch(source, /node:|\brequire\(|\bprocess\./, path);
    }
  }
});

test("the browser's entry works where nothing of Node exists", async () => {
  const { run } = await inBrowser();
  const answer = await run(`
    const type = codec.messageType({
      typeName: "T",
      fromObject: (init) => init,
      write(message, out) { out.string(10, message.text); },
      read(reader) {
        let text = "";
        for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
          if (tag === 10) text = reader.string(); else reader.skip(tag);
        }
        return { text };
      },
    });
    const texts = ["", "short", "ä€\u{1f600}", "long and plain ".repeat(20), "größer ".repeat(300)];
    const same = texts.every((text) => type.deserializeBinary(type.serializeBinary({ text })).text === text);
    let refused = "";
    try { type.deserializeBinary(Uint8Array.of(10, 1, 255)); } catch (failure) { refused = failure.name; }
    const socket = await client.connect({ socket: "/x" }).catch((failure) => failure.message);
    return JSON.stringify([same, refused, socket, typeof Buffer, typeof process]);
  `);
  assert.deepEqual(JSON.parse(answer), [
    true,
    "MalformedMessageError",
    'connect({ socket: "/x" }) needs Node; elsewhere pass a transport',
    "undefined",
    "undefined",
  ]);
});

test("both entries offer the same names, and the package nothing besides", async () => {
  const { exported } = await inBrowser();
  assert.deepEqual(
    Object.keys(await import("@parley/client")).sort(),
    exported,
  );
  const inner = ["@parley/client", "dist", "index.js"].join("/");
  await assert.rejects(import(inner), {
    code: "ERR_PACKAGE_PATH_NOT_EXPORTED",
  });
  const { exports, dependencies, sideEffects } = JSON.parse(
    await readFile(new URL("package.json", root), "utf8"),
  ) as {
    exports: Record<string, Record<string, string>>;
    dependencies?: object;
    sideEffects: boolean;
  };
  assert.equal(dependencies, undefined);
  assert.equal(sideEffects, false);
  for (const conditions of Object.values(exports)) {
    assert.equal(Object.keys(conditions)[0], "types");
    for (const path of Object.values(conditions)) {
      await readFile(new URL(path, root));
    }
  }
});

test("declarations speak of no type of Node's", async () => {
  const names = await readdir(new URL("dist/", root), { recursive: true });
  const declarations = names.filter(
    (name) => name.endsWith(".d.ts") && !name.startsWith("node"),
  );
  assert.ok(declarations.length > 15);
  for (const name of declarations) {
    const source = await readFile(new URL(`dist/${name}`, root), "utf8");
    const code = source.replace(/\/\*[^]*?\*\//g, "");
    assert.doesNotMatch(code, /\bBuffer\b|NodeJS\.|node:/, name);
  }
});

/** The browser's entries as scripts in a context that has what every browser has, and nothing else. */
async function inBrowser(): Promise<{
  run: (body: string) => Promise<string>;
  exported: string[];
}> {
  const context = vm.createContext({
    TextDecoder,
    TextEncoder,
    queueMicrotask,
    setTimeout,
    clearTimeout,
  });
  const client = await load("dist/index.js", context);
  const codec = await load("dist/codec.js", context);
  return {
    exported: Object.keys(client).sort(),
    run: async (body) => {
      const main = vm.runInContext(
        `(async (client, codec) => {${body}})`,
        context,
      ) as (client: object, codec: object) => Promise<string>;
      return main(client, codec);
    },
  };
}

/** Turns an entry and what it reaches into one script: each module a function of its exports. */
async function load(entry: string, context: vm.Context): Promise<object> {
  const modules = await reached(entry);
  const { transpileModule, ModuleKind, ScriptTarget } = (
    await import("typescript")
  ).default;
  const define = [...modules].map(([url, source]) => {
    const { outputText } = transpileModule(source, {
      compilerOptions: {
        module: ModuleKind.CommonJS,
        target: ScriptTarget.ES2022,
      },
    });
    return `${JSON.stringify(url)}: (exports, require) => {${outputText}\n}`;
  });
  const links = [...modules.keys()].map((url) => url);
  const script = `((resolve) => {
    const modules = {${define.join(",\n")}};
    const loaded = {};
    const load = (url) => {
      if (!(url in loaded)) {
        loaded[url] = {};
        modules[url](loaded[url], (specifier) => load(resolve(specifier, url)));
      }
      return loaded[url];
    };
    return load(${JSON.stringify(links[0])});
  })`;
  const start = vm.runInContext(script, context) as (
    resolve: (specifier: string, from: string) => string,
  ) => object;
  return start((specifier, from) => new URL(specifier, from).href);
}

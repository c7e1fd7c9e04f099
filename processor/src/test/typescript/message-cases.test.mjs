// Compares what generated TypeScript makes of messages with what generated Java made of them.
//
// Looks at what MessageCasesTest has left in processor/target. Needs the development packages of
// clients/typescript (npm ci) and its build (npm run build).
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { fileURLToPath } from "node:url";

import { compiled } from "./compiled.mjs";

const processor = fileURLToPath(new URL("../../../", import.meta.url));
const output = join(processor, "target/cases");

let types;
let values;
let cases;

before(async () => {
  assert.ok(
    existsSync(join(output, "cases.txt")),
    "run MessageCasesTest first: mvn -pl processor -am test",
  );
  ({ types, values } = await import(
    join(await compiled(output, "typescript"), "values.js")
  ));
  cases = (await readFile(join(output, "cases.txt"), "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [name, hex, outcome, ...rest] = line.split(" ");
      return {
        line,
        type: types[name],
        bytes: Buffer.from(hex === "-" ? "" : hex, "hex"),
        outcome,
        anew: rest.join(" "),
      };
    });
});

function withOutcome(outcome, least) {
  const chosen = cases.filter((it) => it.outcome === outcome);
  assert.ok(chosen.length >= least, `${chosen.length} cases of ${outcome}`);
  return chosen;
}

test("what Java reads is read, and written anew byte for byte", () => {
  for (const { line, type, bytes, anew } of withOutcome("=", 2000)) {
    const message = type.deserializeBinary(bytes);
    const written = Buffer.from(type.serializeBinary(message));
    assert.equal(written.toString("hex"), anew, line);
  }
});

test("what Java refuses is refused", () => {
  for (const { line, type, bytes } of withOutcome("!", 500)) {
    assert.throws(
      () => type.deserializeBinary(bytes),
      { name: "MalformedMessageError" },
      line,
    );
  }
});

test("numbers that the core's enums do not have are kept", () => {
  for (const { line, type, bytes } of withOutcome("?", 3)) {
    const message = type.deserializeBinary(bytes);
    const written = type.serializeBinary(message);
    assert.deepEqual(type.deserializeBinary(written), message, line);
  }
});

test("messages made of values have the same bytes, and those the same values", () => {
  assert.ok(values.length >= 300);
  for (const [type, hex, value] of values) {
    const message = value();
    const written = Buffer.from(type.serializeBinary(message));
    assert.equal(written.toString("hex"), hex, type.typeName);
    const read = type.deserializeBinary(Buffer.from(hex, "hex"));
    assert.deepEqual(plain(read), plain(message), type.typeName);
  }
});

/** Without the prototypes of records and the classes of bytes. */
function plain(value) {
  if (value instanceof Uint8Array) {
    return Array.from(value);
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (value instanceof Map) {
    return Array.from(value, ([key, it]) => [key, plain(it)]);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, it]) => [key, plain(it)]),
    );
  }
  return value;
}

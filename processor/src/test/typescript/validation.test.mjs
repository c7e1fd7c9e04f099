// Compares what generated TypeScript says of messages with what generated Java said of them.
//
// Looks at what SameVerdictsTest has left in processor/target. Needs the development packages of
// clients/typescript (npm ci) and its build (npm run build).
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { compiled } from "./compiled.mjs";

const processor = fileURLToPath(new URL("../../../", import.meta.url));
const output = join(processor, "target/validation");

test("validate says what the core says, word for word", async () => {
  assert.ok(
    existsSync(join(output, "verdicts.txt")),
    "run SameVerdictsTest first: mvn -pl processor -am test",
  );
  const { Form } = await import(
    join(await compiled(output, "generated"), "index.js")
  );
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

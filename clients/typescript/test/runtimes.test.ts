/** The package in one process with a Java core, on every runtime that it is said to run on. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { isBuilt } from "./support/echo-library.js";

const path = (of: string): string =>
  fileURLToPath(new URL(of, import.meta.url));
const SCRIPT = path("support/in-process.js");
const DENO = path("../runtimes/node_modules/deno/deno");
const BUN = path("../runtimes/node_modules/bun/bin/bun.exe");

const SAID = `call hi
calls 499500
sizes true
limit LIMIT_EXCEEDED
stream 12502500
left
talk 3
heard heard
cancel CANCELLED
deadline DEADLINE_EXCEEDED
refused NOT_CONNECTED true
/no/libparley.so: there is no such library; is this the path of libparley?
own own
stopped NOT_CONNECTED
end
`;

const RUNTIMES: Record<string, readonly string[]> = {
  Node: [process.execPath],
  Deno: [
    ...[DENO, "run", "--allow-ffi", "--allow-read", "--allow-env"],
    ...["--allow-sys", "--config", path("../runtimes/deno.json")],
  ],
  Bun: [BUN, "run"],
};

for (const [name, [program = "", ...args]] of Object.entries(RUNTIMES)) {
  const isThere = isBuilt && existsSync(program);
  test(
    `${name} does it all with a core in its process`,
    {
      skip:
        !isThere &&
        "needs what java-library.test.ts needs, and npm ci in test/runtimes",
    },
    async () => {
      const stdout = await new Promise<string>((resolve, reject) => {
        execFile(
          program,
          [...args, SCRIPT],
          { timeout: 60_000 },
          (failure, out, err) => {
            if (failure === null) {
              resolve(out);
            } else {
              reject(new Error(`${out}\n${err}`, { cause: failure }));
            }
          },
        );
      });
      assert.equal(stdout, SAID);
    },
  );
}

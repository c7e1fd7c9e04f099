/** The Java core, in this process, does what the fake one does. */
import { existsSync } from "node:fs";
import { test } from "node:test";

import { connect } from "@parley/client";

import { behaviours } from "./support/behaviours.js";
import { echoLibrary } from "./support/echo-library.js";

const library = echoLibrary();

if (library.files.every((file) => existsSync(file))) {
  behaviours("Java core in this process", (options) =>
    connect({ ...options, ...library.options, reconnect: false }),
  );
} else {
  test("Java core in this process", {
    skip: "needs the add-on and what Maven builds: npm run build:native; mvn -pl transports/ffi -am test-compile",
  });
}

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { EmbeddedOptions } from "@parley/client";

const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));

/** How a core in this process is started that serves the Echo group. */
export const ECHO_LIBRARY: EmbeddedOptions = {
  library: join(ROOT, "transports/ffi/target/native/libparley.so"),
  options: {
    classPath: [
      "annotations/target/classes",
      "core/target/classes",
      "testkit/target/classes",
      "transports/ffi/target/classes",
      "transports/ffi/target/test-classes",
    ].map((folder) => join(ROOT, folder)),
    jvmOptions: ["-XX:+UseSerialGC", "-Xmx128m"],
    core: "dev.parley.transport.ffi.HostedEcho",
  },
};

/** Whether that core was built, and there is a Java runtime and an add-on to run it with. */
export const isBuilt =
  process.env["JAVA_HOME"] !== undefined &&
  [
    ECHO_LIBRARY.library,
    ...(ECHO_LIBRARY.options?.classPath ?? []),
    join(
      ROOT,
      `clients/typescript/prebuilds/${process.platform}-${process.arch}/parley.node`,
    ),
  ].every((path) => existsSync(path));

import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { ConnectionError } from "../errors.js";

/** Where a library lies. Throws a {@link ConnectionError} if nothing is there: the loader's own text does not say so. */
export function libraryPath(library: string): string {
  const path = resolve(library);
  if (!existsSync(path)) {
    throw new ConnectionError(
      "NOT_CONNECTED",
      `${path}: there is no such library; is this the path of libparley?`,
    );
  }
  return path;
}

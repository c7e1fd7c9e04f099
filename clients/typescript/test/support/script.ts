import { execFile } from "node:child_process";

/** Runs a module in a process of its own, with these options of Node, to its end; `./support/` in it means this folder. */
export async function runScript(
  source: string,
  options: readonly string[] = [],
): Promise<{ stdout: string }> {
  const code = source.replaceAll(
    "./support/",
    new URL("./", import.meta.url).href,
  );
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [...options, "--input-type=module", "-e", code],
      { timeout: 20_000 },
      (failure, stdout, stderr) => {
        if (failure === null) {
          resolve({ stdout });
        } else {
          reject(new Error(stderr, { cause: failure }));
        }
      },
    );
  });
}

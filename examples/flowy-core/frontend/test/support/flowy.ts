import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const FRONTEND = fileURLToPath(new URL("../../../", import.meta.url));
const PROGRAM = join(FRONTEND, "../bin/flowy-core");

/** A folder with a core's socket and data, on which cores are started one after another. */
export class Flowy {
  readonly socket: string;
  readonly data: string;
  #core: ChildProcess | undefined;
  #output = "";
  #isRemoved = false;

  private constructor(readonly folder: string) {
    this.socket = join(folder, "run", "core.sock");
    this.data = join(folder, "data");
  }

  /** A new folder with a running core; both are gone when the test ends. */
  static async start(test: TestContext): Promise<Flowy> {
    const flowy = new Flowy(await mkdtemp(join(tmpdir(), "flowy-")));
    test.after(() => flowy.#remove());
    await flowy.startCore();
    return flowy;
  }

  /** Everything that the cores wrote to standard output and error. */
  get output(): string {
    return this.#output;
  }

  /** Starts a core and waits until front ends may connect. */
  async startCore(): Promise<void> {
    if (this.#isRemoved) throw new Error("the test has ended");
    const core = spawn(
      PROGRAM,
      ["--socket", this.socket, "--data", this.data],
      {
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    this.#core = core;
    core.stderr
      .setEncoding("utf8")
      .on("data", (text: string) => (this.#output += text));
    const ready = new Promise<void>((resolve, reject) => {
      createInterface(core.stdout).on("line", (line) => {
        this.#output += `${line}\n`;
        if (line.startsWith("flowy-core is ready")) resolve();
      });
      core.once("exit", () => {
        reject(
          new Error(`the core ended before it was ready:\n${this.#output}`),
        );
      });
    });
    await ready;
  }

  /** Tells the core to end, and waits for it. */
  async stopCore(): Promise<{
    code: number | null;
    signal: NodeJS.Signals | null;
  }> {
    return this.#end("SIGTERM");
  }

  /** Ends the core as `kill -9` does. */
  async killCore(): Promise<void> {
    await this.#end("SIGKILL");
  }

  get isRunning(): boolean {
    return (
      this.#core !== undefined &&
      this.#core.exitCode === null &&
      this.#core.signalCode === null
    );
  }

  async #end(signal: NodeJS.Signals) {
    const core = this.#core;
    if (core === undefined) throw new Error("no core was started");
    if (this.isRunning) {
      const ended = once(core, "exit");
      core.kill(signal);
      await ended;
    }
    return { code: core.exitCode, signal: core.signalCode };
  }

  async #remove(): Promise<void> {
    this.#isRemoved = true;
    await this.#end("SIGKILL");
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Runs another front end in a process of its own: a script beside this one. */
export function startFrontEnd(script: string, ...args: string[]): ChildProcess {
  const path = fileURLToPath(new URL(script, import.meta.url));
  return spawn(process.execPath, [path, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The reference core, in a process of its own, which may be killed and started again. */
export class CoreProcess {
  readonly socket: string;
  readonly data: string;
  readonly #program: string;
  readonly #folder: string;
  readonly #errors: string[] = [];
  #process: ChildProcess | undefined;

  /** A core that has all it needs in `folder`, where its process id is left as `core.pid`. */
  constructor(program: string, folder: string) {
    this.#program = program;
    this.#folder = folder;
    this.socket = join(folder, "run", "core.sock");
    this.data = join(folder, "data");
  }

  /** Starts it, and waits until front ends may connect. */
  async start(): Promise<void> {
    const args = ["--socket", this.socket, "--data", this.data];
    const core = spawn(this.#program, args, {
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = core;
    createInterface(core.stderr).on("line", (line) => this.#errors.push(line));
    await new Promise<void>((resolve, reject) => {
      core.once("spawn", () => {
        writeFileSync(join(this.#folder, "core.pid"), String(core.pid));
      });
      createInterface(core.stdout).once("line", () => {
        resolve();
      });
      core.once("error", reject);
      core.once("close", () => {
        reject(new Error("the core ended before it was ready"));
      });
    });
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  get isRunning(): boolean {
    const core = this.#process;
    return core?.exitCode === null && core.signalCode === null;
  }

  /** What it has written to standard error. */
  get errors(): string {
    return this.#errors.join("\n");
  }

  /** Tells it to end, and waits until it has. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** Ends it as `kill -9` does, and waits until it is gone. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** The same without waiting. */
  killNow(): void {
    this.#process?.kill("SIGKILL");
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#process !== undefined && this.isRunning) {
      const ended = once(this.#process, "exit");
      this.#process.kill(signal);
      await ended;
    }
  }
}

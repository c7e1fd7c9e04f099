import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** The reference core, in a process of its own. */
export class CoreProcess {
  readonly socket: string;
  readonly data: string;
  readonly #process: ChildProcess;
  readonly #errors: string[] = [];

  /** Starts `program` with all it needs in `folder`, where its process id is left as `core.pid`. */
  constructor(program: string, folder: string) {
    this.socket = join(folder, "run", "core.sock");
    this.data = join(folder, "data");
    const args = ["--socket", this.socket, "--data", this.data];
    const core = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    core.once("spawn", () => {
      writeFileSync(join(folder, "core.pid"), String(core.pid));
    });
    createInterface(core.stderr).on("line", (line) => this.#errors.push(line));
    this.#process = core;
  }

  /** Waits until front ends may connect. */
  async ready(): Promise<void> {
    const core = this.#process;
    await new Promise<void>((resolve, reject) => {
      if (core.stdout !== null) {
        createInterface(core.stdout).once("line", () => {
          resolve();
        });
      }
      core.once("error", reject);
      core.once("close", () => {
        reject(new Error("the core ended before it was ready"));
      });
    });
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** What it has written to standard error. */
  get errors(): string {
    return this.#errors.join("\n");
  }

  /** Tells it to end, and waits until it has. */
  async stop(): Promise<void> {
    if (this.isRunning) {
      const ended = once(this.#process, "exit");
      this.#process.kill("SIGTERM");
      await ended;
    }
  }

  /** Ends it without waiting. */
  kill(): void {
    this.#process.kill("SIGKILL");
  }
}

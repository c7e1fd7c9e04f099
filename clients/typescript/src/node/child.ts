import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Socket } from "node:net";

import { type SpawnOptions, reportUncaught } from "../connect.js";
import { ConnectionError } from "../errors.js";
import { type Limits, limitsOf } from "../limits.js";
import type { Transport, TransportReceiver } from "../transport.js";
import { LastLines } from "./last-lines.js";

/** How long a child that has closed its stdout may take to exit, and one that has exited to be read to its end. */
const SETTLING_MS = 1_000;

/** Starts a core as a child of this process. Rejects with a {@link ConnectionError} that names the program. */
export async function spawnCore(options: SpawnOptions): Promise<Transport> {
  const { spawn: command, spawnOptions = {}, onCallbackError } = options;
  const limits = limitsOf(options.limits);
  const [program, ...args] = command;
  const report = onCallbackError ?? reportUncaught;
  const onLog =
    options.onLog ?? ((line: string) => process.stderr.write(`${line}\n`));
  const stderr = new LastLines((line) => {
    try {
      onLog(line);
    } catch (failure) {
      report(failure);
    }
  });
  const child = spawn(program, args, {
    cwd: spawnOptions.cwd,
    env: { ...process.env, ...spawnOptions.env },
    stdio: "pipe",
    windowsHide: true,
  });
  return new Promise((resolve, reject) => {
    child.once("spawn", () => {
      child.off("error", failed);
      resolve(new ChildTransport(program, child, stderr, limits));
    });
    const failed = (cause: NodeJS.ErrnoException): void => {
      reject(
        new ConnectionError(
          "NOT_CONNECTED",
          `${program}: ${advice(cause, spawnOptions.cwd)}`,
          cause,
        ),
      );
    };
    child.once("error", failed);
  });
}

/** The children that live; this process's end ends them. */
const living = new Set<ChildTransport>();

function endAll(): void {
  for (const child of living) {
    child.terminate();
  }
}

/** A child's stdin and stdout as a byte stream. Its end says what the child has exited with. */
class ChildTransport implements Transport {
  readonly released: Promise<void>;
  readonly #program: string;
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #stderr: LastLines;
  readonly #limits: Limits;
  #receiver: TransportReceiver | undefined;
  #closing = false;
  #told = false;
  #settling: NodeJS.Timeout | undefined;
  #ending: NodeJS.Timeout | undefined;

  constructor(
    program: string,
    child: ChildProcessWithoutNullStreams,
    stderr: LastLines,
    limits: Limits,
  ) {
    this.#program = program;
    this.#child = child;
    this.#stderr = stderr;
    this.#limits = limits;
    this.released = new Promise((resolve) => {
      child.once("exit", () => {
        this.#exited();
        resolve();
      });
    });
    if (living.size === 0) {
      process.on("exit", endAll);
    }
    living.add(this);
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr.push(text);
    });
    child.stderr.once("end", () => {
      stderr.end();
    });
    // Why a stream failed is told by the exit; a kill that failed has found nobody.
    child.stdin.on("error", () => undefined);
    child.stdout.on("error", () => undefined);
    child.on("error", () => undefined);
  }

  get buffered(): number {
    return this.#child.stdin.writableLength;
  }

  open(receiver: TransportReceiver): void {
    this.#receiver = receiver;
    const { stdin, stdout } = this.#child;
    stdout.on("data", (bytes: Uint8Array) => {
      receiver.received(bytes);
    });
    stdin.on("drain", () => {
      receiver.drained();
    });
    stdout.once("close", () => {
      this.#settle();
    });
    // Everything has been read, and the process is gone.
    this.#child.once("close", () => {
      this.#end();
    });
    if (stdout.destroyed) {
      this.#settle();
    }
  }

  send(bytes: Uint8Array): void {
    this.#child.stdin.write(bytes);
  }

  close(): void {
    if (this.#closing) {
      return;
    }
    this.#closing = true;
    this.#child.stdin.end();
    const { exitTimeoutMs, killTimeoutMs } = this.#limits;
    if (living.has(this)) {
      this.#ending = setTimeout(() => {
        this.terminate();
        this.#ending = setTimeout(() => {
          this.#child.kill("SIGKILL");
        }, killTimeoutMs);
      }, exitTimeoutMs);
    }
    this.#settle();
  }

  /** Asks the child to end. */
  terminate(): void {
    this.#child.kill("SIGTERM");
  }

  #exited(): void {
    clearTimeout(this.#ending);
    living.delete(this);
    if (living.size === 0) {
      process.off("exit", endAll);
    }
    this.#leaveLeftovers();
    this.#settle();
  }

  /** A process that the core has started may keep its stdout and stderr; it must not keep this one. */
  #leaveLeftovers(): void {
    const { stdout, stderr } = this.#child;
    const timer = setTimeout(() => {
      for (const stream of [stdout, stderr]) {
        if (stream instanceof Socket) {
          stream.unref();
        }
      }
    }, SETTLING_MS);
    this.#child.once("close", () => {
      clearTimeout(timer);
    });
  }

  /** Something has ended: the rest follows at once, unless a process keeps its stdout or its life. */
  #settle(): void {
    this.#settling ??= setTimeout(() => {
      this.#end();
    }, SETTLING_MS);
  }

  /** Tells the receiver, once. */
  #end(): void {
    clearTimeout(this.#settling);
    if (!this.#told) {
      this.#told = true;
      this.#stderr.end();
      this.#receiver?.closed(
        this.#closing ? undefined : new Error(this.#text()),
      );
    }
  }

  #text(): string {
    const { pid, exitCode, signalCode } = this.#child;
    const { lines } = this.#stderr;
    const how =
      signalCode !== null
        ? `was ended by ${signalCode}`
        : exitCode !== null
          ? `ended with exit code ${String(exitCode)}`
          : "closed its stdout and goes on";
    const said =
      lines.length === 0
        ? "; it wrote nothing to stderr"
        : `; the last lines of its stderr:${lines.map((line) => `\n  ${line}`).join("")}`;
    return `the core ${this.#program} (process ${String(pid)}) ${how}${said}`;
  }
}

function advice(cause: NodeJS.ErrnoException, cwd: string | undefined): string {
  switch (cause.code) {
    case "ENOENT":
      return cwd === undefined
        ? "there is no such program; give its path, or see that it is on the PATH"
        : `there is no such program, or no such folder to start it in: ${cwd}`;
    case "EACCES":
      return "this user may not run it; is it a program, and executable?";
    default:
      return cause.message;
  }
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A front end that was killed. */
export interface Killed {
  readonly pid: number;
  readonly signal: NodeJS.Signals | null;
  /** Whether its call had been answered by then. */
  readonly wasAnswered: boolean;
}

/** Starts a second front end, and kills it when the core is at work on its sign-in. */
export async function killMidCall(
  socket: string,
  email: string,
  password: string,
): Promise<Killed> {
  const script = fileURLToPath(new URL("./victim.js", import.meta.url));
  const victim = spawn(process.execPath, [script, socket, email, password], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const output = createInterface(victim.stdout);
  output.on("line", (line) => lines.push(line));
  const ended = once(victim, "close");
  await Promise.race([once(output, "line"), ended]);
  victim.kill("SIGKILL");
  await ended;
  return {
    pid: victim.pid ?? 0,
    signal: victim.signalCode,
    wasAnswered: lines.includes("answered"),
  };
}

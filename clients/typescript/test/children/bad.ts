/** Processes that are no good cores: `node bad.js <in what manner>`. */
import { closeSync } from "node:fs";

const [, , manner] = process.argv;

switch (manner) {
  case "exits":
    process.stderr.write("the settings can't be read\nnothing was started\n");
    process.exitCode = 3;
    break;
  case "exits silently":
    break;
  case "lines without end":
    process.stderr.write("x".repeat(10_000));
    process.stderr.write(`\n${"line\n".repeat(100)}last`);
    process.exitCode = 1;
    break;
  case "prints": // what a library printed, or a program that is no core
    process.stdout.write("Welcome to the program!\n");
    waitForever();
    break;
  case "closes stdout":
    closeSync(1);
    process.stderr.write("goes on\n");
    waitForever();
    break;
  case "silent":
    waitForever();
    break;
  case "stubborn":
    process.on("SIGTERM", () => {
      process.stderr.write("no\n");
    });
    process.stderr.write("ready\n");
    waitForever();
    break;
  default:
    throw new Error(manner);
}

function waitForever(): void {
  setInterval(() => undefined, 1_000_000);
}

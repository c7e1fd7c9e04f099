/** A core in a process of its own, over stdin and stdout: `node core.js [what to do first]`. */
import { echoFake } from "../support/echo-fake.js";

const core = echoFake({ name: "child" });
const transport = core.transport();
transport.open({
  received: (bytes) => process.stdout.write(bytes.slice()),
  drained: () => undefined,
  closed: () => undefined,
});
process.stdin.on("data", (bytes: Uint8Array) => {
  transport.send(bytes.slice());
});
process.stdin.once("end", () => {
  transport.close();
  process.stderr.write("ended in good order\n");
});
process.stderr.write(`secret ${String(process.env["SECRET"])}\n`);
process.stderr.write(`folder ${process.cwd()}\n`);

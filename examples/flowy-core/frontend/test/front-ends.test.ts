import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { createInterface } from "node:readline";
import { connect } from "@parley/client";
import {
  UserEventGetUserProfile,
  UserEventSignIn,
  UserEventSignUp,
} from "../src/generated/index.js";
import { Flowy, startFrontEnd } from "./support/flowy.js";
import { newcomer, visitor } from "./support/people.js";

await test("a front end killed mid-call leaves the core and the others alone", async (t) => {
  const flowy = await Flowy.start(t);
  const core = await connect({ socket: flowy.socket });
  t.after(() => core.close());
  const profile = await UserEventSignUp(newcomer());

  const victim = startFrontEnd("./sign-in-and-wait.js", flowy.socket);
  t.after(() => victim.kill("SIGKILL"));
  assert.ok(victim.stdout);
  const lines: string[] = [];
  const output = createInterface(victim.stdout).on("line", (line) =>
    lines.push(line),
  );
  await once(output, "line");
  victim.kill("SIGKILL");
  await once(victim, "exit");
  assert.deepEqual(lines, ["calling"], "it was killed mid-call");

  const { id } = await UserEventSignIn(visitor());
  assert.equal(id, profile.id);
  assert.ok(flowy.isRunning);
  assert.doesNotMatch(flowy.output, /exception|error/i);
});

await test("many front ends call at once and each gets its own answers", async (t) => {
  const flowy = await Flowy.start(t);
  const cores = await Promise.all(
    Array.from({ length: 60 }, () => connect({ socket: flowy.socket })),
  );
  t.after(() => Promise.all(cores.map((core) => core.close())));
  const [first] = cores;
  assert.ok(first);
  const profile = await UserEventSignUp(newcomer(), { core: first });
  const answers = await Promise.all(
    cores.flatMap((core) =>
      Array.from({ length: 100 }, () => UserEventGetUserProfile({ core })),
    ),
  );
  assert.equal(answers.length, 6000);
  for (const answer of answers) assert.deepEqual(answer, profile);
});

await test("of many front ends that sign up with one address, one succeeds", async (t) => {
  const flowy = await Flowy.start(t);
  const cores = await Promise.all(
    Array.from({ length: 8 }, () => connect({ socket: flowy.socket })),
  );
  t.after(() => Promise.all(cores.map((core) => core.close())));
  const results = await Promise.all(
    cores.map((core) => UserEventSignUp(newcomer(), { core }).result()),
  );
  assert.equal(results.filter(({ ok }) => ok).length, 1);
});

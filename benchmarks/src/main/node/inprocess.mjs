/**
 * Calls from Node to a Java core in its process, beside the same calls over a unix socket to a core in another one.
 * Arguments: the library, the class path, the socket, rounds. Prints a table; the last line is JSON.
 */
import { connect } from "@parley/client";

// The event group alone: the core serves no notifications.
import { SignInPayloadPB } from "./generated/dev.parley.benchmarks.contract/messages.js";
import {
  UserEventSignIn,
  UserEventSignUp,
} from "./generated/dev.parley.benchmarks.contract/UserEvent.js";

const [library, classPath, socket, rounds] = process.argv.slice(2);
const SEQUENTIAL = 20_000;
const PIPELINED = 50_000;
const IN_FLIGHT = 500;

const payload = SignInPayloadPB.fromObject({
  email: "annie@appflowy.io",
  password: "A!@123abc",
  name: "Annie",
});

/** The median and the 99th percentile of calls one after the other, in microseconds. */
async function oneByOne(call, core) {
  const times = new Float64Array(SEQUENTIAL);
  for (let i = 0; i < SEQUENTIAL; i++) {
    const begun = performance.now();
    await call(payload, { core });
    times[i] = 1e3 * (performance.now() - begun);
  }
  times.sort();
  return [times[SEQUENTIAL >> 1], times[Math.floor(SEQUENTIAL * 0.99)]];
}

/** Calls a second with so many in flight all the time. */
async function together(call, core) {
  const begun = performance.now();
  let left = PIPELINED;
  const lane = async () => {
    while (left-- > 0) {
      await call(payload, { core });
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
  return (1e3 * PIPELINED) / (performance.now() - begun);
}

const ways = {
  "in process": await connect({
    library,
    options: {
      classPath: classPath.split(":"),
      jvmOptions: ["-XX:+UseSerialGC", "-Xmx256m"],
      core: "dev.parley.benchmarks.roundtrip.EmbeddedBench",
    },
  }),
  "unix socket": await connect({ socket }),
};
const events = { inline: UserEventSignIn, "virtual thread": UserEventSignUp };
const figures = {};
for (let round = 0; round <= Number(rounds); round++) {
  for (const [way, core] of Object.entries(ways)) {
    for (const [how, call] of Object.entries(events)) {
      const [p50, p99] = await oneByOne(call, core);
      const perSecond = await together(call, core);
      if (round > 0) {
        const all = (figures[`${way}, ${how}`] ??= {
          p50: [],
          p99: [],
          perSecond: [],
        });
        all.p50.push(p50);
        all.p99.push(p99);
        all.perSecond.push(perSecond);
      }
    }
  }
}
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
console.log(
  "Node, medians of the rounds     p50 µs   p99 µs   calls/s, 500 in flight",
);
const result = {};
for (const [name, { p50, p99, perSecond }] of Object.entries(figures)) {
  const row = {
    p50: median(p50),
    p99: median(p99),
    perSecond: median(perSecond),
  };
  result[name] = row;
  console.log(
    `${name.padEnd(30)} ${row.p50.toFixed(2).padStart(7)} ${row.p99.toFixed(2).padStart(8)} ${Math.round(row.perSecond).toLocaleString("en-US").padStart(12)}`,
  );
}
for (const core of Object.values(ways)) {
  await core.close();
}
console.log(JSON.stringify({ node: result }));

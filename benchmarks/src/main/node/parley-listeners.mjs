/** Parley's listeners, a connection each. Arguments: the socket, how many. */
import { connect } from "@parley/client";
import { UserNotificationListener } from "./generated/dev.parley.benchmarks.contract/UserNotification.js";
import { answerLines, Arrivals } from "./process.mjs";

const [, , socket, count] = process.argv;
const arrivals = new Arrivals(Number(count));

for (let i = 0; i < Number(count); i++) {
  const core = await connect({ socket });
  const listener = new UserNotificationListener(
    { onProfileUpdate: (profile) => arrivals.heard(profile.token) },
    { core },
  );
  await listener.start();
}
console.log("ready");
void answerLines(([, each]) => arrivals.expect(Number(each)));

/** A fake core does what a real one does. */
import { connect } from "@parley/client";

import { behaviours } from "./support/behaviours.js";
import { echoFake } from "./support/echo-fake.js";

const core = echoFake();

behaviours("fake core", (options) =>
  connect({ ...options, transport: core.transport() }),
);

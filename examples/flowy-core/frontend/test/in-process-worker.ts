/** A front end in a worker thread, on the core that the main thread has started. */
import { parentPort, workerData } from "node:worker_threads";
import { connect, type LibraryOptions } from "@parley/client";
import { UserEventSignIn } from "../src/generated/index.js";
import { visitor } from "./support/people.js";

const core = await connect(workerData as LibraryOptions);
const { name } = await UserEventSignIn(visitor());
parentPort?.postMessage(name);
await core.close();

// A front end that is meant to be killed: says when its calls are on their way, and if the last has ended.
import { connect } from "@parley/client";
import {
  ImportPayloadPB,
  UserEventGetUserProfile,
  UserEventImportData,
  UserEventSignIn,
} from "../../src/generated/index.js";
import { visitor } from "./people.js";

const [socket = ""] = process.argv.slice(2);
await connect({ socket });
for (let i = 0; i < 20; i++) void UserEventSignIn(visitor());
// Its pages never come, so it is in flight for certain.
void UserEventImportData(ImportPayloadPB.fromObject({}))
  .result()
  .finally(() => {
    console.log("ended");
  });
await UserEventGetUserProfile(); // sent after them: they have been read
console.log("calling");

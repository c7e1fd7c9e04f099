// A front end that is meant to be killed: says when its sign-ins are on their way, and if one is answered.
import { connect } from "@parley/client";
import {
  UserEventGetUserProfile,
  UserEventSignIn,
} from "../../src/generated/index.js";
import { visitor } from "./people.js";

const [socket = ""] = process.argv.slice(2);
await connect({ socket });
for (let i = 0; i < 20; i++) {
  void UserEventSignIn(visitor()).then(() => {
    console.log("answered");
  });
}
await UserEventGetUserProfile(); // sent after them: they have been read
console.log("calling");

// A front end that will be killed: it says when the core has its sign-in, and if that is answered.
import { connect } from "@parley/client";
import {
  SignInPayloadPB,
  UserEventGetUserProfile,
  UserEventSignIn,
} from "../generated/index.js";

const [socket = "", email = "", password = ""] = process.argv.slice(2);
await connect({ socket, name: "victim" });
const payload = SignInPayloadPB.fromObject({ email, password });
void UserEventSignIn(payload).then(() => {
  console.log("answered");
});
// Sent after the sign-in and answered: so the core has read that, and is at work on it.
await UserEventGetUserProfile();
console.log("calling");

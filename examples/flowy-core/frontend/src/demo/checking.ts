import { type Core, EventError, type Violation } from "@parley/client";
import {
  UpdateUserProfilePayloadPB,
  UserEventUpdateUserProfile,
} from "../generated/index.js";
import { check } from "./check.js";
import { timed } from "./timing.js";
import type { Transcript } from "./transcript.js";

/** A draft that breaks the contract's constraints: checked before it is sent, and by the core all the same. */
export async function sendTooLongAnAddress(
  core: Core,
  id: string,
  say: Transcript,
): Promise<void> {
  say.chapter("A picture's address that is too long");
  const draft = { id, iconUrl: `https://${"x".repeat(3000)}` };
  const { value, ms } = await timed(() =>
    Promise.resolve(UpdateUserProfilePayloadPB.validate(draft)),
  );
  const found = textOf(value);
  say.refused("validate, before it is sent", found, ms);
  check(value[0]?.path === "iconUrl", "a violation of iconUrl", value);

  const payload = UpdateUserProfilePayloadPB.fromObject(draft);
  say.sent("UserEvent.UpdateUserProfile", "sent all the same");
  const { value: failure, ms: answered } = await timed(() =>
    UserEventUpdateUserProfile(payload, { core }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    ),
  );
  check(failure instanceof EventError, "an EventError", failure);
  const { reason, message } = failure;
  const said = message.slice(message.indexOf("iconUrl"));
  say.refused(reason, said, answered);
  check(reason === "INVALID_PAYLOAD", "INVALID_PAYLOAD", reason);
  check(said === found, `the same words: ${found}`, said);
}

function textOf(violations: readonly Violation[]): string {
  return violations
    .map(({ path, message }) => `${path}: ${message}`)
    .join("; ");
}

import { type Call, connect, type Core } from "@parley/client";
import { callEvent, registerGroup } from "@parley/client/codec";

/** A contract that asks nothing of the core, so it fits each. */
const BARE = { name: "UserEvent", fingerprint: "0".repeat(16), shape: [] };

/** A connection over which events can be called that no contract has. */
export async function connectWithoutContract(socket: string): Promise<Core> {
  registerGroup(BARE);
  return connect({ socket, name: "demo, without a contract" });
}

/** Calls the event of that name, without a payload. */
export function callByName(core: Core, name: string): Call<undefined, never> {
  const none = undefined;
  return callEvent<undefined, undefined, never>(
    { group: BARE, name, payload: none, response: none, error: none },
    none,
    { core },
  );
}

import type { ConnectionOptions, Core } from "@parley/client";

import { Text } from "./contract.js";
import { type Body, PlayedCore, Reason, response } from "./played-core.js";

/** The half of a played core that notifies. */
export class Notifier {
  #seq = 0n;

  constructor(readonly played: PlayedCore) {}

  body(
    ty: number,
    text: string,
    { id = "", source = "Test", confirm = false, isError = false } = {},
  ): Body {
    const value = Text.serializeBinary({ text });
    return {
      case: "notification",
      value: {
        source,
        ty,
        id,
        seq: ++this.#seq,
        confirm,
        ...(isError
          ? { oneOfError: { case: "error", value } as const }
          : { oneOfPayload: { case: "payload", value } as const }),
      },
    };
  }

  send(
    ty: number,
    text: string,
    more: {
      id?: string;
      source?: string;
      confirm?: boolean;
      isError?: boolean;
    } = {},
  ): void {
    this.played.say(this.body(ty, text, more));
  }

  resync(message = "behind"): void {
    this.played.say({
      case: "resync",
      value: { reason: Reason.SLOW_CONSUMER, message },
    });
  }

  /** Takes the next subscription and answers it. */
  async acknowledge(): Promise<{
    id: bigint;
    source: string;
    types: number[];
    subjects: string[];
  }> {
    const subscribe = await this.played.next("subscribe");
    this.played.say(response(subscribe.id, new Uint8Array(0)));
    return subscribe;
  }
}

/** A front end that is connected to a core that the test plays. */
export async function notified(options: ConnectionOptions = {}): Promise<{
  played: PlayedCore;
  core: Core;
  notifier: Notifier;
  reported: unknown[];
}> {
  const reported: unknown[] = [];
  const played = new PlayedCore();
  const core = await played.welcome({
    onCallbackError: (failure) => reported.push(failure),
    ...options,
  });
  return { played, core, notifier: new Notifier(played), reported };
}

import {
  connect,
  type ConnectionOptions,
  type Core,
  type StateChange,
} from "@parley/client";

import { PlayedCore, welcomeBody } from "./played-core.js";

/** The id of every session that a played core gives. */
export const SESSION = Uint8Array.from({ length: 16 }, (_, i) => i + 1);

/** A way to a played core that can be dialled again: each attempt reaches another one. */
export class PlayedLine {
  /** How many times it was dialled. */
  dialled = 0;
  /** What an attempt fails with; `undefined`: it reaches a core. */
  failure: unknown;
  readonly changes: StateChange[] = [];
  readonly #reached: PlayedCore[] = [];
  #waiting: (() => void) | undefined;

  /** Connects a front end, whose session may be resumed within 30 s unless the welcome says otherwise. */
  async connect(
    options: ConnectionOptions = {},
    welcome: Parameters<typeof welcomeBody>[0] = {},
  ): Promise<{ core: Core; played: PlayedCore }> {
    const connecting = connect({
      onStateChange: (change) => this.changes.push(change),
      ...options,
      transport: () => this.dial(),
    });
    const played = await this.next();
    await played.next("hello");
    const value = { session: SESSION, resumeMs: 30_000, ...welcome };
    played.say({ case: "welcome", value: welcomeBody(value) });
    return { core: await connecting, played };
  }

  dial(): PlayedCore {
    this.dialled++;
    if (this.failure !== undefined) {
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- whatever a test wants
      throw this.failure;
    }
    const played = new PlayedCore();
    this.#reached.push(played);
    this.#waiting?.();
    return played;
  }

  /** The core that was reached next. */
  async next(): Promise<PlayedCore> {
    while (this.#reached.length === 0) {
      await new Promise<void>((resolve) => {
        this.#waiting = resolve;
      });
    }
    return this.#reached.shift()!;
  }

  /** The core that was reached next goes on with the session, of which it has handled so many bytes. */
  async resume(received: number): Promise<PlayedCore> {
    const played = await this.next();
    await played.next("hello");
    const value = welcomeBody({
      session: SESSION,
      resumeMs: 30_000,
      resumed: true,
      received: BigInt(received),
    });
    played.say({ case: "welcome", value });
    return played;
  }

  /** The core that was reached next begins a new session. */
  async renew(
    welcome: Parameters<typeof welcomeBody>[0] = {},
  ): Promise<PlayedCore> {
    const played = await this.next();
    await played.next("hello");
    const session = SESSION.map((byte) => byte + 100);
    const value = welcomeBody({ session, resumeMs: 30_000, ...welcome });
    played.say({ case: "welcome", value });
    return played;
  }
}

import type { MessageType } from "../codec/message-type.js";
import type { Reason } from "../reason.js";
import type { Result } from "../result.js";
import type { NotificationFrame } from "../wire/messages.js";
import { CONSTANT_BYTES, type Cost } from "./backlog.js";

/** Why notifications were lost, so that what they keep up to date must be read again. */
export interface ResyncCause {
  readonly reason: Reason;
  /** A text for people. */
  readonly message: string;
}

type Payload = Pick<MessageType<unknown, never>, "deserializeBinary">;

/** A notification as the generated code knows it. */
export interface NotificationType {
  /** Its number, unique in its source. */
  readonly type: number;
  /** What it is called in streams, such as `profileUpdate`. */
  readonly name: string;
  readonly payload: Payload | undefined;
  /** The error that may come in the payload's place; where it is given, handlers take a {@link Result}. */
  readonly error?: Payload;
  /** Whether it has a subject, which the handler is given behind the payload if there is one. */
  readonly subject: boolean;
}

/** Whether handlers and streams are given a payload. */
export function hasPayload({ payload, error }: NotificationType): boolean {
  return payload !== undefined || error !== undefined;
}

/** A notification that has come. Its payload can be read while it is being told, and no longer. */
export class ReceivedNotification {
  readonly type: number;
  readonly subject: string;
  readonly #payload: Uint8Array;
  readonly #isError: boolean;
  readonly #isLatest: boolean;
  #readAs: NotificationType | undefined;
  #value: unknown;

  /** @param payload the payload's bytes, or the error's */
  constructor(frame: NotificationFrame, payload: Uint8Array) {
    this.type = frame.type;
    this.subject = frame.subject;
    this.#isError = frame.error !== 0;
    this.#payload = payload;
    this.#isLatest = frame.confirm;
  }

  /** What keeping it takes; a `latest` one takes the place of an older one of its type and subject. */
  get cost(): Cost {
    return {
      bytes: this.#payload.length + this.subject.length + CONSTANT_BYTES,
      replaces: this.#isLatest
        ? `${String(this.type)} ${this.subject}`
        : undefined,
    };
  }

  /**
   * The payload, `undefined` if it has none, or a {@link Result} where there may be an error. Who reads it
   * as the same type is given the same object. Throws a `MalformedMessageError`.
   */
  read(type: NotificationType): unknown {
    if (this.#readAs !== type) {
      this.#value = this.#readNow(type);
      this.#readAs = type;
    }
    return this.#value;
  }

  #readNow({ payload, error }: NotificationType): unknown {
    if (this.#isError && error === undefined) {
      throw new TypeError(
        `notification ${String(this.type)} came with an error, which this front end's contract does not have`,
      );
    }
    if (this.#isError) {
      return { ok: false, error: error?.deserializeBinary(this.#payload) };
    }
    const value = payload?.deserializeBinary(this.#payload);
    return error === undefined
      ? value
      : ({ ok: true, value } satisfies Result<unknown, unknown>);
  }
}

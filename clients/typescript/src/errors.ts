import type { MessageType } from "./codec/message-type.js";
import type { Reason } from "./reason.js";

/** What every failure of Parley is: an error with a reason that programs can read. */
export abstract class ParleyError extends Error {
  constructor(
    readonly reason: Reason,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}

/**
 * A call that was not answered with a result.
 *
 * @typeParam E the event's declared error, `never` where it declares none
 */
export class EventError<E = unknown> extends ParleyError {
  override readonly name = "EventError";
  readonly #type: MessageType<E, never> | undefined;

  /**
   * `Err`: the handler refused with the declared {@link error}. `Internal`: everything else, told by
   * {@link reason}.
   */
  readonly code: "Err" | "Internal";
  /** The event, such as `UserEvent.SignIn`. */
  readonly event: string;
  /** The declared error; `undefined` unless {@link code} is `Err`. */
  readonly error: E | undefined;

  /** @internal */
  constructor(
    event: string,
    reason: Reason,
    problem: string,
    options: EventErrorOptions<E> = {},
  ) {
    // A core's own text names the event already.
    const named = problem.startsWith(`${event}: `);
    super(reason, named ? problem : `${event}: ${problem}`, options.cause);
    this.event = event;
    this.code = options.declared === undefined ? "Internal" : "Err";
    this.error = options.declared?.error;
    this.#type = options.declared?.type;
  }

  /**
   * Whether the handler refused with an error of this type, which {@link error} then holds:
   * `if (failure instanceof EventError && failure.is(FlowyError)) show(failure.error.msg)`.
   */
  is<D>(type: MessageType<D, never>): this is DeclaredEventError<D> {
    return (this.#type as unknown) === type;
  }
}

/** An {@link EventError} that is known to hold the declared error. */
export interface DeclaredEventError<E> extends EventError<E> {
  readonly code: "Err";
  readonly error: E;
}

/** @internal */
export interface EventErrorOptions<E> {
  readonly declared?: {
    readonly error: E;
    readonly type: MessageType<E, never>;
  };
  readonly cause?: unknown;
}

/** A connection that could not be made, or that ended other than by `close()`. */
export class ConnectionError extends ParleyError {
  override readonly name = "ConnectionError";
}

/** What a failure says. */
export function textOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

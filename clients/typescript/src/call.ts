import type { MessageType } from "./codec/message-type.js";
import type { Reader } from "./codec/reader.js";
import type { Group } from "./contract/group.js";
import { EventError } from "./errors.js";
import { type Reason, reasonOf } from "./reason.js";
import type { Result } from "./result.js";
import type { Pending } from "./session/session.js";
import type { ResponseFrame } from "./wire/messages.js";

/**
 * A call of an event, on its way. It is a promise of the result, rejected with an
 * {@link EventError}; a rejection that nobody handles is reported like that of any promise.
 *
 * @typeParam T what the event answers
 * @typeParam E the error that it declares, `never` if none
 */
export interface Call<T, E> extends Promise<T> {
  /**
   * The result or the declared error as a value. Rejects with an {@link EventError} for any other
   * failure, such as a lost connection; who asks for this need not handle the call itself.
   */
  result(): Promise<Result<T, E>>;
}

/** An event as the generated code knows it; what it has not is `undefined`. */
export interface EventType<P, T, E> {
  readonly group: Group;
  /** The name on the wire, such as `UserEvent.SignIn`. */
  readonly name: string;
  readonly payload: MessageType<P, never> | undefined;
  readonly response: MessageType<T, never> | undefined;
  readonly error: MessageType<E, never> | undefined;
}

const OK = 0;
const ERR = 1;
const INTERNAL = 2;

type Settled<T, E> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: EventError<E> };

/** The call behind {@link Call}: settled once, by the session. Promises are made when asked for. */
export class EventCall<P, T, E> implements Call<T, E>, Pending {
  readonly [Symbol.toStringTag] = "Call";
  readonly #event: EventType<P, T, E>;
  #settled: Settled<T, E> | undefined;
  #promise: Promise<T> | undefined;
  #result: Promise<Result<T, E>> | undefined;
  #settlePromise: ((settled: Settled<T, E>) => void) | undefined;
  #settleResult: ((settled: Settled<T, E>) => void) | undefined;

  constructor(event: EventType<P, T, E>) {
    this.#event = event;
  }

  then<A = T, B = never>(
    onResult?: ((value: T) => A | PromiseLike<A>) | null,
    onFailure?: ((failure: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#promised().then(onResult, onFailure);
  }

  catch<B = never>(
    onFailure?: ((failure: unknown) => B | PromiseLike<B>) | null,
  ): Promise<T | B> {
    return this.#promised().catch(onFailure);
  }

  finally(onEnd?: (() => void) | null): Promise<T> {
    return this.#promised().finally(onEnd);
  }

  result(): Promise<Result<T, E>> {
    this.#result ??= new Promise((resolve, reject) => {
      this.#settleResult = (settled) => {
        if (settled.ok) {
          resolve(settled);
        } else if (settled.failure.code === "Err") {
          resolve({ ok: false, error: settled.failure.error as E });
        } else {
          reject(settled.failure);
        }
      };
      if (this.#settled !== undefined) {
        this.#settleResult(this.#settled);
      }
    });
    return this.#result;
  }

  answered(reader: Reader, frame: ResponseFrame): void {
    const { name, response, error } = this.#event;
    try {
      if (frame.code === OK) {
        const value =
          response === undefined
            ? undefined
            : reader.payload(response, frame.payload);
        this.#settle({ ok: true, value: value as T });
      } else if (frame.code === ERR && error !== undefined) {
        const declared = {
          error: reader.payload(error, frame.payload),
          type: error,
        };
        const problem = `refused with ${error.typeName}`;
        this.#settle({
          ok: false,
          failure: new EventError(name, reasonOf(frame.reason), problem, {
            declared,
          }),
        });
      } else if (frame.code === INTERNAL) {
        this.failed(reasonOf(frame.reason), reader.keptText(frame.payload));
      } else {
        const problem = `the core answered with code ${String(frame.code)}, which the event does not declare`;
        this.failed("INVALID_RESPONSE", problem);
      }
    } catch (cause) {
      this.failed("INVALID_RESPONSE", `the answer cannot be read`, cause);
    }
  }

  failed(reason: Reason, problem: string, cause?: unknown): void {
    const failure = new EventError<E>(this.#event.name, reason, problem, {
      cause,
    });
    this.#settle({ ok: false, failure });
  }

  #settle(settled: Settled<T, E>): void {
    this.#settled = settled;
    this.#settleResult?.(settled);
    if (this.#settlePromise !== undefined) {
      this.#settlePromise(settled);
    } else if (!settled.ok && this.#result === undefined) {
      // Nobody has asked yet: from here on this is any promise that was rejected.
      void this.#promised();
    }
  }

  #promised(): Promise<T> {
    this.#promise ??= new Promise((resolve, reject) => {
      this.#settlePromise = (settled) => {
        if (settled.ok) {
          resolve(settled.value);
        } else {
          reject(settled.failure);
        }
      };
      if (this.#settled !== undefined) {
        this.#settlePromise(this.#settled);
      }
    });
    return this.#promise;
  }
}

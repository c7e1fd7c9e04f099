import type { Call } from "../call.js";
import type { Reader } from "../codec/reader.js";
import { EventError } from "../errors.js";
import type { EventType } from "../event-type.js";
import { type Reason, reasonOf } from "../reason.js";
import type { Result } from "../result.js";
import type { Pending } from "../session/pending.js";
import type { Requests } from "../session/requests.js";
import type { Session } from "../session/session.js";
import type { ResponseFrame } from "../wire/messages.js";
import { Guard } from "./guard.js";

const OK = 0;
const ERR = 1;
const INTERNAL = 2;

/** How a call has ended. */
export type Settled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Error };

/** What a call is made of. */
interface Made<P> {
  readonly payload: P;
  readonly traceparent: string | undefined;
}

/** A stream's part of a call: what its items are told of the end. */
export interface Ending {
  ended(settled: Settled<unknown>): void;
}

/**
 * The call behind {@link Call}: settled once, by the core's answer or by what ends it here. Promises
 * are made when asked for.
 */
export class EventCall<P, T, E> implements Call<T, E>, Pending {
  readonly [Symbol.toStringTag] = "Call";
  readonly event: EventType<P, T, E>;
  #session: Session | undefined;
  #id = 0;
  #guard: Guard | undefined;
  /** What a call that may run twice is made of. */
  #made: Made<P> | undefined;
  #settled: Settled<T> | undefined;
  #promise: Promise<T> | undefined;
  #result: Promise<Result<T, E>> | undefined;
  #settlePromise: ((settled: Settled<T>) => void) | undefined;
  #settleResult: ((settled: Settled<T>) => void) | undefined;
  /** Takes the outcome to the interceptors, which settle the call. */
  #intercepted: ((settled: Settled<T>) => void) | undefined;
  readonly #items: Ending | undefined;
  #reported: boolean;

  /**
   * @param items a stream's items; its failure is told to whoever takes them, so it is no unhandled
   *     rejection
   */
  constructor(event: EventType<P, T, E>, items?: Ending) {
    this.event = event;
    this.#items = items;
    this.#reported = items === undefined;
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
          return;
        }
        const { failure } = settled;
        if (failure instanceof EventError && failure.code === "Err") {
          resolve({ ok: false, error: failure.error as E });
        } else {
          reject(failure);
        }
      };
      if (this.#settled !== undefined) {
        this.#settleResult(this.#settled);
      }
    });
    return this.#result;
  }

  cancel(): void {
    if (this.#settled === undefined) {
      this.failed("CANCELLED", "cancelled");
    }
  }

  /** How the call has ended, `undefined` as long as it has not. */
  get settled(): Settled<T> | undefined {
    return this.#settled;
  }

  /** From here on a failure that nobody looks at is an unhandled rejection. */
  report(): void {
    this.#reported = true;
  }

  /** Has the call end when the signal is aborted or the time has passed. */
  guard(
    { deadlines }: Session,
    signal: AbortSignal | undefined,
    timeoutMs: number,
  ): void {
    this.#guard = new Guard(this, deadlines, signal, timeoutMs);
    this.#guard.watch();
  }

  /** Sends the request; returns the call's number, 0 if it was not sent. */
  send(
    session: Session,
    payload: P,
    traceparent: string | undefined,
    pending: Pending = this,
  ): number {
    if (this.#settled === undefined) {
      this.#session = session;
      if (this.event.idempotent === true) {
        this.#made = { payload, traceparent };
      }
      const timeoutMs = this.#remainingMs();
      this.#id = session.requests.call(
        this.event,
        payload,
        pending,
        timeoutMs,
        traceparent,
      );
    }
    return this.#id;
  }

  again(requests: Requests, id: number): boolean {
    const made = this.#made;
    return (
      made !== undefined &&
      requests.again(
        id,
        this.event,
        made.payload,
        this.#remainingMs(),
        made.traceparent,
      )
    );
  }

  /**
   * Has interceptors stand around the call.
   *
   * @param around given what makes the call, returns what becomes of it
   * @param send sends the request
   */
  intercept(
    around: (make: () => Promise<unknown>) => Promise<unknown>,
    send: () => void,
  ): void {
    const arrived = new Promise<T>((resolve, reject) => {
      this.#intercepted = (settled) => {
        if (settled.ok) {
          resolve(settled.value);
        } else {
          reject(settled.failure);
        }
      };
    });
    arrived.catch(() => undefined); // An interceptor need not wait for it.
    const outcome = async (): Promise<unknown> =>
      around(() => {
        send();
        return arrived;
      });
    outcome().then(
      (value) => {
        this.end({ ok: true, value: value as T });
      },
      (failure: unknown) => {
        // Whatever was thrown; an error, as a rule.
        this.end({ ok: false, failure: failure as Error });
      },
    );
  }

  answered(reader: Reader, frame: ResponseFrame): void {
    const { name, response, error } = this.event;
    try {
      if (frame.code === OK) {
        const value =
          response === undefined
            ? undefined
            : reader.payload(response, frame.payload);
        this.#arrived({ ok: true, value: value as T });
      } else if (frame.code === ERR && error !== undefined) {
        const declared = {
          error: reader.payload(error, frame.payload),
          type: error,
        };
        const problem = `refused with ${error.typeName}`;
        const reason = reasonOf(frame.reason);
        const failure = new EventError(name, reason, problem, { declared });
        this.#arrived({ ok: false, failure });
      } else if (frame.code === INTERNAL) {
        const reason = reasonOf(frame.reason);
        const problem = reader.keptText(frame.payload);
        const failure = new EventError(name, reason, problem);
        this.#arrived({ ok: false, failure });
      } else {
        const problem = `the core answered with code ${String(frame.code)}, which the event does not declare`;
        this.failed("INVALID_RESPONSE", problem);
      }
    } catch (cause) {
      this.failed("INVALID_RESPONSE", `the answer cannot be read`, cause);
    }
  }

  failed(reason: Reason, problem: string, cause?: unknown): void {
    const { name } = this.event;
    const failure = new EventError<E>(name, reason, problem, { cause });
    this.end({ ok: false, failure });
  }

  /** Ends the call, whatever the core and the interceptors still say. */
  end(settled: Settled<T>): void {
    if (this.#settled !== undefined) {
      return;
    }
    this.#settle(settled);
    this.#session?.requests.abandon(this.#id);
    this.#intercepted?.(settled);
  }

  /** How long the core may take, in whole milliseconds; 0 for as long as it likes. */
  #remainingMs(): number {
    return this.#guard === undefined ? 0 : this.#guard.remainingMs();
  }

  /** The core's answer: the end, unless interceptors have a word in it. */
  #arrived(settled: Settled<T>): void {
    if (this.#intercepted === undefined) {
      this.#settle(settled);
    } else {
      this.#intercepted(settled);
    }
  }

  #settle(settled: Settled<T>): void {
    this.#settled = settled;
    this.#guard?.release();
    this.#items?.ended(settled);
    this.#settleResult?.(settled);
    if (this.#settlePromise !== undefined) {
      this.#settlePromise(settled);
    } else if (!settled.ok && this.#result === undefined && this.#reported) {
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

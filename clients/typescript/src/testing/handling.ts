import type { Reason } from "../reason.js";
import type { ActiveCall } from "./active-call.js";
import { ERR, OK } from "./core-frames.js";
import { DeclaredError } from "./declared-error.js";

/** What running a handler needs of its connection. */
export interface Answers {
  /** Answers with a message of the event's; false if it can't be written, and something else was answered. */
  answer(call: ActiveCall, code: number, message: unknown): void;
  fail(call: ActiveCall, reason: Reason, text: string): void;
  /** The handler has ended; its call no longer counts. */
  handlerEnded(call: ActiveCall): void;
  /** Where failures go that the front end is not told more of. */
  report(call: ActiveCall, failure: unknown): void;
}

/** Runs a call's handler to its end and answers, if nobody has meanwhile. */
export async function handle(
  call: ActiveCall,
  payload: unknown,
  answers: Answers,
): Promise<void> {
  try {
    const result = await run(call, payload);
    if (!call.isAnswered) {
      answers.answer(call, OK, result);
    }
  } catch (failure) {
    if (!call.isAnswered) {
      answerFailure(call, failure, answers);
    }
  } finally {
    call.ended();
    answers.handlerEnded(call);
  }
}

async function run(call: ActiveCall, payload: unknown): Promise<unknown> {
  // The frames that came with the request are read first, as a core's reader does.
  await Promise.resolve();
  const { handler, method, type } = call.served;
  if (handler === undefined) {
    throw new Error(
      `this fake core was given no handler \`${method}\` for ${type.name}`,
    );
  }
  if (call.isAnswered) {
    return undefined;
  }
  const values: unknown[] = type.payload === undefined ? [] : [payload];
  if (call.incoming !== undefined) {
    values.push(call.source(call.incoming));
  }
  const result = await handler(...values, call);
  return call.outgoing === undefined ? result : sendAll(call, result);
}

/** Sends what the handler yields, as fast as the front end takes it; returns what the handler returns. */
async function sendAll(call: ActiveCall, result: unknown): Promise<unknown> {
  const items = iteratorOf(call, result);
  let next = await items.next();
  while (next.done !== true) {
    const wanted = await call.outgoing?.push(next.value);
    if (wanted !== true) {
      // Lets the handler's `finally` run; what it answers or throws there is for nobody.
      await items.return?.();
      return undefined;
    }
    next = await items.next();
  }
  return next.value;
}

function iteratorOf(call: ActiveCall, result: unknown): AsyncIterator<unknown> {
  const { [Symbol.asyncIterator]: iterate } = Object(result) as Partial<
    AsyncIterable<unknown>
  >;
  if (iterate === undefined) {
    throw new TypeError(
      `the handler of ${call.event} sends items; it must return an AsyncIterable, such as an async generator does`,
    );
  }
  return iterate.call(result);
}

function answerFailure(
  call: ActiveCall,
  failure: unknown,
  answers: Answers,
): void {
  if (
    failure instanceof DeclaredError &&
    call.served.type.error !== undefined
  ) {
    answers.answer(call, ERR, failure.error);
  } else {
    answers.report(call, failure);
    answers.fail(
      call,
      "HANDLER_FAILED",
      `${call.event}: the handler failed; the core's log tells more under call ${String(call.id)}`,
    );
  }
}

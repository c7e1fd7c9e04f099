import assert from "node:assert/strict";
import type { Call, Reason } from "@parley/client";
import { EventError } from "@parley/client";
import { ErrorCode, type FlowyError } from "../../src/generated/index.js";

/** The call fails with this typed error, both ways of asking. */
export async function refused(
  call: Call<unknown, FlowyError>,
  code: ErrorCode,
): Promise<FlowyError> {
  const result = await call.result();
  assert.ok(!result.ok, "the call was answered with a result");
  assert.equal(nameOf(result.error.code), nameOf(code));
  await assert.rejects(call, (failure) => {
    assert.ok(failure instanceof EventError);
    assert.equal(failure.code, "Err");
    assert.deepEqual(failure.error, result.error);
    return true;
  });
  return result.error;
}

/** The call fails for this reason, without a typed error. */
export async function failed(
  call: PromiseLike<unknown>,
  reason: Reason,
): Promise<EventError> {
  let failure: unknown;
  await assert.rejects(
    async () => call,
    (thrown) => {
      failure = thrown;
      return true;
    },
  );
  assert.ok(failure instanceof EventError, String(failure));
  assert.equal(failure.code, "Internal");
  assert.equal(failure.reason, reason, failure.message);
  return failure;
}

function nameOf(code: ErrorCode): string {
  return (
    Object.entries(ErrorCode).find(([, number]) => number === code)?.[0] ??
    String(code)
  );
}

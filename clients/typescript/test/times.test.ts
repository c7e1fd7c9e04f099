/** Timestamps and durations: what they hold, and how they become JavaScript's own. */
import assert from "node:assert/strict";
import { test } from "node:test";

import { Duration, InvalidValueError, Timestamp } from "@parley/client";
import { Writer } from "@parley/client/codec";

test("dates become timestamps without loss, and back where nothing is lost or rounding is named", () => {
  for (const text of [
    "2026-11-22T13:36:44.123Z",
    "1969-12-31T23:59:59.999Z",
    "0001-01-01T00:00:00.000Z",
  ]) {
    const date = new Date(text);
    const timestamp = Timestamp.fromDate(date);
    assert.ok(timestamp.nanos >= 0);
    const copy = Timestamp.deserializeBinary(
      Timestamp.serializeBinary(timestamp),
    );
    assert.equal(Timestamp.toDate(copy).toISOString(), date.toISOString());
  }
  const precise = { seconds: -1n, nanos: 999_999_999 };
  assert.throws(() => Timestamp.toDate(precise), {
    name: "RangeError",
    message: /pass "floor", "ceil" or "round"/,
  });
  assert.equal(Timestamp.toDate(precise, "floor").getTime(), -1);
  assert.equal(Timestamp.toDate(precise, "ceil").getTime(), 0);
  assert.equal(Timestamp.toDate(precise, "round").getTime(), 0);
  assert.equal(
    Timestamp.toDate({ seconds: 0n, nanos: 499_999 }, "round").getTime(),
    0,
  );
  assert.equal(
    Timestamp.toDate({ seconds: 0n, nanos: 500_000 }, "round").getTime(),
    1,
  );
  assert.throws(() => Timestamp.fromDate(new Date(NaN)), RangeError);
  assert.throws(
    () => Timestamp.toDate({ seconds: 10n ** 15n, nanos: 0 }),
    /beyond what a Date can hold/,
  );
  assert.throws(
    () => Timestamp.serializeBinary({ seconds: 0n, nanos: -1 }),
    InvalidValueError,
  );
  assert.throws(
    () => Timestamp.serializeBinary({ seconds: 0n, nanos: 1e9 }),
    InvalidValueError,
  );
});

test("times beyond what Protobuf's own types hold are neither written nor read", () => {
  for (const [type, edge, step] of [
    [Timestamp, 253_402_300_799n, 1n],
    [Timestamp, -62_135_596_800n, -1n],
    [Duration, 315_576_000_000n, 1n],
    [Duration, -315_576_000_000n, -1n],
  ] as const) {
    const bytes = type.serializeBinary({ seconds: edge, nanos: 0 });
    assert.deepEqual(type.deserializeBinary(bytes).seconds, edge);
    const beyond = { seconds: edge + step, nanos: 0 };
    assert.throws(() => type.serializeBinary(beyond), {
      name: "InvalidValueError",
      message: /its seconds are out of range/,
    });
    const out = new Writer();
    out.int64(8, beyond.seconds);
    assert.throws(() => type.deserializeBinary(out.take()), {
      name: "MalformedMessageError",
      message: /its seconds are out of range/,
    });
  }
});

test("durations count milliseconds of either sign, and refuse what is not exact", () => {
  for (const millis of [0, 1, -1, 999, 1000, -1500, 315_576_000_000_000]) {
    const duration = Duration.fromMillis(millis);
    const copy = Duration.deserializeBinary(Duration.serializeBinary(duration));
    assert.equal(Duration.toMillis(copy), millis);
  }
  assert.deepEqual(Duration.fromMillis(-1000), { seconds: -1n, nanos: 0 });
  assert.throws(() => Duration.fromMillis(0.5), /not a whole number/);
  assert.throws(
    () => Duration.toMillis({ seconds: 2n ** 60n, nanos: 0 }),
    /too long/,
  );
  assert.equal(Duration.toMillis({ seconds: -1n, nanos: -1 }, "floor"), -1001);
  assert.throws(
    () => Duration.serializeBinary({ seconds: 1n, nanos: -1 }),
    InvalidValueError,
  );
  assert.deepEqual(Duration.fromObject({}), { seconds: 0n, nanos: 0 });
});

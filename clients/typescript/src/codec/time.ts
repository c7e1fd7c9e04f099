import { InvalidValueError } from "./errors.js";
import { type MessageType, messageType } from "./message-type.js";

/** A point in time to the nanosecond (`java.time.Instant`, `google.protobuf.Timestamp`). */
export interface Timestamp {
  /** Whole seconds since 1970-01-01T00:00:00Z, negative before. */
  readonly seconds: bigint;
  /** Nanoseconds after that second, 0 to 999,999,999. */
  readonly nanos: number;
}

/** A span of time to the nanosecond (`java.time.Duration`, `google.protobuf.Duration`). */
export interface Duration {
  readonly seconds: bigint;
  /** −999,999,999 to 999,999,999, of the same sign as `seconds`. */
  readonly nanos: number;
}

/** A {@link Timestamp} or {@link Duration} of which parts are left out, which makes them 0. */
export interface TimeInit {
  readonly seconds?: bigint | undefined;
  readonly nanos?: number | undefined;
}

/**
 * What to do with the part of a time that is smaller than a millisecond: refuse it, or go to the
 * millisecond before (`floor`), after (`ceil`) or nearest (`round`, halves up).
 */
export type Rounding = "exact" | "floor" | "ceil" | "round";

const NANOS_PER_SECOND = 1_000_000_000;
const NANOS_PER_MILLI = 1_000_000n;

/** The first and the last second of the years 1 to 9999 (timestamp.proto). */
const MIN_SECONDS = -62_135_596_800n;
const MAX_SECONDS = 253_402_300_799n;

/** About 10,000 years (duration.proto). */
const MAX_SPAN = 315_576_000_000n;

export const Timestamp: MessageType<Timestamp, TimeInit> & {
  /** The same point in time; nothing is lost. Throws a RangeError for an invalid date. */
  readonly fromDate: (date: Date) => Timestamp;
  /** A date, which has milliseconds only. Throws a RangeError where `rounding` forbids the loss or no date reaches. */
  readonly toDate: (timestamp: Timestamp, rounding?: Rounding) => Date;
} = {
  ...timeType(
    "google.protobuf.Timestamp",
    MIN_SECONDS,
    MAX_SECONDS,
    (time) => time.nanos >= 0,
  ),
  fromDate(date) {
    const millis = date.getTime();
    if (Number.isNaN(millis)) {
      throw new RangeError("an invalid Date is no point in time");
    }
    const seconds = Math.floor(millis / 1000);
    return {
      seconds: BigInt(seconds),
      nanos: (millis - seconds * 1000) * 1_000_000,
    };
  },
  toDate(timestamp, rounding = "exact") {
    const millis = toMillis(timestamp, rounding, "Timestamp");
    const date = new Date(Number(millis));
    if (Number.isNaN(date.getTime())) {
      throw new RangeError(
        `Timestamp ${shown(timestamp)} is beyond what a Date can hold`,
      );
    }
    return date;
  },
};

export const Duration: MessageType<Duration, TimeInit> & {
  /** The span of so many milliseconds, a whole number. Throws a RangeError for anything else. */
  readonly fromMillis: (millis: number) => Duration;
  /** The span in milliseconds. Throws a RangeError where `rounding` forbids the loss or a number is not exact. */
  readonly toMillis: (duration: Duration, rounding?: Rounding) => number;
} = {
  ...timeType(
    "google.protobuf.Duration",
    -MAX_SPAN,
    MAX_SPAN,
    ({ seconds, nanos }) =>
      nanos === 0 || seconds === 0n || nanos > 0 === seconds > 0n,
  ),
  fromMillis(millis) {
    if (!Number.isSafeInteger(millis)) {
      throw new RangeError(
        `${String(millis)} is not a whole number of milliseconds`,
      );
    }
    const seconds = Math.trunc(millis / 1000);
    // "+ 0" because the remainder of a negative number may be -0
    return {
      seconds: BigInt(seconds),
      nanos: (millis - seconds * 1000) * 1_000_000 + 0,
    };
  },
  toMillis(duration, rounding = "exact") {
    const millis = Number(toMillis(duration, rounding, "Duration"));
    if (!Number.isSafeInteger(millis)) {
      throw new RangeError(
        `Duration ${shown(duration)} is too long to be counted in milliseconds`,
      );
    }
    return millis;
  },
};

/** Both are written alike and differ in what they allow. */
function timeType(
  typeName: string,
  least: bigint,
  most: bigint,
  signsAgree: (time: Timestamp) => boolean,
): MessageType<Timestamp, TimeInit> {
  /** What the type does not allow of a time. */
  function problemOf(time: Timestamp): string | undefined {
    return Math.abs(time.nanos) >= NANOS_PER_SECOND || !signsAgree(time)
      ? `${shown(time)}: its nanos are out of range`
      : time.seconds < least || time.seconds > most
        ? `${shown(time)}: its seconds are out of range, ${String(least)} to ${String(most)}`
        : undefined;
  }
  return messageType<Timestamp, TimeInit>({
    typeName,
    fromObject: ({ seconds = 0n, nanos = 0 }) => ({ seconds, nanos }),
    write(time, out) {
      const problem = problemOf(time);
      if (problem !== undefined) {
        throw new InvalidValueError(typeName, ` of ${problem}`);
      }
      if (time.seconds !== 0n) {
        out.int64(8, time.seconds);
      }
      if (time.nanos !== 0) {
        out.int32(16, time.nanos);
      }
    },
    read(reader) {
      let seconds = 0n;
      let nanos = 0;
      for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
        switch (tag) {
          case 8:
            seconds = reader.int64();
            break;
          case 16:
            nanos = reader.int32();
            break;
          default:
            reader.skip(tag);
        }
      }
      const time = { seconds, nanos };
      const problem = problemOf(time);
      if (problem !== undefined) {
        throw reader.malformed(problem);
      }
      return time;
    },
  });
}

function toMillis(time: Timestamp, rounding: Rounding, type: string): bigint {
  const nanos = time.seconds * BigInt(NANOS_PER_SECOND) + BigInt(time.nanos);
  const below = ((nanos % NANOS_PER_MILLI) + NANOS_PER_MILLI) % NANOS_PER_MILLI;
  const floor = (nanos - below) / NANOS_PER_MILLI;
  switch (rounding) {
    case "floor":
      return floor;
    case "ceil":
      return below === 0n ? floor : floor + 1n;
    case "round":
      return below * 2n < NANOS_PER_MILLI ? floor : floor + 1n;
    case "exact":
      if (below !== 0n) {
        throw new RangeError(
          `${type} ${shown(time)} is no whole number of milliseconds; pass "floor", "ceil" or "round"`,
        );
      }
      return floor;
  }
}

function shown({ seconds, nanos }: Timestamp): string {
  return `${String(seconds)} s ${String(nanos)} ns`;
}

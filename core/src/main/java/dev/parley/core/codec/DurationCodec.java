package dev.parley.core.codec;

import java.time.Duration;

/**
 * {@link Duration} as {@code google.protobuf.Duration}: at most 315,576,000,000 seconds, about
 * 10,000 years, in either direction, and nanoseconds of the same sign as the seconds
 * (duration.proto). Java's nanoseconds are never negative, so -0.5 s is (-1 s, +0.5e9 ns) here and
 * (0 s, -0.5e9 ns) there.
 */
final class DurationCodec implements Codec<Duration> {
  static final DurationCodec CODEC = new DurationCodec();

  private static final long MAX_SECONDS = 315_576_000_000L;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  @Override
  public void write(Duration duration, MessageWriter out) {
    long seconds = duration.getSeconds();
    int nanos = duration.getNano();
    if (seconds < 0 && nanos > 0) {
      seconds++;
      nanos -= NANOS_PER_SECOND;
    }
    if (outOfRange(seconds)) {
      throw out.fail(
          0,
          duration
              + " is outside of what google.protobuf.Duration holds: 315,576,000,000 seconds in"
              + " either direction");
    }
    out.writeInt64(1, seconds);
    out.writeInt32(2, nanos);
  }

  @Override
  public Duration read(MessageReader in) {
    long seconds = 0;
    int nanos = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 8 -> seconds = in.readInt64();
        case 16 -> nanos = in.readInt32();
        default -> in.skip(tag);
      }
    }
    if (nanos <= -NANOS_PER_SECOND || nanos >= NANOS_PER_SECOND) {
      throw in.fail("%,d nanoseconds; -999,999,999 to 999,999,999 are allowed".formatted(nanos));
    }
    if ((seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0)) {
      throw in.fail(
          "%,d seconds and %,d nanoseconds have different signs".formatted(seconds, nanos));
    }
    if (outOfRange(seconds)) {
      throw in.fail(
          "%,d seconds are outside of what google.protobuf.Duration holds: 315,576,000,000 in either direction"
              .formatted(seconds));
    }
    return Duration.ofSeconds(seconds, nanos);
  }

  private static boolean outOfRange(long seconds) {
    return seconds > MAX_SECONDS || seconds < -MAX_SECONDS;
  }

  @Override
  public String typeName() {
    return "Duration";
  }

  @Override
  public String fieldName(int number) {
    return TimestampCodec.CODEC.fieldName(number);
  }
}

package dev.parley.core.codec;

import java.time.Instant;

/**
 * {@link Instant} as {@code google.protobuf.Timestamp}, whose range is 0001-01-01T00:00:00Z to
 * 9999-12-31T23:59:59.999999999Z (timestamp.proto).
 */
final class TimestampCodec implements Codec<Instant> {
  static final TimestampCodec CODEC = new TimestampCodec();

  private static final long MIN_SECONDS = -62_135_596_800L;
  private static final long MAX_SECONDS = 253_402_300_799L;
  private static final int MAX_NANOS = 999_999_999;

  @Override
  public void write(Instant instant, MessageWriter out) {
    long seconds = instant.getEpochSecond();
    if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
      throw out.fail(
          0,
          instant + " is outside of what google.protobuf.Timestamp holds: the years 0001 to 9999");
    }
    out.writeInt64(1, seconds);
    out.writeInt32(2, instant.getNano());
  }

  @Override
  public Instant read(MessageReader in) {
    long seconds = 0;
    int nanos = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (tag) {
        case 8 -> seconds = in.readInt64();
        case 16 -> nanos = in.readInt32();
        default -> in.skip(tag);
      }
    }
    if (seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
      throw in.fail(
          "%,d seconds since 1970 are outside of what google.protobuf.Timestamp holds: the years 0001 to 9999"
              .formatted(seconds));
    }
    if (nanos < 0 || nanos > MAX_NANOS) {
      throw in.fail("%,d nanoseconds; 0 to 999,999,999 are allowed".formatted(nanos));
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  @Override
  public String typeName() {
    return "Timestamp";
  }

  @Override
  public String fieldName(int number) {
    return switch (number) {
      case 1 -> "seconds";
      case 2 -> "nanos";
      default -> Codec.super.fieldName(number);
    };
  }
}

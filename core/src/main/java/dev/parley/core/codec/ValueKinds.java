package dev.parley.core.codec;

import java.time.Duration;
import java.time.Instant;

/** The kinds of a map's keys and values that aren't generated. */
public final class ValueKinds {
  /** int32. */
  public static final ValueKind<Integer> INT32 =
      new ScalarKind<>(Wire.VARINT, 0, MessageWriter::putInt32, MessageReader::readInt32);

  /** uint32. */
  public static final ValueKind<Integer> UINT32 =
      new ScalarKind<>(Wire.VARINT, 0, MessageWriter::putUint32, MessageReader::readInt32);

  /** sint32. */
  public static final ValueKind<Integer> SINT32 =
      new ScalarKind<>(Wire.VARINT, 0, MessageWriter::putSint32, MessageReader::readSint32);

  /** fixed32 and sfixed32. */
  public static final ValueKind<Integer> FIXED32 =
      new ScalarKind<>(Wire.FIXED32, 0, MessageWriter::putFixed32, MessageReader::readFixed32);

  /** int64 and uint64. */
  public static final ValueKind<Long> INT64 =
      new ScalarKind<>(Wire.VARINT, 0L, MessageWriter::putInt64, MessageReader::readInt64);

  /** sint64. */
  public static final ValueKind<Long> SINT64 =
      new ScalarKind<>(Wire.VARINT, 0L, MessageWriter::putSint64, MessageReader::readSint64);

  /** fixed64 and sfixed64. */
  public static final ValueKind<Long> FIXED64 =
      new ScalarKind<>(Wire.FIXED64, 0L, MessageWriter::putFixed64, MessageReader::readFixed64);

  /** float. */
  public static final ValueKind<Float> FLOAT =
      new ScalarKind<>(Wire.FIXED32, 0f, MessageWriter::putFloat, MessageReader::readFloat);

  /** double. */
  public static final ValueKind<Double> DOUBLE =
      new ScalarKind<>(Wire.FIXED64, 0d, MessageWriter::putDouble, MessageReader::readDouble);

  /** bool. */
  public static final ValueKind<Boolean> BOOL =
      new ScalarKind<>(Wire.VARINT, false, MessageWriter::putBool, MessageReader::readBool);

  /** string. */
  public static final ValueKind<String> STRING =
      new ScalarKind<>(
          Wire.LENGTH_DELIMITED, "", MessageWriter::putString, MessageReader::readString);

  /** bytes. */
  public static final ValueKind<byte[]> BYTES =
      new ScalarKind<>(
          Wire.LENGTH_DELIMITED, new byte[0], MessageWriter::putBytes, MessageReader::readBytes);

  /** Instants, as {@code google.protobuf.Timestamp}. */
  public static final ValueKind<Instant> INSTANT = new MessageKind<>(TimestampCodec.CODEC);

  /** Durations, as {@code google.protobuf.Duration}. */
  public static final ValueKind<Duration> DURATION = new MessageKind<>(DurationCodec.CODEC);

  private ValueKinds() {}
}

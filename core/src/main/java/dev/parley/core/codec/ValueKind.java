package dev.parley.core.codec;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a map's keys or values are.
 *
 * @param <T> the Java type
 */
public abstract sealed class ValueKind<T> {
  public static final ValueKind<Integer> INT32 =
      new Plain<>(Wire.VARINT, 0, MessageWriter::putInt32, MessageReader::readInt32);
  public static final ValueKind<Integer> UINT32 =
      new Plain<>(Wire.VARINT, 0, MessageWriter::putUint32, MessageReader::readInt32);
  public static final ValueKind<Integer> SINT32 =
      new Plain<>(Wire.VARINT, 0, MessageWriter::putSint32, MessageReader::readSint32);

  /** fixed32 and sfixed32. */
  public static final ValueKind<Integer> FIXED32 =
      new Plain<>(Wire.FIXED32, 0, MessageWriter::putFixed32, MessageReader::readFixed32);

  /** int64 and uint64. */
  public static final ValueKind<Long> INT64 =
      new Plain<>(Wire.VARINT, 0L, MessageWriter::putInt64, MessageReader::readInt64);

  public static final ValueKind<Long> SINT64 =
      new Plain<>(Wire.VARINT, 0L, MessageWriter::putSint64, MessageReader::readSint64);

  /** fixed64 and sfixed64. */
  public static final ValueKind<Long> FIXED64 =
      new Plain<>(Wire.FIXED64, 0L, MessageWriter::putFixed64, MessageReader::readFixed64);

  public static final ValueKind<Float> FLOAT =
      new Plain<>(Wire.FIXED32, 0f, MessageWriter::putFloat, MessageReader::readFloat);
  public static final ValueKind<Double> DOUBLE =
      new Plain<>(Wire.FIXED64, 0d, MessageWriter::putDouble, MessageReader::readDouble);
  public static final ValueKind<Boolean> BOOL =
      new Plain<>(Wire.VARINT, false, MessageWriter::putBool, MessageReader::readBool);
  public static final ValueKind<String> STRING =
      new Plain<>(Wire.LENGTH_DELIMITED, "", MessageWriter::putString, MessageReader::readString);
  public static final ValueKind<byte[]> BYTES =
      new Plain<>(
          Wire.LENGTH_DELIMITED, new byte[0], MessageWriter::putBytes, MessageReader::readBytes);

  /** Instants, as {@code google.protobuf.Timestamp}. */
  public static final ValueKind<Instant> INSTANT = message(TimestampCodec.CODEC);

  /** Durations, as {@code google.protobuf.Duration}. */
  public static final ValueKind<Duration> DURATION = message(DurationCodec.CODEC);

  private ValueKind() {}

  /** Constants of an enum; an absent one is the constant numbered 0. */
  public static <E extends Enum<E>> ValueKind<E> enumeration(EnumCodec<E> codec) {
    E zero = codec.constant(0);
    if (zero == null) {
      throw new IllegalArgumentException(codec.typeName() + " has no constant numbered 0");
    }
    return new Plain<>(
        Wire.VARINT,
        zero,
        (out, field, value) -> out.putEnum(field, value, codec),
        in -> in.readEnum(codec));
  }

  /** Messages; an absent one is the message of empty values. */
  public static <T> ValueKind<T> message(Codec<T> codec) {
    return new Nested<>(codec);
  }

  abstract int wireType();

  abstract void write(int field, T value, MessageWriter out);

  /** Reads an occurrence into the slot. */
  abstract void read(MessageReader in, Slot<T> slot);

  /** What the slot holds when all occurrences are read. */
  abstract T finish(int field, MessageReader in, Slot<T> slot);

  /** What is known of a key or value while an entry is read. */
  static final class Slot<T> {
    @Nullable T value;
    long span;
  }

  private interface Put<T> {
    void put(MessageWriter out, int field, T value);
  }

  private static final class Plain<T> extends ValueKind<T> {
    private final int wireType;
    private final T empty;
    private final Put<T> put;
    private final Function<MessageReader, T> get;

    Plain(int wireType, T empty, Put<T> put, Function<MessageReader, T> get) {
      this.wireType = wireType;
      this.empty = empty;
      this.put = put;
      this.get = get;
    }

    @Override
    int wireType() {
      return wireType;
    }

    @Override
    void write(int field, T value, MessageWriter out) {
      put.put(out, field, value);
    }

    @Override
    void read(MessageReader in, Slot<T> slot) {
      slot.value = get.apply(in);
    }

    @Override
    T finish(int field, MessageReader in, Slot<T> slot) {
      T value = slot.value;
      return value == null ? empty : value;
    }
  }

  private static final class Nested<T> extends ValueKind<T> {
    private final Codec<T> codec;

    Nested(Codec<T> codec) {
      this.codec = codec;
    }

    @Override
    int wireType() {
      return Wire.LENGTH_DELIMITED;
    }

    @Override
    void write(int field, T value, MessageWriter out) {
      out.writeMessage(field, value, codec);
    }

    @Override
    void read(MessageReader in, Slot<T> slot) {
      slot.span = in.readSpan(slot.span);
    }

    @Override
    T finish(int field, MessageReader in, Slot<T> slot) {
      return in.message(field, slot.span, codec);
    }
  }
}

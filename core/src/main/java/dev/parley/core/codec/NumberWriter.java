package dev.parley.core.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbers among a message's fields, each in four forms: {@code write…} leaves out the empty
 * value, {@code writeOptional…} leaves out null, {@code put…} always writes, {@code write…List}
 * writes a packed list.
 */
abstract class NumberWriter extends ByteWriter {
  NumberWriter(int initialBytes) {
    super(initialBytes);
  }

  /** Writes an int32 unless it is 0. */
  public final void writeInt32(int field, int value) {
    if (value != 0) {
      putInt32(field, value);
    }
  }

  /** Writes an int32 unless it is null. */
  public final void writeOptionalInt32(int field, @Nullable Integer value) {
    if (value != null) {
      putInt32(field, value);
    }
  }

  /** Writes an int32, whatever it is. */
  public final void putInt32(int field, int value) {
    tag(field, Wire.VARINT);
    signedVarint32(value);
  }

  /** Writes a packed list unless it is empty. */
  public final void writeInt32List(int field, List<Integer> values) {
    if (!required(field, values).isEmpty()) {
      int start = begin(field);
      for (Integer value : values) {
        signedVarint32(required(field, value));
      }
      end(start);
    }
  }

  /** Writes a uint32, the bits of an {@code int} unless it is 0. */
  public final void writeUint32(int field, int value) {
    if (value != 0) {
      putUint32(field, value);
    }
  }

  /** Writes a uint32, the bits of an {@code int} unless it is null. */
  public final void writeOptionalUint32(int field, @Nullable Integer value) {
    if (value != null) {
      putUint32(field, value);
    }
  }

  /** Writes a uint32, the bits of an {@code int}, whatever it is. */
  public final void putUint32(int field, int value) {
    tag(field, Wire.VARINT);
    varint32(value);
  }

  /** Writes a packed list unless it is empty. */
  public final void writeUint32List(int field, List<Integer> values) {
    if (!required(field, values).isEmpty()) {
      int start = begin(field);
      for (Integer value : values) {
        varint32(required(field, value));
      }
      end(start);
    }
  }

  /** Writes a sint32 unless it is 0. */
  public final void writeSint32(int field, int value) {
    if (value != 0) {
      putSint32(field, value);
    }
  }

  /** Writes a sint32 unless it is null. */
  public final void writeOptionalSint32(int field, @Nullable Integer value) {
    if (value != null) {
      putSint32(field, value);
    }
  }

  /** Writes a sint32, whatever it is. */
  public final void putSint32(int field, int value) {
    tag(field, Wire.VARINT);
    varint32(zigZag32(value));
  }

  /** Writes a packed list unless it is empty. */
  public final void writeSint32List(int field, List<Integer> values) {
    if (!required(field, values).isEmpty()) {
      int start = begin(field);
      for (Integer value : values) {
        varint32(zigZag32(required(field, value)));
      }
      end(start);
    }
  }

  /** Writes a fixed32 or sfixed32 unless it is 0. */
  public final void writeFixed32(int field, int value) {
    if (value != 0) {
      putFixed32(field, value);
    }
  }

  /** Writes a fixed32 or sfixed32 unless it is null. */
  public final void writeOptionalFixed32(int field, @Nullable Integer value) {
    if (value != null) {
      putFixed32(field, value);
    }
  }

  /** Writes a fixed32 or sfixed32, whatever it is. */
  public final void putFixed32(int field, int value) {
    tag(field, Wire.FIXED32);
    littleEndian32(value);
  }

  /** Writes a packed list unless it is empty. */
  public final void writeFixed32List(int field, List<Integer> values) {
    if (!required(field, values).isEmpty()) {
      int start = begin(field);
      ensure(4 * values.size());
      for (Integer value : values) {
        littleEndian32(required(field, value));
      }
      end(start);
    }
  }

  /** Writes an int64 or uint64 unless it is 0. */
  public final void writeInt64(int field, long value) {
    if (value != 0) {
      putInt64(field, value);
    }
  }

  /** Writes an int64 or uint64 unless it is null. */
  public final void writeOptionalInt64(int field, @Nullable Long value) {
    if (value != null) {
      putInt64(field, value);
    }
  }

  /** Writes an int64 or uint64, whatever it is. */
  public final void putInt64(int field, long value) {
    tag(field, Wire.VARINT);
    varint64(value);
  }

  /** Writes a packed list unless it is empty. */
  public final void writeInt64List(int field, List<Long> values) {
    if (!required(field, values).isEmpty()) {
      int start = begin(field);
      for (Long value : values) {
        varint64(required(field, value));
      }
      end(start);
    }
  }

  /** Writes a sint64 unless it is 0. */
  public final void writeSint64(int field, long value) {
    if (value != 0) {
      putSint64(field, value);
    }
  }

  /** Writes a sint64 unless it is null. */
  public final void writeOptionalSint64(int field, @Nullable Long value) {
    if (value != null) {
      putSint64(field, value);
    }
  }

  /** Writes a sint64, whatever it is. */
  public final void putSint64(int field, long value) {
    tag(field, Wire.VARINT);
    varint64(zigZag64(value));
  }

  /** Writes a packed list unless it is empty. */
  public final void writeSint64List(int field, List<Long> values) {
    if (!required(field, values).isEmpty()) {
      int start = begin(field);
      for (Long value : values) {
        varint64(zigZag64(required(field, value)));
      }
      end(start);
    }
  }

  /** Writes a fixed64 or sfixed64 unless it is 0. */
  public final void writeFixed64(int field, long value) {
    if (value != 0) {
      putFixed64(field, value);
    }
  }

  /** Writes a fixed64 or sfixed64 unless it is null. */
  public final void writeOptionalFixed64(int field, @Nullable Long value) {
    if (value != null) {
      putFixed64(field, value);
    }
  }

  /** Writes a fixed64 or sfixed64, whatever it is. */
  public final void putFixed64(int field, long value) {
    tag(field, Wire.FIXED64);
    littleEndian64(value);
  }

  /** Writes a packed list unless it is empty. */
  public final void writeFixed64List(int field, List<Long> values) {
    if (!required(field, values).isEmpty()) {
      int start = begin(field);
      ensure(8 * values.size());
      for (Long value : values) {
        littleEndian64(required(field, value));
      }
      end(start);
    }
  }

  /** Writes a float unless it is 0 (-0.0 isn't 0). */
  public final void writeFloat(int field, float value) {
    if (Float.floatToRawIntBits(value) != 0) {
      putFloat(field, value);
    }
  }

  /** Writes a float unless it is null. */
  public final void writeOptionalFloat(int field, @Nullable Float value) {
    if (value != null) {
      putFloat(field, value);
    }
  }

  /** Writes a float, whatever it is. */
  public final void putFloat(int field, float value) {
    tag(field, Wire.FIXED32);
    littleEndian32(Float.floatToRawIntBits(value));
  }

  /** Writes a packed list unless it is empty. */
  public final void writeFloatList(int field, List<Float> values) {
    if (!required(field, values).isEmpty()) {
      int start = begin(field);
      ensure(4 * values.size());
      for (Float value : values) {
        littleEndian32(Float.floatToRawIntBits(required(field, value)));
      }
      end(start);
    }
  }

  /** Writes a double unless it is 0 (-0.0 isn't 0). */
  public final void writeDouble(int field, double value) {
    if (Double.doubleToRawLongBits(value) != 0) {
      putDouble(field, value);
    }
  }

  /** Writes a double unless it is null. */
  public final void writeOptionalDouble(int field, @Nullable Double value) {
    if (value != null) {
      putDouble(field, value);
    }
  }

  /** Writes a double, whatever it is. */
  public final void putDouble(int field, double value) {
    tag(field, Wire.FIXED64);
    littleEndian64(Double.doubleToRawLongBits(value));
  }

  /** Writes a packed list unless it is empty. */
  public final void writeDoubleList(int field, List<Double> values) {
    if (!required(field, values).isEmpty()) {
      int start = begin(field);
      ensure(8 * values.size());
      for (Double value : values) {
        littleEndian64(Double.doubleToRawLongBits(required(field, value)));
      }
      end(start);
    }
  }

  /** Writes a bool unless it is false. */
  public final void writeBool(int field, boolean value) {
    if (value) {
      putBool(field, value);
    }
  }

  /** Writes a bool unless it is null. */
  public final void writeOptionalBool(int field, @Nullable Boolean value) {
    if (value != null) {
      putBool(field, value);
    }
  }

  /** Writes a bool, whatever it is. */
  public final void putBool(int field, boolean value) {
    tag(field, Wire.VARINT);
    varint32(value ? 1 : 0);
  }

  /** Writes a packed list unless it is empty. */
  public final void writeBoolList(int field, List<Boolean> values) {
    if (!required(field, values).isEmpty()) {
      int start = begin(field);
      ensure(values.size());
      for (Boolean value : values) {
        varint32(required(field, value) ? 1 : 0);
      }
      end(start);
    }
  }

  /**
   * Begins a length-delimited field whose content is written next; {@link #end} ends it.
   *
   * @return what {@link #end} needs
   */
  public final int begin(int field) {
    tag(field, Wire.LENGTH_DELIMITED);
    // One byte is enough for most lengths; end() makes more room where it isn't.
    return reserve(1) + 1;
  }

  /** Ends the field begun last: fills in its length. */
  public final void end(int start) {
    int length = position - start;
    if (length < 0x80) {
      buffer[start - 1] = (byte) length;
    } else {
      endLong(start, length);
    }
  }

  private void endLong(int start, int length) {
    int more = (31 - Integer.numberOfLeadingZeros(length)) / 7;
    ensure(more);
    System.arraycopy(buffer, start, buffer, start + more, length);
    position = start - 1;
    varint32(length);
    position = start + more + length;
  }

  /** The failure of a field, with the path to it: for a codec that refuses a value. */
  public final UnencodableMessageException fail(int field, String problem) {
    return new UnencodableMessageException(path.text(field), problem);
  }

  final <T> T required(int field, @Nullable T value) {
    if (value == null) {
      throw isNull(field);
    }
    return value;
  }

  final UnencodableMessageException isNull(int field) {
    return fail(field, "is null, which only a @Nullable component may be");
  }
}

package dev.parley.core.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes Protobuf messages, one after another, into a byte array that grows.
 *
 * <p>Fields take four forms. {@code write…} leaves out the value that absence means (0, false, the
 * empty string), as proto3 does; {@code writeOptional…} leaves out null; {@code put…} always
 * writes; {@code write…List} writes a list, numbers packed. Components that are null though not
 * {@code @Nullable} are refused with the field's name.
 *
 * <p>Not for use by several threads at once. After a failure call {@link #truncate} or {@link
 * #reset} before anything else.
 */
public final class MessageWriter extends NumberWriter {
  /** Longer strings are quicker by way of {@code getBytes}, in spite of its array. */
  private static final int SHORT_STRING = 40;

  /** The most bytes that a tag, or a length, takes. */
  private static final int VARINT32_BYTES = 5;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private final int maxDepth;

  /** A writer that nests messages 100 deep at most. */
  public MessageWriter() {
    this(256, Wire.DEFAULT_MAX_DEPTH);
  }

  /**
   * @param initialBytes how many bytes fit before the array grows
   * @param maxDepth how deep messages may be nested within the outermost ({@code Limits.maxDepth})
   */
  public MessageWriter(int initialBytes, int maxDepth) {
    super(initialBytes);
    this.maxDepth = maxDepth;
  }

  /** Writes a message without tag or length: the outermost one. */
  public <T> void write(Codec<T> codec, T message) {
    path.clear();
    path.enter(codec, 0);
    codec.write(message, this);
    path.leave();
  }

  /** Writes a string unless it is empty. */
  public void writeString(int field, String value) {
    if (value == null) {
      throw isNull(field);
    }
    if (!value.isEmpty()) {
      putString(field, value);
    }
  }

  /** Writes a string unless it is null. */
  public void writeOptionalString(int field, @Nullable String value) {
    if (value != null) {
      putString(field, value);
    }
  }

  /**
   * Writes a string, whatever it is.
   *
   * @throws UnencodableMessageException if it holds a surrogate without its other half, for which
   *     UTF-8 has no bytes
   */
  public void putString(int field, String value) {
    if (value == null) {
      throw isNull(field);
    }
    if (value.length() > SHORT_STRING || !putShortAscii(field, value)) {
      putUtf8(field, value);
    }
  }

  /** Writes a string without an array of its own, or nothing if it is more than ASCII. */
  private boolean putShortAscii(int field, String value) {
    int length = value.length();
    ensure(VARINT32_BYTES + 1 + length);
    byte[] bytes = buffer;
    int at = varintAt(bytes, position, Wire.tag(field, Wire.LENGTH_DELIMITED));
    bytes[at++] = (byte) length;
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        return false;
      }
      bytes[at + i] = (byte) c;
    }
    position = at + length;
    return true;
  }

  private void putUtf8(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    int length = utf8.length;
    ensure(2 * VARINT32_BYTES + length);
    byte[] bytes = buffer;
    int at = varintAt(bytes, position, Wire.tag(field, Wire.LENGTH_DELIMITED));
    at = varintAt(bytes, at, length);
    System.arraycopy(utf8, 0, bytes, at, length);
    position = at + length;
    // getBytes writes '?' for a lone surrogate: look closer only where there is one.
    if (hasQuestionMark(utf8)) {
      requireNoLoneSurrogate(field, value);
    }
  }

  /** Looks at eight bytes at a time, the last eight first, as they may overlap others. */
  private static boolean hasQuestionMark(byte[] bytes) {
    int last = bytes.length - Long.BYTES;
    if (last < 0) {
      return true;
    }
    long found = questionMarks((long) EIGHT_BYTES.get(bytes, last));
    for (int i = 0; i < last; i += Long.BYTES) {
      found |= questionMarks((long) EIGHT_BYTES.get(bytes, i));
    }
    return found != 0;
  }

  /** Not 0 if one of the eight bytes is '?': that byte of {@code x} is then 0. */
  private static long questionMarks(long bytes) {
    long x = bytes ^ 0x3F3F_3F3F_3F3F_3F3FL;
    return (x - 0x0101_0101_0101_0101L) & ~x & 0x8080_8080_8080_8080L;
  }

  private void requireNoLoneSurrogate(int field, String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isHighSurrogate(c)
            && i + 1 < value.length()
            && Character.isLowSurrogate(value.charAt(i + 1))) {
          i++;
        } else {
          throw fail(
              field,
              "the string holds an unpaired surrogate (\\u%04X at index %d), which UTF-8 can't carry"
                  .formatted((int) c, i));
        }
      }
    }
  }

  /** Writes one field per element, empty strings too. */
  public void writeStringList(int field, List<String> values) {
    for (String value : required(field, values)) {
      putString(field, value);
    }
  }

  /** Writes bytes unless there are none. */
  public void writeBytes(int field, byte[] value) {
    if (required(field, value).length != 0) {
      putBytes(field, value);
    }
  }

  /** Writes bytes unless they are null. */
  public void writeOptionalBytes(int field, byte @Nullable [] value) {
    if (value != null) {
      putBytes(field, value);
    }
  }

  /** Writes bytes, even if there are none. The array is copied at once. */
  public void putBytes(int field, byte[] value) {
    putBytes(field, required(field, value), 0, value.length);
  }

  /** Begins a field of so many bytes, which are written next; nothing has to end it. */
  public void beginSized(int field, int bytes) {
    tag(field, Wire.LENGTH_DELIMITED);
    varint32(bytes);
  }

  /** Writes fields that were encoded before. */
  public void putEncoded(byte[] fields) {
    raw(fields, 0, fields.length);
  }

  /** Writes a part of an array as bytes, even if it is empty. */
  public void putBytes(int field, byte[] source, int from, int length) {
    tag(field, Wire.LENGTH_DELIMITED);
    varint32(length);
    raw(source, from, length);
  }

  /** Writes one field per element. */
  public void writeBytesList(int field, List<byte[]> values) {
    for (byte[] value : required(field, values)) {
      putBytes(field, value);
    }
  }

  /** Writes a constant unless its number is 0. */
  public <E extends Enum<E>> void writeEnum(int field, E value, EnumCodec<E> codec) {
    writeInt32(field, codec.number(required(field, value)));
  }

  /** Writes a constant unless it is null. */
  public <E extends Enum<E>> void writeOptionalEnum(
      int field, @Nullable E value, EnumCodec<E> codec) {
    if (value != null) {
      putInt32(field, codec.number(value));
    }
  }

  /** Writes a constant, whatever its number. */
  public <E extends Enum<E>> void putEnum(int field, E value, EnumCodec<E> codec) {
    putInt32(field, codec.number(required(field, value)));
  }

  /** Writes a packed list of constants unless it is empty. */
  public <E extends Enum<E>> void writeEnumList(int field, List<E> values, EnumCodec<E> codec) {
    if (!required(field, values).isEmpty()) {
      int start = begin(field);
      for (E value : values) {
        signedVarint32(codec.number(required(field, value)));
      }
      end(start);
    }
  }

  /** Writes a message within this one, even if all of it is empty. */
  public <T> void writeMessage(int field, T message, Codec<T> codec) {
    if (message == null) {
      throw isNull(field);
    }
    if (path.depth() > maxDepth) {
      throw fail(
          field, "messages are nested more than %,d deep (Limits.maxDepth)".formatted(maxDepth));
    }
    int start = begin(field);
    path.enter(codec, field);
    codec.write(message, this);
    path.leave();
    end(start);
  }

  /** Writes a message within this one unless it is null. */
  public <T> void writeOptionalMessage(int field, @Nullable T message, Codec<T> codec) {
    if (message != null) {
      writeMessage(field, message, codec);
    }
  }

  /** Writes one field per element. */
  public <T> void writeMessageList(int field, List<T> messages, Codec<T> codec) {
    for (T message : required(field, messages)) {
      writeMessage(field, message, codec);
    }
  }

  /** Writes an instant as {@code google.protobuf.Timestamp}, even if it is 1970-01-01T00:00Z. */
  public void writeInstant(int field, Instant value) {
    writeMessage(field, value, TimestampCodec.CODEC);
  }

  /** Writes an instant unless it is null. */
  public void writeOptionalInstant(int field, @Nullable Instant value) {
    writeOptionalMessage(field, value, TimestampCodec.CODEC);
  }

  /** Writes one field per element. */
  public void writeInstantList(int field, List<Instant> values) {
    writeMessageList(field, values, TimestampCodec.CODEC);
  }

  /** Writes a duration as {@code google.protobuf.Duration}, even if it is zero. */
  public void writeDuration(int field, Duration value) {
    writeMessage(field, value, DurationCodec.CODEC);
  }

  /** Writes a duration unless it is null. */
  public void writeOptionalDuration(int field, @Nullable Duration value) {
    writeOptionalMessage(field, value, DurationCodec.CODEC);
  }

  /** Writes one field per element. */
  public void writeDurationList(int field, List<Duration> values) {
    writeMessageList(field, values, DurationCodec.CODEC);
  }

  /** Writes one field per entry, in the map's order. */
  public <K, V> void writeMap(int field, Map<K, V> map, ValueKind<K> keys, ValueKind<V> values) {
    if (!required(field, map).isEmpty()) {
      var codec = new MapEntryCodec<>(keys, values);
      for (Map.Entry<K, V> entry : map.entrySet()) {
        writeMessage(field, entry, codec);
      }
    }
  }

  /** Writes one field per entry whose value is a message. */
  public <K, V> void writeMap(int field, Map<K, V> map, ValueKind<K> keys, Codec<V> values) {
    writeMap(field, map, keys, new MessageKind<>(values));
  }

  /** Writes one field per entry whose value is an enum. */
  public <K, E extends Enum<E>> void writeMap(
      int field, Map<K, E> map, ValueKind<K> keys, EnumCodec<E> values) {
    writeMap(field, map, keys, new EnumKind<>(values));
  }
}

package dev.parley.core.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The range of a byte array under {@link MessageReader}, and the encodings of single values. */
abstract class ByteReader {
  /** No bytes: what an absent field holds. */
  public static final byte[] NO_BYTES = {};

  final Path path = new Path();
  byte[] buffer;
  int position;
  int limit;

  /** The tag read last, for error messages; 0 for none. */
  int lastTag;

  ByteReader(byte[] buffer, int from, int to) {
    this.buffer = buffer;
    position = from;
    limit = to;
  }

  /** Where the next byte is read. */
  public final int position() {
    return position;
  }

  /** Where the current message ends. */
  public final int limit() {
    return limit;
  }

  /** The array that is read. */
  public final byte[] array() {
    return buffer;
  }

  /**
   * What is being read, for example {@code UserProfilePB.address}. After a failure: the message
   * that failed, until the reader is reset.
   */
  public final String path() {
    return path.text();
  }

  /** The failure of the message being read: for a codec that refuses a value. */
  public final MalformedMessageException fail(String problem) {
    return new MalformedMessageException(path.text(), problem);
  }

  /** The failure of the field being read. */
  final MalformedMessageException failField(String problem) {
    return new MalformedMessageException(path.text(Wire.fieldOf(lastTag)), problem);
  }

  final MalformedMessageException truncated() {
    return failField("the bytes end in the middle of a value");
  }

  /** The low 32 bits of a varint, as Protobuf parsers take them for int32, bool and enum. */
  final int varint32() {
    int at = position;
    if (at < limit) {
      byte first = buffer[at];
      if (first >= 0) {
        position = at + 1;
        return first;
      }
    }
    return (int) longVarint();
  }

  final long varint64() {
    int at = position;
    if (at < limit) {
      byte first = buffer[at];
      if (first >= 0) {
        position = at + 1;
        return first;
      }
    }
    return longVarint();
  }

  private long longVarint() {
    byte[] bytes = buffer;
    int at = position;
    int end = limit;
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw truncated();
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        position = at;
        return value;
      }
    }
    throw failField("a varint has more than ten bytes");
  }

  /** The length of what follows, known to lie within the limit. */
  final int length() {
    long length = varint64();
    int left = limit - position;
    if (length < 0 || length > left) {
      throw failField(
          "a length of %s bytes, where %,d are left"
              .formatted(
                  length < 0 ? Long.toUnsignedString(length) : "%,d".formatted(length), left));
    }
    return (int) length;
  }

  final int littleEndian32() {
    int at = position;
    if (limit - at < 4) {
      throw truncated();
    }
    byte[] bytes = buffer;
    position = at + 4;
    return (bytes[at] & 0xFF)
        | ((bytes[at + 1] & 0xFF) << 8)
        | ((bytes[at + 2] & 0xFF) << 16)
        | (bytes[at + 3] << 24);
  }

  final long littleEndian64() {
    if (limit - position < 8) {
      throw truncated();
    }
    long low = littleEndian32() & 0xFFFF_FFFFL;
    return low | ((long) littleEndian32() << 32);
  }

  final String utf8() {
    int length = length();
    int at = position;
    position = at + length;
    if (length == 0) {
      return "";
    }
    String value = new String(buffer, at, length, StandardCharsets.UTF_8);
    // The constructor replaces what is malformed. For a Latin-1 string this look costs nothing.
    if (value.indexOf('\uFFFD') >= 0) {
      requireUtf8(at, length);
    }
    return value;
  }

  private void requireUtf8(int from, int length) {
    var bytes = ByteBuffer.wrap(buffer, from, length);
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(bytes);
    } catch (CharacterCodingException malformed) {
      throw failField(
          "the string is not valid UTF-8 at byte %,d of %,d"
              .formatted(bytes.position() - from, length));
    }
  }

  final byte[] bytes() {
    int length = length();
    if (length == 0) {
      return NO_BYTES;
    }
    int at = position;
    position = at + length;
    return Arrays.copyOfRange(buffer, at, at + length);
  }

  final void skipBytes(int count) {
    if (count > limit - position) {
      throw truncated();
    }
    position += count;
  }

  static int unZigZag32(int value) {
    return (value >>> 1) ^ -(value & 1);
  }

  static long unZigZag64(long value) {
    return (value >>> 1) ^ -(value & 1);
  }
}

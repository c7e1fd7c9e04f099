package dev.parley.core.codec;

import java.util.Arrays;

/** The growing byte array under {@link MessageWriter}, and the encodings of single values. */
abstract class ByteWriter {
  private static final int NO_LIMIT = Integer.MAX_VALUE - 64;

  /**
   * Room that a reservation may claim beyond the limit: reservations are for the longest encoding,
   * what is then written is often shorter. {@link #checkLimit} is exact.
   */
  private static final int SLACK = 32;

  final Path path = new Path();
  byte[] buffer;
  int position;

  private int limitFrom;
  private int limitEnd = NO_LIMIT;
  private String limitName = "a byte array's length";

  ByteWriter(int initialBytes) {
    buffer = new byte[Math.max(initialBytes, 16)];
  }

  /** How many bytes have been written; where the next one goes. */
  public final int position() {
    return position;
  }

  /**
   * The bytes written so far, from 0 to {@link #position}. Not a copy: the array changes, or is
   * replaced, when more is written.
   */
  public final byte[] array() {
    return buffer;
  }

  /** A copy of the bytes written so far. */
  public final byte[] toByteArray() {
    return Arrays.copyOf(buffer, position);
  }

  /** Forgets everything after a position, for example a frame that could not be finished. */
  public final void truncate(int position) {
    if (position < 0 || position > this.position) {
      throw new IllegalArgumentException(
          "can't go back to " + position + ": " + this.position + " bytes are written");
    }
    this.position = position;
    path.clear();
  }

  /** Forgets everything and lifts the limit; keeps the array. */
  public final void reset() {
    position = 0;
    path.clear();
    limitFrom = 0;
    limitEnd = NO_LIMIT;
  }

  /**
   * Allows this many bytes from the present position on. Writing more fails with {@link
   * MessageTooLargeException} before the array grows; whoever sets a limit calls {@link
   * #checkLimit} when done, as the last few bytes are only checked there.
   *
   * @param name the limit's name for the error, for example {@code Limits.maxFrameBytes}
   */
  public final void limit(int maxBytes, String name) {
    limitFrom = position;
    limitEnd = (int) Math.min((long) position + maxBytes, NO_LIMIT);
    limitName = name;
  }

  /**
   * Checks that no more was written since {@link #limit} than it allows.
   *
   * @throws MessageTooLargeException if more was
   */
  public final void checkLimit() {
    if (position > limitEnd) {
      throw tooLarge("", position);
    }
  }

  /** Makes room for this many bytes, so that they can be put into {@link #array} directly. */
  public final void ensure(int bytes) {
    if (bytes > buffer.length - position || position + bytes > limitEnd) {
      grow(bytes);
    }
  }

  /** Skips bytes to be filled in later, as with {@link #setInt}; returns where they begin. */
  public final int reserve(int bytes) {
    ensure(bytes);
    int start = position;
    position = start + bytes;
    return start;
  }

  /** Fills in four bytes, big-endian: the length before a frame. */
  public final void setInt(int at, int value) {
    buffer[at] = (byte) (value >>> 24);
    buffer[at + 1] = (byte) (value >>> 16);
    buffer[at + 2] = (byte) (value >>> 8);
    buffer[at + 3] = (byte) value;
  }

  private void grow(int bytes) {
    long needed = (long) position + bytes;
    if (needed > (long) limitEnd + SLACK) {
      throw tooLarge("at least ", needed);
    }
    if (needed > buffer.length) {
      long length = Math.max(needed, buffer.length * 2L);
      buffer = Arrays.copyOf(buffer, (int) Math.min(length, Integer.MAX_VALUE - 16));
    }
  }

  private MessageTooLargeException tooLarge(String qualifier, long end) {
    return new MessageTooLargeException(
        path.text(),
        "the message is %s%,d bytes; the limit is %,d (%s)"
            .formatted(qualifier, end - limitFrom, limitEnd - limitFrom, limitName));
  }

  final void tag(int field, int wireType) {
    varint32(Wire.tag(field, wireType));
  }

  /** An unsigned 32-bit varint; the caller has no need to reserve. */
  final void varint32(int value) {
    ensure(5);
    position = varintAt(buffer, position, value);
  }

  /** Puts a varint where there is room for it; returns where it ends. */
  static int varintAt(byte[] bytes, int from, int value) {
    int at = from;
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    return at;
  }

  final void varint64(long value) {
    ensure(10);
    byte[] bytes = buffer;
    int at = position;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[at++] = (byte) ((int) rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    position = at;
  }

  /** An int32 or enum: negative numbers take ten bytes (encoding guide, "Signed Integers"). */
  final void signedVarint32(int value) {
    if (value >= 0) {
      varint32(value);
    } else {
      varint64(value);
    }
  }

  final void littleEndian32(int value) {
    ensure(4);
    byte[] bytes = buffer;
    int at = position;
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >>> 8);
    bytes[at + 2] = (byte) (value >>> 16);
    bytes[at + 3] = (byte) (value >>> 24);
    position = at + 4;
  }

  final void littleEndian64(long value) {
    ensure(8);
    byte[] bytes = buffer;
    int at = position;
    bytes[at] = (byte) value;
    bytes[at + 1] = (byte) (value >>> 8);
    bytes[at + 2] = (byte) (value >>> 16);
    bytes[at + 3] = (byte) (value >>> 24);
    bytes[at + 4] = (byte) (value >>> 32);
    bytes[at + 5] = (byte) (value >>> 40);
    bytes[at + 6] = (byte) (value >>> 48);
    bytes[at + 7] = (byte) (value >>> 56);
    position = at + 8;
  }

  final void raw(byte[] source, int from, int length) {
    ensure(length);
    System.arraycopy(source, from, buffer, position, length);
    position += length;
  }

  static int zigZag32(int value) {
    return (value << 1) ^ (value >> 31);
  }

  static long zigZag64(long value) {
    return (value << 1) ^ (value >> 63);
  }
}

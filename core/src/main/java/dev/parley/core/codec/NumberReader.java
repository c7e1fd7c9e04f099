package dev.parley.core.codec;

import java.util.ArrayList;
import java.util.List;

/** The numbers among a message's fields, and lists of them, packed or not. */
abstract class NumberReader extends ByteReader {
  private final int maxElements;

  /** List elements and map entries that were read of the outermost message. */
  private int elements;

  NumberReader(byte[] buffer, int from, int to, int maxElements) {
    super(buffer, from, to);
    this.maxElements = maxElements;
  }

  final void resetItems() {
    elements = 0;
  }

  /**
   * Notes one more list element or map entry, and refuses the one beyond the limit: two bytes may
   * become an object of many.
   */
  final void countItem() {
    if (++elements > maxElements) {
      throw failField(
          "the payload has more than %,d list elements and map entries (Limits.maxElements)"
              .formatted(maxElements));
    }
  }

  /** Reads an int32 or uint32; the latter into the bits of an {@code int}. */
  public final int readInt32() {
    return varint32();
  }

  /**
   * Reads one element, or a packed list, into a list that began as {@link List#of()}.
   *
   * @param tag the tag read before, which tells the two apart
   */
  public final List<Integer> readInt32s(int tag, List<Integer> list) {
    List<Integer> longer = growing(tag, list);
    if (Wire.typeOf(tag) != Wire.LENGTH_DELIMITED) {
      longer.add(readInt32());
      return longer;
    }
    int outer = beginPacked();
    while (moreInList()) {
      longer.add(readInt32());
    }
    limit = outer;
    return longer;
  }

  /** Reads a sint32. */
  public final int readSint32() {
    return unZigZag32(varint32());
  }

  /**
   * Reads one element, or a packed list, into a list that began as {@link List#of()}.
   *
   * @param tag the tag read before, which tells the two apart
   */
  public final List<Integer> readSint32s(int tag, List<Integer> list) {
    List<Integer> longer = growing(tag, list);
    if (Wire.typeOf(tag) != Wire.LENGTH_DELIMITED) {
      longer.add(readSint32());
      return longer;
    }
    int outer = beginPacked();
    while (moreInList()) {
      longer.add(readSint32());
    }
    limit = outer;
    return longer;
  }

  /** Reads a fixed32 or sfixed32. */
  public final int readFixed32() {
    return littleEndian32();
  }

  /**
   * Reads one element, or a packed list, into a list that began as {@link List#of()}.
   *
   * @param tag the tag read before, which tells the two apart
   */
  public final List<Integer> readFixed32s(int tag, List<Integer> list) {
    List<Integer> longer = growing(tag, list);
    if (Wire.typeOf(tag) != Wire.LENGTH_DELIMITED) {
      longer.add(readFixed32());
      return longer;
    }
    int outer = beginPacked();
    while (moreInList()) {
      longer.add(readFixed32());
    }
    limit = outer;
    return longer;
  }

  /** Reads an int64 or uint64. */
  public final long readInt64() {
    return varint64();
  }

  /**
   * Reads one element, or a packed list, into a list that began as {@link List#of()}.
   *
   * @param tag the tag read before, which tells the two apart
   */
  public final List<Long> readInt64s(int tag, List<Long> list) {
    List<Long> longer = growing(tag, list);
    if (Wire.typeOf(tag) != Wire.LENGTH_DELIMITED) {
      longer.add(readInt64());
      return longer;
    }
    int outer = beginPacked();
    while (moreInList()) {
      longer.add(readInt64());
    }
    limit = outer;
    return longer;
  }

  /** Reads a sint64. */
  public final long readSint64() {
    return unZigZag64(varint64());
  }

  /**
   * Reads one element, or a packed list, into a list that began as {@link List#of()}.
   *
   * @param tag the tag read before, which tells the two apart
   */
  public final List<Long> readSint64s(int tag, List<Long> list) {
    List<Long> longer = growing(tag, list);
    if (Wire.typeOf(tag) != Wire.LENGTH_DELIMITED) {
      longer.add(readSint64());
      return longer;
    }
    int outer = beginPacked();
    while (moreInList()) {
      longer.add(readSint64());
    }
    limit = outer;
    return longer;
  }

  /** Reads a fixed64 or sfixed64. */
  public final long readFixed64() {
    return littleEndian64();
  }

  /**
   * Reads one element, or a packed list, into a list that began as {@link List#of()}.
   *
   * @param tag the tag read before, which tells the two apart
   */
  public final List<Long> readFixed64s(int tag, List<Long> list) {
    List<Long> longer = growing(tag, list);
    if (Wire.typeOf(tag) != Wire.LENGTH_DELIMITED) {
      longer.add(readFixed64());
      return longer;
    }
    int outer = beginPacked();
    while (moreInList()) {
      longer.add(readFixed64());
    }
    limit = outer;
    return longer;
  }

  /** Reads a float. */
  public final float readFloat() {
    return Float.intBitsToFloat(littleEndian32());
  }

  /**
   * Reads one element, or a packed list, into a list that began as {@link List#of()}.
   *
   * @param tag the tag read before, which tells the two apart
   */
  public final List<Float> readFloats(int tag, List<Float> list) {
    List<Float> longer = growing(tag, list);
    if (Wire.typeOf(tag) != Wire.LENGTH_DELIMITED) {
      longer.add(readFloat());
      return longer;
    }
    int outer = beginPacked();
    while (moreInList()) {
      longer.add(readFloat());
    }
    limit = outer;
    return longer;
  }

  /** Reads a double. */
  public final double readDouble() {
    return Double.longBitsToDouble(littleEndian64());
  }

  /**
   * Reads one element, or a packed list, into a list that began as {@link List#of()}.
   *
   * @param tag the tag read before, which tells the two apart
   */
  public final List<Double> readDoubles(int tag, List<Double> list) {
    List<Double> longer = growing(tag, list);
    if (Wire.typeOf(tag) != Wire.LENGTH_DELIMITED) {
      longer.add(readDouble());
      return longer;
    }
    int outer = beginPacked();
    while (moreInList()) {
      longer.add(readDouble());
    }
    limit = outer;
    return longer;
  }

  /** Reads a bool. */
  public final boolean readBool() {
    return varint64() != 0;
  }

  /**
   * Reads one element, or a packed list, into a list that began as {@link List#of()}.
   *
   * @param tag the tag read before, which tells the two apart
   */
  public final List<Boolean> readBools(int tag, List<Boolean> list) {
    List<Boolean> longer = growing(tag, list);
    if (Wire.typeOf(tag) != Wire.LENGTH_DELIMITED) {
      longer.add(readBool());
      return longer;
    }
    int outer = beginPacked();
    while (moreInList()) {
      longer.add(readBool());
    }
    limit = outer;
    return longer;
  }

  /** The list to add to, with room for one element if the tag is not that of a packed list. */
  final <T> List<T> growing(int tag, List<T> list) {
    if (Wire.typeOf(tag) != Wire.LENGTH_DELIMITED) {
      countItem();
    }
    return growing(list);
  }

  /** The list to add to: the empty list that stands for none is immutable. */
  static <T> List<T> growing(List<T> list) {
    return list.isEmpty() ? new ArrayList<>() : list;
  }

  /** Whether the packed list has one more element; it is counted. */
  final boolean moreInList() {
    if (position >= limit) {
      return false;
    }
    countItem();
    return true;
  }

  /** Narrows the limit to a packed list; returns the limit to go back to. */
  final int beginPacked() {
    int length = length();
    int outer = limit;
    limit = position + length;
    return outer;
  }
}

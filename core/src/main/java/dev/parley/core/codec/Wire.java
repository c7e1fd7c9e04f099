package dev.parley.core.codec;

/** Numbers of the Protobuf encoding (encoding guide, "Message Structure"). */
final class Wire {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int LENGTH_DELIMITED = 2;
  static final int START_GROUP = 3;
  static final int END_GROUP = 4;
  static final int FIXED32 = 5;

  /** How deep messages may be nested unless said otherwise; the default of {@code maxDepth}. */
  static final int DEFAULT_MAX_DEPTH = 100;

  /**
   * How many list elements and map entries a payload may hold; the default of {@code maxElements}.
   */
  static final int DEFAULT_MAX_ELEMENTS = 1 << 18;

  private Wire() {}

  static int tag(int field, int wireType) {
    return field << 3 | wireType;
  }

  static int fieldOf(int tag) {
    return tag >>> 3;
  }

  static int typeOf(int tag) {
    return tag & 7;
  }
}

package dev.parley.annotations;

/**
 * The encoding of an integer field (Protobuf language guide, "Scalar Value Types").
 *
 * <p>The 32-bit encodings go with {@code int}, the 64-bit ones with {@code long}. The unsigned ones
 * carry the same bits; Java reads them with {@link Integer#toUnsignedString(int)} and its kin.
 */
public enum FieldType {
  /** {@code int32} for an {@code int}, {@code int64} for a {@code long}. */
  DEFAULT,
  /** Unsigned, variable length. */
  UINT32,
  /** Variable length, short for small negative numbers. */
  SINT32,
  /** Unsigned, always four bytes. */
  FIXED32,
  /** Signed, always four bytes. */
  SFIXED32,
  /** Unsigned, variable length. */
  UINT64,
  /** Variable length, short for small negative numbers. */
  SINT64,
  /** Unsigned, always eight bytes. */
  FIXED64,
  /** Signed, always eight bytes. */
  SFIXED64
}

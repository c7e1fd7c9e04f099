package dev.parley.codegen;

import dev.parley.schema.FieldType;

/** How proto3 writes the fields of a message (Protobuf encoding guide). */
public final class WireFormat {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;

  private WireFormat() {}

  /**
   * What stands before a field's value, as an unsigned number: those of the highest field numbers
   * have 32 bits. That of a list is for all of its elements together; one that is alone has its own
   * type's.
   */
  public static long tag(int number, FieldType type) {
    return Integer.toUnsignedLong(number << 3 | wireType(type));
  }

  /** What stands before a message. */
  public static long tagOfMessage(int number) {
    return Integer.toUnsignedLong(number << 3 | LENGTH_DELIMITED);
  }

  /** Whether it is a message on the wire. */
  public static boolean isMessage(FieldType type) {
    return switch (type) {
      case FieldType.MessageRef _,
          FieldType.UnionRef _,
          FieldType.Timestamp _,
          FieldType.Duration _ ->
          true;
      default -> false;
    };
  }

  /** Whether a list of it is packed. */
  public static boolean isPacked(FieldType.Single type) {
    return wireType(type) != LENGTH_DELIMITED;
  }

  private static int wireType(FieldType type) {
    return switch (type) {
      case FieldType.EnumRef _ -> VARINT;
      case FieldType.Scalar scalar ->
          switch (scalar) {
            case INT32, UINT32, SINT32, INT64, UINT64, SINT64, BOOL -> VARINT;
            case FIXED64, SFIXED64, DOUBLE -> FIXED64;
            case STRING, BYTES -> LENGTH_DELIMITED;
            case FIXED32, SFIXED32, FLOAT -> FIXED32;
          };
      default -> LENGTH_DELIMITED;
    };
  }
}

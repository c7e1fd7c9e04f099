package dev.parley.schema;

/** What a field holds. */
public sealed interface FieldType {
  /** What a list's elements or a map's values are; of all else the type itself. */
  default Single element() {
    return switch (this) {
      case ListOf list -> list.element();
      case MapOf map -> map.value();
      case Single single -> single;
    };
  }

  /** What a list's element, a map's value or a plain field holds: anything but a list or a map. */
  sealed interface Single extends FieldType
      permits Scalar, EnumRef, MessageRef, UnionRef, Timestamp, Duration {}

  /** A scalar of proto3; the Java type follows from the kind. */
  enum Scalar implements Single {
    INT32,
    UINT32,
    SINT32,
    FIXED32,
    SFIXED32,
    INT64,
    UINT64,
    SINT64,
    FIXED64,
    SFIXED64,
    FLOAT,
    DOUBLE,
    BOOL,
    STRING,
    BYTES
  }

  /** A value of a declared enum. */
  record EnumRef(TypeName name) implements Single {}

  /** A declared record, nested as a message. */
  record MessageRef(TypeName name) implements Single {}

  /** A declared sealed interface: on the wire a message that holds one oneof. */
  record UnionRef(TypeName name) implements Single {}

  /** {@code java.time.Instant}: {@code google.protobuf.Timestamp}. */
  record Timestamp() implements Single {}

  /** {@code java.time.Duration}: {@code google.protobuf.Duration}. */
  record Duration() implements Single {}

  /** {@code java.util.List}: repeated, packed where proto3 packs. */
  record ListOf(Single element) implements FieldType {}

  /**
   * {@code java.util.Map}: a proto map.
   *
   * @param key an integer kind, {@code BOOL} or {@code STRING}, as proto3 allows
   */
  record MapOf(Scalar key, Single value) implements FieldType {}
}

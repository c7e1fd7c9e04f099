package dev.parley.schema;

import java.util.Locale;

/** How a field's type is written in a shape, in contract JSON and in a {@code .proto} file. */
public final class TypeNotation {
  private TypeNotation() {}

  /**
   * The type as proto3 writes it, names qualified: {@code string}, {@code dev.x.Theme}, {@code
   * repeated int32}, {@code map<string, dev.x.Theme>}, {@code google.protobuf.Timestamp}.
   */
  public static String of(FieldType type) {
    return switch (type) {
      case FieldType.Scalar scalar -> scalar.name().toLowerCase(Locale.ROOT);
      case FieldType.EnumRef(TypeName name) -> name.qualified();
      case FieldType.MessageRef(TypeName name) -> name.qualified();
      case FieldType.UnionRef(TypeName name) -> name.qualified();
      case FieldType.Timestamp() -> "google.protobuf.Timestamp";
      case FieldType.Duration() -> "google.protobuf.Duration";
      case FieldType.ListOf(FieldType.Single element) -> "repeated " + of(element);
      case FieldType.MapOf(FieldType.Scalar key, FieldType.Single value) ->
          "map<" + of(key) + ", " + of(value) + ">";
    };
  }
}

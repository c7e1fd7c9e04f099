package dev.parley.codegen.dart;

import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.layout.Doc;
import dev.parley.schema.FieldType;
import dev.parley.schema.NotificationGroup.Notification;
import java.util.Locale;
import java.util.Optional;

/** How a library writes the types of the contract. */
record Types(Library library) {

  Doc of(FieldType type) {
    return switch (type) {
      case FieldType.Single single -> text(single(single));
      case FieldType.ListOf list -> Syntax.generic("List", single(list.element()));
      case FieldType.MapOf map -> Syntax.generic("Map", single(map.key()), single(map.value()));
    };
  }

  /** The type of a field that may be absent. */
  Doc of(FieldType type, boolean nullable) {
    return nullable ? concat(of(type), "?") : of(type);
  }

  String single(FieldType.Single type) {
    return switch (type) {
      case FieldType.Scalar scalar -> scalar(scalar);
      case FieldType.EnumRef it -> library.type(it.name());
      case FieldType.MessageRef it -> library.type(it.name());
      case FieldType.UnionRef it -> library.type(it.name());
      case FieldType.Timestamp _ -> library.runtime("Timestamp");
      case FieldType.Duration _ -> library.runtime("TimeSpan");
    };
  }

  private String scalar(FieldType.Scalar scalar) {
    return switch (scalar) {
      case INT32, UINT32, SINT32, FIXED32, SFIXED32 -> "int";
      case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> "int";
      case FLOAT, DOUBLE -> "double";
      case BOOL -> "bool";
      case STRING -> "String";
      case BYTES -> library.bytes();
    };
  }

  /** What a notification carries: its payload, or the result that may be an error instead. */
  Optional<Doc> content(Notification notification) {
    return notification
        .payload()
        .map(payload -> text(single(payload.type())))
        .map(payload ->
            notification
                .error()
                .map(error ->
                    Syntax.generic(library.runtime("Result"), payload, text(single(error))))
                .orElse(payload));
  }

  /** What reads and writes a value that is not a scalar. */
  String codec(FieldType.Single type) {
    return switch (type) {
      case FieldType.MessageRef it -> library.codec(it.name());
      case FieldType.UnionRef it -> library.codec(it.name());
      case FieldType.EnumRef it -> library.type(it.name()) + ".type";
      case FieldType.Timestamp _ -> library.runtime("Timestamp") + ".type";
      case FieldType.Duration _ -> library.runtime("TimeSpan") + ".type";
      case FieldType.Scalar it -> throw new IllegalArgumentException(it + " has a method");
    };
  }

  /** What tells the runtime how elements, map values and optional values are written. */
  String kind(FieldType.Single type) {
    return type instanceof FieldType.Scalar scalar
        ? library.runtime("Kind") + "." + method(scalar)
        : codec(type);
  }

  /** The reader's and the writer's method for a scalar. */
  static String method(FieldType.Scalar scalar) {
    return scalar.name().toLowerCase(Locale.ROOT);
  }
}

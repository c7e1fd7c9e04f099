package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.WireFormat;
import dev.parley.codegen.layout.Doc;
import dev.parley.schema.FieldType;
import dev.parley.schema.NotificationGroup.Notification;
import java.util.Locale;
import java.util.Optional;

/** How a file writes the types of the contract. */
final class Types {
  private final Module module;

  Types(Module module) {
    this.module = module;
  }

  /** What a front end sees: a type that can't be changed. */
  Doc of(FieldType type) {
    return switch (type) {
      case FieldType.Single single -> text(single(single));
      case FieldType.ListOf list -> Doc.concat("readonly ", single(list.element()), "[]");
      case FieldType.MapOf map -> map(map, single(map.value()));
    };
  }

  /** What {@code fromObject} takes. */
  Doc init(FieldType type) {
    return switch (type) {
      case FieldType.Single single -> text(initSingle(single));
      case FieldType.ListOf list -> Doc.concat("readonly ", initSingle(list.element()), "[]");
      case FieldType.MapOf map -> map(map, initSingle(map.value()));
    };
  }

  private static Doc map(FieldType.MapOf map, String value) {
    return isRecord(map)
        ? Syntax.generic("Readonly", Syntax.generic("Record", text("string"), text(value)))
        : Syntax.generic("ReadonlyMap", text(scalar(map.key())), text(value));
  }

  /** Whether a map is an object; else it is a {@code Map}. */
  static boolean isRecord(FieldType.MapOf map) {
    return map.key() == FieldType.Scalar.STRING;
  }

  String single(FieldType.Single type) {
    return switch (type) {
      case FieldType.Scalar scalar -> scalar(scalar);
      case FieldType.EnumRef it -> module.type(it.name());
      case FieldType.MessageRef it -> module.type(it.name());
      case FieldType.UnionRef it -> module.type(it.name());
      case FieldType.Timestamp it -> module.clientType("Timestamp");
      case FieldType.Duration it -> module.clientType("Duration");
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
                    Syntax.generic(module.clientType("Result"), payload, text(single(error))))
                .orElse(payload));
  }

  private String initSingle(FieldType.Single type) {
    return switch (type) {
      case FieldType.MessageRef it -> module.init(it.name());
      case FieldType.UnionRef it -> module.init(it.name());
      default -> single(type);
    };
  }

  static String scalar(FieldType.Scalar scalar) {
    return switch (scalar) {
      case INT32, UINT32, SINT32, FIXED32, SFIXED32, FLOAT, DOUBLE -> "number";
      case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> "bigint";
      case BOOL -> "boolean";
      case STRING -> "string";
      case BYTES -> "Uint8Array";
    };
  }

  /** The codec of a message, a union, a timestamp or a duration. */
  String codec(FieldType.Single type) {
    return switch (type) {
      case FieldType.MessageRef it -> module.codec(it.name());
      case FieldType.UnionRef it -> module.codec(it.name());
      case FieldType.Timestamp it -> module.client("Timestamp");
      case FieldType.Duration it -> module.client("Duration");
      case FieldType.Scalar it -> throw new IllegalArgumentException(it + " is no message");
      case FieldType.EnumRef it -> throw new IllegalArgumentException(it + " is no message");
    };
  }

  /** What tells the runtime how elements and map values are written. */
  String kind(FieldType.Single type) {
    return WireFormat.isMessage(type) ? codec(type) : module.codec("Kind") + "." + method(type);
  }

  /** The reader's and the writer's method for a scalar or an enum. */
  static String method(FieldType.Single type) {
    return type instanceof FieldType.Scalar scalar
        ? scalar.name().toLowerCase(Locale.ROOT)
        : "enumeration";
  }
}

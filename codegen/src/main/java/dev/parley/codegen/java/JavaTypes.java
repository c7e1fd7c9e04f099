package dev.parley.codegen.java;

import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.TypeName;

/** How a field's type is written in Java, and what reads and writes it. */
final class JavaTypes {
  private final Imports imports;

  JavaTypes(Imports imports) {
    this.imports = imports;
  }

  /** The type of a component that isn't nullable: {@code int}, {@code List<String>}. */
  String plain(FieldType type) {
    return switch (type) {
      case FieldType.Scalar scalar ->
          switch (scalar) {
            case INT32, UINT32, SINT32, FIXED32, SFIXED32 -> "int";
            case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> "long";
            case FLOAT -> "float";
            case DOUBLE -> "double";
            case BOOL -> "boolean";
            case STRING, BYTES -> boxed(scalar);
          };
      case FieldType.Single single -> boxed(single);
      case FieldType.ListOf(FieldType.Single element) ->
          imports.of("java.util", "List") + "<" + boxed(element) + ">";
      case FieldType.MapOf(FieldType.Scalar key, FieldType.Single value) ->
          imports.of("java.util", "Map") + "<" + boxed(key) + ", " + boxed(value) + ">";
    };
  }

  /** The type of a component: {@code int}, or {@code Integer} if it is nullable. */
  String component(Field field) {
    return field.nullable() && field.type() instanceof FieldType.Single single
        ? boxed(single)
        : plain(field.type());
  }

  /** The type as an argument of a generic type. */
  String boxed(FieldType.Single type) {
    return switch (type) {
      case FieldType.Scalar scalar ->
          switch (scalar) {
            case INT32, UINT32, SINT32, FIXED32, SFIXED32 -> imports.lang("Integer");
            case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> imports.lang("Long");
            case FLOAT -> imports.lang("Float");
            case DOUBLE -> imports.lang("Double");
            case BOOL -> imports.lang("Boolean");
            case STRING -> imports.lang("String");
            case BYTES -> "byte[]";
          };
      case FieldType.EnumRef(TypeName name) -> imports.of(name);
      case FieldType.MessageRef(TypeName name) -> imports.of(name);
      case FieldType.UnionRef(TypeName name) -> imports.of(name);
      case FieldType.Timestamp() -> imports.of("java.time", "Instant");
      case FieldType.Duration() -> imports.of("java.time", "Duration");
    };
  }

  /** The codec of a declared type: {@code SignInPayloadPBCodec.CODEC}. */
  String codec(TypeName name) {
    return imports.of(name.packageName(), codecClass(name)) + ".CODEC";
  }

  /** The codec of what {@link #declared} finds. */
  String codec(FieldType.Single type) {
    return codec(declared(type));
  }

  static String codecClass(TypeName name) {
    return name.name() + "Codec";
  }

  /** The name of a declared type. */
  static TypeName declared(FieldType.Single type) {
    return switch (type) {
      case FieldType.EnumRef(TypeName name) -> name;
      case FieldType.MessageRef(TypeName name) -> name;
      case FieldType.UnionRef(TypeName name) -> name;
      case FieldType.Scalar _, FieldType.Timestamp _, FieldType.Duration _ ->
          throw new IllegalArgumentException(type + " is not declared in the contract");
    };
  }

  /**
   * The part of the runtime's method names that stands for a scalar: {@code Int32} in {@code
   * writeInt32}. Encodings that Java can't tell apart share one.
   */
  static String methodName(FieldType.Scalar scalar, boolean reading) {
    return switch (scalar) {
      case INT32 -> "Int32";
      case UINT32 -> reading ? "Int32" : "Uint32";
      case SINT32 -> "Sint32";
      case FIXED32, SFIXED32 -> "Fixed32";
      case INT64, UINT64 -> "Int64";
      case SINT64 -> "Sint64";
      case FIXED64, SFIXED64 -> "Fixed64";
      case FLOAT -> "Float";
      case DOUBLE -> "Double";
      case BOOL -> "Bool";
      case STRING -> "String";
      case BYTES -> "Bytes";
    };
  }

  /** What a map's key or value is, as the runtime wants to be told. */
  String valueKind(FieldType.Single type) {
    return switch (type) {
      case FieldType.Scalar scalar ->
          kinds()
              + switch (scalar) {
                case INT32 -> "INT32";
                case UINT32 -> "UINT32";
                case SINT32 -> "SINT32";
                case FIXED32, SFIXED32 -> "FIXED32";
                case INT64, UINT64 -> "INT64";
                case SINT64 -> "SINT64";
                case FIXED64, SFIXED64 -> "FIXED64";
                case FLOAT, DOUBLE, BOOL, STRING, BYTES -> scalar.name();
              };
      case FieldType.Timestamp() -> kinds() + "INSTANT";
      case FieldType.Duration() -> kinds() + "DURATION";
      case FieldType.EnumRef _, FieldType.MessageRef _, FieldType.UnionRef _ -> codec(type);
    };
  }

  private String kinds() {
    return imports.of(JavaFile.CODEC, "ValueKinds") + ".";
  }
}

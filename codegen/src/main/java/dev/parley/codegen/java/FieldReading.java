package dev.parley.codegen.java;

import static dev.parley.codegen.java.JavaTypes.methodName;

import dev.parley.codegen.WireFormat;
import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.TypeName;
import java.util.List;

/**
 * What reads a field: a variable, a case that fills it, and the expression that goes into the
 * constructor.
 */
final class FieldReading {
  private final Contract contract;
  private final Imports imports;
  private final JavaTypes types;

  /** The name of the reader. */
  private final String in;

  /** The name of the variable that holds the tag. */
  private final String tag;

  FieldReading(Contract contract, Imports imports, String in, String tag) {
    this.contract = contract;
    this.imports = imports;
    types = new JavaTypes(imports);
    this.in = in;
    this.tag = tag;
  }

  /** {@code String email = "";}. */
  Layout variable(Field field) {
    String type = isSpan(field.type()) ? "long" : types.component(field);
    return Layout.concat(
        Layout.then(type + " " + field.name() + " =", Layout.text(initial(field) + ";")));
  }

  private String initial(Field field) {
    if (isSpan(field.type())) {
      return "0";
    }
    if (field.nullable()) {
      return "null";
    }
    return switch (field.type()) {
      case FieldType.Scalar scalar ->
          switch (scalar) {
            case STRING -> "\"\"";
            case BYTES -> imports.of(JavaFile.CODEC, "MessageReader") + ".NO_BYTES";
            case BOOL -> "false";
            default -> "0";
          };
      case FieldType.EnumRef(TypeName name) -> imports.of(name) + "." + zero(name);
      case FieldType.ListOf _ -> imports.of("java.util", "List") + ".of()";
      case FieldType.MapOf _ -> imports.of("java.util", "Map") + ".of()";
      case FieldType.Single other -> throw new IllegalStateException(other + " is read as a span");
    };
  }

  private String zero(TypeName name) {
    EnumType declaration =
        contract
            .type(name)
            .filter(EnumType.class::isInstance)
            .map(EnumType.class::cast)
            .orElseThrow(() -> new IllegalArgumentException(name.qualified() + " is no enum here"));
    return declaration.constants().stream()
        .filter(constant -> constant.number() == 0)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(name.qualified() + " has no constant numbered 0"))
        .name();
  }

  /** Whether all occurrences have to be known before the value can be read: they merge. */
  static boolean isSpan(FieldType type) {
    return WireFormat.isMessage(type);
  }

  /** {@code case 10 -> email = in.readString();}. */
  Layout branch(Field field) {
    String name = field.name();
    return switch (field.type()) {
      case FieldType.ListOf(FieldType.Single element) when WireFormat.isPacked(element) -> {
        String tags = tag(field.number(), element) + ", " + tag(field.number(), field.type());
        yield branch(tags, name, packable(name, element));
      }
      case FieldType.ListOf(FieldType.Single element) when isDeclared(element) ->
          branch(
              tag(field.number(), field.type()),
              name,
              Layout.call(in + ".addMessage", name, types.codec(element)));
      case FieldType.ListOf(FieldType.Single element) ->
          branch(
              tag(field.number(), field.type()),
              name,
              Layout.call(in + ".add", List.of(Layout.text(name), single(element))));
      case FieldType.MapOf(FieldType.Scalar key, FieldType.Single value) ->
          branch(
              tag(field.number(), field.type()),
              name,
              Layout.call(in + ".readEntry", name, types.valueKind(key), types.valueKind(value)));
      case FieldType.Single single when isSpan(single) ->
          branch(tag(field.number(), field.type()), name, Layout.call(in + ".readSpan", name));
      case FieldType.Single single -> branch(tag(field.number(), single), name, single(single));
    };
  }

  private static Layout branch(String tags, String name, Layout value) {
    return Layout.then(
        "case " + tags + " ->", Layout.concat(Layout.then(name + " =", value), Layout.text(";")));
  }

  private Layout packable(String name, FieldType.Single element) {
    return element instanceof FieldType.Scalar scalar
        ? Layout.call(in + ".read" + methodName(scalar, true) + "s", tag, name)
        : Layout.call(in + ".readEnums", tag, name, types.codec(element));
  }

  /** Reads a value where it stands. */
  private Layout single(FieldType.Single type) {
    return switch (type) {
      case FieldType.Scalar scalar -> Layout.call(in + ".read" + methodName(scalar, true));
      case FieldType.EnumRef _ -> Layout.call(in + ".readEnum", types.codec(type));
      case FieldType.MessageRef _, FieldType.UnionRef _ ->
          Layout.call(in + ".readMessage", types.codec(type));
      case FieldType.Timestamp() -> Layout.call(in + ".readInstant");
      case FieldType.Duration() -> Layout.call(in + ".readDuration");
    };
  }

  /** What goes into the record's constructor. */
  Layout argument(Field field) {
    String name = field.name();
    String number = Integer.toString(field.number());
    return switch (field.type()) {
      case FieldType.ListOf _ ->
          Layout.call(imports.of(JavaFile.CODEC, "MessageReader") + ".list", name);
      case FieldType.MapOf _ ->
          Layout.call(imports.of(JavaFile.CODEC, "MessageReader") + ".map", name);
      case FieldType.Timestamp() ->
          Layout.call(in + (field.nullable() ? ".optionalInstant" : ".instant"), number, name);
      case FieldType.Duration() ->
          Layout.call(in + (field.nullable() ? ".optionalDuration" : ".duration"), number, name);
      case FieldType.Single single when isSpan(single) ->
          Layout.call(
              in + (field.nullable() ? ".optionalMessage" : ".message"),
              number,
              name,
              types.codec(single));
      case FieldType.Single _ -> Layout.text(name);
    };
  }

  private static String tag(int number, FieldType type) {
    return literal(WireFormat.tag(number, type));
  }

  /** The tag before a message. */
  static String tagOfMessage(int number) {
    return literal(WireFormat.tagOfMessage(number));
  }

  /** As the reader returns it: those of the highest field numbers are negative. */
  private static String literal(long tag) {
    return Integer.toString((int) tag);
  }

  private static boolean isDeclared(FieldType.Single element) {
    return element instanceof FieldType.MessageRef || element instanceof FieldType.UnionRef;
  }
}

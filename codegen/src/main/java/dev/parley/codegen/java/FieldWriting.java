package dev.parley.codegen.java;

import static dev.parley.codegen.java.JavaTypes.methodName;

import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import java.util.ArrayList;
import java.util.List;

/** The statement that writes a field: one call of the runtime's {@code MessageWriter}. */
final class FieldWriting {
  private final JavaTypes types;

  FieldWriting(JavaTypes types) {
    this.types = types;
  }

  /** {@code out.writeString(1, message.email());}. */
  Layout statement(Field field) {
    var arguments = new ArrayList<String>();
    arguments.add(Integer.toString(field.number()));
    arguments.add("message." + field.name() + "()");
    String method =
        switch (field.type()) {
          case FieldType.Single single ->
              (field.nullable() ? "writeOptional" : "write") + single(single, arguments);
          case FieldType.ListOf(FieldType.Single element) ->
              "write" + single(element, arguments) + "List";
          case FieldType.MapOf(FieldType.Scalar key, FieldType.Single value) -> {
            arguments.add(types.valueKind(key));
            arguments.add(types.valueKind(value));
            yield "writeMap";
          }
        };
    return Layout.concat(
        Layout.call("out." + method, arguments.toArray(String[]::new)), Layout.text(";"));
  }

  private String single(FieldType.Single type, List<String> arguments) {
    return switch (type) {
      case FieldType.Scalar scalar -> methodName(scalar, false);
      case FieldType.Timestamp() -> "Instant";
      case FieldType.Duration() -> "Duration";
      case FieldType.EnumRef _ -> {
        arguments.add(types.codec(type));
        yield "Enum";
      }
      case FieldType.MessageRef _, FieldType.UnionRef _ -> {
        arguments.add(types.codec(type));
        yield "Message";
      }
    };
  }
}

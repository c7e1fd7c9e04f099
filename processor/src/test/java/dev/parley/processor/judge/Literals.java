package dev.parley.processor.judge;

import dev.parley.schema.EnumType;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.MessageType;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the contract's records as expressions of another language, by the contract alone. */
abstract class Literals {
  private final Zoo zoo;

  Literals(Zoo zoo) {
    this.zoo = zoo;
  }

  /** An expression for the message or alternative of a union. */
  final String message(TypeName name, Object value) {
    return switch (declaration(name)) {
      case MessageType type -> {
        var fields = new ArrayList<String>();
        for (Field field : type.fields()) {
          Object content = component(value, field.name());
          if (content != null) {
            fields.add(field.name() + ": " + field(field.type(), content));
          }
        }
        yield record(name, String.join(", ", fields));
      }
      case UnionType type -> union(type, value);
      case EnumType type -> throw new AssertionError(type);
    };
  }

  private String union(UnionType type, Object value) {
    for (UnionType.Alternative alternative : type.alternatives()) {
      if (zoo.type(alternative.message()).isInstance(value)) {
        return alternative(alternative.message(), message(alternative.message(), value));
      }
    }
    throw new AssertionError(value);
  }

  private static @Nullable Object component(Object record, String name) {
    try {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        if (component.getName().equals(name)) {
          var accessor = component.getAccessor();
          accessor.setAccessible(true);
          return accessor.invoke(record);
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
    throw new AssertionError(name);
  }

  private String field(FieldType type, Object value) {
    return switch (type) {
      case FieldType.ListOf(FieldType.Single element) ->
          "["
              + String.join(
                  ", ", ((List<?>) value).stream().map(it -> single(element, it)).toList())
              + "]";
      case FieldType.MapOf(FieldType.Scalar key, FieldType.Single element) -> {
        var entries = new ArrayList<String>();
        ((Map<?, ?>) value)
            .forEach((k, v) -> entries.add(entry(key, single(key, k), single(element, v))));
        yield map(key, entries);
      }
      case FieldType.Single single -> single(single, value);
    };
  }

  private String single(FieldType.Single type, Object value) {
    return switch (type) {
      case FieldType.Scalar scalar -> scalar(scalar, value);
      case FieldType.EnumRef(TypeName name) -> constant(name, number(name, value));
      case FieldType.MessageRef(TypeName name) -> message(name, value);
      case FieldType.UnionRef(TypeName name) -> message(name, value);
      case FieldType.Timestamp() -> {
        var instant = (Instant) value;
        yield time("Timestamp", instant.getEpochSecond(), instant.getNano());
      }
      case FieldType.Duration() -> {
        var span = (Duration) value;
        boolean split = span.getSeconds() < 0 && span.getNano() > 0;
        yield time(
            "Duration",
            span.getSeconds() + (split ? 1 : 0),
            span.getNano() - (split ? 1_000_000_000 : 0));
      }
    };
  }

  private String scalar(FieldType.Scalar type, Object value) {
    return switch (type) {
      case INT32, SINT32, SFIXED32 -> value.toString();
      case UINT32, FIXED32 -> Integer.toUnsignedString((Integer) value);
      case INT64, SINT64, SFIXED64 -> signed((Long) value);
      case UINT64, FIXED64 -> unsigned((Long) value);
      case FLOAT, DOUBLE -> real(((Number) value).doubleValue());
      case BOOL -> value.toString();
      case STRING -> text((String) value);
      case BYTES -> "bytes(\"" + HexFormat.of().formatHex((byte[]) value) + "\")";
    };
  }

  private int number(TypeName name, Object constant) {
    return ((EnumType) declaration(name))
        .constants().stream()
            .filter(it -> it.name().equals(((Enum<?>) constant).name()))
            .findFirst()
            .orElseThrow()
            .number();
  }

  private TypeDeclaration declaration(TypeName name) {
    return zoo.contract.type(name).orElseThrow();
  }

  /** A text in quotes; what is not plain ASCII is escaped as UTF-16 units. */
  private static String text(String value) {
    var out = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= ' ' && c < 0x7F && c != '"' && c != '\\' && c != '$') {
        out.append(c);
      } else {
        out.append("\\u%04X".formatted((int) c));
      }
    }
    return out.append('"').toString();
  }

  abstract String record(TypeName name, String fields);

  abstract String alternative(TypeName name, String message);

  abstract String constant(TypeName name, int number);

  abstract String entry(FieldType.Scalar keyType, String key, String value);

  abstract String map(FieldType.Scalar keyType, List<String> entries);

  abstract String time(String type, long seconds, int nanos);

  abstract String signed(long value);

  abstract String unsigned(long value);

  abstract String real(double value);
}

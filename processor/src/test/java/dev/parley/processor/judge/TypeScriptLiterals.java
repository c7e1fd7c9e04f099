package dev.parley.processor.judge;

import dev.parley.schema.FieldType;
import dev.parley.schema.TypeName;
import java.util.List;
import java.util.Locale;

/** Expressions of TypeScript: what the generated {@code fromObject} takes. */
final class TypeScriptLiterals extends Literals {
  TypeScriptLiterals(Zoo zoo) {
    super(zoo);
  }

  @Override
  String record(TypeName name, String fields) {
    return "{" + fields + "}";
  }

  @Override
  String alternative(TypeName name, String message) {
    String kind = name.name().substring(0, 1).toLowerCase(Locale.ROOT) + name.name().substring(1);
    return "{kind: \"" + kind + "\", value: " + message + "}";
  }

  @Override
  String constant(TypeName name, int number) {
    return Integer.toString(number);
  }

  @Override
  String entry(FieldType.Scalar keyType, String key, String value) {
    return keyType == FieldType.Scalar.STRING
        ? "[" + key + "]: " + value
        : "[" + key + ", " + value + "]";
  }

  @Override
  String map(FieldType.Scalar keyType, List<String> entries) {
    String all = String.join(", ", entries);
    return keyType == FieldType.Scalar.STRING ? "{" + all + "}" : "new Map([" + all + "])";
  }

  @Override
  String time(String type, long seconds, int nanos) {
    return "{seconds: " + seconds + "n, nanos: " + nanos + "}";
  }

  @Override
  String signed(long value) {
    return value + "n";
  }

  @Override
  String unsigned(long value) {
    return Long.toUnsignedString(value) + "n";
  }

  @Override
  String real(double value) {
    return Double.toString(value);
  }
}

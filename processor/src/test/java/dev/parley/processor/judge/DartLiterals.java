package dev.parley.processor.judge;

import dev.parley.schema.FieldType;
import dev.parley.schema.TypeName;
import java.util.List;

/** Expressions of Dart, with the classes that are generated for the contract. */
final class DartLiterals extends Literals {
  DartLiterals(Zoo zoo) {
    super(zoo);
  }

  @Override
  String record(TypeName name, String fields) {
    return name.name() + "(" + fields + ")";
  }

  @Override
  String alternative(TypeName name, String message) {
    return message;
  }

  @Override
  String constant(TypeName name, int number) {
    return name.name() + ".of(" + number + ")";
  }

  @Override
  String entry(FieldType.Scalar keyType, String key, String value) {
    return key + ": " + value;
  }

  @Override
  String map(FieldType.Scalar keyType, List<String> entries) {
    return "{" + String.join(", ", entries) + "}";
  }

  @Override
  String time(String type, long seconds, int nanos) {
    String name = type.equals("Duration") ? "TimeSpan" : type;
    return name + "(seconds: " + seconds + ", nanos: " + nanos + ")";
  }

  @Override
  String signed(long value) {
    return Long.toString(value);
  }

  /** The same 64 bits, which Dart has for both. */
  @Override
  String unsigned(long value) {
    return Long.toString(value);
  }

  @Override
  String real(double value) {
    if (Double.isNaN(value)) {
      return "double.nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "double.infinity" : "double.negativeInfinity";
    }
    return Double.toString(value);
  }
}

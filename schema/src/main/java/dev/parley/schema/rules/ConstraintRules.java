package dev.parley.schema.rules;

import dev.parley.schema.Constraint;
import dev.parley.schema.Contract;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.MessageType;
import dev.parley.schema.NumberCheck;
import dev.parley.schema.PortablePattern;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeNotation;
import java.util.List;
import java.util.Optional;

/** Constraints fit what they stand on, and every language can check them. */
final class ConstraintRules {
  private static final int MAX_MESSAGE = 200;

  private final Findings found;

  private ConstraintRules(Findings found) {
    this.found = found;
  }

  static void check(Contract contract, Findings found) {
    var rules = new ConstraintRules(found);
    for (TypeDeclaration type : contract.types()) {
      if (type instanceof MessageType message) {
        message.fields().forEach(field -> rules.check(Place.of(type.name(), field.name()), field));
      }
    }
  }

  private void check(Place place, Field field) {
    field.constraints().own().forEach(it -> check(place, field.type(), it));
    List<Constraint> elements = field.constraints().elements();
    switch (field.type()) {
      case FieldType.ListOf list -> elements.forEach(it -> check(place, list.element(), it));
      case FieldType.MapOf map -> elements.forEach(it -> check(place, map.value(), it));
      case FieldType.Single single ->
          elements.forEach(it ->
              found.add(
                  Diagnostic.CONSTRAINT_TYPE,
                  place,
                  it.kind().annotation(),
                  "an element of " + TypeNotation.of(single),
                  "put it on the value itself"));
    }
  }

  private void check(Place place, FieldType type, Constraint constraint) {
    String name = constraint.kind().annotation();
    if (!fits(type, constraint)) {
      String what = TypeNotation.of(type);
      found.add(Diagnostic.CONSTRAINT_TYPE, place, name, what, advice(type, constraint));
      return;
    }
    problem(type, constraint)
        .ifPresent(it -> found.add(Diagnostic.CONSTRAINT_VALUE, place, name, it.what(), it.way()));
    if (constraint instanceof Constraint.Pattern(String regexp, String _)) {
      try {
        PortablePattern.of(regexp);
      } catch (PortablePattern.NotPortableException e) {
        String shown = Identifiers.visible(regexp);
        found.add(Diagnostic.PATTERN_NOT_PORTABLE, place, shown, e.reason());
      }
    }
  }

  private static boolean fits(FieldType type, Constraint constraint) {
    boolean text = type == FieldType.Scalar.STRING;
    boolean several = type instanceof FieldType.ListOf || type instanceof FieldType.MapOf;
    return switch (constraint.kind()) {
      case NOT_NULL -> true;
      case NOT_BLANK, EMAIL, PATTERN -> text;
      case NOT_EMPTY, SIZE -> text || several || type == FieldType.Scalar.BYTES;
      case ASSERT_TRUE, ASSERT_FALSE -> type == FieldType.Scalar.BOOL;
      default -> type instanceof FieldType.Scalar scalar && NumberCheck.isComparable(scalar);
    };
  }

  private static String advice(FieldType type, Constraint constraint) {
    if (!NumberCheck.compares(constraint)) {
      return switch (constraint.kind()) {
        case NOT_BLANK, EMAIL, PATTERN -> "it checks String";
        case NOT_EMPTY, SIZE -> "it checks String, List, Map and byte[]";
        default -> "it checks boolean";
      };
    }
    boolean unsigned =
        type instanceof FieldType.Scalar scalar
            && scalar != FieldType.Scalar.BOOL
            && scalar != FieldType.Scalar.STRING
            && scalar != FieldType.Scalar.BYTES;
    return unsigned
        ? "Java reads it as a signed number; use a signed encoding"
        : "it checks int, long, float and double";
  }

  private record Problem(String what, String way) {}

  private static Optional<Problem> problem(FieldType type, Constraint constraint) {
    String message = constraint.message();
    if (message.isBlank() || message.chars().anyMatch(Character::isISOControl)) {
      return Optional.of(
          new Problem("has an empty message or one of several lines", "write one sentence"));
    }
    if (message.length() > MAX_MESSAGE) {
      return Optional.of(
          new Problem(
              "has a message of %,d characters".formatted(message.length()),
              "use at most " + MAX_MESSAGE));
    }
    return switch (constraint) {
      case Constraint.Size size -> problem(size);
      case Constraint.Bound bound when type instanceof FieldType.Scalar scalar ->
          NumberCheck.problem(scalar, bound).map(it -> new Problem(it, way(bound)));
      default -> Optional.empty();
    };
  }

  private static Optional<Problem> problem(Constraint.Size size) {
    if (size.min() < 0 || size.max() < size.min()) {
      return Optional.of(
          new Problem(
              "asks for %,d to %,d".formatted(size.min(), size.max()),
              "use min and max with 0 <= min <= max"));
    }
    if (size.min() == 0 && size.max() == Integer.MAX_VALUE) {
      return Optional.of(new Problem("limits nothing", "give it min, max or both"));
    }
    return Optional.empty();
  }

  private static String way(Constraint.Bound bound) {
    boolean decimal = bound.kind() == Constraint.Kind.DECIMAL_MIN;
    decimal |= bound.kind() == Constraint.Kind.DECIMAL_MAX;
    return decimal
        ? "use a number that the type can hold"
        : "use a number that the type can hold, or @Decimal" + bound.kind().annotation();
  }
}

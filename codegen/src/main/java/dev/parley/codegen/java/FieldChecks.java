package dev.parley.codegen.java;

import static java.util.Objects.requireNonNull;

import dev.parley.schema.Constraint;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.NumberCheck;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The calls that check one field: {@code violations.email(1, email, "must be …")}. */
record FieldChecks(Field field, String violations, Map<String, String> patterns) {

  /** The calls for the value itself. */
  List<Layout> own(String value) {
    return field.ownChecks().stream().map(it -> check(field.type(), it, value)).toList();
  }

  /** The calls for an element or a map's value. */
  List<Layout> elements(String value) {
    return field.elementChecks().stream()
        .map(it -> check(field.type().element(), it, value))
        .toList();
  }

  private Layout check(FieldType type, Constraint constraint, String value) {
    if (NumberCheck.compares(constraint)) {
      return comparison((FieldType.Scalar) type, constraint, value);
    }
    return switch (constraint) {
      case Constraint.Size(int min, int max, String _) ->
          call("size", constraint, value, Integer.toString(min), Integer.toString(max));
      case Constraint.Pattern pattern ->
          call("pattern", pattern, value, requireNonNull(patterns.get(pattern.portable())));
      default ->
          switch (constraint.kind()) {
            case ASSERT_TRUE, ASSERT_FALSE ->
                call(
                    "is",
                    constraint,
                    value,
                    Boolean.toString(constraint.kind() == Constraint.Kind.ASSERT_TRUE),
                    JavaText.literal(constraint.kind().annotation()));
            case NOT_NULL ->
                call(FieldReading.isSpan(type) ? "present" : "notNull", constraint, value);
            case NOT_BLANK -> call("notBlank", constraint, value);
            case NOT_EMPTY -> call("notEmpty", constraint, value);
            case EMAIL -> call("email", constraint, value);
            default -> throw new IllegalStateException(constraint + " is of another class");
          };
    };
  }

  private Layout comparison(FieldType.Scalar type, Constraint constraint, String value) {
    NumberCheck check = NumberCheck.of(type, constraint);
    String method =
        switch (check.operator()) {
          case AT_LEAST -> "atLeast";
          case AT_MOST -> "atMost";
          case MORE_THAN -> "moreThan";
          case LESS_THAN -> "lessThan";
        };
    String bound =
        NumberCheck.isWhole(type)
            ? whole(check.bound())
            : Double.toString(check.bound().doubleValue());
    return call(method, constraint, value, bound, JavaText.literal(constraint.kind().annotation()));
  }

  private static String whole(BigDecimal bound) {
    long value = bound.longValueExact();
    return value == (int) value ? Long.toString(value) : value + "L";
  }

  private Layout call(String method, Constraint constraint, String... values) {
    var arguments = new ArrayList<String>();
    arguments.add(Integer.toString(field.number()));
    arguments.addAll(List.of(values));
    arguments.add(JavaText.literal(constraint.message()));
    return Layout.call(violations + "." + method, arguments.toArray(String[]::new));
  }
}

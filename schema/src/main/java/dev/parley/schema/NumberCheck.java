package dev.parley.schema;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * What a constraint asks of a number, in the numbers that its field can hold: whole ones for whole
 * fields, the nearest {@code double} or {@code float} for the others. So every language compares
 * the same two numbers.
 *
 * @param operator how the value is compared
 * @param bound what with
 */
public record NumberCheck(Operator operator, BigDecimal bound) {
  /** How a value has to stand to a bound; one that is no number does not. */
  public enum Operator {
    AT_LEAST,
    AT_MOST,
    MORE_THAN,
    LESS_THAN
  }

  /** Digits before or after the decimal point of a bound: as many as a double can need. */
  public static final int MAX_DIGITS = 400;

  private static final int SHOWN_DIGITS = 30;

  /** Whether such a constraint compares numbers. */
  public static boolean compares(Constraint constraint) {
    return switch (constraint.kind()) {
      case MIN, MAX, DECIMAL_MIN, DECIMAL_MAX -> true;
      case POSITIVE, POSITIVE_OR_ZERO, NEGATIVE, NEGATIVE_OR_ZERO -> true;
      default -> false;
    };
  }

  /** Whether values of this type can be compared. Java reads an unsigned number as a signed one. */
  public static boolean isComparable(FieldType.Scalar type) {
    return switch (type) {
      case INT32, SINT32, SFIXED32, INT64, SINT64, SFIXED64, FLOAT, DOUBLE -> true;
      case UINT32, FIXED32, UINT64, FIXED64, BOOL, STRING, BYTES -> false;
    };
  }

  /** Whether the type's values are whole numbers. */
  public static boolean isWhole(FieldType.Scalar type) {
    return type != FieldType.Scalar.FLOAT && type != FieldType.Scalar.DOUBLE;
  }

  /** The comparison that a constraint means for a type. */
  public static NumberCheck of(FieldType.Scalar type, Constraint constraint) {
    NumberCheck exact = exact(constraint);
    return isWhole(type)
        ? exact.whole()
        : new NumberCheck(exact.operator, nearest(type, exact.bound).orElseThrow());
  }

  /** What is wrong with a bound for a type, if anything is. */
  public static Optional<String> problem(FieldType.Scalar type, Constraint.Bound bound) {
    BigDecimal value = bound.value();
    if (Math.abs((long) value.scale()) > MAX_DIGITS || value.precision() > MAX_DIGITS) {
      return Optional.of("has a number of more than " + MAX_DIGITS + " digits");
    }
    if (isWhole(type)) {
      BigInteger whole = exact(bound).whole().bound.toBigIntegerExact();
      boolean fits = whole.bitLength() < (TypeNotation.of(type).endsWith("32") ? 32 : 64);
      return fits ? Optional.empty() : Optional.of(shown(value) + " is out of the type's range");
    }
    Optional<BigDecimal> nearest = nearest(type, value);
    if (nearest.isEmpty()) {
      return Optional.of(shown(value) + " is out of the type's range");
    }
    boolean exactly = bound.kind() == Constraint.Kind.DECIMAL_MIN;
    exactly |= bound.kind() == Constraint.Kind.DECIMAL_MAX;
    return exactly || nearest.get().compareTo(value) == 0
        ? Optional.empty()
        : Optional.of(shown(value) + " has no exact counterpart in the type");
  }

  /** A bound as people read it, which {@code BigDecimal} reads as well. */
  public static String shown(BigDecimal value) {
    boolean many = Math.abs((long) value.scale()) > SHOWN_DIGITS;
    return many ? value.toString() : value.toPlainString();
  }

  private static NumberCheck exact(Constraint constraint) {
    if (constraint instanceof Constraint.Bound bound) {
      Operator operator =
          bound.isLower()
              ? bound.inclusive() ? Operator.AT_LEAST : Operator.MORE_THAN
              : bound.inclusive() ? Operator.AT_MOST : Operator.LESS_THAN;
      return new NumberCheck(operator, bound.value());
    }
    return switch (constraint.kind()) {
      case POSITIVE -> new NumberCheck(Operator.MORE_THAN, BigDecimal.ZERO);
      case POSITIVE_OR_ZERO -> new NumberCheck(Operator.AT_LEAST, BigDecimal.ZERO);
      case NEGATIVE -> new NumberCheck(Operator.LESS_THAN, BigDecimal.ZERO);
      case NEGATIVE_OR_ZERO -> new NumberCheck(Operator.AT_MOST, BigDecimal.ZERO);
      default -> throw new IllegalArgumentException(constraint + " compares no numbers");
    };
  }

  /** The same for whole numbers, with a whole bound that the value may be. */
  private NumberCheck whole() {
    BigDecimal floor = bound.setScale(0, RoundingMode.FLOOR);
    BigDecimal ceiling = bound.setScale(0, RoundingMode.CEILING);
    return switch (operator) {
      case AT_LEAST -> new NumberCheck(Operator.AT_LEAST, ceiling);
      case AT_MOST -> new NumberCheck(Operator.AT_MOST, floor);
      case MORE_THAN -> new NumberCheck(Operator.AT_LEAST, floor.add(BigDecimal.ONE));
      case LESS_THAN -> new NumberCheck(Operator.AT_MOST, ceiling.subtract(BigDecimal.ONE));
    };
  }

  /** The value of the type that lies nearest; empty if that is an infinity. */
  private static Optional<BigDecimal> nearest(FieldType.Scalar type, BigDecimal value) {
    double nearest = type == FieldType.Scalar.FLOAT ? value.floatValue() : value.doubleValue();
    return Double.isInfinite(nearest) ? Optional.empty() : Optional.of(new BigDecimal(nearest));
  }
}

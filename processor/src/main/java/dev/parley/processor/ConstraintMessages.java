package dev.parley.processor;

import dev.parley.schema.Constraint.Kind;
import dev.parley.schema.FieldType;
import dev.parley.schema.NumberCheck;
import java.math.BigDecimal;
import java.util.Locale;

/** What is said about a violated constraint that has no message of its own. */
final class ConstraintMessages {
  /** A longer expression tells nobody anything. */
  private static final int SHOWN_PATTERN = 100;

  private ConstraintMessages() {}

  static String plain(Kind kind) {
    return switch (kind) {
      case NOT_NULL -> "must not be absent";
      case NOT_BLANK -> "must not be blank";
      case NOT_EMPTY -> "must not be empty";
      case EMAIL -> "must be an e-mail address";
      case POSITIVE -> "must be greater than 0";
      case POSITIVE_OR_ZERO -> "must be at least 0";
      case NEGATIVE -> "must be less than 0";
      case NEGATIVE_OR_ZERO -> "must be at most 0";
      case ASSERT_TRUE -> "must be true";
      case ASSERT_FALSE -> "must be false";
      default -> throw new IllegalArgumentException(kind + " has values");
    };
  }

  static String size(FieldType type, int min, int max) {
    String what =
        switch (type) {
          case FieldType.ListOf _ -> "element";
          case FieldType.MapOf _ -> "entry";
          case FieldType.Single single -> single == FieldType.Scalar.BYTES ? "byte" : "character";
        };
    if (min == max) {
      return "must have exactly " + count(min, what);
    }
    if (max == Integer.MAX_VALUE) {
      return "must have at least " + count(min, what);
    }
    return min == 0
        ? "must have at most " + count(max, what)
        : String.format(Locale.ROOT, "must have %,d to %s", min, count(max, what));
  }

  private static String count(int count, String what) {
    String plural = what.endsWith("y") ? what.substring(0, what.length() - 1) + "ies" : what + "s";
    return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? what : plural);
  }

  static String pattern(String regexp) {
    return regexp.length() <= SHOWN_PATTERN && regexp.chars().noneMatch(Character::isISOControl)
        ? "must match " + regexp
        : "must match the pattern";
  }

  static String bound(Kind kind, BigDecimal number, boolean inclusive) {
    String value = NumberCheck.shown(number);
    boolean lower = kind == Kind.MIN || kind == Kind.DECIMAL_MIN;
    if (lower) {
      return (inclusive ? "must be at least " : "must be greater than ") + value;
    }
    return (inclusive ? "must be at most " : "must be less than ") + value;
  }
}

package dev.parley.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Constraints that a field of a given type may have. */
public final class RandomConstraints {
  private static final List<String> PATTERNS =
      List.of("[a-z]+", "^\\d{3}-\\d{2,}$", "(?=.*[A-Z]).*", "a|b?|\\\\\"'é\uD83D\uDE00");

  private static final List<Constraint.Kind> NUMBERS =
      List.of(
          Constraint.Kind.MIN,
          Constraint.Kind.MAX,
          Constraint.Kind.DECIMAL_MIN,
          Constraint.Kind.DECIMAL_MAX,
          Constraint.Kind.POSITIVE,
          Constraint.Kind.POSITIVE_OR_ZERO,
          Constraint.Kind.NEGATIVE,
          Constraint.Kind.NEGATIVE_OR_ZERO);

  private RandomConstraints() {}

  public static Constraints of(FieldType type, Random random) {
    List<Constraint> own = some(type, random);
    return switch (type) {
      case FieldType.ListOf list -> new Constraints(own, some(list.element(), random));
      case FieldType.MapOf map -> new Constraints(own, some(map.value(), random));
      case FieldType.Single _ -> new Constraints(own, List.of());
    };
  }

  private static List<Constraint> some(FieldType type, Random random) {
    var some = new ArrayList<Constraint>();
    while (random.nextInt(3) == 0) {
      some.add(one(type, random));
    }
    return some;
  }

  private static Constraint one(FieldType type, Random random) {
    boolean text = type == FieldType.Scalar.STRING;
    if (text && random.nextBoolean()) {
      return new Constraint.Pattern(PATTERNS.get(random.nextInt(PATTERNS.size())), "must \"fit\"");
    }
    if (text && random.nextBoolean()) {
      return plain(random.nextBoolean() ? Constraint.Kind.EMAIL : Constraint.Kind.NOT_BLANK);
    }
    if (type == FieldType.Scalar.BOOL) {
      return plain(Constraint.Kind.ASSERT_TRUE);
    }
    if (text || type == FieldType.Scalar.BYTES || !(type instanceof FieldType.Single)) {
      int min = random.nextInt(3);
      int max = random.nextBoolean() ? min + 1 : Integer.MAX_VALUE;
      boolean limits = min > 0 || max < Integer.MAX_VALUE;
      return limits
          ? new Constraint.Size(min, max, "must have another size")
          : plain(Constraint.Kind.NOT_EMPTY);
    }
    if (type instanceof FieldType.Scalar scalar && NumberCheck.isComparable(scalar)) {
      return number(NUMBERS.get(random.nextInt(NUMBERS.size())), random);
    }
    return plain(Constraint.Kind.NOT_NULL);
  }

  private static Constraint number(Constraint.Kind kind, Random random) {
    return switch (kind) {
      case MIN, MAX ->
          new Constraint.Bound(kind, new BigDecimal(random.nextInt(-9, 100)), true, "another one");
      case DECIMAL_MIN, DECIMAL_MAX ->
          new Constraint.Bound(
              kind,
              new BigDecimal(random.nextInt(-999, 9_999)).movePointLeft(random.nextInt(3)),
              random.nextBoolean(),
              "must be another number");
      default -> plain(kind);
    };
  }

  private static Constraint plain(Constraint.Kind kind) {
    return new Constraint.Plain(kind, "must be other than it is: {} ${x} */");
  }
}

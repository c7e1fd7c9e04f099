package dev.parley.codegen;

import dev.parley.schema.Constraint;
import dev.parley.schema.Constraint.Kind;
import dev.parley.schema.Constraints;
import dev.parley.schema.Contract;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.FieldType.ListOf;
import dev.parley.schema.FieldType.MapOf;
import dev.parley.schema.FieldType.MessageRef;
import dev.parley.schema.FieldType.Scalar;
import dev.parley.schema.FieldType.UnionRef;
import dev.parley.schema.MessageType;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.math.BigDecimal;
import java.util.List;

/** A contract whose values have to satisfy every kind of constraint, for generators' tests. */
public final class ConstraintSamples {
  private ConstraintSamples() {}

  /** Every constraint, on values, elements, in messages of messages and in unions. */
  public static Contract in(String packageName) {
    return new Contract(
        List.of(),
        List.of(),
        List.of(
            new MessageType(name(packageName, "Person"), "Who it is.", person(packageName)),
            new MessageType(name(packageName, "Address"), "", address()),
            new MessageType(name(packageName, "Figures"), "", figures()),
            new MessageType(
                name(packageName, "Note"),
                "",
                List.of(new Field("text", 1, Scalar.STRING, false, ""))),
            new UnionType(
                name(packageName, "Place"),
                "",
                List.of(
                    new UnionType.Alternative(1, name(packageName, "Address")),
                    new UnionType.Alternative(2, name(packageName, "Note")))),
            new MessageType(
                name(packageName, "Book"),
                "Has no constraints itself, and holds what has.",
                List.of(
                    plain("people", 2, new ListOf(new MessageRef(name(packageName, "Person")))),
                    plain("owner", 1, new MessageRef(name(packageName, "Person"))),
                    plain("in", 3, new UnionRef(name(packageName, "Place")))))));
  }

  private static List<Field> person(String packageName) {
    var address = new MessageRef(name(packageName, "Address"));
    return List.of(
        field("name", 2, Scalar.STRING, size(1, 80, "must have 1 to 80 characters")),
        field(
            "email",
            1,
            Scalar.STRING,
            constraint(Kind.NOT_BLANK, "must not be blank"),
            constraint(Kind.EMAIL, "must be an e-mail address")),
        new Field(
            "nick",
            3,
            Scalar.STRING,
            true,
            "",
            own(
                constraint(Kind.NOT_NULL, "must be there"),
                new Constraint.Pattern("^[a-z]\\w*$", "must be a \"name\" \\ é"))),
        new Field(
            "tags",
            4,
            new ListOf(Scalar.STRING),
            false,
            "",
            new Constraints(
                List.of(constraint(Kind.NOT_EMPTY, "must not be empty")),
                List.of(
                    constraint(Kind.NOT_BLANK, "must not be blank"),
                    new Constraint.Pattern("^[a-z]\\w*$", "must be a name")))),
        new Field(
            "scores",
            5,
            new MapOf(Scalar.STRING, Scalar.INT32),
            false,
            "",
            new Constraints(
                List.of(size(0, 3, "must have at most 3 entries")),
                List.of(constraint(Kind.POSITIVE, "must be greater than 0")))),
        new Field("home", 6, address, true, "", own(constraint(Kind.NOT_NULL, "must be there"))),
        plain("addresses", 7, new ListOf(address)),
        plain("byPlace", 8, new MapOf(Scalar.INT64, address)),
        plain("favourite", 9, new UnionRef(name(packageName, "Place"))),
        new Field("photo", 10, Scalar.BYTES, true, "", own(size(2, 2, "must have 2 bytes"))),
        new Field("accepted", 11, Scalar.BOOL, false, "", own(constraint(Kind.ASSERT_TRUE, "no"))),
        plain("in", 12, Scalar.STRING));
  }

  private static List<Field> address() {
    return List.of(
        field("street", 1, Scalar.STRING, constraint(Kind.NOT_EMPTY, "must not be empty")));
  }

  private static List<Field> figures() {
    return List.of(
        field(
            "age",
            1,
            Scalar.INT32,
            bound(Kind.MIN, "18", true, "must be at least 18"),
            bound(Kind.MAX, "150", true, "must be at most 150")),
        new Field(
            "big",
            2,
            Scalar.INT64,
            true,
            "",
            own(
                bound(Kind.MIN, "-9223372036854775808", true, "must be a long"),
                constraint(Kind.NEGATIVE, "must be less than 0"))),
        field(
            "ratio",
            3,
            Scalar.DOUBLE,
            bound(Kind.DECIMAL_MIN, "0.1", false, "must be greater than 0.1"),
            bound(Kind.DECIMAL_MAX, "1e21", true, "must be at most 1e21")),
        new Field(
            "part",
            4,
            Scalar.FLOAT,
            true,
            "",
            own(
                bound(Kind.DECIMAL_MAX, "0.1", false, "must be less than 0.1"),
                constraint(Kind.POSITIVE_OR_ZERO, "must be at least 0"))),
        new Field(
            "longs",
            5,
            new ListOf(Scalar.SINT64),
            false,
            "",
            new Constraints(
                List.of(), List.of(bound(Kind.DECIMAL_MAX, "99.5", true, "must be at most 99.5")))),
        new Field(
            "floats",
            6,
            new ListOf(Scalar.FLOAT),
            false,
            "",
            new Constraints(List.of(), List.of(constraint(Kind.NEGATIVE_OR_ZERO, "at most 0")))),
        new Field(
            "refused", 7, Scalar.BOOL, true, "", own(constraint(Kind.ASSERT_FALSE, "false"))));
  }

  private static TypeName name(String packageName, String name) {
    return TypeName.of(packageName, name);
  }

  private static Field plain(String name, int number, FieldType type) {
    return new Field(name, number, type, false, "");
  }

  private static Field field(String name, int number, FieldType type, Constraint... constraints) {
    return new Field(name, number, type, false, "", own(constraints));
  }

  private static Constraints own(Constraint... constraints) {
    return new Constraints(List.of(constraints), List.of());
  }

  private static Constraint constraint(Kind kind, String message) {
    return new Constraint.Plain(kind, message);
  }

  private static Constraint size(int min, int max, String message) {
    return new Constraint.Size(min, max, message);
  }

  private static Constraint bound(Kind kind, String value, boolean inclusive, String message) {
    return new Constraint.Bound(kind, new BigDecimal(value), inclusive, message);
  }
}

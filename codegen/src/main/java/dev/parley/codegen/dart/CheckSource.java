package dev.parley.codegen.dart;

import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.layout.Doc;
import dev.parley.schema.Constraint;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.MessageType;
import dev.parley.schema.NumberCheck;
import dev.parley.schema.References;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is written for the constraints of a message or union: its function {@code _check}. */
final class CheckSource {
  private final Library library;
  private final Set<TypeName> checked;

  /**
   * What is written in a library.
   *
   * @param checked the contract's types that have something to check
   */
  CheckSource(Library library, Set<TypeName> checked) {
    this.library = library;
    this.checked = checked;
  }

  /** Whether a message or union has something to check. */
  boolean isChecked(TypeName type) {
    return checked.contains(type);
  }

  /** The argument by which a type is told of the function, if there is one. */
  Optional<Doc> argument(TypeName type) {
    return isChecked(type) ? Optional.of(text("check: _check")) : Optional.empty();
  }

  /** The method of a message that tells what is wrong with it. */
  Doc validate(MessageType message) {
    return Comments.documented(
        "",
        "What a core would refuse of the message, by the constraints of the contract.",
        Syntax.arrow(
            "List<" + library.runtime("Violation") + "> validate()",
            library.names().codec(message.name()) + ".validate(this)"));
  }

  /** The function, if there is something to check. */
  Optional<Doc> of(MessageType message) {
    if (!isChecked(message.name())) {
      return Optional.empty();
    }
    var statements = new ArrayList<Doc>();
    message.fields().stream()
        .sorted(Comparator.comparingInt(Field::number))
        .forEach(it -> addField(message.name(), it, statements));
    return Optional.of(function(message.name(), statements));
  }

  /** The function, if there is something to check. */
  Optional<Doc> of(UnionType union) {
    if (!isChecked(union.name())) {
      return Optional.empty();
    }
    var cases = new ArrayList<Doc>();
    for (UnionType.Alternative it : union.alternatives()) {
      if (isChecked(it.message())) {
        cases.add(
            Syntax.switchCase(
                "case " + library.type(it.message()) + "()",
                // An alternative adds nothing to the path.
                check("message", "''", "message", library.codec(it.message()))));
      }
    }
    if (cases.size() < union.alternatives().size()) {
      cases.add(Syntax.switchCase("default", text("break;")));
    }
    return Optional.of(function(union.name(), List.of(Syntax.block("switch (message)", cases))));
  }

  private Doc function(TypeName type, List<Doc> statements) {
    List<Doc> parameters =
        List.of(text(type.name() + " message"), text(library.runtime("Violations") + " found"));
    return Syntax.block(Syntax.list("static void _check(", parameters, ")"), statements);
  }

  private void addField(TypeName message, Field field, List<Doc> statements) {
    String value = "message." + library.names().field(message, field);
    String path = Syntax.quoted(field.name());
    for (Constraint constraint : field.ownChecks()) {
      statements.add(check(field.type(), constraint, path, value));
    }
    if (!field.elementChecks().isEmpty()) {
      statements.add(elements(field, path, value));
    }
    References.of(field.type())
        .filter(this::isChecked)
        .ifPresent(type ->
            statements.add(
                check(
                    switch (field.type()) {
                      case FieldType.Single _ -> "message";
                      case FieldType.ListOf _ -> "messages";
                      case FieldType.MapOf _ -> "messageValues";
                    },
                    path,
                    value,
                    library.codec(type))));
  }

  private Doc elements(Field field, String path, String value) {
    String iteration = field.type() instanceof FieldType.MapOf ? "values" : "elements";
    return Syntax.block(
        concat("for (final (path, value) in ", Syntax.call("found." + iteration, path, value), ")"),
        field.elementChecks().stream()
            .map(it -> check(field.type().element(), it, "path", "value"))
            .toList());
  }

  private Doc check(FieldType type, Constraint constraint, String path, String value) {
    String message = Syntax.quoted(constraint.message());
    if (NumberCheck.compares(constraint)) {
      return comparison((FieldType.Scalar) type, constraint, path, value);
    }
    return switch (constraint) {
      case Constraint.Size(int min, int max, String _) ->
          check("size", path, value, String.valueOf(min), maximum(max), message);
      case Constraint.Pattern pattern ->
          check("pattern", path, value, Syntax.quoted(pattern.portable()), message);
      default ->
          switch (constraint.kind()) {
            case NOT_NULL -> check("notNull", path, value, message);
            case NOT_BLANK -> check("notBlank", path, value, message);
            case NOT_EMPTY -> check("notEmpty", path, value, message);
            case EMAIL -> check("email", path, value, message);
            case ASSERT_TRUE -> check("isTrue", path, value, message);
            case ASSERT_FALSE -> check("isFalse", path, value, message);
            default -> throw new IllegalArgumentException(constraint + " has parts");
          };
    };
  }

  private Doc comparison(FieldType.Scalar type, Constraint constraint, String path, String value) {
    NumberCheck check = NumberCheck.of(type, constraint);
    String function =
        switch (check.operator()) {
          case AT_LEAST -> "atLeast";
          case AT_MOST -> "atMost";
          case MORE_THAN -> "moreThan";
          case LESS_THAN -> "lessThan";
        };
    return check(
        function,
        path,
        type == FieldType.Scalar.FLOAT ? Syntax.call("found.float32", value) : value,
        bound(type, check.bound()),
        Syntax.quoted(constraint.kind().annotation()),
        Syntax.quoted(constraint.message()));
  }

  private static Doc check(String function, Object... arguments) {
    return Syntax.statement(Syntax.call("found." + function, arguments));
  }

  private static String maximum(int value) {
    return value == Integer.MAX_VALUE ? "null" : String.valueOf(value);
  }

  private static String bound(FieldType.Scalar type, BigDecimal bound) {
    return NumberCheck.isWhole(type)
        ? bound.toBigIntegerExact().toString()
        : Double.toString(bound.doubleValue()).replace('E', 'e');
  }
}

package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.text;
import static dev.parley.codegen.typescript.Syntax.block;
import static dev.parley.codegen.typescript.Syntax.call;

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

/** What is written for the constraints of a message or union: its function {@code check}. */
final class CheckSource {
  private static final String HEAD = "check(message, found)";

  private final Module module;
  private final Set<TypeName> checked;

  /**
   * @param checked the contract's types that have something to check
   */
  CheckSource(Module module, Set<TypeName> checked) {
    this.module = module;
    this.checked = checked;
  }

  /** The function, if there is something to check. */
  Optional<Doc> of(MessageType message) {
    if (!checked.contains(message.name())) {
      return Optional.empty();
    }
    var statements = new ArrayList<Doc>();
    message.fields().stream()
        .sorted(Comparator.comparingInt(Field::number))
        .forEach(it -> addField(it, statements));
    return Optional.of(block(HEAD, statements));
  }

  /** The function, if there is something to check. */
  Optional<Doc> of(UnionType union) {
    if (!checked.contains(union.name())) {
      return Optional.empty();
    }
    List<UnionType.Alternative> alternatives =
        union.alternatives().stream().filter(it -> checked.contains(it.message())).toList();
    if (union.alternatives().size() == 1) {
      return Optional.of(block(HEAD, List.of(check(alternatives.getFirst()))));
    }
    var cases = new ArrayList<Doc>();
    for (UnionType.Alternative it : alternatives) {
      cases.add(
          Syntax.switchCase(
              "case " + Syntax.quoted(PublicNames.kind(it)), List.of(check(it), text("break;"))));
    }
    if (alternatives.size() < union.alternatives().size()) {
      cases.add(Syntax.switchCase("default", List.of(text("break;"))));
    }
    return Optional.of(block(HEAD, List.of(block("switch (message.kind)", cases))));
  }

  /** An alternative adds nothing to the path. */
  private Doc check(UnionType.Alternative alternative) {
    String type = module.codec(alternative.message());
    return statement(call("found.message", "\"\"", "message.value", type));
  }

  private void addField(Field field, List<Doc> statements) {
    String value = "message." + field.name();
    String path = Syntax.quoted(field.name());
    for (Constraint constraint : field.ownChecks()) {
      statements.add(check(field.type(), constraint, path, value));
    }
    if (!field.elementChecks().isEmpty()) {
      statements.add(elements(field, path, value));
    }
    References.of(field.type())
        .filter(checked::contains)
        .ifPresent(type -> statements.add(nested(field, module.codec(type), path, value)));
  }

  private Doc nested(Field field, String type, String path, String value) {
    return statement(
        field.type() instanceof FieldType.Single
            ? call("found.message", path, value, type)
            : call("found.messages", call(iteration(field.type()), path, value), type));
  }

  private Doc elements(Field field, String path, String value) {
    Doc head =
        concat("for (const [path, value] of ", call(iteration(field.type()), path, value), ")");
    return block(
        head,
        field.elementChecks().stream()
            .map(it -> check(field.type().element(), it, "path", "value"))
            .toList());
  }

  private String iteration(FieldType type) {
    if (type instanceof FieldType.MapOf map) {
      return module.codec(Types.isRecord(map) ? "recordValues" : "mapValues");
    }
    return module.codec("listElements");
  }

  private Doc check(FieldType type, Constraint constraint, String path, String value) {
    String message = Syntax.quoted(constraint.message());
    if (NumberCheck.compares(constraint)) {
      return comparison((FieldType.Scalar) type, constraint, path, value);
    }
    return switch (constraint) {
      case Constraint.Size(int min, int max, String _) ->
          check("Size", path, value, number(min), maximum(max), message);
      case Constraint.Pattern pattern ->
          check("Pattern", path, value, Syntax.quoted(pattern.portable()), message);
      default ->
          switch (constraint.kind()) {
            case ASSERT_TRUE, ASSERT_FALSE -> {
              boolean wanted = constraint.kind() == Constraint.Kind.ASSERT_TRUE;
              yield check("Is", path, value, wanted + "", annotation(constraint), message);
            }
            default -> check(constraint.kind().annotation(), path, value, message);
          };
    };
  }

  private Doc comparison(FieldType.Scalar type, Constraint constraint, String path, String value) {
    NumberCheck check = NumberCheck.of(type, constraint);
    String function =
        switch (check.operator()) {
          case AT_LEAST -> "AtLeast";
          case AT_MOST -> "AtMost";
          case MORE_THAN -> "MoreThan";
          case LESS_THAN -> "LessThan";
        };
    Object compared =
        type == FieldType.Scalar.FLOAT ? call(module.codec("float32"), value) : text(value);
    return check(
        function,
        path,
        compared,
        bound(type, check.bound()),
        annotation(constraint),
        Syntax.quoted(constraint.message()));
  }

  private Doc check(String function, Object... arguments) {
    var all = new ArrayList<Object>();
    all.add("found");
    all.addAll(List.of(arguments));
    return statement(call(module.codec("check" + function), all.toArray()));
  }

  private static String annotation(Constraint constraint) {
    return Syntax.quoted(constraint.kind().annotation());
  }

  private static String number(int value) {
    return Integer.toString(value);
  }

  private static String maximum(int value) {
    return value == Integer.MAX_VALUE ? "Infinity" : number(value);
  }

  private static String bound(FieldType.Scalar type, BigDecimal bound) {
    return switch (type) {
      case INT64, SINT64, SFIXED64 -> bound.toBigIntegerExact() + "n";
      case FLOAT, DOUBLE ->
          // As Prettier writes it: 1e21 for 1.0E21, 18 for 18.0.
          Double.toString(bound.doubleValue()).replaceFirst("\\.0(?=E|$)", "").replace('E', 'e');
      default -> bound.toBigIntegerExact().toString();
    };
  }

  private static Doc statement(Doc call) {
    return concat(call, ";");
  }
}

package dev.parley.schema.json;

import dev.parley.schema.Constraint;
import dev.parley.schema.Constraints;
import dev.parley.schema.NumberCheck;
import dev.parley.schema.rules.Identifiers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Constraints in contract JSON: {@code {"constraint": "Size", "max": 80, "message": "…"}}. */
final class ConstraintJson {
  static final String OWN = "constraints";
  static final String ELEMENTS = "elementConstraints";

  /** No bound has more characters: digits, a sign, a point, an exponent. */
  private static final int MAX_NUMBER = NumberCheck.MAX_DIGITS + 20;

  private ConstraintJson() {}

  static void write(Constraints constraints, ObjectNode field) {
    write(constraints.own(), OWN, field);
    write(constraints.elements(), ELEMENTS, field);
  }

  private static void write(List<Constraint> constraints, String key, ObjectNode field) {
    if (constraints.isEmpty()) {
      return;
    }
    ArrayNode all = field.putArray(key);
    for (Constraint constraint : constraints) {
      ObjectNode out = all.addObject().put("constraint", constraint.kind().annotation());
      switch (constraint) {
        case Constraint.Plain _ -> {}
        case Constraint.Size(int min, int max, String _) -> {
          if (min != 0) {
            out.put("min", min);
          }
          if (max != Integer.MAX_VALUE) {
            out.put("max", max);
          }
        }
        case Constraint.Pattern(String regexp, String _) -> out.put("regexp", regexp);
        case Constraint.Bound bound -> {
          // As text: not every reader of JSON has numbers of this size.
          out.put("value", NumberCheck.shown(bound.value()));
          if (!bound.inclusive()) {
            out.put("exclusive", true);
          }
        }
      }
      out.put("message", constraint.message());
    }
  }

  static Constraints read(Node field) throws ContractException {
    return new Constraints(read(field, OWN), read(field, ELEMENTS));
  }

  private static List<Constraint> read(Node field, String key) throws ContractException {
    var constraints = new ArrayList<Constraint>();
    if (field.json().has(key)) {
      for (Node node : field.objects(key)) {
        constraints.add(constraint(node));
      }
    }
    return constraints;
  }

  private static Constraint constraint(Node node) throws ContractException {
    Constraint.Kind kind = kind(node);
    String message = node.text("message");
    return switch (kind) {
      case SIZE -> {
        node.allowOnly(Set.of("constraint", "min", "max", "message"));
        int min = node.json().has("min") ? node.integer("min") : 0;
        int max = node.json().has("max") ? node.integer("max") : Integer.MAX_VALUE;
        yield new Constraint.Size(min, max, message);
      }
      case PATTERN -> {
        node.allowOnly(Set.of("constraint", "regexp", "message"));
        yield new Constraint.Pattern(node.text("regexp"), message);
      }
      case MIN, MAX, DECIMAL_MIN, DECIMAL_MAX -> {
        node.allowOnly(Set.of("constraint", "value", "exclusive", "message"));
        yield new Constraint.Bound(kind, number(node), !node.flag("exclusive"), message);
      }
      default -> {
        node.allowOnly(Set.of("constraint", "message"));
        yield new Constraint.Plain(kind, message);
      }
    };
  }

  private static Constraint.Kind kind(Node node) throws ContractException {
    String name = node.text("constraint");
    for (Constraint.Kind kind : Constraint.Kind.values()) {
      if (kind.annotation().equals(name)) {
        return kind;
      }
    }
    throw new ContractException(
        node.path()
            + ".constraint is \""
            + Identifiers.visible(name)
            + "\", which this Parley does not know; a newer one may");
  }

  private static BigDecimal number(Node node) throws ContractException {
    String text = node.text("value");
    try {
      if (text.length() <= MAX_NUMBER) {
        return new BigDecimal(text);
      }
    } catch (NumberFormatException e) {
      // said below
    }
    String shown = text.substring(0, Math.min(text.length(), 100));
    throw new ContractException(
        node.path() + ".value is \"" + Identifiers.visible(shown) + "\", which is no number");
  }
}

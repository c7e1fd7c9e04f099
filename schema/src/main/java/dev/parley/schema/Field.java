package dev.parley.schema;

import java.util.List;

/**
 * A record component.
 *
 * @param name the component's name as Java writes it, in lower camel case
 * @param number the field number on the wire
 * @param nullable whether absence is kept apart from the empty value (proto3 {@code optional});
 *     never true for a list or a map
 * @param constraints what the core refuses a payload for
 */
public record Field(
    String name,
    int number,
    FieldType type,
    boolean nullable,
    String doc,
    Constraints constraints) {

  /** A field without constraints. */
  public Field(String name, int number, FieldType type, boolean nullable, String doc) {
    this(name, number, type, nullable, doc, Constraints.NONE);
  }

  /** The constraints of the value itself that it can violate: what can't be absent is not null. */
  public List<Constraint> ownChecks() {
    return nullable ? constraints.own() : withoutNotNull(constraints.own());
  }

  /** The constraints of elements or map values that they can violate. */
  public List<Constraint> elementChecks() {
    return withoutNotNull(constraints.elements());
  }

  private static List<Constraint> withoutNotNull(List<Constraint> constraints) {
    return constraints.stream().filter(it -> it.kind() != Constraint.Kind.NOT_NULL).toList();
  }
}

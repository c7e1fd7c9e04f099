package dev.parley.schema;

import java.util.List;

/**
 * What a field's value has to satisfy.
 *
 * @param own the constraints of the value itself, in order of their annotations
 * @param elements those of each element of a list or each value of a map
 */
public record Constraints(List<Constraint> own, List<Constraint> elements) {
  /** No constraint at all. */
  public static final Constraints NONE = new Constraints(List.of(), List.of());

  public Constraints {
    own = List.copyOf(own);
    elements = List.copyOf(elements);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return own.isEmpty() && elements.isEmpty();
  }
}

package dev.parley.schema.rules;

import java.util.ArrayList;
import java.util.List;

/** Collects violations. */
final class Findings {
  private final List<Violation> violations = new ArrayList<>();

  void add(Diagnostic diagnostic, Place place, Object... values) {
    violations.add(Violation.of(diagnostic, place, values));
  }

  List<Violation> all() {
    return List.copyOf(violations);
  }
}

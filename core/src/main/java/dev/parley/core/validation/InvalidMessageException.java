package dev.parley.core.validation;

import java.util.List;
import java.util.stream.Collectors;

/** A message that can be read and whose values its constraints refuse; it was never constructed. */
public final class InvalidMessageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /**
   * @param violations what was refused, at least one, in order
   */
  public InvalidMessageException(List<Violation> violations) {
    // The input's fault, not ours: no stack trace, so that hostile input is cheap to refuse.
    super(
        violations.stream().map(Violation::toString).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.violations = List.copyOf(violations);
  }

  /**
   * What was refused, in the order of field numbers and elements; the first 100 if there is more.
   */
  public List<Violation> violations() {
    return violations;
  }
}

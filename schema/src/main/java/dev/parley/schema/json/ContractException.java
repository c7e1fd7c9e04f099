package dev.parley.schema.json;

import dev.parley.schema.rules.Violation;
import java.util.List;

/** A contract that cannot be read; the message names the file and what is wrong in it. */
public final class ContractException extends Exception {
  private static final long serialVersionUID = 1L;

  /** At most this many violations are listed in the message. */
  private static final int MAX_LISTED = 20;

  ContractException(String message) {
    super(message);
  }

  ContractException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * A contract that breaks rules, of this module or of who uses it.
   *
   * @param source names the contract
   */
  public static ContractException of(String source, List<Violation> violations) {
    var text = new StringBuilder(source).append(" breaks the rules of a contract:");
    violations.stream().limit(MAX_LISTED).forEach(it -> text.append("\n  ").append(it));
    if (violations.size() > MAX_LISTED) {
      text.append("\n  and ").append(violations.size() - MAX_LISTED).append(" more");
    }
    return new ContractException(text.toString());
  }
}

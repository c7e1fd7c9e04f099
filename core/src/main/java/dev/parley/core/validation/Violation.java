package dev.parley.core.validation;

/**
 * A value that a constraint of the contract refuses. The {@code validate} of a front end says the
 * same in the same words.
 *
 * @param path where the value stands in the message, for example {@code items[2].email}; entries of
 *     maps by their keys, {@code byName["Ada"].email}
 * @param constraint the simple name of the annotation, for example {@code Email}
 * @param message what is wrong, for people: {@code must be an e-mail address}
 */
public record Violation(String path, String constraint, String message) {
  /** {@code items[2].email: must be an e-mail address}. */
  @Override
  public String toString() {
    return path + ": " + message;
  }
}

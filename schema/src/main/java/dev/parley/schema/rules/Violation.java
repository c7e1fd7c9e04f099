package dev.parley.schema.rules;

import java.util.Locale;

/**
 * A broken rule.
 *
 * @param message what is wrong and how it is mended, without the place
 */
public record Violation(Diagnostic diagnostic, Place place, String message) {

  /** A violation whose message is the diagnostic's template filled with {@code values}. */
  public static Violation of(Diagnostic diagnostic, Place place, Object... values) {
    return new Violation(diagnostic, place, diagnostic.message(values));
  }

  /**
   * {@code PARLEY003 dev.x.UserProfilePB.email: what and how}: as javac and the command line print
   * it.
   */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s %s: %s", diagnostic.id(), Identifiers.visible(place.toString()), message);
  }
}

package dev.parley.schema;

/**
 * A regular expression that Java and ECMAScript read alike.
 *
 * <p>Written with Java's syntax, of which it takes what both have and mean the same by, or what can
 * be written so that they do: literals, {@code .}, classes, groups, alternatives, quantifiers,
 * lookahead, {@code \d \w \s} and their opposites (ASCII, as in Java), and {@code ^} and {@code $}
 * at the ends. A pattern has to match the whole text, as Jakarta Validation wants it.
 *
 * @param text the same expression without anything the two disagree about: to be compiled by Java
 *     without flags, by ECMAScript with the flag {@code u} and between {@code ^(?:} and {@code )$}
 */
public record PortablePattern(String text) {
  /** UTF-16 units of an expression. */
  public static final int MAX_LENGTH = 1_000;

  /**
   * The portable form.
   *
   * @throws NotPortableException if there is none
   */
  public static PortablePattern of(String regexp) throws NotPortableException {
    if (regexp.length() > MAX_LENGTH) {
      throw new NotPortableException(
          "is longer than %,d characters; use a shorter one".formatted(MAX_LENGTH));
    }
    return new PortablePattern(new PatternTranslator(regexp).translate());
  }

  /** Why an expression has no portable form: {@code has …; write … instead}. */
  public static final class NotPortableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    NotPortableException(String reason) {
      super(reason);
      this.reason = reason;
    }

    /** What it has and what to write instead. */
    public String reason() {
      return reason;
    }
  }
}

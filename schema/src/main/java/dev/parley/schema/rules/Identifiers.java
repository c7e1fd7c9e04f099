package dev.parley.schema.rules;

import java.util.regex.Pattern;

/**
 * Which names can be written in Java, proto, TypeScript and Dart alike: ASCII letters, digits and
 * underscores (proto's {@code ident}), so that nothing invisible, turned round or look-alike gets
 * into generated code or a path.
 */
public enum Identifiers {
  PACKAGE("[a-zA-Z][a-zA-Z0-9_]*(\\.[a-zA-Z][a-zA-Z0-9_]*)*", 200, "a.b.c"),
  TYPE("[A-Z][a-zA-Z0-9_]*", 100, "UserProfilePB"),
  FIELD("[a-z][a-zA-Z0-9_]*", 100, "iconUrl"),
  METHOD("[a-z][a-zA-Z0-9_]*", 100, "signIn"),
  CONSTANT("[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", 100, "EMAIL_IS_EMPTY"),
  SOURCE("[a-zA-Z][a-zA-Z0-9_.-]*", 100, "User"),
  /** The name of a type as Java code in its package writes it, outer types before dots. */
  JAVA_TYPE("[a-zA-Z_][a-zA-Z0-9_]*(\\.[a-zA-Z_][a-zA-Z0-9_]*)*", 500, "Shape.Circle");

  private final Pattern pattern;
  private final int maxLength;
  private final String example;

  Identifiers(String pattern, int maxLength, String example) {
    this.pattern = Pattern.compile(pattern);
    this.maxLength = maxLength;
    this.example = example;
  }

  /** Whether the name has the form and at most {@link #maxLength()} characters. */
  public boolean accepts(String name) {
    return name.length() <= maxLength && pattern.matcher(name).matches();
  }

  /** The most characters a name of this kind may have. */
  public int maxLength() {
    return maxLength;
  }

  /** The advice for a name that is not accepted. */
  String advice() {
    String start =
        switch (this) {
          case TYPE -> "a capital letter";
          case CONSTANT -> "a capital letter and continue in capitals";
          case FIELD, METHOD -> "a small letter";
          case PACKAGE, SOURCE, JAVA_TYPE -> "a letter";
        };
    return "start with "
        + start
        + " and use at most "
        + maxLength
        + " of A-Z, a-z, 0-9 and _, for example "
        + example;
  }

  /** The name with everything but plain ASCII as {@code \}{@code u} escapes, for a message. */
  public static String visible(String name) {
    var out = new StringBuilder();
    int shown = Math.min(name.length(), 120);
    for (int i = 0; i < shown; i++) {
      char c = name.charAt(i);
      if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return shown < name.length() ? out + "..." : out.toString();
  }
}

package dev.parley.schema;

import java.util.Locale;

/** How a name of the contract is written in another convention. */
public final class Names {
  private Names() {}

  /** {@code signIn} as {@code SignIn}. */
  public static String capitalized(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /** {@code Circle} as {@code circle}: how TypeScript names a union's alternative. */
  public static String uncapitalized(String name) {
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  /**
   * {@code iconUrl} as {@code icon_url}: a field's name in a {@code .proto} file. Every capital
   * starts a word, so that proto's JSON name is the Java name again.
   */
  public static String snakeCase(String lowerCamel) {
    var out = new StringBuilder();
    for (int i = 0; i < lowerCamel.length(); i++) {
      char c = lowerCamel.charAt(i);
      if (Character.isUpperCase(c) && i > 0) {
        out.append('_');
      }
      out.append(Character.toLowerCase(c));
    }
    return out.toString();
  }

  /** {@code EMAIL_IS_EMPTY} as {@code EmailIsEmpty}. */
  public static String pascalCase(String upperSnake) {
    var out = new StringBuilder();
    for (String word : upperSnake.split("_", -1)) {
      if (!word.isEmpty()) {
        out.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
      }
    }
    return out.toString();
  }

  /**
   * {@code ThemeModePB} as {@code THEME_MODE_PB}: a run of capitals is one word. With it the values
   * of an enum are prefixed in a {@code .proto} file, where they share the package's namespace.
   */
  public static String upperSnakeCase(String upperCamel) {
    var out = new StringBuilder();
    for (int i = 0; i < upperCamel.length(); i++) {
      char c = upperCamel.charAt(i);
      if (Character.isUpperCase(c) && i > 0 && upperCamel.charAt(i - 1) != '_') {
        boolean afterSmall = !Character.isUpperCase(upperCamel.charAt(i - 1));
        boolean beforeSmall =
            i + 1 < upperCamel.length() && Character.isLowerCase(upperCamel.charAt(i + 1));
        if (afterSmall || beforeSmall) {
          out.append('_');
        }
      }
      out.append(Character.toUpperCase(c));
    }
    return out.toString();
  }
}

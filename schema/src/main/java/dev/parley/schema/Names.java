package dev.parley.schema;

import java.util.Locale;

/** How a name of the contract is written in another convention. */
public final class Names {
  private Names() {}

  /** {@code signIn} as {@code SignIn}. */
  public static String capitalized(String name) {
    return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
  }

  /** {@code iconUrl} as {@code icon_url}. */
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
}

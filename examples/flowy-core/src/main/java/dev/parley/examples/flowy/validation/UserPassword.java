package dev.parley.examples.flowy.validation;

import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The rule for a password.
 *
 * <p>Letters, digits and word characters are those of Unicode (Unicode Technical Standard #18,
 * Annex C), so nobody is bound to the Latin alphabet; a special character is any that is no word
 * character, a space as well.
 */
public final class UserPassword {
  /**
   * What is longer, in UTF-16 units, is no password: the contract's constraint. It bounds the work
   * of the rule, which counts characters as people do, and leaves 20 units to each of them.
   */
  public static final int MOST_UNITS = 2_000;

  private static final int FEWEST_CHARACTERS = 6;
  private static final int MOST_CHARACTERS = 100;
  private static final List<Pattern> NEEDED =
      List.of(
          pattern("\\p{IsDigit}"),
          pattern("\\p{IsLowercase}"),
          pattern("\\p{IsUppercase}"),
          pattern("\\W"));

  private UserPassword() {}

  /**
   * Accepts a valid password.
   *
   * @throws FlowyException with {@link ErrorCode#PASSWORD_IS_EMPTY}, {@link
   *     ErrorCode#PASSWORD_TOO_LONG}, {@link ErrorCode#PASSWORD_CONTAINS_FORBID_CHARACTERS} or
   *     {@link ErrorCode#PASSWORD_FORMAT_INVALID}, the first that applies
   */
  public static void requireValid(String password) {
    if (Text.isBlank(password)) {
      throw new FlowyException(ErrorCode.PASSWORD_IS_EMPTY);
    }
    if (Text.hasMoreCharactersThan(MOST_CHARACTERS, password)) {
      throw new FlowyException(ErrorCode.PASSWORD_TOO_LONG);
    }
    if (Text.hasForbiddenCharacter(password)) {
      throw new FlowyException(ErrorCode.PASSWORD_CONTAINS_FORBID_CHARACTERS);
    }
    if (!isStrongEnough(password)) {
      throw new FlowyException(ErrorCode.PASSWORD_FORMAT_INVALID);
    }
  }

  private static boolean isStrongEnough(String password) {
    return Text.hasMoreCharactersThan(FEWEST_CHARACTERS - 1, password)
        && NEEDED.stream().allMatch(kind -> kind.matcher(password).find());
  }

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.UNICODE_CHARACTER_CLASS);
  }
}

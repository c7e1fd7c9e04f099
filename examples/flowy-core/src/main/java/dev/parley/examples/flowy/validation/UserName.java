package dev.parley.examples.flowy.validation;

import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyException;

/** The rule for a user's name. */
public final class UserName {
  /**
   * What is longer, in UTF-16 units, is no name: the contract's constraint. It bounds the work of
   * the rule, which counts characters as people do, and leaves 15 units to each of them.
   */
  public static final int MOST_UNITS = 4_000;

  private static final int MOST_CHARACTERS = 256;

  private UserName() {}

  /**
   * Accepts a valid name.
   *
   * @throws FlowyException with {@link ErrorCode#USER_NAME_IS_EMPTY}, {@link
   *     ErrorCode#USER_NAME_TOO_LONG} or {@link ErrorCode#USER_NAME_CONTAIN_FORBIDDEN_CHARACTERS},
   *     the first that applies
   */
  public static void requireValid(String name) {
    if (Text.isBlank(name)) {
      throw new FlowyException(ErrorCode.USER_NAME_IS_EMPTY);
    }
    if (Text.hasMoreCharactersThan(MOST_CHARACTERS, name)) {
      throw new FlowyException(ErrorCode.USER_NAME_TOO_LONG);
    }
    if (Text.hasForbiddenCharacter(name)) {
      throw new FlowyException(ErrorCode.USER_NAME_CONTAIN_FORBIDDEN_CHARACTERS);
    }
  }
}

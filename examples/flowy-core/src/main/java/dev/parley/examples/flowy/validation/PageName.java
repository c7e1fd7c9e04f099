package dev.parley.examples.flowy.validation;

import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyException;

/** The rule for a page's name. */
public final class PageName {
  /**
   * What is longer, in UTF-16 units, is no name: the contract's constraint. It bounds the work of
   * the rule, which counts characters as people do, and leaves 15 units to each of them.
   */
  public static final int MOST_UNITS = 4_000;

  private static final int MOST_CHARACTERS = 256;

  private PageName() {}

  /**
   * Accepts a valid name.
   *
   * @throws FlowyException with {@link ErrorCode#VIEW_NAME_INVALID} if it is blank or has more than
   *     256 characters
   */
  public static void requireValid(String name) {
    if (Text.isBlank(name) || Text.hasMoreCharactersThan(MOST_CHARACTERS, name)) {
      throw new FlowyException(ErrorCode.VIEW_NAME_INVALID);
    }
  }
}

package dev.parley.examples.flowy.validation;

import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyException;

/** The rule for a user's id: it names somebody. Whom, the handler finds out. */
public final class UserId {
  private UserId() {}

  /**
   * Accepts an id that is not blank.
   *
   * @throws FlowyException with {@link ErrorCode#USER_ID_INVALID}
   */
  public static void requireValid(String id) {
    if (Text.isBlank(id)) {
      throw new FlowyException(ErrorCode.USER_ID_INVALID);
    }
  }
}

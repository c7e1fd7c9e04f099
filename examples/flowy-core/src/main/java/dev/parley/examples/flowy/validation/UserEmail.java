package dev.parley.examples.flowy.validation;

import dev.parley.examples.flowy.error.ErrorCode;
import dev.parley.examples.flowy.error.FlowyException;
import java.util.regex.Pattern;

/**
 * The rule for an e-mail address.
 *
 * <p>It is what browsers accept in {@code <input type=email>} (HTML Standard §4.10.5.1.5, "valid
 * e-mail address"), so that a form and the core agree, with the lengths of RFC 5321 §4.5.3.1: at
 * most 64 characters before the {@code @} and 255 after it. A domain with other than ASCII letters
 * is written in its {@code xn--} form.
 */
public final class UserEmail {
  /** What is longer is no address: the contract's constraint. */
  public static final int MOST_UNITS = 1_000;

  private static final int LONGEST_LOCAL_PART = 64;
  private static final int LONGEST_DOMAIN = 255;
  private static final Pattern LOCAL_PART = Pattern.compile("[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+");
  private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?";
  private static final Pattern DOMAIN = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*");

  private UserEmail() {}

  /**
   * Accepts a valid address.
   *
   * @throws FlowyException with {@link ErrorCode#EMAIL_IS_EMPTY} or {@link
   *     ErrorCode#EMAIL_FORMAT_INVALID}
   */
  public static void requireValid(String email) {
    if (Text.isBlank(email)) {
      throw new FlowyException(ErrorCode.EMAIL_IS_EMPTY);
    }
    if (!isWellFormed(email)) {
      throw new FlowyException(ErrorCode.EMAIL_FORMAT_INVALID);
    }
  }

  private static boolean isWellFormed(String email) {
    int at = email.indexOf('@'); // neither part can contain another one
    if (at < 0 || at > LONGEST_LOCAL_PART || email.length() - at - 1 > LONGEST_DOMAIN) {
      return false;
    }
    return LOCAL_PART.matcher(email.substring(0, at)).matches()
        && DOMAIN.matcher(email.substring(at + 1)).matches();
  }
}

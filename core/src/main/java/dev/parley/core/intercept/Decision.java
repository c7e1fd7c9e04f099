package dev.parley.core.intercept;

import java.util.Objects;

/**
 * Whether a front end may do what it asks for. Made by {@link #allow} and {@link #refuse}.
 *
 * @param isAllowed whether it may
 * @param text why not, for people; the front end is told it. Empty if it may
 */
public record Decision(boolean isAllowed, String text) {
  private static final Decision ALLOWED = new Decision(true, "");

  /** Refuses null. */
  public Decision {
    Objects.requireNonNull(text, "text");
  }

  /** It may. */
  public static Decision allow() {
    return ALLOWED;
  }

  /**
   * It may not; the front end gets PERMISSION_DENIED with this text.
   *
   * @param text a sentence for people that tells nothing they must not know: {@code only the user
   *     who started this core may sign in}
   */
  public static Decision refuse(String text) {
    return new Decision(false, text);
  }
}

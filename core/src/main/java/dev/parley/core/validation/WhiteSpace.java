package dev.parley.core.validation;

/**
 * Unicode's White_Space property (PropList.txt), which is neither what {@link String#isBlank} goes
 * by nor what ECMAScript's {@code trim} does. The set has not changed since Unicode 6.3.
 */
public final class WhiteSpace {
  private WhiteSpace() {}

  /** Whether there is nothing but white space in the text. */
  public static boolean isBlank(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isWhiteSpace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWhiteSpace(char c) {
    return switch (c) {
      case ' ', '\t', '\n', 0x0B, '\f', '\r', 0x85, 0xA0, 0x1680 -> true;
      case 0x2028, 0x2029, 0x202F, 0x205F, 0x3000 -> true;
      default -> c >= 0x2000 && c <= 0x200A;
    };
  }
}

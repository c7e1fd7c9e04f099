package dev.parley.core.validation;

/**
 * What an e-mail address is: what browsers take in {@code <input type=email>} (HTML Standard, §
 * 4.10.5.1.5, "valid e-mail address"), with at most 64 characters before the {@code @} and 255
 * after it (RFC 5321, §4.5.3.1). A domain with other than ASCII letters is written in its {@code
 * xn--} form.
 */
public final class EmailAddress {
  private static final int LONGEST_LOCAL_PART = 64;
  private static final int LONGEST_DOMAIN = 255;
  private static final int LONGEST_LABEL = 63;

  private EmailAddress() {}

  /** Whether the whole text is an address; the empty text is none. */
  public static boolean isValid(String text) {
    int at = text.indexOf('@');
    return at > 0
        && at <= LONGEST_LOCAL_PART
        && text.length() - at - 1 <= LONGEST_DOMAIN
        && isLocalPart(text, at)
        && isDomain(text, at + 1);
  }

  private static boolean isLocalPart(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && ".!#$%&'*+/=?^_`{|}~-".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDomain(String text, int start) {
    int label = start;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (!isLabel(text, label, i)) {
          return false;
        }
        label = i + 1;
      } else if (c != '-' && !isLetterOrDigit(c)) {
        return false;
      }
    }
    return isLabel(text, label, text.length());
  }

  private static boolean isLabel(String text, int start, int end) {
    return end > start
        && end - start <= LONGEST_LABEL
        && text.charAt(start) != '-'
        && text.charAt(end - 1) != '-';
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}

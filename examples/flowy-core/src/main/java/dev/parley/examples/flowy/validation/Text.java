package dev.parley.examples.flowy.validation;

import java.text.BreakIterator;
import java.util.Locale;
import java.util.regex.Pattern;

/** Questions about a text that several rules ask. */
final class Text {
  private static final Pattern NOT_BLANK =
      Pattern.compile("\\S", Pattern.UNICODE_CHARACTER_CLASS); // all of Unicode's White_Space
  private static final String FORBIDDEN = "/()\"<>\\{}";

  private Text() {}

  /** Whether there is nothing but white space in it (Unicode's White_Space property). */
  static boolean isBlank(String text) {
    return !NOT_BLANK.matcher(text).find();
  }

  /** Whether it contains one of the characters that passwords and names must not have. */
  static boolean hasForbiddenCharacter(String text) {
    return text.chars().anyMatch(c -> FORBIDDEN.indexOf(c) >= 0);
  }

  /**
   * Whether it has more than {@code limit} characters as people count them: extended grapheme
   * clusters (Unicode Standard Annex #29, §3), which is what the JDK's character iterator finds.
   */
  static boolean hasMoreCharactersThan(int limit, String text) {
    if (text.length() <= limit) { // a cluster has at least one char
      return false;
    }
    BreakIterator clusters = BreakIterator.getCharacterInstance(Locale.ROOT);
    clusters.setText(text);
    int count = 0;
    while (count <= limit && clusters.next() != BreakIterator.DONE) {
      count++;
    }
    return count > limit;
  }
}

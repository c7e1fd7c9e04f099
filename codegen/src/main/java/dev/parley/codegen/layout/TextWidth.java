package dev.parley.codegen.layout;

/** How many columns a text takes. */
public final class TextWidth {
  private TextWidth() {}

  /** One column for a character, two for a wide one, none for a combining mark. */
  public static int of(String text) {
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      return text.length();
    }
    return text.codePoints().map(TextWidth::of).sum();
  }

  private static int of(int c) {
    if (c < ' ' || (c >= 0x7f && c < 0xa0) || (c >= 0x300 && c <= 0x36f)) {
      return 0;
    }
    return isWide(c) ? 2 : 1;
  }

  /** East Asian Width W and F, as far as a Java identifier can contain them (Unicode UAX #11). */
  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115f)
        || (c >= 0x2e80 && c <= 0x303e)
        || (c >= 0x3041 && c <= 0x4dbf)
        || (c >= 0x4e00 && c <= 0xa4c6)
        || (c >= 0xa960 && c <= 0xa97c)
        || (c >= 0xac00 && c <= 0xd7a3)
        || (c >= 0xf900 && c <= 0xfaff)
        || (c >= 0xff01 && c <= 0xff60)
        || (c >= 0xffe0 && c <= 0xffe6)
        || (c >= 0x16fe0 && c <= 0x18cff)
        || (c >= 0x1aff0 && c <= 0x1b2fb)
        || (c >= 0x20000 && c <= 0x3fffd);
  }
}

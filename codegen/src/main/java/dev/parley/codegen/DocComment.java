package dev.parley.codegen;

import java.util.ArrayList;
import java.util.List;

/**
 * Makes a contract's doc comment fit for generated code, where it must stay a comment whatever it
 * says.
 */
public final class DocComment {
  private DocComment() {}

  /**
   * The lines of a doc comment without blank lines around them and without characters that deceive:
   * control characters become spaces, and marks that change the direction of text or are invisible
   * are written as {@code U+202E}. Each generator still has to make its own comment's end harmless.
   */
  public static List<String> lines(String doc) {
    List<String> lines = new ArrayList<>();
    // Line ends of other conventions too: a comment that runs to the end of its line must not.
    for (String line : doc.split("\r\n|[\n\r\u000B\f\u0085\u2028\u2029]", -1)) {
      lines.add(visible(line).stripTrailing());
    }
    while (!lines.isEmpty() && lines.getFirst().isEmpty()) {
      lines.removeFirst();
    }
    while (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    return lines;
  }

  private static String visible(String line) {
    var out = new StringBuilder(line.length());
    line.codePoints()
        .forEach(c -> {
          switch (Character.getType(c)) {
            case Character.CONTROL -> out.append(' ');
            // FORMAT holds the bidirectional marks and zero-width characters; two joiners are
            // part of ordinary words and emoji.
            case Character.FORMAT -> {
              if (c == 0x200C || c == 0x200D) {
                out.appendCodePoint(c);
              } else {
                out.append("U+%04X".formatted(c));
              }
            }
            case Character.SURROGATE -> out.append("U+%04X".formatted(c));
            default -> out.appendCodePoint(c);
          }
        });
    return out.toString();
  }
}

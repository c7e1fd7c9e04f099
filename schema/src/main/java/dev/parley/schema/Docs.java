package dev.parley.schema;

import java.util.stream.Collectors;

/** The form that doc comments have in a contract. */
public final class Docs {
  private Docs() {}

  /**
   * The text with line feeds as its only line ends, no spaces at line ends, no blank lines around
   * it, and without control characters and invisible formatting characters, bidirectional overrides
   * among them (they could make generated code look other than it is; Unicode TR #36,
   * CVE-2021-42574). Every generator still has to escape what ends a comment in its language.
   */
  public static String clean(String doc) {
    var out = new StringBuilder(doc.length());
    String lines = doc.replace("\r\n", "\n");
    lines.codePoints().forEach(c -> append(c, out));
    return out.toString()
        .lines()
        .map(String::stripTrailing)
        .collect(Collectors.joining("\n"))
        .strip();
  }

  private static void append(int c, StringBuilder out) {
    switch (Character.getType(c)) {
      case Character.CONTROL -> appendControl(c, out);
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> out.append('\n');
      case Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE -> {}
      default -> out.appendCodePoint(c);
    }
  }

  private static void appendControl(int c, StringBuilder out) {
    switch (c) {
      case '\n', '\r', '\f', 0x0b, 0x85 -> out.append('\n');
      case '\t' -> out.append(' ');
      default -> {}
    }
  }
}

package dev.parley.codegen.java;

import dev.parley.schema.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Text as Java source: harmless whatever it holds. */
final class JavaText {
  private JavaText() {}

  /** A string literal with its quotes. */
  static String literal(String text) {
    var out = new StringBuilder("\"");
    text.chars().forEach(c -> escape((char) c, out));
    return out.append('"').toString();
  }

  /** An integer literal, its digits grouped. */
  static String number(int value) {
    return String.format(Locale.ROOT, "%,d", value).replace(',', '_');
  }

  /** A line of a text block. */
  static String textBlockLine(String line) {
    var out = new StringBuilder();
    line.chars()
        .forEach(c -> {
          // One quote needs no escape; three in a row would end the block.
          if (c == '"' && !out.toString().endsWith("\"")) {
            out.append('"');
          } else {
            escape((char) c, out);
          }
        });
    // Spaces at a line's end would be taken off.
    if (out.length() > 0 && out.charAt(out.length() - 1) == ' ') {
      out.setLength(out.length() - 1);
      out.append("\\s");
    }
    return out.toString();
  }

  private static void escape(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (c >= ' ' && c < 0x7F) {
          out.append(c);
        } else {
          // javac replaces such an escape before it looks for quotes; neither quotes nor
          // backslashes come here.
          out.append("\\u%04X".formatted((int) c));
        }
      }
    }
  }

  /** {@code signIn} as {@code SIGN_IN}: the name of a constant, other than those taken. */
  static String constantName(String name, Set<String> taken) {
    return fresh(Names.upperSnakeCase(Names.capitalized(name)), taken);
  }

  /** The name, with underscores after it as long as it is taken; from now on it is. */
  static String fresh(String name, Set<String> taken) {
    String free = name;
    while (!taken.add(free)) {
      free += "_";
    }
    return free;
  }

  /** Names for a method's own variables that differ from those of its fields. */
  static List<String> fresh(List<String> names, Set<String> taken) {
    var used = new HashSet<>(taken);
    var free = new ArrayList<String>();
    names.forEach(name -> free.add(fresh(name, used)));
    return free;
  }
}

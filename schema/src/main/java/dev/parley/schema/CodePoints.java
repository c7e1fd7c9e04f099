package dev.parley.schema;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The members of a character class, as ranges of code points. */
final class CodePoints {
  /** What {@code \s} means to Java without flags; ECMAScript's has more. */
  static final CodePoints SPACE = new CodePoints().add('\t', '\r').add(' ', ' ');

  static final CodePoints DIGIT = new CodePoints().add('0', '9');
  static final CodePoints WORD =
      new CodePoints().add('0', '9').add('A', 'Z').add('_', '_').add('a', 'z');

  /** What {@code .} leaves out in Java; in ECMAScript it takes U+0085. */
  static final CodePoints LINE_ENDS =
      new CodePoints().add('\n', '\n').add('\r', '\r').add(0x85, 0x85).add(0x2028, 0x2029);

  private record Range(int first, int last) {}

  private final List<Range> ranges = new ArrayList<>();

  CodePoints add(int first, int last) {
    ranges.add(new Range(first, last));
    return this;
  }

  void addAll(CodePoints others) {
    ranges.addAll(others.ranges);
  }

  void addOthersThan(CodePoints others) {
    int next = 0;
    for (Range range : others.merged()) {
      if (range.first() > next) {
        add(next, range.first() - 1);
      }
      next = range.last() + 1;
    }
    if (next <= Character.MAX_CODE_POINT) {
      add(next, Character.MAX_CODE_POINT);
    }
  }

  /** The class with its brackets. */
  String text(boolean negated) {
    var out = new StringBuilder(negated ? "[^" : "[");
    for (Range range : merged()) {
      append(range.first(), out);
      if (range.last() > range.first()) {
        if (range.last() > range.first() + 1) {
          out.append('-');
        }
        append(range.last(), out);
      }
    }
    return out.append(']').toString();
  }

  private List<Range> merged() {
    var merged = new ArrayList<Range>();
    for (Range range : ranges.stream().sorted(Comparator.comparingInt(Range::first)).toList()) {
      Range last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && range.first() <= last.last() + 1) {
        merged.set(merged.size() - 1, new Range(last.first(), Math.max(last.last(), range.last())));
      } else {
        merged.add(range);
      }
    }
    return merged;
  }

  private static void append(int c, StringBuilder out) {
    switch (c) {
      case '\\', ']', '[', '^', '-' -> out.append('\\').append((char) c);
      // Two of them would be an intersection to Java.
      case '&' -> out.append("\\x26");
      default -> appendPlain(c, out);
    }
  }

  /** A character that needs no backslash of its own where it stands. */
  static void appendPlain(int c, StringBuilder out) {
    if (c >= ' ' && c < 0x7F) {
      out.append((char) c);
    } else if (c < 0x100) {
      out.append("\\x%02x".formatted(c));
    } else if (c < 0x10000) {
      out.append("\\u%04x".formatted(c));
    } else {
      out.appendCodePoint(c);
    }
  }
}

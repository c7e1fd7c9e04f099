package dev.parley.codegen.java;

import java.util.List;

/** Decides where lines end. */
final class LayoutRenderer {
  /** The column limit of google-java-format. */
  static final int WIDTH = 100;

  private final StringBuilder out = new StringBuilder();
  private final int width;
  private int column;

  LayoutRenderer(int column) {
    width = WIDTH - column;
  }

  String render(Layout layout) {
    write(layout, 0, false, 0);
    return out.toString();
  }

  /**
   * @param flat whether a group around this one already stands on one line
   * @param trailing how many characters follow on the same line whatever happens
   */
  private void write(Layout layout, int indent, boolean flat, int trailing) {
    switch (layout) {
      case Layout.Text(String text) -> append(text);
      case Layout.Break(String otherwise, boolean fill) -> {
        if (flat || (fill && column + otherwise.length() + trailing <= width)) {
          append(otherwise);
        } else {
          newLine(indent);
        }
      }
      case Layout.Newline() -> newLine(indent);
      case Layout.Group group -> {
        boolean fits = flat || column + widthOf(group) + trailing <= width;
        List<Layout> pieces = group.pieces();
        for (int i = 0; i < pieces.size(); i++) {
          write(pieces.get(i), indent + group.indent(), fits, rest(pieces, i + 1, trailing));
        }
      }
    }
  }

  /** The width of what follows up to the next place for a new line. */
  private static int rest(List<Layout> pieces, int from, int trailing) {
    int rest = 0;
    for (Layout piece : pieces.subList(from, pieces.size())) {
      if (piece instanceof Layout.Break) {
        return rest;
      }
      int head = headOf(piece);
      rest += head;
      if (head < widthOf(piece)) {
        return rest;
      }
    }
    return rest + trailing;
  }

  /** The width of a piece up to its first place for a new line. */
  private static int headOf(Layout layout) {
    return switch (layout) {
      case Layout.Text(String text) -> text.length();
      case Layout.Break _, Layout.Newline _ -> 0;
      case Layout.Group group -> {
        int head = 0;
        for (Layout piece : group.pieces()) {
          if (piece instanceof Layout.Break) {
            break;
          }
          int width = headOf(piece);
          head += width;
          if (width < widthOf(piece)) {
            break;
          }
        }
        yield head;
      }
    };
  }

  private static int widthOf(Layout layout) {
    return switch (layout) {
      case Layout.Text(String text) -> text.length();
      case Layout.Break(String otherwise, _) -> otherwise.length();
      case Layout.Newline() -> WIDTH + 1;
      case Layout.Group group -> group.pieces().stream().mapToInt(LayoutRenderer::widthOf).sum();
    };
  }

  private void newLine(int indent) {
    out.append('\n').repeat(' ', indent);
    column = indent;
  }

  private void append(String text) {
    out.append(text);
    column += text.length();
  }
}

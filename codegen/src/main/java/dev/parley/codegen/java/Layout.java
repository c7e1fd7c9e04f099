package dev.parley.codegen.java;

import java.util.ArrayList;
import java.util.List;

/**
 * A piece of code that knows where it may be broken into lines, so that generated code comes out as
 * google-java-format would write it.
 *
 * <p>A group that fits into the rest of the line stands on it; of one that doesn't, every break of
 * its own becomes a new line (Philip Wadler, "A prettier printer").
 *
 * <p>TypeScript has a printer of its own: Prettier chooses among forms, breaks groups from within
 * and counts wide characters, where google-java-format fills a line with short arguments. One that
 * did all of it would be larger than the two.
 */
sealed interface Layout {
  /** Characters that stay together. */
  record Text(String text) implements Layout {}

  /**
   * A place for a new line.
   *
   * @param otherwise what stands there if there is none
   * @param fill whether, in a broken group, what follows may still stand on the same line
   */
  record Break(String otherwise, boolean fill) implements Layout {
    Break(String otherwise) {
      this(otherwise, false);
    }
  }

  /** A new line in any case; the groups around it are broken. */
  record Newline() implements Layout {}

  /**
   * Pieces that are broken together.
   *
   * @param indent how much further lines are indented
   */
  record Group(int indent, List<Layout> pieces) implements Layout {}

  /** Characters that stay together. */
  static Layout text(String text) {
    return new Text(text);
  }

  /** Pieces one after the other, never broken between them. */
  static Layout concat(Layout... pieces) {
    return new Group(0, List.of(pieces));
  }

  /** {@code head(argument, argument)}. */
  static Layout call(String head, List<Layout> arguments) {
    if (arguments.isEmpty()) {
      return text(head + "()");
    }
    boolean fill = arguments.stream().allMatch(Layout::isShort);
    var list = new ArrayList<Layout>();
    for (int i = 0; i < arguments.size(); i++) {
      boolean last = i == arguments.size() - 1;
      list.add(last ? arguments.get(i) : concat(arguments.get(i), text(",")));
      if (!last) {
        list.add(new Break(" ", fill));
      }
    }
    return concat(
        text(head + "("), new Group(4, List.of(new Break(""), new Group(0, list))), text(")"));
  }

  /** {@code head(argument, argument)}. */
  static Layout call(String head, String... arguments) {
    return call(head, List.of(arguments).stream().map(Layout::text).toList());
  }

  /** A name or literal of which several may share a broken argument list's lines. */
  private static boolean isShort(Layout argument) {
    return argument instanceof Text(String text)
        && text.length() < 10
        && text.chars().noneMatch(c -> c == '.' || c == '(' || c == ':');
  }

  /** {@code head.call().call()}: broken before each dot or none. */
  static Layout chain(Layout head, List<Layout> calls) {
    if (calls.isEmpty()) {
      return head;
    }
    var pieces = new ArrayList<Layout>();
    pieces.add(head);
    for (Layout call : calls) {
      pieces.add(new Break(""));
      pieces.add(concat(text("."), call));
    }
    return new Group(4, pieces);
  }

  /** {@code left right}, for example around {@code =}: what doesn't fit is broken between them. */
  static Layout then(String left, Layout right) {
    return concat(text(left), new Group(4, List.of(new Break(" "), right)));
  }

  /** {@code head { … }} with a line for each statement. */
  static Layout block(String head, List<Layout> statements) {
    var lines = new ArrayList<Layout>();
    for (Layout statement : statements) {
      lines.add(new Newline());
      lines.add(statement);
    }
    return concat(text(head + " {"), new Group(2, lines), new Newline(), text("}"));
  }

  /** {@code head<A, B>}. */
  static Layout typeArguments(String head, List<String> arguments) {
    var list = new ArrayList<Layout>();
    for (String argument : arguments) {
      if (!list.isEmpty()) {
        list.add(new Break(" "));
      }
      boolean last = list.size() == 2 * (arguments.size() - 1);
      list.add(text(argument + (last ? "" : ",")));
    }
    return concat(
        text(head + "<"), new Group(8, List.of(new Break(""), new Group(0, list))), text(">"));
  }

  /** A line of its own, indented. */
  static Layout nextLine(Layout layout) {
    return new Group(4, List.of(new Newline(), layout));
  }

  /** {@code parameters -> expression}. */
  static Layout lambda(String parameters, Layout expression) {
    return then(parameters + " ->", expression);
  }

  /**
   * The code as lines.
   *
   * @param column how far the first line is indented; further lines are indented relative to it
   */
  static String render(Layout layout, int column) {
    return new LayoutRenderer(column).render(layout);
  }
}

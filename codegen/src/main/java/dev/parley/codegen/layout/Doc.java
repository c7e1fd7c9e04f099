package dev.parley.codegen.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Text that says where its lines may break: what {@link Layout} prints.
 *
 * <p>The pieces and their meaning are those of Prettier's documented algebra ({@code commands.md}
 * in its repository, after Wadler's "A prettier printer"), so that what Prettier does with a
 * construct can be said in the same words.
 */
public sealed interface Doc {

  /** Characters without a line break. */
  record Text(String text) implements Doc {}

  /** One after the other. */
  record Concat(List<Doc> parts) implements Doc {}

  /** Deeper by some columns after each break inside. */
  record Indent(int columns, Doc contents) implements Doc {}

  /**
   * On one line if it fits, else with its own breaks taken.
   *
   * @param broken whether the breaks are taken in any case
   */
  record Group(Doc contents, boolean broken) implements Doc {}

  /**
   * The first of several forms that fits, else the last with its breaks taken.
   *
   * @param whole whether a form fits only if each of its lines can, instead of its first one
   */
  record Choice(List<Doc> states, boolean whole) implements Doc {
    /** The first form whose first line fits. */
    public Choice(List<Doc> states) {
      this(states, false);
    }
  }

  /** On one line in any case, but for breaks that are always taken. */
  record Flat(Doc contents) implements Doc {}

  /**
   * A break.
   *
   * @param flat what stands there when the break is not taken
   * @param hard whether the break is always taken
   */
  record Line(String flat, boolean hard) implements Doc {}

  /** What is printed only where the group around it is broken, or only where it is not. */
  record IfBreak(Doc broken, Doc flat) implements Doc {}

  /** Indented if the given group, printed before, was broken. */
  record IndentIfBreak(Doc contents, Group group) implements Doc {}

  Doc EMPTY = new Text("");

  /** A space or a new line. */
  Doc LINE = new Line(" ", false);

  /** Nothing or a new line. */
  Doc SOFTLINE = new Line("", false);

  /** A new line; the groups around it break. */
  Doc HARDLINE = new Line("", true);

  static Doc text(String text) {
    return new Text(text);
  }

  /** One after the other; a string is text. */
  static Doc concat(Object... parts) {
    return new Concat(Arrays.stream(parts).map(Doc::of).toList());
  }

  static Doc of(Object part) {
    return switch (part) {
      case Doc doc -> doc;
      case String text -> new Text(text);
      default -> throw new IllegalArgumentException("neither a Doc nor a String: " + part);
    };
  }

  static Doc indent(Object... parts) {
    return new Indent(Layout.INDENT, concat(parts));
  }

  /** Under the text after an operator of two columns, such as {@code "| "}. */
  static Doc align(Object... parts) {
    return new Indent(2, concat(parts));
  }

  static Group group(Object... parts) {
    Doc contents = concat(parts);
    return new Group(contents, breaks(contents));
  }

  /** A group whose breaks are taken in any case. */
  static Group broken(Object... parts) {
    return new Group(concat(parts), true);
  }

  static Doc ifBreak(String broken) {
    return new IfBreak(text(broken), EMPTY);
  }

  static Doc join(Doc separator, List<? extends Doc> parts) {
    var joined = new ArrayList<Doc>();
    for (Doc part : parts) {
      if (!joined.isEmpty()) {
        joined.add(separator);
      }
      joined.add(part);
    }
    return new Concat(List.copyOf(joined));
  }

  /** Whether a group around it is broken because of it. A choice keeps its breaks to itself. */
  private static boolean breaks(Doc doc) {
    return switch (doc) {
      case Text text -> false;
      case Concat concat -> concat.parts().stream().anyMatch(Doc::breaks);
      case Indent indent -> breaks(indent.contents());
      case Group group -> group.broken();
      case Choice choice -> false;
      case Flat flat -> breaks(flat.contents());
      case Line line -> line.hard();
      case IfBreak ifBreak -> breaks(ifBreak.broken()) || breaks(ifBreak.flat());
      case IndentIfBreak indent -> breaks(indent.contents());
    };
  }
}

package dev.parley.codegen.layout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Prints a {@link Doc} on lines of 80 columns.
 *
 * <p>It decides as Prettier's printer does: a group stays flat when everything up to the next
 * possible break after it fits on the line; the text that follows counts as it would be printed,
 * not only the group.
 */
public final class Layout {
  /** Prettier's {@code printWidth}. */
  public static final int WIDTH = 80;

  /** Prettier's {@code tabWidth}. */
  public static final int INDENT = 2;

  private enum Mode {
    FLAT,
    BROKEN
  }

  private record Command(int indent, Mode mode, Doc doc) {
    Command with(Doc other) {
      return new Command(indent, mode, other);
    }

    Command as(Mode other, Doc otherDoc) {
      return new Command(indent, other, otherDoc);
    }
  }

  private final StringBuilder out = new StringBuilder();
  private final List<Command> commands = new ArrayList<>();
  private final IdentityHashMap<Doc.Group, Mode> printed = new IdentityHashMap<>();
  private int column;
  private boolean measureAgain;

  private Layout() {}

  public static String print(Doc doc) {
    var layout = new Layout();
    layout.commands.add(new Command(0, Mode.BROKEN, doc));
    while (!layout.commands.isEmpty()) {
      layout.print(layout.commands.removeLast());
    }
    return layout.out.toString();
  }

  private void print(Command command) {
    switch (command.doc()) {
      case Doc.Text text -> write(text.text());
      case Doc.Concat concat -> pushAll(concat.parts(), command, commands);
      case Doc.Indent indent ->
          commands.add(
              new Command(command.indent() + indent.columns(), command.mode(), indent.contents()));
      case Doc.Group group -> {
        commands.add(groupCommand(group, command));
        printed.put(group, commands.getLast().mode());
      }
      case Doc.Choice choice -> commands.add(choose(choice, command));
      case Doc.Flat flat -> {
        measureAgain = false;
        commands.add(command.as(Mode.FLAT, flat.contents()));
      }
      case Doc.Line line -> newLine(line, command);
      case Doc.IfBreak either ->
          commands.add(
              command.with(command.mode() == Mode.BROKEN ? either.broken() : either.flat()));
      case Doc.IndentIfBreak indent ->
          commands.add(
              printed.get(indent.group()) == Mode.BROKEN
                  ? command.with(new Doc.Indent(INDENT, indent.contents()))
                  : command.with(indent.contents()));
    }
  }

  private Command groupCommand(Doc.Group group, Command command) {
    if (command.mode() == Mode.FLAT && !measureAgain) {
      return command.as(group.broken() ? Mode.BROKEN : Mode.FLAT, group.contents());
    }
    measureAgain = false;
    Command flat = command.as(Mode.FLAT, group.contents());
    return !group.broken() && fits(flat, false) ? flat : command.as(Mode.BROKEN, group.contents());
  }

  private Command choose(Doc.Choice choice, Command command) {
    if (command.mode() == Mode.FLAT && !measureAgain) {
      return command.with(choice.states().getFirst());
    }
    measureAgain = false;
    for (Doc state : choice.states()) {
      Command flat = command.as(Mode.FLAT, state);
      if (fits(flat, choice.whole())) {
        return flat;
      }
    }
    return command.as(Mode.BROKEN, choice.states().getLast());
  }

  private void newLine(Doc.Line line, Command command) {
    if (command.mode() == Mode.FLAT && !line.hard()) {
      write(line.flat());
      return;
    }
    measureAgain = command.mode() == Mode.FLAT;
    int end = out.length();
    while (end > 0 && out.charAt(end - 1) == ' ') {
      end--;
    }
    out.setLength(end);
    out.append('\n').repeat(' ', command.indent());
    column = command.indent();
  }

  private void write(String text) {
    out.append(text);
    column += TextWidth.of(text);
  }

  /**
   * Whether the command, and what follows it up to the next possible break, fits on the line.
   *
   * @param whole whether the lines behind its own breaks have to fit as well
   */
  private boolean fits(Command next, boolean whole) {
    int room = WIDTH - column;
    int following = commands.size();
    var pending = new ArrayDeque<Command>();
    boolean own = whole;
    pending.push(next);
    while (room >= 0) {
      if (pending.isEmpty()) {
        if (following == 0) {
          return true;
        }
        own = false;
        pending.push(commands.get(--following));
        continue;
      }
      Command command = pending.pop();
      if (command.doc() instanceof Doc.Line line) {
        if (command.mode() == Mode.BROKEN || line.hard()) {
          if (!own) {
            return true;
          }
          room = WIDTH - command.indent();
        } else {
          room -= line.flat().length();
        }
      } else {
        room -= measure(command, pending);
      }
    }
    return false;
  }

  /** The columns of a text; anything else is replaced by what it consists of. */
  private int measure(Command command, Deque<Command> pending) {
    switch (command.doc()) {
      case Doc.Text text -> {
        return TextWidth.of(text.text());
      }
      case Doc.Concat concat -> {
        for (Doc part : concat.parts().reversed()) {
          pending.push(command.with(part));
        }
      }
      case Doc.Indent indent ->
          pending.push(
              new Command(command.indent() + indent.columns(), command.mode(), indent.contents()));
      case Doc.IndentIfBreak indent -> pending.push(command.with(indent.contents()));
      case Doc.Group group ->
          pending.push(command.as(group.broken() ? Mode.BROKEN : command.mode(), group.contents()));
      case Doc.Choice choice ->
          pending.push(
              command.with(
                  command.mode() == Mode.BROKEN
                      ? choice.states().getLast()
                      : choice.states().getFirst()));
      case Doc.IfBreak either ->
          pending.push(
              command.with(command.mode() == Mode.BROKEN ? either.broken() : either.flat()));
      case Doc.Flat flat -> pending.push(command.as(Mode.FLAT, flat.contents()));
      case Doc.Line line -> throw new IllegalStateException("a line has no width of its own");
    }
    return 0;
  }

  private static void pushAll(List<Doc> parts, Command like, List<Command> onto) {
    int from = onto.size();
    for (Doc part : parts) {
      onto.add(like.with(part));
    }
    Collections.reverse(onto.subList(from, onto.size()));
  }
}

package dev.parley.cli.ship;

import java.util.List;

/** The end of what a program has said, for an error's text; without stack traces. */
final class LastLines {
  private static final int COUNT = 8;

  private LastLines() {}

  static String of(String text) {
    List<String> lines =
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("\tat ")).toList();
    return lines.isEmpty()
        ? "it said nothing"
        : String.join("\n", lines.subList(Math.max(0, lines.size() - COUNT), lines.size()));
  }
}

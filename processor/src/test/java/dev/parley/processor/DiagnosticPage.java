package dev.parley.processor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of {@code docs/diagnostics}.
 *
 * @param violation Java sources; the line that is wrong ends in {@code // PARLEYnnn}
 * @param message what javac prints
 * @param fix the sources mended
 */
record DiagnosticPage(String title, List<String> violation, String message, List<String> fix) {
  static final Path FOLDER = Path.of("..", "docs", "diagnostics");
  private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");
  private static final Pattern TEXT = Pattern.compile("(?s)```text\n(.*?)\n```");

  static DiagnosticPage read(String id) throws IOException {
    String page = Files.readString(FOLDER.resolve(id + ".md"));
    String title = page.lines().findFirst().orElse("");
    int violation = page.indexOf("## Violation");
    int fix = page.indexOf("## Fix");
    Matcher message = TEXT.matcher(page);
    if (violation < 0 || fix < violation || !message.find()) {
      throw new IllegalStateException(id + ".md lacks the violation, its message or its fix");
    }
    return new DiagnosticPage(
        title,
        blocks(page.substring(violation, fix)),
        message.group(1),
        blocks(page.substring(fix)));
  }

  /** The line, counted from 1, that the page says is wrong. */
  long markedLine(String id) {
    for (String source : violation) {
      List<String> lines = source.lines().toList();
      for (int i = 0; i < lines.size(); i++) {
        if (lines.get(i).endsWith("// " + id)) {
          return i + 1L;
        }
      }
    }
    throw new IllegalStateException(id + ".md marks no line");
  }

  /** The source with the line that is wrong. */
  String markedSource(String id) {
    return violation.stream()
        .filter(it -> it.lines().anyMatch(line -> line.endsWith("// " + id)))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> blocks(String section) {
    return JAVA.matcher(section).results().map(it -> it.group(1)).toList();
  }
}

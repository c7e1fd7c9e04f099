package dev.parley.codegen.java;

import dev.parley.codegen.DocComment;
import dev.parley.codegen.MethodDoc;
import dev.parley.codegen.SourceWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes a contract's doc comments as Javadoc. They were written in another file, so links become
 * plain code, and of the tags at the end only what is true here stays.
 */
final class Javadoc {
  private static final int WIDTH = 100;
  private static final Pattern LINK =
      Pattern.compile("\\{@(?:link|linkplain)\\s+([^\\s{}]+)\\s*([^{}]*)}");
  private static final Pattern KEPT_AS_IT_IS =
      Pattern.compile("<(pre|ul|ol|li|table|h[1-6]|dl|blockquote)\\b|\\{@snippet\\b");
  private static final Pattern BLOCK_TAG = Pattern.compile("@[a-zA-Z][\\w.-]*(\\s.*)?");

  private static final Pattern PARAGRAPHS = Pattern.compile("\n\\s*\n");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  private Javadoc() {}

  /** Writes the main part of a doc comment, or another text if it has none. */
  static void write(SourceWriter out, String doc, String otherwise) {
    List<String> lines = mainPart(doc);
    writeLines(out, lines.isEmpty() ? List.of(otherwise) : lines);
  }

  /** Writes the main part of a doc comment, or another text if it has none, and tags under it. */
  static void write(SourceWriter out, String doc, String otherwise, List<MethodDoc.Tag> tags) {
    if (tags.isEmpty()) {
      write(out, doc, otherwise);
      return;
    }
    List<String> lines = mainPart(doc);
    int width = WIDTH - out.column() - 3;
    var all = new ArrayList<>(text(lines.isEmpty() ? List.of(otherwise) : lines, width));
    all.add("");
    for (MethodDoc.Tag tag : tags) {
      String words = "@" + tag.name() + " " + String.join(" ", DocComment.lines(tag.text()));
      all.addAll(wrapped(harmless(LINK.matcher(words).replaceAll(Javadoc::plain)), width, "    "));
    }
    writeBlock(out, all);
  }

  /** Whether the comment says that what it describes is deprecated. */
  static boolean saysDeprecated(String doc) {
    return doc.lines().anyMatch(line -> line.strip().matches("@deprecated(\\s.*)?"));
  }

  private static List<String> mainPart(String doc) {
    var lines = new ArrayList<String>();
    for (String line : DocComment.lines(doc)) {
      if (BLOCK_TAG.matcher(line.strip()).matches()) {
        break;
      }
      lines.add(line);
    }
    while (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    return lines;
  }

  private static void writeLines(SourceWriter out, List<String> lines) {
    int width = WIDTH - out.column();
    List<String> text = text(lines, width - 3);
    if (text.size() == 1 && text.getFirst().length() + "/**  */".length() <= width) {
      out.line("/** " + text.getFirst() + " */");
      return;
    }
    writeBlock(out, text);
  }

  private static void writeBlock(SourceWriter out, List<String> text) {
    out.line("/**");
    text.forEach(line -> out.line((" * " + line).stripTrailing()));
    out.line(" */");
  }

  private static List<String> text(List<String> lines, int width) {
    String whole = harmless(LINK.matcher(String.join("\n", lines)).replaceAll(Javadoc::plain));
    return KEPT_AS_IT_IS.matcher(whole).find() ? whole.lines().toList() : filled(whole, width);
  }

  private static String plain(MatchResult link) {
    String label = link.group(2).strip();
    String target = link.group(1).replace('#', '.');
    String shown = target.startsWith(".") ? target.substring(1) : target;
    return Matcher.quoteReplacement(label.isEmpty() ? "{@code " + shown + "}" : label);
  }

  /**
   * Neither the comment's end nor a Unicode escape, which javac replaces even in comments (JLS
   * §3.3), survives.
   */
  private static String harmless(String text) {
    return text.replace("*/", "*&#47;").replace("\\u", "&#92;u");
  }

  /** Fills lines with words, paragraph by paragraph. */
  private static List<String> filled(String text, int width) {
    var lines = new ArrayList<String>();
    for (String paragraph : PARAGRAPHS.split(text, -1)) {
      String words = paragraph.strip();
      if (words.isEmpty()) {
        continue;
      }
      if (!lines.isEmpty()) {
        lines.add("");
        words = words.startsWith("<p>") ? "<p>" + words.substring(3).strip() : "<p>" + words;
      }
      lines.addAll(wrapped(words, width, ""));
    }
    return lines;
  }

  /** Words in lines; those behind the first one are indented. */
  private static List<String> wrapped(String words, int width, String indent) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (String word : SPACES.split(words.strip(), -1)) {
      boolean begun = line.length() > (lines.isEmpty() ? 0 : indent.length());
      if (begun && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
        line.append(indent);
        begun = false;
      }
      // At a line's start it would be a tag.
      boolean tag = !begun && !lines.isEmpty() && word.startsWith("@");
      line.append(begun ? " " : "").append(tag ? "&#64;" + word.substring(1) : word);
    }
    lines.add(line.toString());
    return lines;
  }
}

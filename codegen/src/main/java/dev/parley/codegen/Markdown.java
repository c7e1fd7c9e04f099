package dev.parley.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Translates what Javadoc says in tags and HTML into the Markdown of another language's doc
 * comments.
 */
public final class Markdown {
  /** What a language makes of its doc comments. */
  public enum Dialect {
    /**
     * TSDoc, whose tags begin with {@code @} and whose comments end with an asterisk and a slash.
     */
    TSDOC("@param ", "@returns ", "\\@"),
    /** Dart's, which has no tags, and whose comments end with their lines. */
    DARTDOC("Takes ", "Returns ", "@");

    private final String parameter;
    private final String returned;
    private final String unknownTag;

    Dialect(String parameter, String returned, String unknownTag) {
      this.parameter = parameter;
      this.returned = returned;
      this.unknownTag = unknownTag;
    }
  }

  /** {@code {@code x}}, {@code {@link X label}}, …, without braces inside. */
  private static final Pattern INLINE_TAG = Pattern.compile("\\{@(\\w+)(?:\\s+([^{}]*))?}");

  /** A block of code that keeps its lines. */
  private static final Pattern PRE = Pattern.compile("(?is)<pre>(?:\\{@code)?(.*?)}?</pre>");

  private static final Pattern PARAGRAPH = Pattern.compile("(?i)\\s*</?p>\\s*");
  private static final Pattern ITEM = Pattern.compile("(?i)\\s*<li>\\s*");
  private static final Pattern LIST = Pattern.compile("(?i)\\s*</?(?:ul|ol|dl)>\\s*");
  private static final Pattern END_OF_ITEM = Pattern.compile("(?i)</li>");
  private static final Pattern CODE = Pattern.compile("(?i)</?(?:code|tt)>");
  private static final Pattern STRONG = Pattern.compile("(?i)</?(?:b|strong)>");
  private static final Pattern EMPHASIS = Pattern.compile("(?i)</?(?:i|em)>");
  private static final Pattern BREAK = Pattern.compile("(?i)<br\\s*/?>\\s*");
  private static final Pattern BLOCK_TAG = Pattern.compile("(?m)^[ \\t]*@(\\w+)[ \\t]*");

  private final Dialect dialect;

  private Markdown(Dialect dialect) {
    this.dialect = dialect;
  }

  /** The text, safe inside a comment and without blank lines around it. */
  public static String of(String javadoc, Dialect dialect) {
    return new Markdown(dialect).translated(javadoc);
  }

  private String translated(String javadoc) {
    String text = withoutSurprises(javadoc);
    var out = new StringBuilder();
    var pre = PRE.matcher(text);
    int from = 0;
    while (pre.find()) {
      out.append(prose(text.substring(from, pre.start())));
      out.append("\n\n```java\n").append(pre.group(1).strip()).append("\n```\n\n");
      from = pre.end();
    }
    out.append(prose(text.substring(from)));
    return tidy(unescaped(out.toString()));
  }

  private String prose(String text) {
    String said = INLINE_TAG.matcher(text).replaceAll(Markdown::inline);
    said = BLOCK_TAG.matcher(said).replaceAll(this::block);
    said = PARAGRAPH.matcher(said).replaceAll("\n\n");
    said = LIST.matcher(said).replaceAll("\n\n");
    said = ITEM.matcher(said).replaceAll("\n- ");
    said = END_OF_ITEM.matcher(said).replaceAll("");
    said = BREAK.matcher(said).replaceAll("\n");
    said = CODE.matcher(said).replaceAll("`");
    said = STRONG.matcher(said).replaceAll("**");
    return EMPHASIS.matcher(said).replaceAll("_");
  }

  private static String inline(MatchResult tag) {
    String content = tag.group(2) == null ? "" : tag.group(2).strip();
    String said =
        switch (tag.group(1)) {
          case "code", "value", "snippet" -> content.isEmpty() ? "" : "`" + content + "`";
          case "link", "linkplain" -> link(content);
          case "inheritDoc" -> "";
          default -> content;
        };
    return java.util.regex.Matcher.quoteReplacement(said);
  }

  /** {@code X label} as the label, {@code X#member} as `X.member`. */
  private static String link(String content) {
    if (content.isEmpty()) {
      return "";
    }
    int space = content.indexOf(' ');
    if (space > 0 && content.indexOf(')') < space) {
      return content.substring(space + 1).strip();
    }
    String target = content.startsWith("#") ? content.substring(1) : content.replace('#', '.');
    return "`" + target + "`";
  }

  /** What a tag at the start of a line says; a tag that means nothing here is said in words. */
  private String block(MatchResult tag) {
    String said =
        switch (tag.group(1)) {
          case "param" -> dialect.parameter;
          case "return" -> dialect.returned;
          case "throws", "exception" -> "Throws ";
          case "see" -> "See ";
          case "since" -> "Since ";
          case "deprecated" -> "Deprecated: ";
          case "author" -> "Author: ";
          case "version" -> "Version: ";
          default -> dialect.unknownTag + tag.group(1) + " ";
        };
    return java.util.regex.Matcher.quoteReplacement(said);
  }

  private String unescaped(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&nbsp;", " ")
        .replace("&#64;", dialect.unknownTag)
        .replace("&amp;", "&");
  }

  /**
   * Without what could make a reader see something else than a compiler does: control characters
   * and invisible formatting such as bidirectional overrides (CVE-2021-42574) are written out.
   */
  private static String withoutSurprises(String text) {
    var out = new StringBuilder(text.length());
    text.replace("\r\n", "\n").replace('\r', '\n').codePoints().forEach(c -> append(c, out));
    return out.toString();
  }

  private static void append(int c, StringBuilder out) {
    switch (Character.getType(c)) {
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> out.append('\n');
      case Character.CONTROL -> {
        if (c == '\n' || c == '\t') {
          out.append((char) c);
        }
      }
      case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
          out.append(String.format("U+%04X", c));
      default -> out.appendCodePoint(c);
    }
  }

  /** No spaces at line ends, no two blank lines, none around the text, and no end of comment. */
  private String tidy(String text) {
    var lines = new ArrayList<String>();
    boolean code = false;
    String closed = dialect == Dialect.TSDOC ? text.replace("*/", "*\\/") : text;
    for (String line : closed.replace("\t", "  ").split("\n", -1)) {
      code ^= line.startsWith("```");
      String tidied = code ? line.stripTrailing() : outsideCode(line);
      if (!tidied.isEmpty() || !(lines.isEmpty() || lines.getLast().isEmpty())) {
        lines.add(tidied);
      }
    }
    return String.join("\n", withoutBlankEnd(lines));
  }

  /**
   * A tag that is not ours would mean something to a tool: {@code @ts-ignore}, {@code @license}.
   */
  private String outsideCode(String line) {
    String stripped = line.strip();
    if (dialect == Dialect.DARTDOC) {
      return stripped;
    }
    boolean ours = stripped.startsWith("@param ") || stripped.startsWith("@returns ");
    return stripped.startsWith("@") && !ours ? "\\" + stripped : stripped;
  }

  private static List<String> withoutBlankEnd(List<String> lines) {
    int end = lines.size();
    while (end > 0 && lines.get(end - 1).isEmpty()) {
      end--;
    }
    return lines.subList(0, end);
  }
}

package dev.parley.codegen;

/**
 * Builds source text line by line, indented by two spaces per level. Knows no language: what a
 * comment or a string looks like is each generator's matter.
 */
public final class SourceWriter {
  private static final String INDENT = "  ";

  private final StringBuilder text = new StringBuilder();
  private int level;

  /** An empty text. */
  public SourceWriter() {}

  /** Adds a line at the present indentation; an empty one stays empty. */
  public SourceWriter line(String line) {
    if (!line.isEmpty()) {
      text.repeat(INDENT, level).append(line);
    }
    text.append('\n');
    return this;
  }

  /** Adds an empty line. */
  public SourceWriter line() {
    return line("");
  }

  /** Adds each line of a text at the present indentation. */
  public SourceWriter lines(String lines) {
    lines.lines().forEach(this::line);
    return this;
  }

  /** Adds a line that opens a block, and indents what follows. */
  public SourceWriter open(String line) {
    line(line);
    return indent();
  }

  /** Takes the indentation back and adds a line that closes a block. */
  public SourceWriter close(String line) {
    return outdent().line(line);
  }

  /** Indents what follows by one more level. */
  public SourceWriter indent() {
    level++;
    return this;
  }

  /** Takes one level of indentation back. */
  public SourceWriter outdent() {
    if (level == 0) {
      throw new IllegalStateException("more levels closed than opened");
    }
    level--;
    return this;
  }

  /** How many columns the present indentation takes. */
  public int column() {
    return level * INDENT.length();
  }

  /** The text written so far. */
  @Override
  public String toString() {
    return text.toString();
  }
}

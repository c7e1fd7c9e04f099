package dev.parley.codegen.java;

import dev.parley.codegen.SourceWriter;
import dev.parley.schema.Shape;
import java.util.ArrayList;
import java.util.List;

/** Writes the constant that holds a group's shape. */
final class ShapeText {
  /**
   * How many characters a text block may hold: a constant of a class file has at most 65,535 bytes
   * of up to three per character (JVMS §4.4.7).
   */
  private static final int PIECE = 21_000;

  private ShapeText() {}

  /** Adds {@code static final GroupContract GROUP = …}. */
  static void write(JavaFile file, String group, Shape shape) {
    SourceWriter body = file.body();
    String type = file.imports().of(JavaFile.EVENT, "GroupContract");
    body.line("static final " + type + " GROUP =").indent().indent();
    body.line("new " + type + "(").indent().indent();
    body.line(JavaText.literal(group) + ",");
    body.line(JavaText.literal(shape.fingerprint()) + ",");
    List<List<String>> pieces = pieces(shape.text());
    if (pieces.size() == 1) {
      textBlock(body, pieces.getFirst(), ");");
    } else {
      body.line(file.imports().lang("String") + ".join(").indent().indent();
      body.line("\"\\n\",");
      for (int i = 0; i < pieces.size(); i++) {
        textBlock(body, pieces.get(i), i == pieces.size() - 1 ? "));" : ",");
      }
      body.outdent().outdent();
    }
    body.outdent().outdent().outdent().outdent();
  }

  private static List<List<String>> pieces(String text) {
    var pieces = new ArrayList<List<String>>();
    var piece = new ArrayList<String>();
    int length = 0;
    for (String line : text.split("\n", -1)) {
      if (length > 0 && length + line.length() > PIECE) {
        pieces.add(List.copyOf(piece));
        piece.clear();
        length = 0;
      }
      piece.add(line);
      length += line.length() + 1;
    }
    pieces.add(List.copyOf(piece));
    return pieces;
  }

  private static void textBlock(SourceWriter body, List<String> lines, String after) {
    body.line("\"\"\"");
    for (int i = 0; i < lines.size(); i++) {
      String line = JavaText.textBlockLine(lines.get(i));
      // The backslash keeps the last line from ending in a line feed.
      body.line(i == lines.size() - 1 ? line + "\\" : line);
    }
    body.line("\"\"\"" + after);
  }
}

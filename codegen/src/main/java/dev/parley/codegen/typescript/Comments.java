package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.HARDLINE;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.join;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.Markdown;
import dev.parley.codegen.MethodDoc;
import dev.parley.codegen.layout.Doc;
import java.util.ArrayList;
import java.util.List;

/** Doc comments as TypeScript writes them. */
final class Comments {
  private Comments() {}

  /** The declaration under its doc comment; without a comment if there is nothing to say. */
  static Doc documented(String javadoc, Doc declaration) {
    return documented(javadoc, "", declaration);
  }

  /**
   * The declaration under its doc comment.
   *
   * @param javadoc a doc comment as the contract has it
   * @param otherwise what to say, in TypeScript's form, if that is empty
   */
  static Doc documented(String javadoc, String otherwise, Doc declaration) {
    String doc = Markdown.of(javadoc, Markdown.Dialect.TSDOC);
    String said = doc.isEmpty() ? otherwise : doc;
    return said.isEmpty() ? declaration : concat(comment(said), HARDLINE, declaration);
  }

  /** The declaration under its doc comment and tags. */
  static Doc documented(String javadoc, List<MethodDoc.Tag> tags, Doc declaration) {
    var all = new StringBuilder(javadoc);
    String separator = javadoc.isEmpty() ? "" : "\n\n";
    for (MethodDoc.Tag tag : tags) {
      all.append(separator).append('@').append(tag.name()).append(' ').append(tag.text());
      separator = "\n";
    }
    return documented(all.toString(), declaration);
  }

  private static Doc comment(String doc) {
    List<String> lines = doc.lines().toList();
    if (lines.size() == 1) {
      return text("/** " + lines.getFirst() + " */");
    }
    var docs = new ArrayList<Doc>();
    docs.add(text("/**"));
    for (String line : lines) {
      docs.add(text(line.isEmpty() ? " *" : " * " + line));
    }
    docs.add(text(" */"));
    return join(HARDLINE, docs);
  }
}

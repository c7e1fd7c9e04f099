package dev.parley.codegen.dart;

import static dev.parley.codegen.layout.Doc.HARDLINE;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.join;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.Markdown;
import dev.parley.codegen.MethodDoc;
import dev.parley.codegen.layout.Doc;
import java.util.List;

/** Doc comments as Dart writes them. */
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
   * @param otherwise what to say, in Dart's form, if that is empty
   */
  static Doc documented(String javadoc, String otherwise, Doc declaration) {
    String doc = Markdown.of(javadoc, Markdown.Dialect.DARTDOC);
    String said = doc.isEmpty() ? otherwise : doc;
    return said.isEmpty() ? declaration : concat(comment(said), HARDLINE, declaration);
  }

  /** The declaration under its doc comment and what it says of parameters and results. */
  static Doc documented(String javadoc, List<MethodDoc.Tag> tags, Doc declaration) {
    var all = new StringBuilder(javadoc);
    for (MethodDoc.Tag tag : tags) {
      if (!all.isEmpty()) {
        all.append("\n\n<p>");
      }
      all.append(said(tag));
    }
    return documented(all.toString(), declaration);
  }

  /** Dart has no tags: what they say is said in words. */
  private static String said(MethodDoc.Tag tag) {
    int space = tag.text().indexOf(' ');
    return tag.name().equals("param") && space > 0
        ? "Takes {@code " + tag.text().substring(0, space) + "}: " + tag.text().substring(space + 1)
        : "Returns " + tag.text();
  }

  /** Whether a declaration begins with a doc comment. */
  static boolean isDocumented(Doc declaration) {
    return switch (declaration) {
      case Doc.Concat it -> !it.parts().isEmpty() && isDocumented(it.parts().getFirst());
      case Doc.Text it -> it.text().startsWith("///");
      default -> false;
    };
  }

  private static Doc comment(String doc) {
    return join(HARDLINE, doc.lines().map(it -> text(it.isEmpty() ? "///" : "/// " + it)).toList());
  }
}

package dev.parley.codegen.dart;

import static dev.parley.codegen.layout.Doc.HARDLINE;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.indent;
import static dev.parley.codegen.layout.Doc.join;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.WireFormat;
import dev.parley.codegen.layout.Doc;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.util.ArrayList;
import java.util.List;

/** The sealed class of a union, which its alternatives implement, with its codec. */
final class UnionSource {
  private final UnionType union;
  private final Library library;
  private final String name;
  private final CheckSource checks;

  private UnionSource(UnionType union, Library library, CheckSource checks) {
    this.union = union;
    this.library = library;
    this.checks = checks;
    this.name = union.name().name();
  }

  static void add(UnionType union, Library library, CheckSource checks) {
    new UnionSource(union, library, checks).add();
  }

  private void add() {
    var arguments = new ArrayList<Doc>();
    arguments.add(text(Syntax.quoted(union.name().qualified())));
    arguments.add(text("_read"));
    arguments.add(text("_write"));
    checks.argument(union.name()).ifPresent(arguments::add);
    var members = new ArrayList<Doc>();
    members.add(MessageSource.decode(library, name, "type"));
    members.add(
        Comments.documented(
            "",
            "Reads and writes these messages.",
            Syntax.assignCall(
                "static const type",
                library.runtime("MessageType") + "<" + name + ">",
                arguments)));
    members.add(read());
    members.add(write());
    checks.of(union).ifPresent(members::add);
    library.add(Comments.documented(union.doc(), Syntax.body("sealed class " + name, members)));
  }

  private Doc read() {
    var kept = new ArrayList<Doc>();
    var results = new ArrayList<Doc>();
    for (int i = 0; i < union.alternatives().size(); i++) {
      UnionType.Alternative it = union.alternatives().get(i);
      String kind = String.valueOf(i + 1);
      kept.add(
          Syntax.switchCase(
              "case " + tag(it),
              concat(
                  "value = reader.keep(kind == " + kind + " ? value : 0);",
                  HARDLINE,
                  "kind = " + kind + ";")));
      results.add(
          concat(
              Syntax.call(
                  kind + " => reader.kept",
                  String.valueOf(it.number()),
                  library.codec(it.message()),
                  "value"),
              ","));
    }
    results.add(text("_ => reader.missing(),"));
    return MessageSource.readFunction(
        library,
        name,
        List.of(
            text("var kind = 0;"),
            text("var value = 0;"),
            MessageSource.eachTag(kept),
            concat(
                "return switch (kind) {",
                indent(HARDLINE, join(HARDLINE, results)),
                HARDLINE,
                "};")));
  }

  private Doc write() {
    var cases = new ArrayList<Doc>();
    for (UnionType.Alternative it : union.alternatives()) {
      TypeName alternative = it.message();
      cases.add(
          Syntax.switchCase(
              "case " + library.type(alternative) + "()",
              Syntax.statement(
                  Syntax.call("out.message", tag(it), library.codec(alternative), "message"))));
    }
    return MessageSource.writeFunction(
        library, name, List.of(Syntax.block("switch (message)", cases)));
  }

  private static String tag(UnionType.Alternative it) {
    return Long.toString(WireFormat.tagOfMessage(it.number()));
  }
}

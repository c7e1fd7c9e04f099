package dev.parley.codegen.dart;

import static dev.parley.codegen.layout.Doc.HARDLINE;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.indent;
import static dev.parley.codegen.layout.Doc.join;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.layout.Doc;
import dev.parley.schema.EnumType;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes of an open enum: a sealed one, the enum of the contract's constants, and the class of
 * any other number, so that a switch over the constants and the latter is exhaustive.
 */
final class EnumSource {
  private final EnumType type;
  private final Library library;
  private final String name;
  private final String known;
  private final String unknown;

  private EnumSource(EnumType type, Library library) {
    this.type = type;
    this.library = library;
    this.name = type.name().name();
    this.known = DartNames.known(name);
    this.unknown = DartNames.unknown(name);
  }

  static void add(EnumType type, Library library) {
    var source = new EnumSource(type, library);
    source.addSealed();
    source.addKnown();
    source.addUnknown();
  }

  private String constant(EnumType.Constant constant) {
    return library.names().constant(type.name(), constant);
  }

  private void addSealed() {
    var members = new ArrayList<Doc>();
    var lines = new ArrayList<Doc>();
    for (EnumType.Constant constant : type.constants()) {
      lines.add(
          Comments.documented(
              constant.doc(),
              Syntax.assign(
                  "static const " + constant(constant), known + "." + constant(constant))));
    }
    if (!lines.isEmpty()) {
      members.add(Syntax.lines(lines));
    }
    members.add(
        Comments.documented(
            "",
            "Reads and writes these values.",
            Syntax.assignCall(
                "static const type",
                library.runtime("EnumType") + "<" + name + ">",
                Syntax.quoted(type.name().qualified()),
                name + ".of")));
    members.add(
        Comments.documented(
            "", "The constant of that number, or an [" + unknown + "] that keeps it.", of()));
    library.add(
        Comments.documented(
            type.doc(),
            Syntax.body(
                Syntax.head(
                    "sealed class " + name,
                    "implements",
                    List.of(text(library.runtime("OpenEnum")))),
                members)));
  }

  private Doc of() {
    var cases = new ArrayList<Doc>();
    for (EnumType.Constant constant : type.constants()) {
      cases.add(text(constant.number() + " => " + constant(constant) + ","));
    }
    cases.add(text("_ => " + unknown + "._(number),"));
    return Syntax.block(
        Syntax.list("static " + name + " of(", List.of(text("int number")), ")"),
        List.of(
            concat(
                "return switch (number) {",
                indent(HARDLINE, join(HARDLINE, cases)),
                HARDLINE,
                "};")));
  }

  private void addKnown() {
    if (type.constants().isEmpty()) {
      return;
    }
    var constants = new ArrayList<Doc>();
    for (EnumType.Constant constant : type.constants()) {
      boolean last = constants.size() == type.constants().size() - 1;
      constants.add(
          Comments.documented(
              constant.doc(),
              text(constant(constant) + "(" + constant.number() + ")" + (last ? ";" : ","))));
    }
    var members = new ArrayList<Doc>();
    members.add(Syntax.lines(constants));
    members.add(text("const " + known + "(this.number);"));
    members.add(Syntax.overriding(text("final int number;")));
    members.add(Syntax.overriding(string("${EnumName(this).name}")));
    library.add(
        Comments.documented(
            "",
            "The constants of [" + name + "].",
            Syntax.body(implementing("enum " + known), members)));
  }

  private void addUnknown() {
    var members = new ArrayList<Doc>();
    members.add(text("const " + unknown + "._(this.number);"));
    members.add(Syntax.overriding(text("final int number;")));
    members.add(
        Syntax.overriding(
            Syntax.arrow(
                "bool operator ==(Object other)",
                Syntax.and(List.of(text("other is " + unknown), text("number == other.number"))))));
    members.add(
        Syntax.overriding(
            Syntax.arrowCall(
                "int get hashCode", "Object.hash(", List.of(text(unknown), text("number")), ")")));
    members.add(Syntax.overriding(string("$number")));
    library.add(
        Comments.documented(
            "",
            "A [" + name + "] of a number that the contract did not have when this was generated.",
            Syntax.body(implementing("final class " + unknown), members)));
  }

  private Doc implementing(String head) {
    return Syntax.head(head, "implements", List.of(text(name)));
  }

  private Doc string(String shown) {
    return Syntax.arrow("String toString()", "'" + name + "." + shown + "'");
  }
}

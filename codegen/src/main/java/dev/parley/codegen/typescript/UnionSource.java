package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.LINE;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.group;
import static dev.parley.codegen.layout.Doc.indent;
import static dev.parley.codegen.layout.Doc.text;
import static dev.parley.codegen.typescript.Syntax.block;
import static dev.parley.codegen.typescript.Syntax.call;

import dev.parley.codegen.WireFormat;
import dev.parley.codegen.layout.Doc;
import dev.parley.schema.UnionType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What is written for a union: its type, what it is made from, and its codec. */
final class UnionSource {
  private final UnionType union;
  private final Module module;
  private final String name;
  private final String init;
  private final CheckSource checks;

  private UnionSource(UnionType union, Module module, CheckSource checks) {
    this.union = union;
    this.checks = checks;
    this.module = module;
    this.name = module.local(union.name().name());
    this.init = module.init(union.name());
  }

  static void add(UnionType union, Module module, CheckSource checks) {
    new UnionSource(union, module, checks).addDeclarations();
  }

  private void addDeclarations() {
    String export = module.export(union.name().name());
    module.add(
        Comments.documented(union.doc(), type(export, name, it -> module.type(it.message()))));
    module.add(
        Comments.documented(
            "",
            "What {@link " + name + "} is made from.",
            type("export ", init, it -> module.init(it.message()))));
    module.add(
        Comments.documented(
            "",
            "Makes, reads and writes {@link " + name + "}.",
            MessageSource.codec(
                module,
                export + "const " + name,
                List.of(text(name), text(init)),
                union.name().qualified(),
                functions())));
  }

  private List<Doc> functions() {
    var functions = new ArrayList<Doc>();
    functions.add(fromObject());
    checks.of(union).ifPresent(functions::add);
    functions.add(write());
    functions.add(read());
    return functions;
  }

  private Doc type(String export, String type, Function<UnionType.Alternative, String> valueType) {
    List<UnionType.Alternative> alternatives = union.alternatives();
    if (alternatives.size() == 1) {
      UnionType.Alternative only = alternatives.getFirst();
      return block(
          export + "interface " + type,
          List.of(text(kindProperty(only) + ";"), text(valueProperty(only, valueType) + ";")));
    }
    Doc all = Syntax.union(alternatives.stream().map(it -> alternative(it, valueType)).toList());
    return concat(group(export, "type ", type, " =", group(indent(LINE, all))), ";");
  }

  private static Doc alternative(
      UnionType.Alternative it, Function<UnionType.Alternative, String> valueType) {
    return Syntax.objectType(List.of(text(kindProperty(it)), text(valueProperty(it, valueType))));
  }

  private static String kindProperty(UnionType.Alternative it) {
    return "readonly kind: " + Syntax.quoted(PublicNames.kind(it));
  }

  private static String valueProperty(
      UnionType.Alternative it, Function<UnionType.Alternative, String> valueType) {
    return "readonly value: " + valueType.apply(it);
  }

  private Doc fromObject() {
    return eachAlternative(
        "fromObject(init)",
        "init.kind",
        it -> result(it, call(module.codec(it.message()) + ".fromObject", "init.value")),
        List.of());
  }

  private Doc write() {
    return eachAlternative(
        "write(message, out)",
        "message.kind",
        it ->
            concat(call("out.message", tag(it), module.codec(it.message()), "message.value"), ";"),
        List.of(text("break;")));
  }

  /** A function that tells the alternatives apart; an only one need not be told. */
  private Doc eachAlternative(
      String function,
      String kind,
      Function<UnionType.Alternative, Doc> statement,
      List<Doc> after) {
    if (union.alternatives().size() == 1) {
      return block(function, List.of(statement.apply(union.alternatives().getFirst())));
    }
    var cases = new ArrayList<Doc>();
    for (UnionType.Alternative it : union.alternatives()) {
      var statements = new ArrayList<Doc>();
      statements.add(statement.apply(it));
      statements.addAll(after);
      cases.add(Syntax.switchCase("case " + Syntax.quoted(PublicNames.kind(it)), statements));
    }
    return block(function, List.of(block("switch (" + kind + ")", cases)));
  }

  private Doc read() {
    var kept = new ArrayList<Doc>();
    var results = new ArrayList<Doc>();
    for (int i = 0; i < union.alternatives().size(); i++) {
      UnionType.Alternative it = union.alternatives().get(i);
      String known = String.valueOf(i + 1);
      kept.add(
          Syntax.switchCase(
              "case " + tag(it),
              List.of(
                  text("value = reader.keep(kind === " + known + " ? value : 0);"),
                  text("kind = " + known + ";"),
                  text("break;"))));
      results.add(
          Syntax.switchCase(
              "case " + known,
              List.of(result(it, call("reader.kept", module.codec(it.message()), "value")))));
    }
    results.add(Syntax.switchCase("default", List.of(text("return reader.missing();"))));
    return block(
        "read(reader)",
        List.of(
            text("let kind = 0;"),
            text("let value = 0;"),
            MessageSource.eachTag(kept),
            block("switch (kind)", results)));
  }

  private static Doc result(UnionType.Alternative it, Doc value) {
    Doc object =
        Syntax.object(
            List.of(
                text("kind: " + Syntax.quoted(PublicNames.kind(it))),
                Syntax.property("value", value)));
    return concat("return ", object, ";");
  }

  private static String tag(UnionType.Alternative it) {
    return Long.toString(WireFormat.tagOfMessage(it.number()));
  }
}

package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.text;
import static dev.parley.codegen.typescript.Syntax.block;
import static dev.parley.codegen.typescript.Syntax.generic;

import dev.parley.codegen.RequiredFields;
import dev.parley.codegen.layout.Doc;
import dev.parley.codegen.typescript.Syntax.Break;
import dev.parley.schema.MessageType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/** What is written for a message: its type, what it is made from, and its codec. */
final class MessageSource {
  /** What the generated functions call their own variables and what they use of the runtime. */
  private static final Set<String> OWN_VARIABLES =
      Set.of(
          "copyMap",
          "copyRecord",
          "emptyRecord",
          "init",
          "kind",
          "mapMap",
          "mapRecord",
          "message",
          "messageType",
          "out",
          "reader",
          "tag",
          "value");

  private static final Doc EACH_TAG =
      text("for (let tag = reader.tag(); tag !== 0; tag = reader.tag())");

  private final MessageType message;
  private final Module module;
  private final String name;
  private final String init;
  private final List<FieldSource> fields;
  private final CheckSource checks;

  private MessageSource(
      MessageType message, Module module, List<FieldSource> fields, CheckSource checks) {
    this.message = message;
    this.module = module;
    this.name = module.local(message.name().name());
    this.init = module.init(message.name());
    this.fields = fields;
    this.checks = checks;
  }

  /**
   * Adds the declarations.
   *
   * @param isType whether a variable of this name would hide a type
   */
  static void add(
      MessageType message,
      Module module,
      RequiredFields required,
      CheckSource checks,
      Predicate<String> isType) {
    var types = new Types(module);
    var used = new HashSet<String>();
    var fields = new ArrayList<FieldSource>();
    for (dev.parley.schema.Field field : message.fields()) {
      String local = field.name();
      while (Identifiers.isTaken(local)
          || OWN_VARIABLES.contains(local)
          || isType.test(withoutAlias(local))
          || !used.add(local)) {
        local += "_";
      }
      fields.add(new FieldSource(field, local, required.isRequired(field), types, module));
    }
    new MessageSource(message, module, fields, checks).addDeclarations();
  }

  /** A clash is told from the name that was given; a type is known here under an alias at times. */
  private static String withoutAlias(String local) {
    int end = local.length();
    while (end > 1 && local.charAt(end - 1) == '$') {
      end--;
    }
    return local.substring(0, end);
  }

  private void addDeclarations() {
    String export = module.export(message.name().name());
    module.add(Comments.documented(message.doc(), properties(export, name, FieldSource::property)));
    module.add(
        Comments.documented(
            "",
            "What {@link " + name + "} is made from: what is left out takes its empty value.",
            properties("export ", init, FieldSource::initProperty)));
    module.add(
        Comments.documented(
            "",
            "Makes, reads and writes {@link " + name + "}.",
            codec(
                module,
                export + "const " + name,
                List.of(text(name), text(init)),
                message.name().qualified(),
                functions())));
  }

  private List<Doc> functions() {
    var functions = new ArrayList<Doc>();
    functions.add(fromObject());
    checks.of(message).ifPresent(functions::add);
    functions.add(write());
    functions.add(read());
    return functions;
  }

  private Doc properties(String export, String type, Function<FieldSource, Doc> property) {
    return fields.isEmpty()
        ? emptyType(export, type)
        : block(export + "interface " + type, fields.stream().map(property).toList());
  }

  /** The type of an object without properties. */
  static Doc emptyType(String export, String type) {
    Doc nothing = generic("Readonly", generic("Record", text("string"), text("never")));
    return Syntax.assign(export + "type " + type, nothing, Break.LAST);
  }

  /** {@code left: MessageType<Type, Init> = messageType({ … });}. */
  static Doc codec(
      Module module, String left, List<Doc> arguments, String typeName, List<Doc> functions) {
    var properties = new ArrayList<Doc>();
    properties.add(Syntax.memberProperty("typeName", Syntax.quoted(typeName)));
    properties.addAll(functions);
    Doc type = generic(module.clientType("MessageType"), arguments.toArray(Doc[]::new));
    return Syntax.assign(
        concat(left, ": ", type),
        Syntax.callWithObject(
            "/* @__PURE__ */ " + module.codec("messageType"), Syntax.tallObject(properties)),
        Break.LAST);
  }

  private Doc fromObject() {
    return fields.isEmpty()
        ? block("fromObject()", List.of(text("return {};")))
        : block("fromObject(init)", List.of(returned(FieldSource::made)));
  }

  private Doc write() {
    if (fields.isEmpty()) {
      return block("write()", List.of(text("// there is nothing to write")));
    }
    return block(
        "write(message, out)",
        fields.stream()
            .sorted(Comparator.comparingInt(it -> it.field().number()))
            .map(FieldSource::write)
            .toList());
  }

  private Doc read() {
    var statements = new ArrayList<Doc>();
    fields.forEach(it -> statements.add(it.variable()));
    var cases = new ArrayList<Doc>();
    fields.forEach(it -> cases.addAll(it.cases()));
    statements.add(eachTag(cases));
    statements.add(fields.isEmpty() ? text("return {};") : returned(FieldSource::result));
    return block("read(reader)", statements);
  }

  /** The loop over the tags of a message; what no case knows is skipped. */
  static Doc eachTag(List<Doc> cases) {
    if (cases.isEmpty()) {
      return block(EACH_TAG, List.of(text("reader.skip(tag);")));
    }
    var all = new ArrayList<>(cases);
    all.add(Syntax.switchCase("default", List.of(text("reader.skip(tag);"))));
    return block(EACH_TAG, List.of(block("switch (tag)", all)));
  }

  private Doc returned(Function<FieldSource, Doc> property) {
    return concat("return ", Syntax.tallObject(fields.stream().map(property).toList()), ";");
  }
}

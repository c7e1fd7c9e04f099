package dev.parley.codegen.dart;

import static dev.parley.codegen.layout.Doc.HARDLINE;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.join;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.layout.Doc;
import dev.parley.codegen.layout.Layout;
import dev.parley.schema.Field;
import dev.parley.schema.MessageType;
import dev.parley.schema.TypeName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/** The class of a message: immutable, with its codec. */
final class MessageSource {
  /** {@code Object.hash} takes as many. */
  private static final int MAX_HASHED = 20;

  private static final String EACH_TAG =
      "for (var tag = reader.tag(); tag != 0; tag = reader.tag())";

  private final MessageType message;
  private final Library library;
  private final String name;
  private final String codec;
  private final boolean isConst;
  private final List<FieldSource> fields;
  private final List<TypeName> unions;
  private final CheckSource checks;

  private MessageSource(
      MessageType message,
      Library library,
      boolean isConst,
      List<FieldSource> fields,
      List<TypeName> unions,
      CheckSource checks) {
    this.message = message;
    this.library = library;
    this.name = message.name().name();
    this.codec = library.names().codec(message.name());
    this.isConst = isConst;
    this.fields = fields;
    this.unions = unions;
    this.checks = checks;
  }

  /**
   * Adds the class.
   *
   * @param unions the unions that the message is an alternative of
   */
  static void add(
      MessageType message,
      Library library,
      Defaults defaults,
      List<TypeName> unions,
      CheckSource checks) {
    var types = new Types(library);
    var used = new HashSet<String>();
    var fields = new ArrayList<FieldSource>();
    for (Field field : message.fields()) {
      String name = library.names().field(message.name(), field);
      String local = name;
      while (Words.isTaken(local) || !used.add(local)) {
        local += "_";
      }
      fields.add(new FieldSource(field, name, local, types, library, defaults));
    }
    new MessageSource(message, library, defaults.isConst(message), fields, unions, checks).add();
  }

  private void add() {
    var members = new ArrayList<Doc>();
    members.add(constructor());
    if (!isConst) {
      members.add(
          concat(
              "const ",
              Syntax.list(
                  name + "._({",
                  fields.stream().map(it -> text("required this." + it.name())).toList(),
                  "})"),
              ";"));
    }
    members.add(decode(library, name, codec));
    members.add(type());
    if (!fields.isEmpty()) {
      members.add(Syntax.lines(fields.stream().map(FieldSource::declaration).toList()));
    }
    members.add(
        Comments.documented(
            "",
            "The message as Protobuf.",
            Syntax.arrow(library.bytes() + " encode()", codec + ".encode(this)")));
    if (checks.isChecked(message.name())) {
      members.add(checks.validate(message));
    }
    if (!fields.isEmpty()) {
      members.add(copyWith());
    }
    members.add(Syntax.overriding(equality()));
    members.add(Syntax.overriding(hash()));
    members.add(Syntax.overriding(string()));
    members.add(read());
    members.add(write());
    checks.of(message).ifPresent(members::add);
    Doc head =
        Syntax.head(
            "final class " + name,
            "implements",
            unions.stream().map(it -> text(library.type(it))).toList());
    library.add(Comments.documented(message.doc(), Syntax.body(head, members)));
  }

  private Doc constructor() {
    List<Doc> parameters = fields.stream().map(FieldSource::parameter).toList();
    List<Doc> initializers = fields.stream().flatMap(it -> it.initializer().stream()).toList();
    Doc constructor =
        Syntax.constructor((isConst ? "const " : "") + name, parameters, initializers);
    String said =
        isConst
            ? ""
            : "Lists, maps and bytes are copied: what becomes of them later does not change the"
                + " message.";
    return Comments.documented("", said, constructor);
  }

  static Doc decode(Library library, String name, String codec) {
    return Comments.documented(
        "",
        "The message that the bytes hold. Throws a `MalformedMessageException`.",
        Syntax.arrowFunction(
            "factory " + name + ".decode",
            text(library.bytes() + " bytes"),
            codec + ".decode(bytes)"));
  }

  private Doc type() {
    var arguments = new ArrayList<Doc>();
    arguments.add(text(Syntax.quoted(message.name().qualified())));
    arguments.add(text("_read"));
    arguments.add(text("_write"));
    if (!fields.isEmpty()) {
      List<Doc> names =
          fields.stream()
              .map(it -> text(it.field().number() + ": " + Syntax.quoted(it.field().name())))
              .toList();
      arguments.add(Syntax.namedList("fields", "{", names, "}"));
    }
    checks.argument(message.name()).ifPresent(arguments::add);
    return Comments.documented(
        "",
        "Reads and writes these messages.",
        Syntax.assignCall(
            "static const " + codec, library.runtime("MessageType") + "<" + name + ">", arguments));
  }

  private Doc copyWith() {
    Doc call =
        Syntax.call(
            isConst ? name : name + "._", fields.stream().map(FieldSource::copied).toList());
    String said = "The same message but for what is given";
    boolean nullable = fields.stream().anyMatch(it -> it.field().nullable());
    return Comments.documented(
        "",
        nullable ? said + "; what may be null is given by a function: `() => null`." : said + ".",
        Syntax.block(
            Syntax.list(
                name + " copyWith({",
                fields.stream().map(FieldSource::copyParameter).toList(),
                "})"),
            List.of(Syntax.returned(call))));
  }

  private Doc equality() {
    var operands = new ArrayList<Doc>();
    operands.add(text("other is " + name));
    fields.forEach(it -> operands.add(it.equal()));
    return Syntax.arrow("bool operator ==(Object other)", Syntax.and(operands));
  }

  private Doc hash() {
    String getter = "int get hashCode";
    if (fields.isEmpty()) {
      return Syntax.arrow(getter, "(" + name + ").hashCode");
    }
    var hashed = new ArrayList<Doc>();
    hashed.add(text(name));
    fields.forEach(it -> hashed.add(it.hash()));
    return hashed.size() <= MAX_HASHED
        ? Syntax.arrowCall(getter, "Object.hash(", hashed, ")")
        : Syntax.arrowCall(getter, "Object.hashAll([", hashed, "])");
  }

  private Doc string() {
    var parts = new ArrayList<String>();
    parts.add(name + "(");
    for (FieldSource field : fields) {
      parts.add(field.shown() + (parts.size() == fields.size() ? ")" : ", "));
    }
    if (fields.isEmpty()) {
      parts.add(")");
    }
    String head = "String toString() =>";
    String whole = head + " '" + String.join("", parts) + "';";
    if (whole.length() + Layout.INDENT <= Layout.WIDTH) {
      return text(whole);
    }
    List<Doc> lines = parts.stream().map(it -> text("'" + it + "'")).toList();
    return concat(head, Syntax.deeper(HARDLINE, join(HARDLINE, lines)), ";");
  }

  private Doc read() {
    var lines = new ArrayList<Doc>();
    fields.forEach(it -> lines.add(it.variable()));
    var cases = new ArrayList<Doc>();
    fields.forEach(it -> cases.addAll(it.cases()));
    lines.add(eachTag(cases));
    Doc made =
        fields.isEmpty()
            ? text("const " + name + "()")
            : Syntax.call(
                isConst ? name : name + "._", fields.stream().map(FieldSource::result).toList());
    lines.add(Syntax.returned(made));
    return readFunction(library, name, lines);
  }

  static Doc readFunction(Library library, String type, List<Doc> lines) {
    return Syntax.block(
        Syntax.list(
            "static " + type + " _read(",
            List.of(text(library.runtime("MessageReader") + " reader")),
            ")"),
        lines);
  }

  /** The loop over the tags of a message; what no case knows is skipped. */
  static Doc eachTag(List<Doc> cases) {
    if (cases.isEmpty()) {
      return Syntax.block(EACH_TAG, List.of(text("reader.skip(tag);")));
    }
    var all = new ArrayList<>(cases);
    all.add(Syntax.switchCase("default", text("reader.skip(tag);")));
    return Syntax.block(EACH_TAG, List.of(Syntax.block("switch (tag)", all)));
  }

  private Doc write() {
    return writeFunction(
        library,
        name,
        fields.stream()
            .sorted(Comparator.comparingInt(it -> it.field().number()))
            .map(FieldSource::write)
            .toList());
  }

  static Doc writeFunction(Library library, String type, List<Doc> lines) {
    return Syntax.block(
        Syntax.list(
            "static void _write(",
            List.of(text(type + " message"), text(library.runtime("MessageWriter") + " out")),
            ")"),
        lines);
  }
}

package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.SOFTLINE;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.group;
import static dev.parley.codegen.layout.Doc.indent;
import static dev.parley.codegen.layout.Doc.text;
import static dev.parley.codegen.typescript.Syntax.arguments;
import static dev.parley.codegen.typescript.Syntax.assign;
import static dev.parley.codegen.typescript.Syntax.binary;
import static dev.parley.codegen.typescript.Syntax.call;
import static dev.parley.codegen.typescript.Syntax.declare;
import static dev.parley.codegen.typescript.Syntax.generic;

import dev.parley.codegen.WireFormat;
import dev.parley.codegen.layout.Doc;
import dev.parley.codegen.typescript.Syntax.Break;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import java.util.ArrayList;
import java.util.List;

/**
 * What is written for one field of a message.
 *
 * @param local the variable that the field is read into
 * @param required whether {@code fromObject} must be given it
 */
record FieldSource(Field field, String local, boolean required, Types types, Module module) {

  /** The property of the message's type. */
  Doc property() {
    Doc type = types.of(field.type());
    Doc declared = field.nullable() ? Syntax.orUndefined(type) : type;
    return Comments.documented(
        field.doc(), concat(group("readonly ", field.name(), ": ", declared), ";"));
  }

  /** The property of what the message is made from. */
  Doc initProperty() {
    Doc type = types.init(field.type());
    Doc declared =
        required
            ? concat("readonly ", field.name(), ": ", type)
            : concat("readonly ", field.name(), "?: ", Syntax.orUndefined(type));
    return Comments.documented(field.doc(), concat(group(declared), ";"));
  }

  // fromObject

  /** The property of the new message. */
  Doc made() {
    String given = "init." + field.name();
    return switch (field.type()) {
      case FieldType.Single single ->
          field.nullable() ? nullable(single, given) : made(single, given);
      case FieldType.ListOf list -> madeList(list, given);
      case FieldType.MapOf map -> madeMap(map, given);
    };
  }

  private Doc nullable(FieldType.Single type, String given) {
    if (!hasInit(type)) {
      return Syntax.memberProperty(field.name(), given);
    }
    return Syntax.operationProperty(
        field.name(),
        Syntax.conditional(
            given, "undefined", "undefined", call(types.codec(type) + ".fromObject", given)));
  }

  private Doc made(FieldType.Single type, String given) {
    if (!hasInit(type)) {
      return Syntax.operationProperty(field.name(), binary(given, "??", empty(type)));
    }
    Object init = required ? given : Syntax.binaryArgument(given, "??", "{}");
    return Syntax.property(field.name(), call(types.codec(type) + ".fromObject", init));
  }

  private Doc madeList(FieldType.ListOf list, String given) {
    if (!hasInit(list.element())) {
      return Syntax.operationProperty(field.name(), binary(given, "??", "[]"));
    }
    Doc elements = group(indent(SOFTLINE, given, " ", group("??", Doc.LINE, "[]")), SOFTLINE);
    Doc each = arguments(types.codec(list.element()) + ".fromObject");
    return Syntax.property(field.name(), group("(", elements, ").map", each));
  }

  private Doc madeMap(FieldType.MapOf map, String given) {
    String suffix = Types.isRecord(map) ? "Record" : "Map";
    return Syntax.property(
        field.name(),
        hasInit(map.value())
            ? call(module.codec("map" + suffix), given, types.codec(map.value()) + ".fromObject")
            : call(module.codec("copy" + suffix), given));
  }

  private static boolean hasInit(FieldType.Single type) {
    return type instanceof FieldType.MessageRef || type instanceof FieldType.UnionRef;
  }

  private Object empty(FieldType.Single type) {
    return switch (type) {
      case FieldType.Scalar scalar ->
          switch (scalar) {
            case INT32, UINT32, SINT32, FIXED32, SFIXED32, FLOAT, DOUBLE -> "0";
            case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> "0n";
            case BOOL -> "false";
            case STRING -> "\"\"";
            case BYTES -> concat("new Uint8Array", arguments("0"));
          };
      case FieldType.EnumRef it -> "0";
      default -> call(types.codec(type) + ".fromObject", "{}");
    };
  }

  // write

  Doc write() {
    String value = "message." + field.name();
    String tag = String.valueOf(WireFormat.tag(field.number(), field.type()));
    return switch (field.type()) {
      case FieldType.Single single -> writeSingle(single, tag, value);
      case FieldType.ListOf list -> writeList(list, tag, value);
      case FieldType.MapOf map ->
          Types.isRecord(map)
              ? statement(call("out.record", tag, types.kind(map.value()), value))
              : statement(
                  call("out.map", tag, types.kind(map.key()), types.kind(map.value()), value));
    };
  }

  private Doc writeSingle(FieldType.Single type, String tag, String value) {
    Doc statement = write(type, tag, value);
    if (field.nullable()) {
      return Syntax.when(test(value, "!==", "undefined"), statement);
    }
    return WireFormat.isMessage(type) ? statement : Syntax.when(isNotEmpty(type, value), statement);
  }

  private Doc write(FieldType.Single type, String tag, String value) {
    return statement(
        WireFormat.isMessage(type)
            ? call("out.message", tag, types.codec(type), value)
            : call("out." + Types.method(type), tag, value));
  }

  /** A double's -0 is not its empty value. */
  private Doc isNotEmpty(FieldType.Single type, String value) {
    return switch (type) {
      case FieldType.Scalar scalar ->
          switch (scalar) {
            case INT32, UINT32, SINT32, FIXED32, SFIXED32 -> test(value, "!==", "0");
            case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> test(value, "!==", "0n");
            case FLOAT, DOUBLE -> concat("!", call("Object.is", value, "0"));
            case BOOL -> text(value);
            case STRING -> test(value, "!==", "\"\"");
            case BYTES ->
                concat(
                    group(
                        "message",
                        group(indent(SOFTLINE, ".", field.name())),
                        group(indent(SOFTLINE, ".length"))),
                    " ",
                    group("!==", Doc.LINE, "0"));
          };
      default -> test(value, "!==", "0");
    };
  }

  private static Doc test(String left, String operator, String right) {
    return concat(left, " ", group(operator, Doc.LINE, right));
  }

  private Doc writeList(FieldType.ListOf list, String tag, String value) {
    FieldType.Single element = list.element();
    if (WireFormat.isPacked(element)) {
      return statement(call("out.packed", tag, types.kind(element), value));
    }
    return Syntax.block(
        "for (const value of " + value + ")", List.of(write(element, tag, "value")));
  }

  // read

  /** The variable that the field is read into. */
  Doc variable() {
    return switch (field.type()) {
      case FieldType.Single single when WireFormat.isMessage(single) ->
          declare("let", local, "0", Break.NEVER);
      case FieldType.Single single when field.nullable() ->
          concat(group("let ", local, ": ", Syntax.orUndefined(text(types.single(single))), ";"));
      case FieldType.Single single -> variable(single);
      case FieldType.ListOf list ->
          declare("const", local + ": " + types.single(list.element()) + "[]", "[]", Break.LAST);
      case FieldType.MapOf map -> variable(map);
    };
  }

  private Doc variable(FieldType.Single type) {
    return switch (type) {
      case FieldType.Scalar scalar ->
          switch (scalar) {
            case STRING -> declare("let", local, "\"\"", Break.BEFORE);
            case INT64, UINT64, SINT64, FIXED64, SFIXED64 ->
                declare("let", local, "0n", Break.LAST);
            case BYTES -> declare("let", local + ": Uint8Array", empty(type), Break.LAST);
            default -> declare("let", local, empty(type), Break.NEVER);
          };
      default -> declare("let", local + ": " + types.single(type), "0", Break.NEVER);
    };
  }

  private Doc variable(FieldType.MapOf map) {
    Doc value = text(types.single(map.value()));
    return Types.isRecord(map)
        ? declare(
            "const", local, concat(generic(module.codec("emptyRecord"), value), "()"), Break.BEFORE)
        : declare(
            "const",
            local,
            concat("new ", generic("Map", text(Types.scalar(map.key())), value), "()"),
            Break.LAST);
  }

  /** The cases of the switch over the tags. */
  List<Doc> cases() {
    long tag = WireFormat.tag(field.number(), field.type());
    return switch (field.type()) {
      case FieldType.Single single when WireFormat.isMessage(single) ->
          List.of(
              readCase(tag, assign(local, call("reader.keep", local), Syntax.breakOfCall(local))));
      case FieldType.Single single ->
          List.of(readCase(tag, assign(local, read(single), Break.BEFORE)));
      case FieldType.ListOf list -> listCases(list, tag);
      case FieldType.MapOf map ->
          List.of(
              readCase(
                  tag,
                  statement(
                      Types.isRecord(map)
                          ? call("reader.recordEntry", types.kind(map.value()), local)
                          : call(
                              "reader.mapEntry",
                              types.kind(map.key()),
                              types.kind(map.value()),
                              local))));
    };
  }

  private List<Doc> listCases(FieldType.ListOf list, long tag) {
    FieldType.Single element = list.element();
    var cases = new ArrayList<Doc>();
    cases.add(
        readCase(
            WireFormat.tag(field.number(), list.element()),
            text("reader.element();"),
            statement(call(local + ".push", read(element)))));
    if (WireFormat.isPacked(element)) {
      cases.add(readCase(tag, statement(call("reader.packed", types.kind(element), local))));
    }
    return cases;
  }

  private Doc read(FieldType.Single type) {
    return WireFormat.isMessage(type)
        ? call("reader.message", types.codec(type))
        : call("reader." + Types.method(type));
  }

  private static Doc readCase(long tag, Doc... statements) {
    var all = new ArrayList<>(List.of(statements));
    all.add(text("break;"));
    return Syntax.switchCase("case " + tag, all);
  }

  /** The property of the message that has been read. */
  Doc result() {
    if (field.type() instanceof FieldType.Single single && WireFormat.isMessage(single)) {
      String kept = field.nullable() ? "reader.keptOptional" : "reader.kept";
      return Syntax.property(field.name(), call(kept, types.codec(single), local));
    }
    return Syntax.variableProperty(field.name(), local);
  }

  private static Doc statement(Doc expression) {
    return concat(expression, ";");
  }
}

package dev.parley.codegen.dart;

import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.WireFormat;
import dev.parley.codegen.layout.Doc;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.FieldType.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is written for one field of a message.
 *
 * @param name what Dart calls it
 * @param local the variable that it is read into
 */
record FieldSource(
    Field field, String name, String local, Types types, Library library, Defaults defaults) {

  Doc declaration() {
    return Comments.documented(
        field.doc(), Syntax.declared("final", types.of(field.type(), field.nullable()), name));
  }

  // The constructor

  /** The parameter, by which it is assigned at once where nothing has to be copied. */
  Doc parameter() {
    if (defaults.isRequired(field)) {
      return text("required this." + name);
    }
    if (!defaults.isConst(field)) {
      return copiedParameter();
    }
    return field.nullable()
        ? text("this." + name)
        : Doc.group("this.", name, " =", Syntax.deeper(Doc.LINE, empty()));
  }

  private Doc copiedParameter() {
    Doc type = types.of(field.type());
    return switch (field.type()) {
      case FieldType.ListOf _ -> withDefault(type, "const []");
      case FieldType.MapOf _ -> withDefault(type, "const {}");
      default -> Syntax.declared(concat(type, "?"), name);
    };
  }

  private Doc withDefault(Doc type, String value) {
    return Syntax.firstOf(
        concat(type, " ", name, " = ", value),
        concat(type, " ", name, " =", Syntax.deeper(Doc.HARDLINE, value)),
        concat(type, Syntax.deeper(Doc.HARDLINE, name, " =", Doc.HARDLINE, value)));
  }

  /** What the constructor assigns, where the parameter alone does not. */
  Optional<Doc> initializer() {
    if (defaults.isConst(field) || defaults.isRequired(field)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (field.type()) {
          case FieldType.MessageRef it ->
              Doc.group(
                  name,
                  " =",
                  Syntax.deeper(
                      Doc.LINE, Doc.group(Syntax.orElse(name, library.type(it.name()) + "()"))));
          case FieldType.Single _ when !field.nullable() ->
              Syntax.initialized(
                  name,
                  library.runtime("copyBytes"),
                  concat(name, " ?? ", library.runtime("noBytes")));
          default -> Syntax.initialized(name, copying(), text(name));
        });
  }

  /** The runtime's function that copies a value of the field. */
  private String copying() {
    return library.runtime(
        switch (field.type()) {
          case FieldType.ListOf _ -> "copyList";
          case FieldType.MapOf _ -> "copyMap";
          case FieldType.Single _ -> field.nullable() ? "copyBytesOrNull" : "copyBytes";
        });
  }

  private boolean isCopied() {
    return switch (field.type()) {
      case FieldType.Single single -> single == Scalar.BYTES;
      default -> true;
    };
  }

  private String empty() {
    return switch (field.type()) {
      case Scalar scalar -> empty(scalar);
      case FieldType.EnumRef it ->
          library.type(it.name())
              + "."
              + library.names().constant(it.name(), defaults.zero(it.name()).orElseThrow());
      case FieldType.Single single -> "const " + types.single(single) + "()";
      default -> throw new IllegalArgumentException(field.name() + " is copied");
    };
  }

  private String empty(Scalar scalar) {
    return switch (scalar) {
      case STRING -> "''";
      case BOOL -> "false";
      case FLOAT, DOUBLE -> "0.0";
      case BYTES -> library.runtime("noBytes");
      default -> "0";
    };
  }

  // copyWith

  /** What may be null is given by a function, so that null can be told from nothing. */
  Doc copyParameter() {
    Doc type = concat(types.of(field.type()), "?");
    return Syntax.declared(field.nullable() ? concat(type, " Function()?") : type, name);
  }

  Doc copied() {
    String own = "this." + name;
    if (field.nullable()) {
      String given = name + "()";
      return Syntax.named(
          name, Syntax.ifNull(name, own, isCopied() ? Syntax.call(copying(), given) : given));
    }
    return isCopied()
        ? Syntax.named(name, Syntax.ifNull(name, own, Syntax.call(copying(), name)))
        : Syntax.named(name, Syntax.orElse(name, own));
  }

  // ==, hashCode and toString

  private boolean isDeep() {
    return switch (field.type()) {
      case Scalar scalar ->
          scalar == Scalar.BYTES || scalar == Scalar.DOUBLE || scalar == Scalar.FLOAT;
      case FieldType.Single _ -> false;
      default -> true;
    };
  }

  Doc equal() {
    String own = name.equals("other") ? "this.other" : name;
    String others = "other." + name;
    return isDeep()
        ? Syntax.call(library.runtime("deepEquals"), own, others)
        : Syntax.equal(own, others);
  }

  Doc hash() {
    return isDeep() ? Syntax.call(library.runtime("deepHash"), name) : text(name);
  }

  /** The field as a part of a string literal. */
  String shown() {
    String label = name.replace("$", "\\$") + ": ";
    if (field.type() == Scalar.BYTES) {
      return label + "${" + library.runtime("bytesText") + "(" + name + ")}";
    }
    return label + (name.contains("$") ? "${" + name + "}" : "$" + name);
  }

  // Writing

  Doc write() {
    String value = "message." + name;
    String tag = String.valueOf(WireFormat.tag(field.number(), field.type()));
    return Syntax.statement(
        switch (field.type()) {
          case FieldType.Single single when field.nullable() ->
              Syntax.call("out.optional", tag, types.kind(single), value);
          case Scalar scalar -> Syntax.call("out." + Types.method(scalar), tag, value);
          case FieldType.EnumRef _ -> Syntax.call("out.enumeration", tag, value);
          case FieldType.Single single ->
              Syntax.call("out.message", tag, types.codec(single), value);
          case FieldType.ListOf list ->
              Syntax.call(
                  WireFormat.isPacked(list.element()) ? "out.packed" : "out.list",
                  tag,
                  types.kind(list.element()),
                  value);
          case FieldType.MapOf map ->
              Syntax.call("out.map", tag, types.kind(map.key()), types.kind(map.value()), value);
        });
  }

  // Reading

  /** The variable that the field is read into. */
  Doc variable() {
    return switch (field.type()) {
      case FieldType.Single single when WireFormat.isMessage(single) ->
          Syntax.assign("var " + local, "0");
      case FieldType.Single single when field.nullable() ->
          Syntax.declared("", concat(types.single(single), "?"), local);
      case Scalar scalar -> Syntax.assign("var " + local, empty(scalar));
      case FieldType.Single single ->
          Syntax.assignCall("var " + local, types.single(single) + ".of", "0");
      case FieldType.ListOf list ->
          Syntax.assignGroup(
              "final " + local, concat(Syntax.generic("", types.single(list.element())), "[]"));
      case FieldType.MapOf map ->
          Syntax.assignGroup(
              "final " + local,
              concat(Syntax.generic("", types.single(map.key()), types.single(map.value())), "{}"));
    };
  }

  /** The cases of the switch over the tags. */
  List<Doc> cases() {
    long tag = WireFormat.tag(field.number(), field.type());
    var cases = new ArrayList<Doc>();
    switch (field.type()) {
      case Scalar scalar ->
          cases.add(readCase(tag, Syntax.assign(local, "reader." + Types.method(scalar) + "()")));
      case FieldType.EnumRef it ->
          cases.add(
              readCase(tag, Syntax.assignMethod(local, "reader", "enumeration", types.codec(it))));
      case FieldType.Single _ ->
          cases.add(readCase(tag, Syntax.assignMethod(local, "reader", "keep", local)));
      case FieldType.ListOf list -> addCases(list, cases);
      case FieldType.MapOf map ->
          cases.add(
              readCase(
                  tag,
                  Syntax.statement(
                      Syntax.call(
                          "reader.entry", types.kind(map.key()), types.kind(map.value()), local))));
    }
    return cases;
  }

  private void addCases(FieldType.ListOf list, List<Doc> cases) {
    FieldType.Single element = list.element();
    String kind = types.kind(element);
    cases.add(
        readCase(
            WireFormat.tag(field.number(), element),
            Syntax.statement(Syntax.call("reader.add", kind, local))));
    if (WireFormat.isPacked(element)) {
      cases.add(
          readCase(
              WireFormat.tag(field.number(), list),
              Syntax.statement(Syntax.call("reader.packed", kind, local))));
    }
  }

  private static Doc readCase(long tag, Doc statement) {
    return Syntax.switchCase("case " + tag, statement);
  }

  /** The argument for the message that has been read. */
  Doc result() {
    return switch (field.type()) {
      case FieldType.Single single when WireFormat.isMessage(single) ->
          Syntax.namedCall(
              name,
              field.nullable() ? "reader.keptOptional" : "reader.kept",
              String.valueOf(field.number()),
              types.codec(single),
              local);
      case FieldType.Single _ -> Syntax.named(name, local);
      default -> Syntax.namedCall(name, copying(), local);
    };
  }
}

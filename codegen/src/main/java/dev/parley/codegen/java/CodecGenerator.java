package dev.parley.codegen.java;

import dev.parley.codegen.GeneratedFile;
import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Field;
import dev.parley.schema.MessageType;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes the codec of a declared type. */
final class CodecGenerator {
  private final Contract contract;
  private final JavaFile file;
  private final TypeDeclaration type;
  private final Set<TypeName> checked;

  private CodecGenerator(
      Contract contract, JavaFile file, TypeDeclaration type, Set<TypeName> checked) {
    this.contract = contract;
    this.file = file;
    this.type = type;
    this.checked = checked;
  }

  /**
   * The codec's file.
   *
   * @param checked the contract's types that have something to check
   */
  static GeneratedFile generate(
      Contract contract, TypeDeclaration type, Siblings siblings, Set<TypeName> checked) {
    TypeName name = type.name();
    var file = new JavaFile(name.packageName(), JavaTypes.codecClass(name), siblings);
    var generator = new CodecGenerator(contract, file, type, checked);
    switch (type) {
      case MessageType message -> generator.message(message);
      case UnionType union -> generator.union(union);
      case EnumType enumeration -> generator.enumeration(enumeration);
    }
    return file.finish();
  }

  private void message(MessageType message) {
    // Fields in order of their numbers, as protobuf's own parsers are fastest with and its own
    // writers do (encoding guide, "Field Order").
    List<Field> byNumber =
        message.fields().stream().sorted(Comparator.comparingInt(Field::number)).toList();
    var checks = new MessageChecks(file, message, byNumber, checked);
    open("Reads and writes", "Codec", checks::patterns);
    if (byNumber.isEmpty()) {
      emptyMessage(message);
      return;
    }
    openWrite();
    var writing = new FieldWriting(new JavaTypes(file.imports()));
    byNumber.forEach(field -> file.add(writing.statement(field)));
    file.body().close("}").line();
    readMessage(message, byNumber, checks);
    checks.methods();
    file.body().line();
    typeName();
    var names = new LinkedHashMap<Integer, String>();
    byNumber.forEach(field -> names.put(field.number(), field.name()));
    fieldNames(names);
    file.body().close("}");
  }

  private void emptyMessage(MessageType message) {
    file.override();
    file.add(Layout.concat(writeHead(), Layout.text(" {}")));
    file.body().line();
    readMethod("in");
    file.body()
        .open(loop("in", "tag"))
        .line("in.skip(tag);")
        .close("}")
        .line("return new " + file.imports().of(message.name()) + "();")
        .close("}")
        .line();
    typeName();
    file.body().close("}");
  }

  private void readMessage(MessageType message, List<Field> byNumber, MessageChecks checks) {
    Set<String> names = message.fields().stream().map(Field::name).collect(Collectors.toSet());
    List<String> own = JavaText.fresh(List.of("in", "tag"), names);
    String in = own.getFirst();
    String tag = own.getLast();
    names.addAll(own);
    var reading = new FieldReading(contract, file.imports(), in, tag);
    readMethod(in);
    message.fields().forEach(field -> file.add(reading.variable(field)));
    openLoop(in, tag);
    byNumber.forEach(field -> file.add(reading.branch(field)));
    closeLoop(in, tag);
    Map<Field, String> values = checks.whenRead(reading, in, names);
    file.add(
        Layout.concat(
            Layout.call(
                "return new " + file.imports().of(message.name()),
                message.fields().stream()
                    .map(it ->
                        values.containsKey(it) ? Layout.text(values.get(it)) : reading.argument(it))
                    .toList()),
            Layout.text(";")));
    file.body().close("}");
  }

  private void union(UnionType union) {
    open("Reads and writes", "Codec");
    openWrite();
    var types = new JavaTypes(file.imports());
    file.body().open("switch (message) {");
    for (UnionType.Alternative alternative : union.alternatives()) {
      file.add(
          Layout.concat(
              Layout.then(
                  "case " + file.imports().of(alternative.message()) + " it ->",
                  Layout.call(
                      "out.writeMessage",
                      Integer.toString(alternative.number()),
                      "it",
                      types.codec(alternative.message()))),
              Layout.text(";")));
    }
    file.body().close("}").close("}").line();
    readUnion(union, types);
    if (checked.contains(union.name())) {
      checkUnion(union, types);
    }
    file.body().line();
    typeName();
    var names = new LinkedHashMap<Integer, String>();
    union.alternatives().forEach(it -> names.put(it.number(), it.message().name()));
    fieldNames(names);
    file.body().close("}");
  }

  private void readUnion(UnionType union, JavaTypes types) {
    readMethod("in");
    file.body().line("int kind = 0;").line("long value = 0;");
    openLoop("in", "tag");
    String tags =
        union.alternatives().stream()
            .map(alternative -> FieldReading.tagOfMessage(alternative.number()))
            .collect(Collectors.joining(", "));
    file.body()
        .open("case " + tags + " -> {")
        .line("// The last alternative wins; one that occurs again merges.")
        .line("value = in.readSpan(tag == kind ? value : 0);")
        .line("kind = tag;")
        .close("}");
    closeLoop("in", "tag");
    file.body().open("return switch (kind) {");
    for (UnionType.Alternative alternative : union.alternatives()) {
      file.add(
          Layout.concat(
              Layout.then(
                  "case " + FieldReading.tagOfMessage(alternative.number()) + " ->",
                  Layout.call(
                      "in.alternative",
                      Integer.toString(alternative.number()),
                      "value",
                      types.codec(alternative.message()))),
              Layout.text(";")));
    }
    file.body().line("default -> throw in.noAlternative();").close("};").close("}");
  }

  private void checkUnion(UnionType union, JavaTypes types) {
    MessageChecks.openCheck(file, union.name());
    file.body().open("switch (message) {");
    for (UnionType.Alternative alternative : union.alternatives()) {
      String name = file.imports().of(alternative.message());
      file.add(
          checked.contains(alternative.message())
              ? Layout.concat(
                  Layout.then(
                      "case " + name + " it ->",
                      Layout.call(
                          "violations.alternative",
                          Integer.toString(alternative.number()),
                          "it",
                          types.codec(alternative.message()))),
                  Layout.text(";"))
              : Layout.text("case " + name + " _ -> {}"));
    }
    file.body().close("}").close("}");
  }

  private void enumeration(EnumType enumeration) {
    String name = file.imports().of(enumeration.name());
    open("Maps the numbers of", "EnumCodec");
    typeName();
    file.body().line();
    file.override();
    file.openMethod("public int number", List.of(name + " constant"));
    file.body().open("return switch (constant) {");
    for (EnumType.Constant constant : enumeration.constants()) {
      file.body().line("case " + constant.name() + " -> " + constant.number() + ";");
    }
    file.body().close("};").close("}").line();
    file.override();
    file.openMethod(
        "public " + file.imports().nullable(enumeration.name()) + " constant",
        List.of("int number"));
    file.body().open("return switch (number) {");
    for (EnumType.Constant constant : enumeration.constants()) {
      file.body().line("case " + constant.number() + " -> " + name + "." + constant.name() + ";");
    }
    file.body().line("default -> null;").close("};").close("}").close("}");
  }

  private void open(String what, String codec) {
    open(what, codec, () -> {});
  }

  private void open(String what, String codec, Runnable constants) {
    String name = file.imports().of(type.name());
    String className = file.className();
    file.body().line("/** " + what + " {@link " + name + "}. */");
    if (Javadoc.saysDeprecated(type.doc())) {
      file.body().line("@" + file.imports().lang("SuppressWarnings") + "(\"deprecation\")");
    }
    file.openClass(
        "public final class " + className,
        file.imports().of(JavaFile.CODEC, codec) + "<" + name + ">");
    file.body().line("/** The only instance. */");
    file.add(
        Layout.then(
            "public static final " + className + " CODEC =",
            Layout.text("new " + className + "();")));
    constants.run();
    file.body().line().line("private " + className + "() {}").line();
  }

  private void openWrite() {
    file.override();
    file.add(Layout.concat(writeHead(), Layout.text(" {")));
    file.body().indent();
  }

  private Layout writeHead() {
    return Layout.call(
        "public void write",
        file.imports().of(type.name()) + " message",
        file.imports().of(JavaFile.CODEC, "MessageWriter") + " out");
  }

  private void readMethod(String in) {
    file.override();
    file.openMethod(
        "public " + file.imports().of(type.name()) + " read",
        List.of(file.imports().of(JavaFile.CODEC, "MessageReader") + " " + in));
  }

  private void openLoop(String in, String tag) {
    file.body().open(loop(in, tag)).open("switch (" + tag + ") {");
  }

  private void closeLoop(String in, String tag) {
    file.body().line("default -> " + in + ".skip(" + tag + ");").close("}").close("}");
  }

  private static String loop(String in, String tag) {
    return "for (int %2$s = %1$s.readTag(); %2$s != 0; %2$s = %1$s.readTag()) {".formatted(in, tag);
  }

  private void typeName() {
    file.override();
    file.body()
        .open("public " + file.imports().lang("String") + " typeName() {")
        .line("return " + JavaText.literal(type.name().name()) + ";")
        .close("}");
  }

  private void fieldNames(Map<Integer, String> names) {
    file.body().line();
    file.override();
    file.body()
        .open("public " + file.imports().lang("String") + " fieldName(int number) {")
        .open("return switch (number) {");
    names.forEach((number, name) ->
        file.body().line("case " + number + " -> " + JavaText.literal(name) + ";"));
    file.body()
        .line("default -> " + file.imports().lang("Integer") + ".toString(number);")
        .close("};")
        .close("}");
  }
}

package dev.parley.codegen.java;

import dev.parley.schema.Constraint;
import dev.parley.schema.Field;
import dev.parley.schema.FieldType;
import dev.parley.schema.MessageType;
import dev.parley.schema.References;
import dev.parley.schema.TypeName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes what a message's codec checks: its own constraints, and those of what it holds. */
final class MessageChecks {
  private final JavaFile file;
  private final JavaTypes types;
  private final MessageType message;
  private final List<Field> byNumber;
  private final Set<TypeName> checked;

  /** The names of the constants that hold compiled patterns, by portable expression. */
  private final Map<String, String> patterns = new LinkedHashMap<>();

  MessageChecks(JavaFile file, MessageType message, List<Field> byNumber, Set<TypeName> checked) {
    this.file = file;
    types = new JavaTypes(file.imports());
    this.message = message;
    this.byNumber = byNumber;
    this.checked = checked;
  }

  /** The head of the method that checks a message or a union. */
  static void openCheck(JavaFile file, TypeName type) {
    file.body().line();
    file.override();
    file.openMethod(
        "public void check",
        List.of(
            file.imports().of(type) + " message",
            file.imports().of(JavaFile.CODEC, "Violations") + " violations"));
  }

  private boolean isChecked() {
    return checked.contains(message.name());
  }

  private boolean hasOwn(Field field) {
    return !field.ownChecks().isEmpty() || !field.elementChecks().isEmpty();
  }

  private List<Field> own() {
    return byNumber.stream().filter(this::hasOwn).toList();
  }

  private boolean holdsChecked(Field field) {
    return References.of(field.type()).filter(checked::contains).isPresent();
  }

  /** The constants for the patterns that the checks need. */
  void patterns() {
    Set<String> names = byNumber.stream().map(Field::name).collect(Collectors.toSet());
    names.add("CODEC");
    for (Field field : byNumber) {
      var all = new ArrayList<>(field.ownChecks());
      all.addAll(field.elementChecks());
      for (Constraint constraint : all) {
        if (constraint instanceof Constraint.Pattern pattern) {
          patterns.computeIfAbsent(
              pattern.portable(), _ -> JavaText.constantName(field.name() + "Pattern", names));
        }
      }
    }
    if (!patterns.isEmpty()) {
      file.body().line();
      String type = file.imports().of("java.util.regex", "Pattern");
      patterns.forEach((expression, name) ->
          file.add(
              Layout.concat(
                  Layout.then(
                      "private static final " + type + " " + name + " =",
                      Layout.call(type + ".compile", JavaText.literal(expression))),
                  Layout.text(";"))));
    }
  }

  /**
   * Checks what was read before the constructor sees it.
   *
   * @return the variables of those fields that had to be read for it
   */
  Map<Field, String> whenRead(FieldReading reading, String in, Set<String> taken) {
    Map<Field, String> values = new LinkedHashMap<>();
    if (!isChecked()) {
      return values;
    }
    for (Field field : message.fields()) {
      if (FieldReading.isSpan(field.type()) && holdsChecked(field)) {
        String variable = JavaText.fresh(field.name() + "Read", taken);
        String type = types.boxed((FieldType.Single) field.type());
        file.add(
            Layout.concat(
                Layout.then(type + " " + variable + " =", reading.argument(field)),
                Layout.text(";")));
        values.put(field, variable);
      }
    }
    if (!own().isEmpty()) {
      var arguments =
          new ArrayList<>(own().stream().map(it -> value(it, it.name(), " != 0")).toList());
      arguments.add(in + ".violations()");
      file.add(statement(Layout.call("checkFields", arguments.toArray(String[]::new))));
    }
    file.body()
        .open("if (" + in + ".isRefused()) {")
        .line("return " + in + ".refused();")
        .close("}");
    return values;
  }

  /** The methods that check a message that is there already, and its fields. */
  void methods() {
    if (!isChecked()) {
      return;
    }
    openCheck(file, message.name());
    if (!own().isEmpty()) {
      var arguments =
          new ArrayList<>(
              own().stream()
                  .map(it -> value(it, "message." + it.name() + "()", " != null"))
                  .toList());
      arguments.add("violations");
      file.add(statement(Layout.call("checkFields", arguments.toArray(String[]::new))));
    }
    byNumber.stream().filter(this::holdsChecked).forEach(it -> file.add(nested(it)));
    file.body().close("}");
    if (!own().isEmpty()) {
      checkFields();
    }
  }

  private Layout nested(Field field) {
    TypeName type = References.of(field.type()).orElseThrow();
    String method = field.type() instanceof FieldType.Single ? "message" : "messages";
    return statement(
        Layout.call(
            "violations." + method,
            Integer.toString(field.number()),
            "message." + field.name() + "()",
            types.codec(type)));
  }

  private void checkFields() {
    Set<String> names = byNumber.stream().map(Field::name).collect(Collectors.toSet());
    List<String> ours = JavaText.fresh(List.of("violations", "it"), names);
    var parameters = new ArrayList<>(own().stream().map(this::parameter).toList());
    parameters.add(file.imports().of(JavaFile.CODEC, "Violations") + " " + ours.getFirst());
    file.body().line();
    file.openMethod("private static void checkFields", parameters);
    for (Field field : own()) {
      var checks = new FieldChecks(field, ours.getFirst(), patterns);
      checks.own(field.name()).forEach(it -> file.add(statement(it)));
      if (!field.elementChecks().isEmpty()) {
        String it = ours.getLast();
        String type = types.boxed(field.type().element());
        String elements = ours.getFirst() + ".elements(" + field.name() + ")";
        file.body().open("for (" + type + " " + it + " : " + elements + ") {");
        checks.elements(it).forEach(check -> file.add(statement(check)));
        file.body().close("}");
      }
    }
    file.body().close("}");
  }

  /** Of a message only whether it is there: one that was refused while it was read is null. */
  private static String value(Field field, String value, String present) {
    return FieldReading.isSpan(field.type()) ? value + present : value;
  }

  private String parameter(Field field) {
    String type = FieldReading.isSpan(field.type()) ? "boolean" : types.component(field);
    return type + " " + field.name();
  }

  private static Layout statement(Layout call) {
    return Layout.concat(call, Layout.text(";"));
  }
}

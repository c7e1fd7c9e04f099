package dev.parley.codegen.java;

import java.util.List;

/** A type with type arguments, which may need lines of their own. */
record GenericType(String name, List<String> arguments) {
  GenericType(String name, String... arguments) {
    this(name, List.of(arguments));
  }

  @Override
  public String toString() {
    return name + "<" + String.join(", ", arguments) + ">";
  }

  /** Adds {@code modifiers type name = value;}. */
  void declare(JavaFile file, String modifiers, String name, Layout value) {
    String onOneLine = modifiers + " " + this + " " + name + " =";
    Layout declaration =
        file.fits(onOneLine)
            ? Layout.then(onOneLine, value)
            : under(modifiers, Layout.then(name + " =", value));
    file.add(Layout.concat(declaration, Layout.text(";")));
  }

  /** Adds the head of a method that returns it, up to the brace that opens its body. */
  void openMethod(JavaFile file, String modifiers, String name, List<String> parameters) {
    String onOneLine = modifiers + " " + this + " " + name;
    String start = onOneLine + (parameters.isEmpty() ? "() {" : "(");
    if (file.fits(start)) {
      file.openMethod(onOneLine, parameters);
    } else {
      Layout signature = Layout.call(name, parameters.toArray(String[]::new));
      file.add(under(modifiers, Layout.concat(signature, Layout.text(" {"))));
      file.body().indent();
    }
  }

  /** The type on lines of its own, and what it belongs to under it. */
  private Layout under(String modifiers, Layout declared) {
    return Layout.concat(
        Layout.typeArguments(modifiers + " " + name, arguments), Layout.nextLine(declared));
  }
}

package dev.parley.codegen.java;

/** What the Java clients of both kinds of group have in common. */
final class ClientParts {
  private ClientParts() {}

  /** Opens the class, up to where its own methods follow. */
  static void open(JavaFile file, String contractClass) {
    String name = file.className();
    String core = file.imports().of(JavaFile.CLIENT, "CoreClient");
    String group = file.imports().of(JavaFile.EVENT, "GroupContract");
    file.body()
        .open("public final class " + name + " {")
        .line("/** What the core must serve, for {@link " + core + ".Builder#expect}. */");
    file.add(
        Layout.then(
            "public static final " + group + " CONTRACT =",
            Layout.text(contractClass + ".GROUP;")));
    file.body()
        .line()
        .line("private final " + core + " core;")
        .line()
        .open("private " + name + "(" + core + " core) {")
        .line("this.core = core;")
        .close("}")
        .line()
        .line("/** A client that uses this connection. */")
        .open("public static " + name + " of(" + core + " core) {")
        .line("return new " + name + "(core);")
        .close("}");
  }
}

package dev.parley.codegen.java;

import java.util.List;

/** What the Java clients of both kinds of group have in common. */
final class ClientParts {
  private ClientParts() {}

  /** Opens the class of a notification group's client, up to where its own methods follow. */
  static void open(JavaFile file, String contractClass) {
    String core = head(file, contractClass);
    String name = file.className();
    file.body()
        .open("private " + name + "(" + core + " core) {")
        .line("this.core = core;")
        .close("}")
        .line()
        .line("/** A client that uses this connection. */")
        .open("public static " + name + " of(" + core + " core) {")
        .line("return new " + name + "(core);")
        .close("}");
  }

  /** Opens the class of an event group's client, which has options for its calls. */
  static void openWithOptions(JavaFile file, String contractClass) {
    String options = file.imports().of(JavaFile.CLIENT, "CallOptions");
    String core = head(file, contractClass, "private final " + options + " options;");
    String name = file.className();
    file.openMethod("private " + name, List.of(core + " core", options + " options"));
    file.body()
        .line("this.core = core;")
        .line("this.options = options;")
        .close("}")
        .line()
        .line("/** A client that uses this connection. */")
        .open("public static " + name + " of(" + core + " core) {")
        .line("return new " + name + "(core, " + options + ".NONE);")
        .close("}")
        .line()
        .line("/** The same client, with these options for every call that is made with it. */")
        .open("public " + name + " with(" + options + " options) {")
        .line("return new " + name + "(core, options);")
        .close("}");
  }

  private static String head(JavaFile file, String contractClass, String... fields) {
    String core = file.imports().of(JavaFile.CLIENT, "CoreClient");
    String group = file.imports().of(JavaFile.EVENT, "GroupContract");
    file.body()
        .open("public final class " + file.className() + " {")
        .line("/** What the core must serve, for {@link " + core + ".Builder#expect}. */");
    file.add(
        Layout.then(
            "public static final " + group + " CONTRACT =",
            Layout.text(contractClass + ".GROUP;")));
    file.body().line().line("private final " + core + " core;");
    for (String field : fields) {
      file.body().line(field);
    }
    file.body().line();
    return core;
  }
}

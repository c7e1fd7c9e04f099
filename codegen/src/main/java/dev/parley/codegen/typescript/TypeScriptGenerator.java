package dev.parley.codegen.typescript;

import static dev.parley.codegen.layout.Doc.HARDLINE;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.join;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.RequiredFields;
import dev.parley.codegen.UnsuitableNameException;
import dev.parley.codegen.layout.Doc;
import dev.parley.codegen.layout.Layout;
import dev.parley.schema.CheckedTypes;
import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.EventGroup;
import dev.parley.schema.MessageType;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.Shape;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Writes the TypeScript of a contract.
 *
 * <p>For each package of the contract there is a folder of its name with {@code messages.ts}, a
 * file for each group and {@code index.ts}; an {@code index.ts} beside the folders exports them
 * all, but for one file beside each group's, {@code UserEvent.testing.ts}: with it a test plays the
 * core, and a front end does not carry it. The code needs the npm package {@code @parley/client}.
 * It is laid out as Prettier lays it out with its default options.
 */
public final class TypeScriptGenerator {
  private final Contract contract;
  private final PublicNames names;
  private final Set<TypeName> checked;
  private final List<GeneratedFile> files = new ArrayList<>();

  private TypeScriptGenerator(Contract contract) {
    this.contract = contract;
    this.names = PublicNames.of(contract);
    this.checked = CheckedTypes.of(contract);
  }

  /**
   * Generates the files of a contract; the same contract gives the same files in the same order.
   *
   * @return files with a path below the target directory; nothing has been written yet
   * @throws UnsuitableNameException if a name can't be used in TypeScript, or if two names of one
   *     package would be exported under the same name
   */
  public static List<GeneratedFile> generate(Contract contract) {
    var generator = new TypeScriptGenerator(contract);
    generator.names.packages().forEach(generator::addPackage);
    generator.addIndex();
    return List.copyOf(generator.files);
  }

  /**
   * Whether a file below a target directory was generated for it: its first line names the package
   * whose folder it is in, or it is the index beside the folders.
   */
  public static boolean owns(String path, String firstLine) {
    int slash = path.lastIndexOf('/');
    String folder = slash < 0 ? "" : path.substring(0, slash);
    String from = Module.MARKER + " from ";
    return folder.isEmpty()
        ? path.equals("index.ts") && firstLine.startsWith(from)
        : path.endsWith(".ts")
            && (firstLine.startsWith(from + "the package " + folder + ". ")
                || firstLine.startsWith(from + folder + "."));
  }

  private void addPackage(String packageName) {
    var inside = new ArrayList<String>();
    List<TypeDeclaration> types =
        contract.types().stream()
            .filter(it -> it.name().packageName().equals(packageName))
            .toList();
    if (!types.isEmpty()) {
      files.add(messages(packageName, types));
      inside.add("messages");
    }
    for (EventGroup group : contract.eventGroups()) {
      if (group.name().packageName().equals(packageName)) {
        files.add(EventGroupSource.of(group, Shape.of(contract, group), names));
        files.add(EventHandlersSource.of(group, names));
        inside.add(PublicNames.fileName(group.name()));
      }
    }
    for (NotificationGroup group : contract.notificationGroups()) {
      if (group.name().packageName().equals(packageName)) {
        files.add(NotificationGroupSource.of(group, Shape.of(contract, group), names));
        files.add(NotificationSenderSource.of(group, names));
        inside.add(PublicNames.fileName(group.name()));
      }
    }
    List<Doc> exports = inside.stream().map(it -> exportAll("./" + it + ".js")).toList();
    files.add(index(packageName + "/index.ts", "the package " + packageName, exports));
  }

  private GeneratedFile messages(String packageName, List<TypeDeclaration> types) {
    var declared = new TreeSet<String>();
    for (TypeDeclaration type : types) {
      declared.add(type.name().name());
      if (!(type instanceof EnumType)) {
        declared.add(names.init(type.name()));
      }
    }
    Set<String> typeNames =
        contract.types().stream()
            .map(TypeDeclaration::name)
            .map(TypeName::name)
            .collect(Collectors.toSet());
    var module = new Module(packageName, true, names, declared);
    var required = new RequiredFields(contract);
    var checks = new CheckSource(module, checked);
    for (TypeDeclaration type : types) {
      switch (type) {
        case MessageType message ->
            MessageSource.add(message, module, required, checks, typeNames::contains);
        case EnumType enumType -> EnumSource.add(enumType, module);
        case UnionType union -> UnionSource.add(union, module, checks);
      }
    }
    return module.source("messages", "the package " + packageName);
  }

  /** Exports everything; of names that two packages have, none, so that neither hides the other. */
  private void addIndex() {
    var exports = new ArrayList<Doc>();
    for (String packageName : names.packages()) {
      var own = names.exportsOf(packageName);
      var ambiguous = new TreeSet<String>();
      for (String other : names.packages()) {
        if (!other.equals(packageName)) {
          ambiguous.addAll(names.exportsOf(other));
        }
      }
      ambiguous.retainAll(own);
      String module = "./" + packageName + "/index.js";
      if (ambiguous.isEmpty()) {
        exports.add(exportAll(module));
      } else {
        own.removeAll(ambiguous);
        Doc note =
            text(
                "// Another package has these names too, import them from "
                    + Syntax.quoted(module)
                    + ": "
                    + String.join(", ", ambiguous));
        Doc exported = Syntax.names("export", names.specifiers(packageName, own), module);
        exports.add(own.isEmpty() ? note : concat(note, HARDLINE, exported));
      }
    }
    files.add(index("index.ts", "a contract", exports));
  }

  private static Doc exportAll(String module) {
    return text("export * from " + Syntax.quoted(module) + ";");
  }

  private static GeneratedFile index(String path, String from, List<Doc> exports) {
    Doc header = text(Module.MARKER + " from " + from + ". Do not edit.");
    Doc body = exports.isEmpty() ? text("export {};") : join(HARDLINE, exports);
    return new GeneratedFile(
        path, Layout.print(concat(Syntax.spaced(List.of(header, body)), HARDLINE)));
  }
}

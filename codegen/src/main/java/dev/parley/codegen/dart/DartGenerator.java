package dev.parley.codegen.dart;

import static dev.parley.codegen.layout.Doc.HARDLINE;
import static dev.parley.codegen.layout.Doc.concat;
import static dev.parley.codegen.layout.Doc.join;
import static dev.parley.codegen.layout.Doc.text;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.layout.Doc;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the Dart of a contract.
 *
 * <p>For each package of the contract there is a folder of its name, with underscores for dots,
 * that has {@code messages.dart} and a library for each group; {@code contract.dart} beside the
 * folders exports them all and lists the groups. The code needs the package {@code parley}. It is
 * laid out as {@code dart format} lays out code of language version 3.7.
 */
public final class DartGenerator {
  private static final String CONTRACT = "contract.dart";

  private final Contract contract;
  private final DartNames names;
  private final Set<TypeName> checked;
  private final List<GeneratedFile> files = new ArrayList<>();
  private final Map<String, List<String>> libraries = new HashMap<>();

  private DartGenerator(Contract contract) {
    this.contract = contract;
    this.names = DartNames.of(contract);
    this.checked = CheckedTypes.of(contract);
  }

  /**
   * Generates the files of a contract; the same contract gives the same files in the same order.
   *
   * @return files with a path below the target directory; nothing has been written yet
   * @throws dev.parley.codegen.UnsuitableNameException if a name can't be used in Dart, or if two
   *     names of one package would be the same
   */
  public static List<GeneratedFile> generate(Contract contract) {
    var generator = new DartGenerator(contract);
    generator.names.packages().forEach(generator::addPackage);
    generator.addContract();
    return List.copyOf(generator.files);
  }

  /**
   * Whether a file below a target directory was generated for it: its first line names the package
   * whose folder it is in, or it is the one beside the folders.
   */
  public static boolean owns(String path, String firstLine) {
    int slash = path.lastIndexOf('/');
    String from = Library.MARKER + " from ";
    if (!path.endsWith(".dart") || !firstLine.startsWith(from)) {
      return false;
    }
    if (slash < 0) {
      return path.equals(CONTRACT);
    }
    String said = firstLine.substring(from.length()).replace("the package ", "");
    return DartNames.folder(said).startsWith(path.substring(0, slash) + "_");
  }

  private void addPackage(String packageName) {
    List<TypeDeclaration> types =
        contract.types().stream()
            .filter(it -> it.name().packageName().equals(packageName))
            .toList();
    if (!types.isEmpty()) {
      add(packageName, messages(packageName, types));
    }
    for (EventGroup group : contract.eventGroups()) {
      if (group.name().packageName().equals(packageName)) {
        add(packageName, EventGroupSource.of(group, Shape.of(contract, group), names));
      }
    }
    for (NotificationGroup group : contract.notificationGroups()) {
      if (group.name().packageName().equals(packageName)) {
        add(packageName, NotificationGroupSource.of(group, Shape.of(contract, group), names));
      }
    }
  }

  private void add(String packageName, GeneratedFile file) {
    files.add(file);
    libraries.computeIfAbsent(packageName, _ -> new ArrayList<>()).add(file.path());
  }

  private GeneratedFile messages(String packageName, List<TypeDeclaration> types) {
    var library = new Library(packageName, true, names);
    var defaults = new Defaults(contract);
    var checks = new CheckSource(library, checked);
    for (TypeDeclaration type : types) {
      switch (type) {
        case MessageType message ->
            MessageSource.add(message, library, defaults, unionsOf(message.name()), checks);
        case EnumType enumType -> EnumSource.add(enumType, library);
        case UnionType union -> UnionSource.add(union, library, checks);
      }
    }
    return library.source("messages", "the package " + packageName);
  }

  private List<TypeName> unionsOf(TypeName message) {
    var unions = new ArrayList<TypeName>();
    for (TypeDeclaration type : contract.types()) {
      if (type instanceof UnionType union
          && union.alternatives().stream().anyMatch(it -> it.message().equals(message))) {
        unions.add(union.name());
      }
    }
    return unions;
  }

  /** Exports everything; of names that two packages have, none, so that neither hides the other. */
  private void addContract() {
    var groups = new ArrayList<TypeName>();
    contract.eventGroups().forEach(it -> groups.add(it.name()));
    contract.notificationGroups().forEach(it -> groups.add(it.name()));
    var parts = new ArrayList<Doc>();
    var imports = new ArrayList<Doc>();
    imports.add(text("import 'package:parley/codec.dart' show Group;"));
    parts.add(join(HARDLINE, imports));
    List<String> ofGroups =
        groups.stream()
            .map(it ->
                "import '"
                    + DartNames.folder(it.packageName())
                    + "/"
                    + DartNames.fileName(it)
                    + ".dart';")
            .sorted()
            .toList();
    if (!ofGroups.isEmpty()) {
      parts.add(join(HARDLINE, ofGroups.stream().map(Doc::text).toList()));
    }
    List<Doc> exports = exports();
    if (!exports.isEmpty()) {
      parts.add(join(HARDLINE, exports));
    }
    parts.add(
        Comments.documented(
            "",
            "The groups that a front end shares with its core: connecting compares them.",
            Syntax.assignList(
                "const contract",
                "<Group>[",
                groups.stream().map(DartNames::group).sorted().map(Doc::text).toList(),
                "]")));
    files.add(Library.file(CONTRACT, "a contract", parts));
  }

  private List<Doc> exports() {
    var exports = new ArrayList<Doc>();
    for (String packageName : names.packages()) {
      List<Doc> hidden = names.ambiguousOf(packageName).stream().map(Doc::text).toList();
      if (!hidden.isEmpty()) {
        exports.add(
            text(
                "// Another package has these names too, so they are to be imported from their"
                    + " libraries."));
      }
      for (String path : libraries.getOrDefault(packageName, List.of())) {
        exports.add(concat(Syntax.head("export '" + path + "'", "hide", hidden), ";"));
      }
    }
    return exports;
  }
}

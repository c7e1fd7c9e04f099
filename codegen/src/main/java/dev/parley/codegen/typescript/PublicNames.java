package dev.parley.codegen.typescript;

import dev.parley.codegen.UnsuitableNameException;
import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.MessageType;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What each generated package exports; made once for a contract, whose names it checks. */
final class PublicNames {
  private final Map<TypeName, String> inits = new HashMap<>();
  private final Map<String, Map<String, Export>> exports = new TreeMap<>();
  private final Map<String, Set<String>> files = new HashMap<>();

  private record Export(String what, boolean typeOnly) {}

  private PublicNames() {}

  static PublicNames of(Contract contract) {
    var names = new PublicNames();
    contract.types().forEach(names::addType);
    contract.eventGroups().forEach(names::addGroup);
    contract.notificationGroups().forEach(names::addGroup);
    contract.types().forEach(names::addInit);
    return names;
  }

  /** The packages with something in them, in order. */
  Set<String> packages() {
    return exports.keySet();
  }

  /** The names that a package exports, in order. */
  SortedSet<String> exportsOf(String packageName) {
    return new TreeSet<>(exports.getOrDefault(packageName, Map.of()).keySet());
  }

  /** The given names as an export statement lists them. */
  List<String> specifiers(String packageName, SortedSet<String> wanted) {
    return exports.getOrDefault(packageName, Map.of()).entrySet().stream()
        .filter(it -> wanted.contains(it.getKey()))
        .map(it -> (it.getValue().typeOnly() ? "type " : "") + it.getKey())
        .toList();
  }

  /** What a message or union is made from. */
  String init(TypeName type) {
    String init = inits.get(type);
    if (init == null) {
      throw new IllegalArgumentException("the contract does not declare " + type.qualified());
    }
    return init;
  }

  static String function(EventGroup group, Event event) {
    return group.name().name() + event.name();
  }

  static String listener(NotificationGroup group) {
    return group.name().name() + "Listener";
  }

  static String item(NotificationGroup group) {
    return group.name().name() + "Item";
  }

  static String handlers(NotificationGroup group) {
    return group.name().name() + "Handlers";
  }

  static String handlers(EventGroup group) {
    return group.name().name() + "Handlers";
  }

  static String bind(EventGroup group) {
    return "bind" + group.name().name();
  }

  static String sender(NotificationGroup group) {
    return group.name().name() + "Sender";
  }

  static String handler(NotificationGroup.Notification notification) {
    return "on" + notification.name();
  }

  private void addType(TypeDeclaration type) {
    checkPackage(type.name());
    String where = type.name().qualified();
    add(type.name().packageName(), Identifiers.identifier(type.name().name(), where), where, false);
    if (type instanceof MessageType message) {
      message.fields().forEach(it -> Identifiers.property(it.name(), where));
    }
  }

  private void addGroup(EventGroup group) {
    addFile(group.name());
    addDescription(group.name());
    for (Event event : group.events()) {
      Identifiers.property(event.method(), group.name().qualified());
      String where = group.name().name() + "." + event.name();
      String name = Identifiers.identifier(function(group, event), where);
      add(group.name().packageName(), name, "the function for " + where, false);
    }
  }

  private void addGroup(NotificationGroup group) {
    addFile(group.name());
    addDescription(group.name());
    String where = "of " + group.name().qualified();
    add(group.name().packageName(), listener(group), "the listener " + where, false);
    add(group.name().packageName(), handlers(group), "the handlers " + where, true);
    add(group.name().packageName(), item(group), "the items " + where, true);
    for (NotificationGroup.Notification notification : group.notifications()) {
      Identifiers.property(notification.method(), group.name().qualified());
      Identifiers.property(handler(notification), group.name().qualified());
    }
  }

  private void addDescription(TypeName group) {
    add(group.packageName(), group.name(), "the group " + group.qualified(), false);
  }

  private void addFile(TypeName group) {
    checkPackage(group);
    exports.computeIfAbsent(group.packageName(), it -> new TreeMap<>());
    Identifiers.identifier(group.name(), group.qualified());
    String file = fileName(group).toLowerCase(java.util.Locale.ROOT);
    if (!files.computeIfAbsent(group.packageName(), it -> new TreeSet<>()).add(file)) {
      throw new UnsuitableNameException(
          String.format(
              "%s: another group of the package has the same file name where capitals don't count;"
                  + " choose another name in the contract",
              group.qualified()));
    }
  }

  /** The file of a group, without an ending. */
  static String fileName(TypeName group) {
    String name = group.name();
    boolean ours = name.equalsIgnoreCase("messages") || name.equalsIgnoreCase("index");
    return ours ? name + "Group" : name;
  }

  /** The file of what a test needs to stand in for the core's side of a group. */
  static String testingFileName(TypeName group) {
    return fileName(group) + ".testing";
  }

  private void addInit(TypeDeclaration type) {
    switch (type) {
      case EnumType enumType -> {}
      case MessageType message -> addInit(message.name());
      case UnionType union -> {
        addInit(union.name());
        checkAlternatives(union);
      }
    }
  }

  private void addInit(TypeName type) {
    String init = type.name() + "Init";
    while (exportsOf(type.packageName()).contains(init)) {
      init += "_";
    }
    inits.put(type, init);
    add(type.packageName(), init, "what " + type.qualified() + " is made from", true);
  }

  private static void checkAlternatives(UnionType union) {
    var kinds = new HashMap<String, TypeName>();
    for (UnionType.Alternative alternative : union.alternatives()) {
      TypeName other = kinds.putIfAbsent(kind(alternative), alternative.message());
      if (other != null) {
        throw new UnsuitableNameException(
            String.format(
                "%s: %s and %s would both be of the kind \"%s\"; choose another name in the contract",
                union.name().qualified(),
                other.qualified(),
                alternative.message().qualified(),
                kind(alternative)));
      }
    }
  }

  /** What tells an alternative of a union from the others. */
  static String kind(UnionType.Alternative alternative) {
    String name = alternative.message().name();
    return name.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + name.substring(1);
  }

  private void add(String packageName, String name, String what, boolean typeOnly) {
    Export other =
        exports
            .computeIfAbsent(packageName, it -> new TreeMap<>())
            .putIfAbsent(name, new Export(what, typeOnly));
    if (other != null) {
      throw new UnsuitableNameException(
          String.format(
              "%s and %s would both be exported as %s; choose another name in the contract",
              other.what(), what, name));
    }
  }

  private static void checkPackage(TypeName name) {
    for (String part : name.packageName().split("\\.", -1)) {
      Identifiers.identifier(part, "package " + name.packageName());
    }
  }
}

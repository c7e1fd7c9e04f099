package dev.parley.codegen.dart;

import dev.parley.codegen.UnsuitableNameException;
import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.Field;
import dev.parley.schema.MessageType;
import dev.parley.schema.Names;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NotificationGroup.Notification;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What each generated package declares; made once for a contract, whose names it checks. */
final class DartNames {
  /** Dart's identifiers (language specification, "Identifier Reference"), but private ones. */
  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z$][A-Za-z0-9_$]*");

  private static final Pattern PACKAGE = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");

  private final Map<String, Map<String, String>> declared = new TreeMap<>();
  private final Map<String, String> folders = new HashMap<>();
  private final Map<String, Set<String>> files = new HashMap<>();
  private final Map<TypeName, Map<String, String>> fields = new HashMap<>();
  private final Map<TypeName, Map<String, String>> constants = new HashMap<>();
  private final Set<String> typeNames = new HashSet<>();
  private final List<String> groups = new ArrayList<>();

  private DartNames() {}

  static DartNames of(Contract contract) {
    var names = new DartNames();
    contract.types().forEach(it -> names.typeNames.add(it.name().name()));
    contract.types().forEach(names::addType);
    contract.eventGroups().forEach(names::addGroup);
    contract.notificationGroups().forEach(names::addGroup);
    return names;
  }

  /** The packages with something in them, in order. */
  Set<String> packages() {
    return declared.keySet();
  }

  /** The public names that a package declares, in order. */
  SortedSet<String> declaredBy(String packageName) {
    return new TreeSet<>(declared.getOrDefault(packageName, Map.of()).keySet());
  }

  /** Whether the contract has a name that the runtime has too. */
  boolean clashWithRuntime() {
    return declared.values().stream()
        .anyMatch(it -> it.keySet().stream().anyMatch(RuntimeNames::contains));
  }

  /** Whether a package declares a name that another one declares too. */
  boolean isAmbiguous(String packageName) {
    return !ambiguousOf(packageName).isEmpty();
  }

  /** The names of a package that another one declares too. */
  SortedSet<String> ambiguousOf(String packageName) {
    var ambiguous = new TreeSet<String>();
    for (String name : declaredBy(packageName)) {
      for (String other : packages()) {
        if (!other.equals(packageName) && declaredBy(other).contains(name)) {
          ambiguous.add(name);
        }
      }
    }
    return ambiguous;
  }

  static String folder(String packageName) {
    return packageName.replace('.', '_');
  }

  /** The file of a group, without an ending: {@code user_event}. */
  static String fileName(TypeName group) {
    String name = Names.upperSnakeCase(group.name()).toLowerCase(Locale.ROOT);
    return name.equals("messages") ? "messages_group" : name;
  }

  /** The constant that describes a group. */
  static String group(TypeName group) {
    return Names.uncapitalized(group.name()) + "Group";
  }

  static String event(EventGroup group, Event event) {
    return group.name().name() + event.name();
  }

  static String listener(NotificationGroup group) {
    return group.name().name() + "Listener";
  }

  /** The record of a notification's subject and content. */
  static String item(NotificationGroup group, Notification notification) {
    return group.name().name() + notification.name();
  }

  static String handler(Notification notification) {
    String name = "on" + notification.name();
    return Words.isTakenHandler(name) ? name + "_" : name;
  }

  /** The constants that an enum's contract has. */
  static String known(String type) {
    return "Known" + type;
  }

  /** What an enum is where the number is none of the contract's. */
  static String unknown(String type) {
    return "Unknown" + type;
  }

  /** The static constant that reads and writes a message, which yields to a field of that name. */
  String codec(TypeName type) {
    return fields.getOrDefault(type, Map.of()).containsValue("type") ? "type_" : "type";
  }

  /** The name of a message's field. */
  String field(TypeName message, Field field) {
    return known(fields, message, field.name());
  }

  /** The name of an enum's constant: {@code emailIsEmpty}. */
  String constant(TypeName type, EnumType.Constant constant) {
    return known(constants, type, constant.name());
  }

  private static String known(Map<TypeName, Map<String, String>> names, TypeName type, String of) {
    String name = names.getOrDefault(type, Map.of()).get(of);
    if (name == null) {
      throw new IllegalArgumentException("the contract does not declare " + type.qualified());
    }
    return name;
  }

  private void addType(TypeDeclaration type) {
    TypeName name = type.name();
    addFolder(name.packageName());
    String where = name.qualified();
    identifier(name.name(), where);
    if (Words.isTakenType(name.name())) {
      throw new UnsuitableNameException(
          String.format(
              "%s: the name means something else in Dart; choose another name in the contract",
              where));
    }
    declare(name.packageName(), name.name(), where);
    switch (type) {
      case MessageType message -> addFields(message);
      case EnumType enumType -> addConstants(enumType);
      case UnionType union -> checkAlternatives(union);
    }
  }

  private void addFields(MessageType message) {
    var names = new HashMap<String, String>();
    var used = new HashSet<String>();
    for (Field field : message.fields()) {
      String name = Words.field(identifier(field.name(), message.name().qualified()));
      // A member that is called like a type would hide it.
      while (typeNames.contains(name) || RuntimeNames.contains(name) || !used.add(name)) {
        name += "_";
      }
      names.put(field.name(), name);
    }
    fields.put(message.name(), names);
  }

  private void addConstants(EnumType type) {
    String where = type.name().qualified();
    var names = new HashMap<String, String>();
    var used = new HashSet<String>();
    for (EnumType.Constant constant : type.constants()) {
      String pascal = Names.pascalCase(constant.name());
      String camel = pascal.isEmpty() ? constant.name() : Names.uncapitalized(pascal);
      String name = Character.isDigit(camel.charAt(0)) ? "value" + camel : Words.constant(camel);
      while (!used.add(identifier(name, where))) {
        name += "_";
      }
      names.put(constant.name(), name);
    }
    constants.put(type.name(), names);
    declare(type.name().packageName(), known(type.name().name()), "the constants of " + where);
    declare(type.name().packageName(), unknown(type.name().name()), "the others of " + where);
  }

  /** A sealed class and what extends it stand in one library. */
  private static void checkAlternatives(UnionType union) {
    for (UnionType.Alternative alternative : union.alternatives()) {
      if (!alternative.message().packageName().equals(union.name().packageName())) {
        throw new UnsuitableNameException(
            String.format(
                "%s: its alternative %s is in another package, which no sealed class in Dart allows;"
                    + " move it into the same package",
                union.name().qualified(), alternative.message().qualified()));
      }
    }
  }

  private void addGroup(EventGroup group) {
    addFile(group.name());
    for (Event event : group.events()) {
      String where = group.name().name() + "." + event.name();
      identifier(event.method(), group.name().qualified());
      event.payload().ifPresent(it -> identifier(it.parameter(), where));
      declare(group.name().packageName(), event(group, event), "the event " + where);
    }
  }

  private void addGroup(NotificationGroup group) {
    addFile(group.name());
    String where = "of " + group.name().qualified();
    String packageName = group.name().packageName();
    declare(packageName, group.name().name(), "the notifications " + where);
    declare(packageName, listener(group), "the listener " + where);
    for (Notification notification : group.notifications()) {
      identifier(notification.method(), group.name().qualified());
      notification.subject().ifPresent(it -> identifier(it, group.name().qualified()));
      notification.payload().ifPresent(it -> identifier(it.parameter(), where));
      if (notification.subject().isPresent() && notification.payload().isPresent()) {
        declare(packageName, item(group, notification), "an item " + where);
      }
    }
  }

  private void addFile(TypeName group) {
    addFolder(group.packageName());
    identifier(group.name(), group.qualified());
    declare(group.packageName(), group(group), "the group " + group.qualified());
    groups.add(group.name());
    if (!files.computeIfAbsent(group.packageName(), _ -> new HashSet<>()).add(fileName(group))) {
      throw new UnsuitableNameException(
          String.format(
              "%s: another group of the package has the same file name, %s.dart; choose another"
                  + " name in the contract",
              group.qualified(), fileName(group)));
    }
  }

  private void addFolder(String packageName) {
    for (String part : packageName.split("\\.", -1)) {
      if (!PACKAGE.matcher(part).matches()) {
        throw notAName(part, "package " + packageName);
      }
    }
    String other = folders.putIfAbsent(folder(packageName), packageName);
    if (other != null && !other.equals(packageName)) {
      throw new UnsuitableNameException(
          String.format(
              "the packages %s and %s would both be the folder %s; choose another name in the"
                  + " contract",
              other, packageName, folder(packageName)));
    }
    declared.computeIfAbsent(packageName, _ -> new TreeMap<>());
  }

  private static String identifier(String name, String where) {
    if (!IDENTIFIER.matcher(name).matches()) {
      throw notAName(name, where);
    }
    return name;
  }

  private static UnsuitableNameException notAName(String name, String where) {
    return new UnsuitableNameException(
        String.format(
            "%s: %s is not a name in Dart; use letters, digits and _", where, Syntax.quoted(name)));
  }

  private void declare(String packageName, String name, String what) {
    String other =
        declared.computeIfAbsent(packageName, _ -> new TreeMap<>()).putIfAbsent(name, what);
    if (other != null) {
      throw new UnsuitableNameException(
          String.format(
              "%s and %s would both be called %s; choose another name in the contract",
              other, what, name));
    }
  }
}

package dev.parley.schema.rules;

import dev.parley.schema.Contract;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names that are looked up occur once. */
final class UniquenessRules {
  private final Findings found;

  private UniquenessRules(Findings found) {
    this.found = found;
  }

  static void check(Contract contract, Findings found) {
    var rules = new UniquenessRules(found);
    rules.checkTypes(contract);
    rules.checkGroups(contract);
    for (EventGroup group : contract.eventGroups()) {
      rules.checkMethods(group.name(), group.events().stream().map(Event::method).toList());
    }
    for (NotificationGroup group : contract.notificationGroups()) {
      rules.checkMethods(
          group.name(),
          group.notifications().stream().map(NotificationGroup.Notification::method).toList());
    }
  }

  /** Case aside, because files of some systems are named so. */
  private void checkTypes(Contract contract) {
    var seen = new HashMap<String, TypeName>();
    contract.types().stream().map(TypeDeclaration::name).forEach(name -> checkType(name, seen));
    contract.eventGroups().forEach(group -> checkType(group.name(), seen));
    contract.notificationGroups().forEach(group -> checkType(group.name(), seen));
  }

  private void checkType(TypeName name, Map<String, TypeName> seen) {
    TypeName first = seen.putIfAbsent(name.qualified().toLowerCase(Locale.ROOT), name);
    if (first != null) {
      found.add(Diagnostic.TYPE_NAMES_CLASH, Place.of(name), first.name(), first.javaQualified());
    }
  }

  private void checkGroups(Contract contract) {
    var names = new HashMap<String, TypeName>();
    for (EventGroup group : contract.eventGroups()) {
      TypeName first = names.putIfAbsent(group.name().name(), group.name());
      if (first != null && !first.qualified().equals(group.name().qualified())) {
        found.add(
            Diagnostic.GROUP_NAME_DUPLICATE,
            Place.of(group.name()),
            "group name",
            group.name().name(),
            first.javaQualified(),
            "rename one of the interfaces");
      }
    }
    var sources = new HashMap<String, TypeName>();
    for (NotificationGroup group : contract.notificationGroups()) {
      TypeName first = sources.putIfAbsent(group.source(), group.name());
      if (first != null) {
        found.add(
            Diagnostic.GROUP_NAME_DUPLICATE,
            Place.of(group.name()),
            "source",
            group.source(),
            first.javaQualified(),
            "give each its own source");
      }
    }
  }

  private void checkMethods(TypeName group, List<String> methods) {
    var seen = new HashMap<String, String>();
    for (String method : methods) {
      if (seen.putIfAbsent(method, method) != null) {
        found.add(Diagnostic.OVERLOADED, Place.of(group, method), method);
      }
    }
  }
}

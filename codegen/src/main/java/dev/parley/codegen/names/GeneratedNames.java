package dev.parley.codegen.names;

import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.NotificationGroup.Notification;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.proto.ProtoPrinter;
import dev.parley.schema.rules.Diagnostic;
import dev.parley.schema.rules.Place;
import dev.parley.schema.rules.Violation;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is generated into a package has names of its own, in every language. */
final class GeneratedNames {
  private final Map<Language, Map<String, String>> owners = new EnumMap<>(Language.class);
  private final List<Violation> found;

  private GeneratedNames(List<Violation> found) {
    this.found = found;
    for (Language language : Language.values()) {
      owners.put(language, new HashMap<>());
    }
  }

  static void check(Contract contract, List<Violation> found) {
    var names = new GeneratedNames(found);
    contract.types().forEach(names::declare);
    contract.eventGroups().forEach(group -> names.ownGroup(group.name()));
    contract.notificationGroups().forEach(group -> names.ownGroup(group.name()));
    contract.types().forEach(names::generate);
    contract.eventGroups().forEach(names::generate);
    contract.notificationGroups().forEach(names::generate);
  }

  private void declare(TypeDeclaration type) {
    for (Language language : Language.values()) {
      own(language, type.name(), "the type ");
    }
  }

  private void ownGroup(TypeName name) {
    own(Language.JAVA, name, "the group ");
    own(Language.TYPESCRIPT, name, "the group ");
  }

  /** Two declarations of one name have another diagnostic. */
  private void own(Language language, TypeName name, String kind) {
    of(language).putIfAbsent(name.qualified(), kind + name.javaName());
  }

  private void generate(TypeDeclaration type) {
    add(Language.JAVA, type.name(), "Codec", Place.of(type.name()));
    if (type instanceof EnumType enumType) {
      for (EnumType.Constant constant : enumType.constants()) {
        String value = ProtoPrinter.valueName(type.name(), constant);
        Place place = Place.of(type.name(), constant.name());
        add(Language.PROTO, type.name().packageName(), value, place);
      }
      for (String prefix : List.of("Known", "Unknown")) {
        String name = prefix + type.name().name();
        add(Language.DART, type.name().packageName(), name, Place.of(type.name()));
      }
    }
  }

  private void generate(EventGroup group) {
    Place place = Place.of(group.name());
    for (String suffix : List.of("Contract", "Binding", "Client")) {
      add(Language.JAVA, group.name(), suffix, place);
    }
    for (Event event : group.events()) {
      Place eventPlace = Place.of(group.name(), event.method());
      add(Language.TYPESCRIPT, group.name(), event.name(), eventPlace);
    }
  }

  private void generate(NotificationGroup group) {
    Place place = Place.of(group.name());
    for (String suffix : List.of("Contract", "Sender", "Client")) {
      add(Language.JAVA, group.name(), suffix, place);
    }
    for (String suffix : List.of("Listener", "Handlers", "Item")) {
      add(Language.TYPESCRIPT, group.name(), suffix, place);
    }
    for (Notification notification : group.notifications()) {
      generate(group, notification);
      // In Dart a record of both has a name.
      if (notification.subject().isPresent() && notification.payload().isPresent()) {
        Place notificationPlace = Place.of(group.name(), notification.method());
        add(Language.DART, group.name(), notification.name(), notificationPlace);
      }
    }
  }

  /** Methods of the Java client, which differ by more than their parameters. */
  private void generate(NotificationGroup group, Notification notification) {
    Place place = Place.of(group.name(), notification.method());
    String client = group.name().qualified() + "Client";
    add(Language.JAVA, client, "on" + notification.name(), place);
    add(Language.JAVA, client, "subscribe" + notification.name(), place);
    add(Language.JAVA, client, notification.method() + "Publisher", place);
    add(Language.JAVA, client, "observe" + notification.name(), place);
  }

  private void add(Language language, TypeName base, String suffix, Place place) {
    add(language, base.packageName(), base.name() + suffix, place);
  }

  private void add(Language language, String packageName, String name, Place place) {
    String owner = of(language).putIfAbsent(packageName + "." + name, place.toString());
    boolean overloaded = place.toString().equals(owner);
    if (owner != null && !overloaded) {
      found.add(
          Violation.of(Diagnostic.GENERATED_NAMES_CLASH, place, language.toString(), name, owner));
    }
  }

  private Map<String, String> of(Language language) {
    return owners.computeIfAbsent(language, ignored -> new HashMap<>());
  }
}

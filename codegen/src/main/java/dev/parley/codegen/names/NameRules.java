package dev.parley.codegen.names;

import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.MessageType;
import dev.parley.schema.Names;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import dev.parley.schema.proto.ProtoPrinter;
import dev.parley.schema.rules.Diagnostic;
import dev.parley.schema.rules.Place;
import dev.parley.schema.rules.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every name of a contract can be used in every language, whichever of them is generated today: a
 * name cannot be changed once front ends use it.
 */
public final class NameRules {
  private final List<Violation> found = new ArrayList<>();

  private NameRules() {}

  /** Every violation, in an order that depends on the contract alone. */
  public static List<Violation> check(Contract contract) {
    var rules = new NameRules();
    contract.types().forEach(rules::check);
    contract.eventGroups().forEach(rules::check);
    contract.notificationGroups().forEach(rules::check);
    GeneratedNames.check(contract, rules.found);
    return List.copyOf(rules.found);
  }

  private void check(TypeDeclaration type) {
    Place place = Place.of(type.name());
    checkPackage(type.name());
    reserved(ReservedWords.type(type.name().name()), type.name().name(), "Data", place);
    switch (type) {
      case MessageType message -> checkFields(message);
      case EnumType enumType -> checkConstants(enumType);
      case UnionType union -> checkAlternatives(union);
    }
  }

  private void checkFields(MessageType message) {
    var names = new HashMap<String, String>();
    for (var field : message.fields()) {
      Place place = Place.of(message.name(), field.name());
      reserved(ReservedWords.field(field.name()), field.name(), "Value", place);
      // protoc compares the JSON names of fields, before version 22 case aside
      String key = field.name().replace("_", "").toLowerCase(Locale.ROOT);
      String first = names.putIfAbsent(key, field.name());
      if (first != null) {
        clash(
            Diagnostic.FIELD_NAMES_CLASH,
            place,
            first,
            field.name(),
            Language.PROTO,
            Names.snakeCase(field.name()));
      }
    }
  }

  private void checkConstants(EnumType enumType) {
    var names = new HashMap<String, String>();
    for (EnumType.Constant constant : enumType.constants()) {
      String shown = Names.pascalCase(constant.name());
      String first = names.putIfAbsent(shown, constant.name());
      if (first != null) {
        clash(
            Diagnostic.CONSTANT_NAMES_CLASH,
            Place.of(enumType.name(), constant.name()),
            first,
            constant.name(),
            Language.TYPESCRIPT,
            shown);
      }
    }
  }

  /** The oneof's own name is among the names of its alternatives. */
  private void checkAlternatives(UnionType union) {
    var names = new HashMap<String, String>();
    names.put("kind", "the oneof \"kind\"");
    for (UnionType.Alternative alternative : union.alternatives()) {
      String name = alternative.message().name();
      String shown = ProtoPrinter.alternativeName(alternative.message());
      String first = names.putIfAbsent(shown.replace("_", ""), name);
      if (first != null) {
        Place place = Place.of(union.name(), name);
        clash(Diagnostic.FIELD_NAMES_CLASH, place, first, name, Language.PROTO, shown);
      }
    }
  }

  private void check(EventGroup group) {
    checkGroup(group.name());
    for (Event event : group.events()) {
      Place place = Place.of(group.name(), event.method());
      reserved(ReservedWords.method(event.method()), event.method(), "Now", place);
      checkParameter(event.payload(), place);
      checkItems(event.source(), place);
      checkItems(event.sink(), place);
      event.error().ifPresent(error -> checkPackage(error.exception()));
    }
  }

  private void check(NotificationGroup group) {
    checkGroup(group.name());
    for (NotificationGroup.Notification notification : group.notifications()) {
      String method = notification.method();
      Place place = Place.of(group.name(), method);
      reserved(ReservedWords.method(method), method, "Now", place);
      checkParameter(notification.payload(), place);
      notification.subject().ifPresent(it -> reserved(ReservedWords.keyword(it), it, "Id", place));
    }
  }

  private void checkGroup(TypeName name) {
    checkPackage(name);
    reserved(ReservedWords.type(name.name()), name.name(), "Event", Place.of(name));
  }

  private void checkParameter(Optional<Event.Payload> payload, Place place) {
    payload.ifPresent(it -> checkParameter(it.parameter(), place));
  }

  private void checkItems(Optional<Event.Items> items, Place place) {
    items.ifPresent(it -> checkParameter(it.parameter(), place));
  }

  private void checkParameter(String name, Place place) {
    reserved(ReservedWords.keyword(name), name, "Value", place);
  }

  /** Java's own compiler refuses keywords there; a contract that comes from JSON may have them. */
  private void checkPackage(TypeName name) {
    for (String part : (name.packageName() + "." + name.javaName()).split("\\.", -1)) {
      Optional<Language> language = ReservedWords.keyword(part).filter(it -> it == Language.JAVA);
      reserved(language, part, "s", Place.of(name));
    }
  }

  private void reserved(Optional<Language> language, String name, String suffix, Place place) {
    language.ifPresent(
        it -> found.add(Violation.of(Diagnostic.NAME_RESERVED, place, name, it, name + suffix)));
  }

  private void clash(Diagnostic diagnostic, Place place, Object... values) {
    found.add(Violation.of(diagnostic, place, values));
  }
}

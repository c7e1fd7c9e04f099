package dev.parley.schema.rules;

import dev.parley.schema.Contract;
import dev.parley.schema.EnumType;
import dev.parley.schema.Event;
import dev.parley.schema.EventGroup;
import dev.parley.schema.MessageType;
import dev.parley.schema.NotificationGroup;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import dev.parley.schema.UnionType;
import java.util.Optional;

/** Every name is one that every language can write. */
final class NameForms {
  private final Findings found;

  private NameForms(Findings found) {
    this.found = found;
  }

  static void check(Contract contract, Findings found) {
    var forms = new NameForms(found);
    contract.eventGroups().forEach(forms::check);
    contract.notificationGroups().forEach(forms::check);
    contract.types().forEach(forms::check);
  }

  private void check(EventGroup group) {
    checkType(group.name(), Place.of(group.name()), "interface's");
    for (Event event : group.events()) {
      Place place = Place.of(group.name(), event.method());
      check(Identifiers.METHOD, "event's", event.method(), place);
      checkParameter(event.payload(), place);
      checkItems(event.source(), place);
      checkItems(event.sink(), place);
      event
          .error()
          .ifPresent(error -> {
            check(Identifiers.PACKAGE, "package's", error.exception().packageName(), place);
            check(Identifiers.JAVA_TYPE, "exception's", error.exception().javaName(), place);
          });
    }
  }

  private void check(NotificationGroup group) {
    Place groupPlace = Place.of(group.name());
    checkType(group.name(), groupPlace, "interface's");
    check(Identifiers.SOURCE, "source's", group.source(), groupPlace);
    for (NotificationGroup.Notification notification : group.notifications()) {
      Place place = Place.of(group.name(), notification.method());
      check(Identifiers.METHOD, "notification's", notification.method(), place);
      notification
          .subject()
          .ifPresent(subject -> check(Identifiers.FIELD, "parameter's", subject, place));
      checkParameter(notification.payload(), place);
    }
  }

  private void check(TypeDeclaration type) {
    checkType(type.name(), Place.of(type.name()), "type's");
    switch (type) {
      case MessageType message ->
          message
              .fields()
              .forEach(field ->
                  check(
                      Identifiers.FIELD,
                      "component's",
                      field.name(),
                      Place.of(type.name(), field.name())));
      case EnumType enumType ->
          enumType
              .constants()
              .forEach(constant ->
                  check(
                      Identifiers.CONSTANT,
                      "constant's",
                      constant.name(),
                      Place.of(type.name(), constant.name())));
      case UnionType ignored -> {}
    }
  }

  private void checkParameter(Optional<Event.Payload> payload, Place place) {
    payload.ifPresent(it -> check(Identifiers.FIELD, "parameter's", it.parameter(), place));
  }

  private void checkItems(Optional<Event.Items> items, Place place) {
    items.ifPresent(it -> check(Identifiers.FIELD, "parameter's", it.parameter(), place));
  }

  private void checkType(TypeName name, Place place, String kind) {
    if (name.packageName().isEmpty()) {
      found.add(Diagnostic.UNNAMED_PACKAGE, place);
    } else {
      check(Identifiers.PACKAGE, "package's", name.packageName(), place);
    }
    check(Identifiers.TYPE, kind, name.name(), place);
    // a nested type's Java name ends in its own, which is reported once
    if (Identifiers.TYPE.accepts(name.name()) && !name.javaName().equals(name.name())) {
      check(Identifiers.JAVA_TYPE, "outer type's", name.javaName(), place);
    }
  }

  private void check(Identifiers form, String kind, String name, Place place) {
    if (!form.accepts(name)) {
      found.add(
          Diagnostic.NAME_NOT_PORTABLE, place, kind, Identifiers.visible(name), form.advice());
    }
  }
}

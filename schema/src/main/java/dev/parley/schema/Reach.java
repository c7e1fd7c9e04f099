package dev.parley.schema;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Follows references: which types a group or a type needs. */
final class Reach {
  private Reach() {}

  static List<TypeDeclaration> of(Contract contract, EventGroup group) {
    var names = new ArrayList<TypeName>();
    for (Event event : group.events()) {
      event.payload().ifPresent(payload -> References.of(payload.type()).ifPresent(names::add));
      event.source().ifPresent(items -> References.of(items.type()).ifPresent(names::add));
      event.sink().ifPresent(items -> References.of(items.type()).ifPresent(names::add));
      event.response().ifPresent(response -> References.of(response).ifPresent(names::add));
      event.error().ifPresent(error -> References.of(error.type()).ifPresent(names::add));
    }
    return of(contract, names);
  }

  static List<TypeDeclaration> of(Contract contract, NotificationGroup group) {
    var names = new ArrayList<TypeName>();
    for (NotificationGroup.Notification notification : group.notifications()) {
      notification
          .payload()
          .ifPresent(payload -> References.of(payload.type()).ifPresent(names::add));
      notification.error().ifPresent(error -> References.of(error).ifPresent(names::add));
    }
    return of(contract, names);
  }

  /** A name that the contract does not declare is left out: the rules report it. */
  static List<TypeDeclaration> of(Contract contract, Collection<TypeName> roots) {
    Map<TypeName, TypeDeclaration> declared = new HashMap<>();
    contract.types().forEach(type -> declared.put(type.name(), type));
    Map<TypeName, TypeDeclaration> found = new TreeMap<>();
    Deque<TypeName> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      TypeDeclaration type = declared.get(open.remove());
      if (type != null && found.put(type.name(), type) == null) {
        open.addAll(References.of(type));
      }
    }
    return List.copyOf(found.values());
  }
}

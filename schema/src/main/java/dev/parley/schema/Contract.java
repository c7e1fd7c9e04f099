package dev.parley.schema;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Everything a core and its front ends agree on: groups and the types they use, of one or more Java
 * packages. The constructor sorts, so equal contracts are equal whatever order they were read in.
 *
 * @param eventGroups in order of package and name
 * @param notificationGroups in order of package and name
 * @param types every message, enum and union that a group uses or that is declared, in order of
 *     package and name
 */
public record Contract(
    List<EventGroup> eventGroups,
    List<NotificationGroup> notificationGroups,
    List<TypeDeclaration> types) {

  public Contract {
    eventGroups = eventGroups.stream().sorted(Comparator.comparing(EventGroup::name)).toList();
    notificationGroups =
        notificationGroups.stream().sorted(Comparator.comparing(NotificationGroup::name)).toList();
    types = types.stream().sorted(Comparator.comparing(TypeDeclaration::name)).toList();
  }

  /** The declaration of that name, if this contract has one. */
  public Optional<TypeDeclaration> type(TypeName name) {
    return types.stream().filter(type -> type.name().equals(name)).findFirst();
  }

  /** Every type that the group's events mention, directly or through other types, in order. */
  public List<TypeDeclaration> typesOf(EventGroup group) {
    return Reach.of(this, group);
  }

  /** Every type that the group's notifications mention, directly or through other types. */
  public List<TypeDeclaration> typesOf(NotificationGroup group) {
    return Reach.of(this, group);
  }

  /** That type and every type it mentions, directly or through other types, in order. */
  public List<TypeDeclaration> typesOf(TypeDeclaration type) {
    return Reach.of(this, List.of(type.name()));
  }
}

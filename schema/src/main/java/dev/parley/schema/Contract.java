package dev.parley.schema;

import java.util.List;

/**
 * Everything a core and its front ends agree on: groups and the types they use, of one or more Java
 * packages.
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
    eventGroups = List.copyOf(eventGroups);
    notificationGroups = List.copyOf(notificationGroups);
    types = List.copyOf(types);
  }
}

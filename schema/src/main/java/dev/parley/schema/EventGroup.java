package dev.parley.schema;

import java.util.List;

/**
 * An interface of events.
 *
 * @param name the interface; its simple name is the group's name on the wire
 * @param events in order of declaration
 */
public record EventGroup(TypeName name, String doc, List<Event> events) {
  public EventGroup {
    events = List.copyOf(events);
  }
}

package dev.parley.core.dispatch;

import dev.parley.core.event.BoundEvent;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.wire.FrameReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests to the routes of their events, by qualified name or by bare name where that means
 * one event only. Made once; safe for use by any thread.
 */
public final class Dispatcher {
  private final EventTable table;
  private final EventNames names;

  /**
   * @throws IllegalStateException if two plugins provide one group, or one event
   */
  public Dispatcher(Collection<EventGroupBinding> plugins, Hooks hooks) {
    requireDistinct(plugins);
    Map<String, Route<?, ?, ?>> routes = new TreeMap<>();
    Map<String, List<String>> byBareName = new TreeMap<>();
    for (EventGroupBinding plugin : plugins) {
      Lane lane = plugin.isSerial() ? new Lane(plugin.contract().name()) : null;
      for (BoundEvent<?, ?, ?> event : plugin.events()) {
        String name = event.type().name();
        routes.put(name, new Route<>(event, hooks, lane));
        byBareName.computeIfAbsent(event.type().bareName(), bare -> new ArrayList<>()).add(name);
      }
    }
    names = new EventNames(List.copyOf(routes.keySet()), byBareName);
    Map<String, Route<?, ?, ?>> known = new HashMap<>(routes);
    byBareName.forEach((bare, qualified) -> {
      Route<?, ?, ?> route = routes.get(qualified.getFirst());
      if (qualified.size() == 1 && route != null) {
        known.put(bare, route);
      }
    });
    table = new EventTable(known);
  }

  private static void requireDistinct(Collection<EventGroupBinding> plugins) {
    Map<String, EventGroupBinding> byGroup = new HashMap<>();
    for (EventGroupBinding plugin : plugins) {
      EventGroupBinding other = byGroup.putIfAbsent(plugin.contract().name(), plugin);
      if (other != null) {
        throw new IllegalStateException(
            "The event group %s is provided twice: by %s and by %s; a core takes one plugin per group"
                .formatted(plugin.contract().name(), other.plugin(), plugin.plugin()));
      }
    }
  }

  /** The route of the request that the reader stands on; null if there is no such event. */
  public @Nullable Route<?, ?, ?> find(FrameReader request) {
    return table.find(request.array(), request.eventStart(), request.eventEnd());
  }

  /** Why there is no event of that name, and which may have been meant. */
  public String explainUnknown(String name) {
    return names.explainUnknown(name);
  }
}

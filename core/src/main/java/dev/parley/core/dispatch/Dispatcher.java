package dev.parley.core.dispatch;

import dev.parley.core.event.BoundEvent;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
  public Dispatcher(Collection<EventGroupBinding> plugins) {
    requireDistinct(plugins);
    Map<String, Route<?, ?, ?>> routes = new TreeMap<>();
    Map<String, List<String>> byBareName = new TreeMap<>();
    for (EventGroupBinding plugin : plugins) {
      for (BoundEvent<?, ?, ?> event : plugin.events()) {
        String name = event.type().name();
        switch (event) {
          case BoundEvent.Unary<?, ?, ?> unary -> routes.put(name, new Route<>(unary));
          case BoundEvent.Streaming<?, ?, ?, ?, ?> streaming ->
              throw new IllegalStateException(streaming.stream() + " streams; not served yet");
        }
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

  /** Takes the request that the reader stands on; its frame is read when this returns. */
  public void dispatch(FrameReader request, Answers answers) {
    Route<?, ?, ?> route = table.find(request.array(), request.eventStart(), request.eventEnd());
    if (route == null) {
      answers.fail(request.id(), Reason.UNKNOWN_EVENT, names.explainUnknown(request.event()));
    } else {
      route.call(request, answers);
    }
  }
}

package dev.parley.core.metrics;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * What a core has done since it was started, as it was at one moment. The figures are read one
 * after the other while calls go on, so they may be apart by the calls of that moment; once the
 * core is quiet they agree.
 *
 * @param connections front ends that are connected, or away and may come back to their session
 * @param connectionsOpened front ends that ever were; one that came back counts once
 * @param callsInFlight handlers that run just now, of all events
 * @param unknownEvents requests for events that this core does not have
 * @param events one entry per event, sorted by name
 * @param notifications what became of notifications, of all types together
 */
public record CoreMetrics(
    int connections,
    long connectionsOpened,
    long callsInFlight,
    long unknownEvents,
    List<EventMetrics> events,
    NotificationMetrics notifications) {

  /** Refuses null and copies the list. */
  public CoreMetrics {
    events = List.copyOf(Objects.requireNonNull(events, "events"));
    Objects.requireNonNull(notifications, "notifications");
  }

  /**
   * The figures of one event.
   *
   * @param name the qualified name: {@code UserEvent.SignIn}
   * @throws NoSuchElementException if the core has no such event
   */
  public EventMetrics event(String name) {
    for (EventMetrics event : events) {
      if (event.event().equals(name)) {
        return event;
      }
    }
    throw new NoSuchElementException("This core has no event " + name);
  }
}

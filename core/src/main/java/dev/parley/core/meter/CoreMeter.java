package dev.parley.core.meter;

import dev.parley.core.event.EventType;
import dev.parley.core.metrics.CoreMetrics;
import dev.parley.core.metrics.EventMetrics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a core does. Safe for use by any thread. */
public final class CoreMeter {
  private final Map<EventType<?, ?, ?>, EventMeter> events = new HashMap<>();
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder unknownEvents = new LongAdder();
  private final NotificationMeter notifications = new NotificationMeter();

  /** Adds an event; all of them before the first call. */
  public void add(EventType<?, ?, ?> event) {
    events.put(event, new EventMeter(event.name()));
  }

  /**
   * The meter of an event.
   *
   * @throws NoSuchElementException if it was not added
   */
  public EventMeter event(EventType<?, ?, ?> event) {
    EventMeter meter = events.get(event);
    if (meter == null) {
      throw new NoSuchElementException("Nothing counts " + event);
    }
    return meter;
  }

  /** A front end has connected. */
  public void connectionOpened() {
    opened.increment();
  }

  /** A front end that had connected is gone. */
  public void connectionClosed() {
    closed.increment();
  }

  /** A request named no event of this core. */
  public void unknownEvent() {
    unknownEvents.increment();
  }

  /** The meter of all notifications. */
  public NotificationMeter notifications() {
    return notifications;
  }

  /** The figures of this moment. */
  public CoreMetrics snapshot() {
    List<EventMetrics> all = new ArrayList<>();
    long inFlight = 0;
    for (EventMeter meter : events.values()) {
      EventMetrics metrics = meter.snapshot();
      inFlight += metrics.inFlight();
      all.add(metrics);
    }
    all.sort(Comparator.comparing(EventMetrics::event));
    long gone = closed.sum();
    long came = opened.sum();
    return new CoreMetrics(
        (int) (came - gone), came, inFlight, unknownEvents.sum(), all, notifications.snapshot());
  }
}

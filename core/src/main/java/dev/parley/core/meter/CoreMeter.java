package dev.parley.core.meter;

import dev.parley.core.metrics.CoreMetrics;
import dev.parley.core.metrics.EventMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a core does. Safe for use by any thread. */
public final class CoreMeter {
  private final Map<String, EventMeter> events = new ConcurrentSkipListMap<>();
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder unknownEvents = new LongAdder();

  /** The meter of an event; the same one for the same name. */
  public EventMeter event(String name) {
    return events.computeIfAbsent(name, EventMeter::new);
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

  /** The figures of this moment. */
  public CoreMetrics snapshot() {
    List<EventMetrics> all = new ArrayList<>();
    long inFlight = 0;
    for (EventMeter meter : events.values()) {
      EventMetrics metrics = meter.snapshot();
      inFlight += metrics.inFlight();
      all.add(metrics);
    }
    long gone = closed.sum();
    long came = opened.sum();
    return new CoreMetrics((int) (came - gone), came, inFlight, unknownEvents.sum(), all);
  }
}

package dev.parley.core.metrics;

import dev.parley.core.protocol.Reason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * What became of one event's calls, since the core was started.
 *
 * @param event the qualified name: {@code UserEvent.SignIn}
 * @param received requests that came
 * @param handled handler runs that were begun: what was refused before (for its payload, its caller
 *     or a limit) is in {@code received} only
 * @param inFlight handlers that run just now, also of calls that were cancelled and have their
 *     answer
 * @param answered calls answered with a response
 * @param declaredErrors calls answered with the event's declared error, also for a payload whose
 *     own record threw it
 * @param failures calls answered for a reason, by reason; reasons that did not occur are left out
 * @param itemsSent stream items sent to front ends
 * @param bytesSent the bytes of their payloads
 * @param itemsReceived stream items that came from front ends
 * @param bytesReceived the bytes of their payloads
 * @param latency from a request's arrival to its answer, of the calls whose handler was begun
 */
public record EventMetrics(
    String event,
    long received,
    long handled,
    long inFlight,
    long answered,
    long declaredErrors,
    Map<Reason, Long> failures,
    long itemsSent,
    long bytesSent,
    long itemsReceived,
    long bytesReceived,
    LatencyHistogram latency) {

  /** Refuses null and copies the map. */
  public EventMetrics {
    Objects.requireNonNull(event, "event");
    Objects.requireNonNull(latency, "latency");
    Map<Reason, Long> sorted = new EnumMap<>(Reason.class);
    sorted.putAll(failures);
    failures = Collections.unmodifiableMap(sorted);
  }

  /** How many calls were answered for that reason. */
  public long failures(Reason reason) {
    return failures.getOrDefault(reason, 0L);
  }
}

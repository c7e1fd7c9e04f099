package dev.parley.core.meter;

import dev.parley.core.metrics.EventMetrics;
import dev.parley.core.metrics.LatencyHistogram;
import dev.parley.core.protocol.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the calls of one event. A call that goes well costs three additions; what can be derived
 * from others (requests received, calls answered) is not counted. Safe for use by any thread.
 */
public final class EventMeter {
  private final String event;
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LatencyMeter latency = new LatencyMeter();
  private final LongAdder errors = new LongAdder();
  private final LongAdder errorsUnhandled = new LongAdder();

  /** An adder is made when its reason is first met: making all of them would delay a start. */
  private final ConcurrentMap<Reason, LongAdder> failures = new ConcurrentHashMap<>();

  private final ConcurrentMap<Reason, LongAdder> refusals = new ConcurrentHashMap<>();
  private final LongAdder itemsSent = new LongAdder();
  private final LongAdder bytesSent = new LongAdder();
  private final LongAdder itemsReceived = new LongAdder();
  private final LongAdder bytesReceived = new LongAdder();

  EventMeter(String event) {
    this.event = event;
  }

  private static void count(ConcurrentMap<Reason, LongAdder> adders, Reason reason) {
    LongAdder adder = adders.get(reason);
    if (adder == null) {
      adder = adders.computeIfAbsent(reason, _ -> new LongAdder());
    }
    adder.increment();
  }

  /** A request was answered for a reason and its handler will not run. */
  public void refused(Reason reason) {
    count(refusals, reason);
  }

  /** A payload's record threw the declared error; the handler will not run. */
  public void refusedWithError() {
    errorsUnhandled.increment();
  }

  /** A handler is about to run. */
  public void handlerBegins() {
    begun.increment();
  }

  /** A handler returned or threw, whether its call still waited for an answer or not. */
  public void handlerEnded() {
    ended.increment();
  }

  /** A call whose handler was begun is answered with a response, so long after it arrived. */
  public void answered(long nanos) {
    latency.record(nanos);
  }

  /** A call whose handler was begun is answered with its declared error. */
  public void answeredWithError(long nanos) {
    latency.record(nanos);
    errors.increment();
  }

  /** A call whose handler was begun is answered for a reason. */
  public void failed(Reason reason, long nanos) {
    latency.record(nanos);
    count(failures, reason);
  }

  /** A stream item goes to the front end. */
  public void itemSent(int bytes) {
    itemsSent.increment();
    bytesSent.add(bytes);
  }

  /** A stream item came from the front end. */
  public void itemReceived(int bytes) {
    itemsReceived.increment();
    bytesReceived.add(bytes);
  }

  /**
   * What is counted first is read last: so no figure that is the difference of two is ever
   * negative.
   */
  EventMetrics snapshot() {
    long unhandledErrors = errorsUnhandled.sum();
    long refused = unhandledErrors;
    Map<Reason, Long> byReason = new EnumMap<>(Reason.class);
    for (Reason reason : Reason.values()) {
      refused += add(byReason, reason, refusals);
    }
    long handledErrors = errors.sum();
    long failed = 0;
    for (Reason reason : Reason.values()) {
      failed += add(byReason, reason, failures);
    }
    long done = ended.sum();
    LatencyHistogram answers = latency.snapshot();
    long handled = begun.sum();
    return new EventMetrics(
        event,
        handled + refused,
        handled,
        handled - done,
        answers.count() - handledErrors - failed,
        handledErrors + unhandledErrors,
        byReason,
        itemsSent.sum(),
        bytesSent.sum(),
        itemsReceived.sum(),
        bytesReceived.sum(),
        answers);
  }

  private static long add(
      Map<Reason, Long> byReason, Reason reason, Map<Reason, LongAdder> adders) {
    LongAdder adder = adders.get(reason);
    long count = adder == null ? 0 : adder.sum();
    if (count > 0) {
      byReason.merge(reason, count, Long::sum);
    }
    return count;
  }
}

package dev.parley.core.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.event.Empty;
import dev.parley.core.event.EventType;
import dev.parley.core.event.Never;
import dev.parley.core.metrics.CoreMetrics;
import dev.parley.core.metrics.EventMetrics;
import dev.parley.core.protocol.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is counted is what is told. */
@Timeout(60)
class CoreMeterTest {
  private static final EventType<Empty, Empty, Never> SAY =
      EventType.of("Echo.Say", Empty.CODEC, Empty.CODEC);

  private final CoreMeter core = new CoreMeter();
  private final EventMeter meter = meterOf(SAY);

  private EventMeter meterOf(EventType<?, ?, ?> event) {
    core.add(event);
    return core.event(event);
  }

  private EventMetrics told() {
    return core.snapshot().event("Echo.Say");
  }

  @Test
  void aCallIsInFlightUntilItsHandlerEnds() {
    meter.handlerBegins();
    assertThat(told().inFlight()).isEqualTo(1);
    meter.failed(Reason.CANCELLED, 5);
    assertThat(told().inFlight()).as("cancelled, and its handler goes on").isEqualTo(1);
    assertThat(core.snapshot().callsInFlight()).isEqualTo(1);
    meter.handlerEnded();
    assertThat(told().inFlight()).isZero();
    assertThat(core.snapshot().callsInFlight()).isZero();
  }

  @Test
  void everyOutcomeHasItsOwnFigure() {
    for (int i = 0; i < 3; i++) {
      meter.handlerBegins();
      meter.answered(10);
      meter.handlerEnded();
    }
    meter.handlerBegins();
    meter.answeredWithError(1_000);
    meter.handlerEnded();
    meter.handlerBegins();
    meter.failed(Reason.HANDLER_FAILED, 1_000_000);
    meter.handlerEnded();
    meter.refused(Reason.INVALID_PAYLOAD);
    meter.refused(Reason.INVALID_PAYLOAD);
    meter.refusedWithError();
    EventMetrics told = told();
    assertThat(told.received()).isEqualTo(8);
    assertThat(told.handled()).isEqualTo(5);
    assertThat(told.answered()).isEqualTo(3);
    assertThat(told.declaredErrors()).isEqualTo(2);
    assertThat(told.failures())
        .isEqualTo(Map.of(Reason.HANDLER_FAILED, 1L, Reason.INVALID_PAYLOAD, 2L));
    assertThat(told.failures(Reason.OVERLOADED)).isZero();
    assertThat(told.latency().count()).isEqualTo(5);
    assertThat(told.latency().percentile(50)).isEqualTo(Duration.ofNanos(10));
  }

  @Test
  void itemsAreCountedBothWays() {
    meter.itemSent(100);
    meter.itemSent(0);
    meter.itemReceived(7);
    assertThat(told().itemsSent()).isEqualTo(2);
    assertThat(told().bytesSent()).isEqualTo(100);
    assertThat(told().itemsReceived()).isEqualTo(1);
    assertThat(told().bytesReceived()).isEqualTo(7);
  }

  @Test
  void aSnapshotStaysAsItWas() {
    meter.handlerBegins();
    meter.refused(Reason.OVERLOADED);
    core.connectionOpened();
    CoreMetrics before = core.snapshot();
    meter.answered(1);
    meter.handlerEnded();
    meter.refused(Reason.OVERLOADED);
    core.connectionClosed();
    core.unknownEvent();
    assertThat(before.event("Echo.Say").inFlight()).isEqualTo(1);
    assertThat(before.event("Echo.Say").failures()).isEqualTo(Map.of(Reason.OVERLOADED, 1L));
    assertThat(before.connections()).isEqualTo(1);
    assertThat(before.unknownEvents()).isZero();
    assertThatThrownBy(() -> before.events().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> before.event("Echo.Say").failures().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    CoreMetrics after = core.snapshot();
    assertThat(after.connections()).isZero();
    assertThat(after.connectionsOpened()).isEqualTo(1);
    assertThat(after.unknownEvents()).isEqualTo(1);
  }

  @Test
  void eventsAreSortedByName() {
    EventType<Empty, Empty, Never> alpha = EventType.of("Alpha.Say", Empty.CODEC, Empty.CODEC);
    assertThatThrownBy(() -> core.event(alpha))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("Nothing counts Alpha.Say");
    var _ = meterOf(alpha);
    assertThat(core.snapshot().events())
        .extracting(EventMetrics::event)
        .containsExactly("Alpha.Say", "Echo.Say");
    assertThatThrownBy(() -> core.snapshot().event("Echo.Sai"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessage("This core has no event Echo.Sai");
  }

  @Test
  void noFigureIsEverNegativeWhileCallsGoOn() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      callers.add(
          Thread.ofPlatform()
              .start(() -> {
                while (!stop.get()) {
                  call();
                }
              }));
    }
    for (int i = 0; i < 2_000; i++) {
      EventMetrics told = told();
      assertThat(told.inFlight()).isNotNegative();
      assertThat(told.answered()).isNotNegative();
      assertThat(told.received()).isGreaterThanOrEqualTo(told.handled());
    }
    stop.set(true);
    for (Thread caller : callers) {
      caller.join();
    }
    EventMetrics told = told();
    assertThat(told.inFlight()).isZero();
    assertThat(told.answered()).isEqualTo(told.handled() / 3);
    assertThat(told.declaredErrors()).isEqualTo(told.handled() / 3);
    assertThat(told.failures(Reason.HANDLER_FAILED)).isEqualTo(told.handled() / 3);
    assertThat(told.latency().count()).isEqualTo(told.handled());
  }

  /** Three calls, one of each outcome. */
  private void call() {
    meter.handlerBegins();
    meter.answered(1);
    meter.handlerEnded();
    meter.handlerBegins();
    meter.answeredWithError(2);
    meter.handlerEnded();
    meter.handlerBegins();
    meter.failed(Reason.HANDLER_FAILED, 3);
    meter.handlerEnded();
  }
}

package dev.parley.testkit;

import static dev.parley.testkit.CoreUnderTest.assertServed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.client.Call;
import dev.parley.core.client.ConnectFailedException;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Half-open connections: the other side is gone, or has stopped, and says nothing of it. Whoever
 * waits for it in the middle of something stops waiting when a time limit says so.
 */
interface HalfOpenContract extends CoreUnderTest {
  /** A core that does not end what a client should end. */
  Limits SILENT =
      UNHURRIED.withHandshakeTimeout(Duration.ofHours(9)).withFrameTimeout(Duration.ofHours(9));

  /** A core at whose second connection something goes wrong. */
  private FaultyTransport startWithFaultyFrontEnd(Limits limits, Faults faults) throws IOException {
    FaultyTransport way = new FaultyTransport(way(), n -> n == 2 ? faults : Faults.NONE, time());
    start(core().limits(limits).listen(way));
    return way;
  }

  /** Whoever dialled may be through before the core has heard of it. */
  private static void awaitAccepted(FaultyTransport way) {
    CoreThreads.awaitUntil(() -> way.open() == 2, "both front ends are accepted");
  }

  private void assertLeft(FaultyTransport way, CoreClient healthy) throws Exception {
    try (PassingTime _ = timePasses()) {
      CoreThreads.awaitUntil(() -> way.open() == 1, "the core leaves the half-open connection");
    }
    CoreThreads.awaitEnd("contract connection 2 ");
    assertServed(healthy);
  }

  @Test
  default void aFrontEndThatFallsSilentInItsHelloIsLeft() throws Exception {
    Faults faults = Faults.NONE.silentAfter(RawFrontEnd.helloBytes().length - 1, Long.MAX_VALUE);
    FaultyTransport way = startWithFaultyFrontEnd(UNHURRIED, faults);
    CoreClient healthy = client();
    raw().send(RawFrontEnd.helloBytes());
    awaitAccepted(way);
    assertLeft(way, healthy);
  }

  @Test
  default void aFrontEndThatFallsSilentInARequestIsLeft() throws Exception {
    Faults faults = Faults.NONE.silentAfter(RawFrontEnd.helloBytes().length + 6, Long.MAX_VALUE);
    FaultyTransport way = startWithFaultyFrontEnd(UNHURRIED, faults);
    CoreClient healthy = client();
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.SAY, Note.of("never whole"));
    assertLeft(way, healthy);
    assertThat(echo().calls()).as("only the healthy one's").isEqualTo(1);
  }

  @Test
  default void aFrontEndThatStopsReadingIsLeft() throws Exception {
    FaultyTransport way =
        startWithFaultyFrontEnd(Limits.DEFAULT, Faults.NONE.stuckAfter(Long.MAX_VALUE, 5));
    CoreClient healthy = client();
    raw().send(RawFrontEnd.helloBytes());
    awaitAccepted(way);
    while (way.open() == 2) {
      // Each answer shows that the healthy connection is not stuck at this moment.
      assertServed(healthy);
      time().advance(Duration.ofSeconds(1));
    }
    assertThat(time().nanos()).isGreaterThan(Limits.DEFAULT.writeTimeout().toNanos());
    CoreThreads.awaitEnd("contract connection 2 ");
    assertServed(healthy);
  }

  private CoreClient clientInVirtualTime(FaultyLink link, Limits limits) throws IOException {
    return opened(
        CoreClient.builder()
            .name("half-open")
            .expect(Echo.GROUP)
            .limits(limits)
            .ticker(time())
            .connect(link));
  }

  @Test
  default void aClientWaitsForTheWelcomeAsLongAsTheLimitSays() throws Exception {
    start(SILENT);
    FaultyLink silent = new FaultyLink(link(), Faults.NONE.silentAfter(0, Long.MAX_VALUE), time());
    try (PassingTime _ = timePasses()) {
      assertThatThrownBy(() -> clientInVirtualTime(silent, UNHURRIED))
          .isInstanceOf(ConnectFailedException.class)
          .hasMessageContaining("2,000 ms (Limits.handshakeTimeout)");
    }
    CoreThreads.awaitEnd("parley client half-open");
    assertServed(client());
  }

  @Test
  default void aClientsCallsEndWhenItsCoreFallsSilentInAnAnswer() throws Exception {
    start(SILENT);
    FaultyLink whole = new FaultyLink(link(), Faults.NONE, time());
    clientInVirtualTime(whole, UNHURRIED).close();
    Faults silent = Faults.NONE.silentAfter(whole.bytesRead() + 3, Long.MAX_VALUE);
    assertCallIsLost(silent, UNHURRIED, "30,000 ms (Limits.frameTimeout)");
  }

  @Test
  default void aClientsCallsEndWhenItsCoreStopsReading() throws Exception {
    start(SILENT);
    FaultyLink whole = new FaultyLink(link(), Faults.NONE, time());
    clientInVirtualTime(whole, UNHURRIED).close();
    // The welcome may be here before the client's thread has counted what it answers.
    CoreThreads.awaitEnd("parley client half-open");
    Faults stuck = Faults.NONE.stuckAfter(Long.MAX_VALUE, whole.bytesWritten() + 3);
    assertCallIsLost(stuck, Limits.DEFAULT, "Limits.writeTimeout");
  }

  private void assertCallIsLost(Faults faults, Limits limits, String because) throws Exception {
    FaultyLink link = new FaultyLink(link(), faults, time());
    CoreClient client = clientInVirtualTime(link, limits);
    AtomicInteger endings = new AtomicInteger();
    try (PassingTime _ = timePasses()) {
      Call<Note, Note> call = client.call(Echo.SAY, Note.of("into the silence"));
      call.whenDone((_, _) -> endings.incrementAndGet());
      assertThatThrownBy(call::await)
          .isInstanceOfSatisfying(
              EventFailedException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.OUTCOME_UNKNOWN))
          .hasMessageContaining(because);
    }
    assertThat(link.isClosed()).isTrue();
    CoreThreads.awaitEnd("parley client half-open");
    assertThat(endings).hasValue(1);
    CoreThreads.awaitEnd("contract connection");
    assertServed(client());
  }
}

package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.intercept.Decision;
import dev.parley.core.metrics.EventMetrics;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.Protocol;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A core tells what became of its calls. */
class MetricsTest extends CoreTest {
  private static final byte[] MINUS_ONE = {0x10, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
  private static final byte[] MINUS_TWO = {0x10, -2, -1, -1, -1, -1, -1, -1, -1, -1, 1};

  private Core counting(Limits limits) throws Exception {
    return opened(
        Core.builder()
            .plugin(echo.binding())
            .listen(transport)
            .limits(limits)
            .ticker(time)
            .metrics()
            .start());
  }

  private static void sendRaw(RawFrontEnd front, long id, String event, byte[] payload)
      throws Exception {
    front.send(RawFrontEnd.requestBytes(id, event, RawBytes.CODEC, new RawBytes(payload)));
  }

  @Test
  void aRefusedPayloadIsCountedAndTheHandlerDoesNotRun() throws Exception {
    Core core = counting(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.SAY, Note.of("hello"));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    sendRaw(front, 2, "Echo.Say", MINUS_TWO);
    assertThat(front.expectFailure(2, Reason.INVALID_PAYLOAD)).contains("number is negative");
    sendRaw(front, 3, "Echo.Say", new byte[] {(byte) 0xff});
    String _ = front.expectFailure(3, Reason.INVALID_PAYLOAD);
    EventMetrics say = core.metrics().event("Echo.Say");
    assertThat(say.received()).isEqualTo(3);
    assertThat(say.handled()).isEqualTo(1).isEqualTo(echo.calls());
    assertThat(say.failures()).isEqualTo(Map.of(Reason.INVALID_PAYLOAD, 2L));
  }

  @Test
  void everyOutcomeIsCountedForItsEvent() throws Exception {
    Core core = counting(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.SAY_INLINE, Note.of("hello"));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.request(2, Echo.SAY_INLINE, Note.of("refuse"));
    assertThat(front.expectAnswer(2)).as("by the handler").isEqualTo(Protocol.ERR);
    sendRaw(front, 3, "Echo.SayInline", MINUS_ONE);
    assertThat(front.expectAnswer(3)).as("by the record").isEqualTo(Protocol.ERR);
    front.request(4, Echo.FAIL, Note.of("exception"));
    String _ = front.expectFailure(4, Reason.HANDLER_FAILED);
    front.request(5, Echo.FAIL, Note.of("null"));
    String _ = front.expectFailure(5, Reason.HANDLER_FAILED);
    front.request(6, Echo.GROW, new Note("", Limits.DEFAULT.maxFrameBytes()));
    String _ = front.expectFailure(6, Reason.LIMIT_EXCEEDED);
    front.request(7, "Echo.Shout");
    String _ = front.expectFailure(7, Reason.UNKNOWN_EVENT);

    EventMetrics inline = core.metrics().event("Echo.SayInline");
    assertThat(inline.received()).isEqualTo(3);
    assertThat(inline.handled()).isEqualTo(2);
    assertThat(inline.answered()).isEqualTo(1);
    assertThat(inline.declaredErrors()).isEqualTo(2);
    assertThat(inline.failures()).isEmpty();
    EventMetrics fail = core.metrics().event("Echo.Fail");
    assertThat(fail.answered()).isZero();
    assertThat(fail.failures()).isEqualTo(Map.of(Reason.HANDLER_FAILED, 2L));
    assertThat(core.metrics().event("Echo.Grow").failures())
        .isEqualTo(Map.of(Reason.LIMIT_EXCEEDED, 1L));
    assertThat(core.metrics().event("Echo.Nothing").received()).isZero();
    assertThat(core.metrics().unknownEvents()).isEqualTo(1);
  }

  @Test
  void latencyIsFromTheRequestsArrivalToItsAnswer() throws Exception {
    Core core = counting(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of(""));
    front.request(2, Echo.SAY_INLINE, Note.of(""));
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    assertThat(core.metrics().event("Echo.Wait").latency().count()).isZero();
    time.advance(Duration.ofSeconds(3));
    echo.release();
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(core.metrics().event("Echo.Wait").latency().percentile(50))
        .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(3).multipliedBy(17).dividedBy(16));
    assertThat(core.metrics().event("Echo.SayInline").latency().percentile(100)).isZero();
  }

  @Test
  void aCallIsInFlightWhileItsHandlerRuns() throws Exception {
    Core core = counting(Limits.DEFAULT.withMaxCallsPerConnection(1));
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of(""));
    front.request(2, Echo.SAY_INLINE, Note.of(""));
    String _ = front.expectFailure(2, Reason.OVERLOADED);
    while (core.metrics().callsInFlight() == 0) {
      Thread.onSpinWait(); // The handler begins on a thread of its own.
    }
    assertThat(core.metrics().event("Echo.Wait").inFlight()).isEqualTo(1);
    assertThat(core.metrics().event("Echo.SayInline").failures(Reason.OVERLOADED)).isEqualTo(1);
    echo.release();
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(core.metrics().callsInFlight()).isZero();
  }

  @Test
  void connectionsAreCountedOnceTheyShookHands() throws Exception {
    Core core = counting(Limits.DEFAULT);
    RawFrontEnd silent = raw();
    RawFrontEnd front = raw().greet();
    RawFrontEnd another = raw().greet();
    assertThat(core.metrics().connections()).isEqualTo(2);
    another.close();
    silent.close();
    while (core.metrics().connections() == 2) {
      Thread.onSpinWait(); // Its reader comes to the end.
    }
    assertThat(core.metrics().connections()).isEqualTo(1);
    assertThat(core.metrics().connectionsOpened()).isEqualTo(2);
    front.request(1, Echo.SAY_INLINE, Note.of(""));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
  }

  @Test
  void itemsAndTheirBytesAreCountedBothWays() throws Exception {
    Core core = opened(Core.builder().plugin(echo.binding()).listen(transport).metrics().start());
    try (Talk talk = Talk.begin(raw().greet(), 1)) {
      talk.item(Note.of("12345678"));
      talk.item(Note.of("1234"));
    }
    EventMetrics metrics = core.metrics().event("Echo.Talk");
    assertThat(metrics.itemsReceived()).isEqualTo(2);
    assertThat(metrics.bytesReceived()).as("with tag and length").isEqualTo(10 + 6);
    assertThat(metrics.itemsSent()).isEqualTo(2);
    assertThat(metrics.bytesSent()).isEqualTo(10 + 6);
    assertThat(metrics.answered()).isEqualTo(1);
  }

  @Test
  void whoWasNotPermittedIsCounted() throws Exception {
    Core core =
        opened(
            Core.builder()
                .plugin(echo.binding())
                .listen(transport)
                .metrics()
                .authorize((peer, event) -> Decision.refuse("no"))
                .start());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.SAY, Note.of(""));
    String _ = front.expectFailure(1, Reason.PERMISSION_DENIED);
    EventMetrics say = core.metrics().event("Echo.Say");
    assertThat(say.received()).isEqualTo(1);
    assertThat(say.handled()).isZero();
    assertThat(say.failures()).isEqualTo(Map.of(Reason.PERMISSION_DENIED, 1L));
  }

  @Test
  void aCoreThatDoesNotCountSaysSo() throws Exception {
    Core core = start(Limits.DEFAULT);
    assertThatThrownBy(core::metrics)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The core core does not count; build it with Core.Builder.metrics()");
  }
}

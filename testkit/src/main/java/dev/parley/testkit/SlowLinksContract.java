package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.Protocol;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Connections that bring their bytes in small pieces, or slowly: all is said and heard the same.
 */
interface SlowLinksContract extends CoreUnderTest {
  /** For links of which each piece takes seconds. */
  Limits PATIENT =
      Limits.DEFAULT
          .withHandshakeTimeout(Duration.ofHours(1))
          .withFrameTimeout(Duration.ofHours(1))
          .withWriteTimeout(Duration.ofHours(1));

  private void assertAllIsSaid(Faults atTheCore, Faults atTheFrontEnd) throws Exception {
    start(core().limits(UNHURRIED).listen(new FaultyTransport(way(), _ -> atTheCore, time())));
    Dialogue dialogue = new Dialogue().over(new FaultyLink(link(), atTheFrontEnd, time()), time());
    assertThat(dialogue.isLost()).as("lost after %s", dialogue.done()).isFalse();
    CoreThreads.awaitEnd("parley client " + Dialogue.NAME);
    dialogue.assertEveryCallEndedOnce();
  }

  @Test
  default void oneByteAtATimeIsEnough() throws Exception {
    assertAllIsSaid(Faults.NONE.inPiecesOf(1), Faults.NONE.inPiecesOf(1));
  }

  @Test
  default void piecesMayHaveAnySize() throws Exception {
    assertAllIsSaid(Faults.NONE.inPiecesUpTo(30, 7), Faults.NONE.inPiecesUpTo(50, 8));
  }

  @Test
  default void aSlowConnectionIsSlowAndNothingElse() throws Exception {
    Duration pace = Duration.ofMillis(100);
    assertAllIsSaid(Faults.NONE, Faults.NONE.inPiecesUpTo(40, 9).slowedTo(pace));
    assertThat(time().nanos()).as("time that passed").isGreaterThan(10 * pace.toNanos());
  }

  @Test
  default void aFrameMayComeAsSlowlyAsTheFrameTimeoutAllows() throws Exception {
    Faults slow = Faults.NONE.inPiecesOf(4).slowedTo(Duration.ofSeconds(1));
    start(
        core()
            .limits(PATIENT.withFrameTimeout(Limits.DEFAULT.frameTimeout()))
            .listen(new FaultyTransport(way(), _ -> slow, time())));
    RawFrontEnd front = raw().greet();
    front.send(requestOf(4 * 25));
    assertThat(front.expectAnswer(1)).as("of 25 pieces").isEqualTo(Protocol.OK);
    front.send(requestOf(4 * 35));
    assertThat(front.expectGoAway(Reason.LIMIT_EXCEEDED)).contains("30,000 ms");
    front.expectEnd();
  }

  /**
   * Inline: on another thread the answer could take time before the reader notes the frame's end.
   */
  private static byte[] requestOf(int bytes) {
    byte[] none = RawFrontEnd.requestBytes(1, "Echo.SayInline", Note.CODEC, Note.of("x"));
    return RawFrontEnd.requestBytes(
        1, "Echo.SayInline", Note.CODEC, Note.of("x".repeat(1 + bytes - none.length)));
  }

  private RawFrontEnd frontEndOfWhichAPieceTakes(Duration pace) throws Exception {
    Faults slow = Faults.NONE.inPiecesOf(20).slowedTo(pace);
    start(
        core()
            .limits(PATIENT.withWriteTimeout(Limits.DEFAULT.writeTimeout()))
            .listen(new FaultyTransport(way(), _ -> slow, time())));
    return raw();
  }

  @Test
  default void anAnswerMayBeTakenAsSlowlyAsTheWriteTimeoutAllows() throws Exception {
    RawFrontEnd front = frontEndOfWhichAPieceTakes(Duration.ofSeconds(9)).greet();
    front.request(1, Echo.GROW, new Note("", 200));
    assertThat(front.expectAnswer(1)).as("of ten pieces").isEqualTo(Protocol.OK);
  }

  @Test
  default void whoTakesAnAnswerMoreSlowlyIsLeft() throws Exception {
    RawFrontEnd front = frontEndOfWhichAPieceTakes(Duration.ofSeconds(11));
    front.send(RawFrontEnd.helloBytes());
    front.expectEnd();
    CoreThreads.awaitEnd("contract connection");
  }
}

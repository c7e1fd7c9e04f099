package dev.parley.testkit;

import static dev.parley.testkit.CoreUnderTest.assertServed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.SessionId;
import dev.parley.core.wire.Welcome;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Sessions that outlive their link, as a core keeps them: how long, for whom, and what becomes of
 * what is in them. For transports whose front ends can dial again.
 */
interface ResumptionContract extends CoreUnderTest {
  /** What the core sends a front end that does not acknowledge anything. */
  int SMALL_QUEUE = 128 << 10;

  private void awaitHandler() {
    CoreThreads.awaitUntil(() -> echo().calls() == 1, "the handler has begun");
  }

  private void assertHandlerInterrupted() throws InterruptedException {
    assertThat(echo().interrupted().await(20, TimeUnit.SECONDS)).isTrue();
  }

  /** A front end that has a call in flight, and is gone without a word. */
  private SessionId goneWithACallInFlight() throws IOException {
    try (RawFrontEnd front = new RawFrontEnd(link())) {
      SessionId session = front.greetResumably();
      front.request(1, Echo.WAIT, Note.of("in flight"));
      awaitHandler();
      return session;
    }
  }

  private void awaitDetached() throws InterruptedException {
    CoreThreads.awaitEnd("contract connection");
  }

  private static void assertNew(Welcome welcome, SessionId old) {
    assertThat(welcome.resumed()).as("resumed").isFalse();
    assertThat(welcome.session()).as("a session of its own").isNotNull().isNotEqualTo(old);
    assertThat(welcome.received()).isZero();
  }

  @Test
  default void aCallGoesOnWhileItsFrontEndIsAwayAndIsAnsweredOnce() throws Exception {
    start(Limits.DEFAULT);
    SessionId session = goneWithACallInFlight();
    awaitDetached();
    echo().release();
    RawFrontEnd back = raw();
    Welcome welcome = back.greetResumably(256, session, 0);
    assertThat(welcome.resumed()).isTrue();
    assertThat(welcome.session()).isEqualTo(session);
    assertThat(welcome.received())
        .isEqualTo(
            RawFrontEnd.requestBytes(1, "Echo.Wait", Note.CODEC, Note.of("in flight")).length);
    assertThat(back.expectAnswer(1)).isEqualTo(Protocol.OK);
    back.expectNothing();
    assertThat(echo().calls()).isEqualTo(1);
  }

  @Test
  default void whatIsSentWhileAFrontEndIsAwayIsThereWhenItComesBack() throws Exception {
    start(Limits.DEFAULT);
    SessionId session;
    int handled;
    try (RawFrontEnd front = new RawFrontEnd(link())) {
      session = front.greetResumably();
      front.subscribe(1, "Echo");
      handled = front.frameBytes().length;
    }
    awaitDetached();
    for (int i = 1; i <= 100; i++) {
      hub().send(Echo.HEARD, new Note("missed", i));
    }
    RawFrontEnd back = raw();
    assertThat(back.greetResumably(256, session, handled).resumed()).isTrue();
    for (int i = 1; i <= 100; i++) {
      assertThat(back.expectNotification(i)).isEqualTo(new Note("missed", i));
    }
    hub().send(Echo.HEARD, new Note("heard", 1));
    assertThat(back.expectNotification(101)).isEqualTo(new Note("heard", 1));
    back.expectNothing();
  }

  @Test
  default void whoIsAwayForTooMuchIsToldToReadAgain() throws Exception {
    start(Limits.DEFAULT.withMaxBacklogBytes(10_000));
    SessionId session;
    int handled;
    try (RawFrontEnd front = new RawFrontEnd(link())) {
      session = front.greetResumably();
      front.subscribe(1, "Echo");
      handled = front.frameBytes().length;
    }
    awaitDetached();
    String text = "x".repeat(1000);
    for (int i = 1; i <= 1000; i++) {
      hub().send(Echo.HEARD, new Note(text, i));
    }
    RawFrontEnd back = raw();
    assertThat(back.greetResumably(256, session, handled).resumed()).isTrue();
    hub().send(Echo.HEARD, Note.of("heard"));
    PoliciesContract.assertEveryGapIsTold(back, 1000, "10,000");
    back.expectNothing();
  }

  @Test
  default void aHalfOpenLinkGivesWayToTheOneThatFollowsIt() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd old = raw();
    SessionId session = old.greetResumably();
    old.request(1, Echo.WAIT, Note.of("in flight"));
    awaitHandler();
    // The old link is as good as ever; only its front end does not believe so.
    RawFrontEnd next = raw();
    assertThat(next.greetResumably(256, session, 0).resumed()).isTrue();
    old.expectEnd();
    echo().release();
    assertThat(next.expectAnswer(1)).isEqualTo(Protocol.OK);
    next.expectNothing();
  }

  /** A front end with a call in flight, which has said how much of the session it has handled. */
  private void assertUnharmedByAnOlderHello(RawFrontEnd live, SessionId session, long handled)
      throws IOException {
    // One that the front end has given up: it waited for the core while others were served.
    assertNew(raw().greetResumably(256, session, handled - 1), session);
    assertNew(raw().greetResumably(256, session, 0), session);
    live.expectNothing();
    long more = live.frameBytes().length;
    echo().release();
    assertThat(live.expectAnswer(2)).isEqualTo(Protocol.OK);
    more += live.frameBytes().length;
    live.close();
    assertThat(raw().greetResumably(256, session, handled + more).resumed()).isTrue();
  }

  @Test
  default void aHelloThatIsOlderThanAnAckLeavesTheSessionAlone() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    SessionId session = front.greetResumably();
    front.request(1, Echo.SAY, Note.of("handled"));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    long handled = front.frameBytes().length;
    front.acknowledge(handled);
    front.request(2, Echo.WAIT, Note.of("in flight"));
    CoreThreads.awaitUntil(() -> echo().calls() == 2, "both handlers have begun");
    assertUnharmedByAnOlderHello(front, session, handled);
  }

  @Test
  default void aHelloThatIsOlderThanAnotherLeavesTheSessionAlone() throws Exception {
    start(Limits.DEFAULT);
    SessionId session;
    long handled;
    try (RawFrontEnd front = new RawFrontEnd(link())) {
      session = front.greetResumably();
      front.request(1, Echo.SAY, Note.of("handled"));
      assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
      handled = front.frameBytes().length;
    }
    RawFrontEnd back = raw();
    assertThat(back.greetResumably(256, session, handled).resumed()).isTrue();
    back.request(2, Echo.WAIT, Note.of("in flight"));
    CoreThreads.awaitUntil(() -> echo().calls() == 2, "both handlers have begun");
    assertUnharmedByAnOlderHello(back, session, handled);
  }

  @Test
  default void aSessionIsKeptForAsLongAsTheWindowSays() throws Exception {
    start(UNHURRIED.withResumeWindow(Duration.ofSeconds(7)));
    SessionId session = goneWithACallInFlight();
    awaitDetached();
    time().advance(Duration.ofMillis(6_900));
    RawFrontEnd back = raw();
    Welcome welcome = back.greetResumably(256, session, 0);
    assertThat(welcome.resumed()).isTrue();
    assertThat(welcome.resumeMillis()).isEqualTo(7_000);
    time().advance(Duration.ofMinutes(10));
    back.expectNothing(); // While it is there, no time is too long.
    back.close();
    awaitDetached();
    time().advance(Duration.ofMillis(6_900));
    assertThat(echo().interrupted().getCount()).as("not interrupted").isEqualTo(1);
    time().advance(Duration.ofMillis(200));
    assertHandlerInterrupted();
    assertNew(raw().greetResumably(256, session, 0), session);
  }

  @Test
  default void aWindowOfNothingMakesNoSessionResumable() throws Exception {
    start(Limits.DEFAULT.withResumeWindow(Duration.ZERO));
    try (RawFrontEnd front = new RawFrontEnd(link())) {
      Welcome welcome = front.greetResumably(256, null, 0);
      assertThat(welcome.session()).isNull();
      assertThat(welcome.resumeMillis()).isZero();
      front.request(1, Echo.WAIT, Note.of("in flight"));
      awaitHandler();
    }
    assertHandlerInterrupted();
  }

  @Test
  default void whoDidNotAskForItIsNotWaitedFor() throws Exception {
    start(Limits.DEFAULT);
    try (RawFrontEnd front = new RawFrontEnd(link()).greet()) {
      assertThat(front.welcome().session()).isNull();
      front.request(1, Echo.WAIT, Note.of("in flight"));
      awaitHandler();
    }
    assertHandlerInterrupted();
  }

  @Test
  default void aFrontEndThatSaysGoodbyeIsNotWaitedFor() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    SessionId session = front.greetResumably();
    front.request(1, Echo.WAIT, Note.of("in flight"));
    awaitHandler();
    front.goAway();
    front.close();
    assertHandlerInterrupted();
    assertNew(raw().greetResumably(256, session, 0), session);
  }

  @Test
  default void aCoreThatClosesWaitsForNobodyWhoIsAway() throws Exception {
    Core core = start(Limits.DEFAULT);
    goneWithACallInFlight();
    awaitDetached();
    // No virtual time passes: neither the window nor the drain timeout is waited for.
    Thread closing = Thread.ofPlatform().start(core::close);
    assertThat(closing.join(Duration.ofSeconds(20))).as("closed").isTrue();
    assertHandlerInterrupted();
  }

  @Test
  default void aSessionEndsWithTheLinkOnWhichTheCoreSaidThatItCloses() throws Exception {
    Core core = start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    SessionId _ = front.greetResumably();
    front.request(1, Echo.WAIT, Note.of("in flight"));
    awaitHandler();
    Thread closing = Thread.ofPlatform().start(core::close);
    String _ = front.expectGoAway(Reason.SHUTTING_DOWN);
    front.close();
    assertHandlerInterrupted();
    assertThat(closing.join(Duration.ofSeconds(20))).as("closed").isTrue();
  }

  @Test
  default void whoIsAwayGivesWayToWhoComes() throws Exception {
    start(Limits.DEFAULT.withMaxConnections(2));
    CoreClient healthy = client();
    SessionId session = goneWithACallInFlight();
    CoreThreads.awaitEnd("contract connection 2 ");
    assertThat(echo().interrupted().getCount()).as("not interrupted").isEqualTo(1);
    CoreClient comes = client();
    assertHandlerInterrupted();
    assertServed(comes);
    assertServed(healthy);
    comes.close();
    CoreThreads.awaitEnd("contract connection 3 ");
    assertNew(raw().greetResumably(256, session, 0), session);
  }

  @Test
  default void whatWasForgottenCanNotBeSentAgain() throws Exception {
    Limits limits =
        Limits.DEFAULT.withMaxFrameBytes(SMALL_QUEUE / 2).withMaxQueueBytes(SMALL_QUEUE);
    start(limits);
    SessionId session;
    long handled = 0;
    try (RawFrontEnd front = new RawFrontEnd(link())) {
      session = front.greetResumably();
      for (int id = 1; handled <= SMALL_QUEUE; id++) {
        front.request(id, Echo.GROW, new Note("", 10_000));
        assertThat(front.expectAnswer(id)).isEqualTo(Protocol.OK);
        handled += front.frameBytes().length;
      }
    }
    try (RawFrontEnd back = new RawFrontEnd(link())) {
      assertThat(back.greetResumably(256, session, handled).resumed()).as("from the end").isTrue();
      back.expectNothing();
    }
    assertNew(raw().greetResumably(256, session, 0), session);
  }

  @Test
  default void nobodyResumesFromWhereNothingWasSent() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    SessionId session = front.greetResumably();
    front.request(1, Echo.SAY, Note.of("once"));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    long handled = front.frameBytes().length;
    front.close();
    awaitDetached();
    assertNew(raw().greetResumably(256, session, handled + 1), session);
  }

  @Test
  default void bothSidesAreToldHowFarTheOtherHasGot() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    SessionId _ = front.greetResumably();
    byte[] request =
        RawFrontEnd.requestBytes(1, "Echo.SayInline", Note.CODEC, Note.of("x".repeat(1000)));
    long said = 0;
    long acknowledged = 0;
    for (int i = 0; i < 200; i++) {
      front.send(request);
      said += request.length;
      int kind = front.next();
      if (kind == FrameKind.ACK) {
        assertThat(front.frame().id()).isBetween(acknowledged + UnbrokenLink.ACK_BYTES, said);
        acknowledged = front.frame().id();
        kind = front.next();
      }
      assertThat(kind).isEqualTo(FrameKind.RESPONSE);
    }
    assertThat(said - acknowledged).isLessThanOrEqualTo(UnbrokenLink.ACK_BYTES + request.length);
  }

  @Test
  default void anAckOfWhatWasNeverSentIsAProtocolError() throws Exception {
    start(Limits.DEFAULT);
    CoreClient healthy = client();
    RawFrontEnd front = raw();
    SessionId session = front.greetResumably();
    front.acknowledge(1);
    String _ = front.expectGoAway(Reason.PROTOCOL_ERROR);
    front.expectEnd();
    assertNew(raw().greetResumably(256, session, 0), session);
    assertServed(healthy);
  }
}

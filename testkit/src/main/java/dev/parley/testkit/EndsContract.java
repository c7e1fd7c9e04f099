package dev.parley.testkit;

import static dev.parley.testkit.CoreUnderTest.assertServed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.client.Call;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Calls that end before their handlers do: cancelled, overdue, lost. */
interface EndsContract extends CoreUnderTest {
  private static void assertReason(Call<?, ?> call, Reason reason) {
    assertThatThrownBy(call::await)
        .isInstanceOfSatisfying(
            EventFailedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private void awaitHandler() {
    CoreThreads.awaitUntil(() -> echo().calls() == 1, "the handler has begun");
  }

  private void assertHandlerInterrupted() throws InterruptedException {
    assertThat(echo().interrupted().await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  default void cancellingInterruptsTheHandlerAndAnswersOnce() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of("to be cancelled"));
    awaitHandler();
    front.cancel(1);
    String _ = front.expectFailure(1, Reason.CANCELLED);
    assertHandlerInterrupted();
    front.cancel(1);
    front.cancel(99);
    front.expectNothing();
  }

  @Test
  default void aClientsCancelEndsItsCallAtOnce() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    Call<Note, ?> call = client.call(Echo.WAIT, Note.of(""));
    awaitHandler();
    call.cancel();
    assertThat(call.isDone()).isTrue();
    assertReason(call, Reason.CANCELLED);
    assertHandlerInterrupted();
    assertServed(client);
  }

  @Test
  default void aCancelThatRacesWithTheAnswerLeavesOneOfTheTwo() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    Random random = new Random(20261122);
    int cancelled = 0;
    int rounds = 500;
    for (int id = 1; id <= rounds; id++) {
      front.request(id, Echo.SAY, Note.of("race"));
      for (int spins = random.nextInt(2000); spins > 0; spins--) {
        Thread.onSpinWait();
      }
      front.cancel(id);
      if (front.expectAnswer(id) != Protocol.OK) {
        assertThat(Reason.of(front.frame().reason())).isEqualTo(Reason.CANCELLED);
        cancelled++;
      }
    }
    front.expectNothing();
    assertThat(cancelled).isBetween(0, rounds);
  }

  @Test
  default void aClientsCallEndsOnceHoweverCancelAndAnswerMeet() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    Random random = new Random(20261123);
    for (int round = 0; round < 300; round++) {
      AtomicInteger endings = new AtomicInteger();
      CountDownLatch ended = new CountDownLatch(1);
      Call<Note, Note> call = client.call(Echo.SAY, Note.of("race"));
      call.whenDone((_, _) -> {
        endings.incrementAndGet();
        ended.countDown();
      });
      for (int spins = random.nextInt(2000); spins > 0; spins--) {
        Thread.onSpinWait();
      }
      call.cancel();
      assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
      if (round % 50 == 0) {
        assertServed(client); // Behind whatever was still answered.
      }
      assertThat(endings).hasValue(1);
    }
  }

  @Test
  default void losingTheConnectionInterruptsItsHandlersAndTheCoreClosesAtOnce() throws Exception {
    Core core = start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of(""));
    awaitHandler();
    front.close();
    assertHandlerInterrupted();
    CoreThreads.awaitEnd("contract connection");
    // No virtual time passes, so it can't have waited for the drain timeout.
    Thread closing = Thread.ofPlatform().start(core::close);
    assertThat(closing.join(Duration.ofSeconds(20))).as("closed").isTrue();
  }

  @Test
  default void theCoreEndsACallAtItsDeadlineAndNotBefore() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of(""), 1000, "");
    awaitHandler();
    time().advance(Duration.ofMillis(999));
    front.expectNothing();
    time().advance(Duration.ofMillis(1));
    assertThat(front.expectFailure(1, Reason.DEADLINE_EXCEEDED)).contains("1,000 ms");
    assertHandlerInterrupted();
    front.expectNothing();
  }

  @Test
  default void aClientsDeadlineNeedsNothingOfItsCore() throws Exception {
    start(HalfOpenContract.SILENT);
    FaultyLink whole = new FaultyLink(link(), Faults.NONE, time());
    clientInVirtualTime(whole).close();
    Faults silent = Faults.NONE.silentAfter(whole.bytesRead(), Long.MAX_VALUE);
    CoreClient client = clientInVirtualTime(new FaultyLink(link(), silent, time()));
    Call<Note, Note> call =
        client.call(
            Echo.SAY, Note.of("never arrives"), CallOptions.NONE.timeout(Duration.ofMillis(500)));
    time().advance(Duration.ofMillis(499));
    assertThat(call.isDone()).isFalse();
    time().advance(Duration.ofMillis(1));
    assertReason(call, Reason.DEADLINE_EXCEEDED);
    assertThat(echo().calls()).isZero();
  }

  private CoreClient clientInVirtualTime(FaultyLink link) throws IOException {
    return opened(
        CoreClient.builder()
            .expect(Echo.GROUP)
            .limits(HalfOpenContract.SILENT)
            .ticker(time())
            .connect(link));
  }

  @Test
  default void aConnectionMayHaveSoManyCallsInFlightAndNoMore() throws Exception {
    start(Limits.DEFAULT.withMaxCallsPerConnection(3));
    RawFrontEnd front = raw().greet();
    for (int id = 1; id <= 3; id++) {
      front.request(id, Echo.WAIT, Note.of(""));
    }
    front.request(4, Echo.SAY_INLINE, Note.of("one too many"));
    assertThat(front.expectFailure(4, Reason.OVERLOADED)).contains("Limits.maxCallsPerConnection");
    RawFrontEnd other = raw().greet();
    other.request(1, Echo.SAY, Note.of("well"));
    assertThat(other.expectAnswer(1)).isEqualTo(Protocol.OK);
  }

  @Test
  default void aCoreMayHaveSoManyCallsInFlightAndNoMore() throws Exception {
    start(Limits.DEFAULT.withMaxCalls(3));
    RawFrontEnd first = raw().greet();
    RawFrontEnd second = raw().greet();
    first.request(1, Echo.WAIT, Note.of(""));
    first.request(2, Echo.WAIT, Note.of(""));
    first.expectNothing();
    second.request(1, Echo.WAIT, Note.of(""));
    second.request(2, Echo.SAY, Note.of("one too many"));
    assertThat(second.expectFailure(2, Reason.OVERLOADED)).contains("Limits.maxCalls");
    echo().release();
    assertThat(second.expectAnswer(1)).isEqualTo(Protocol.OK);
    for (int i = 0; i < 2; i++) {
      assertThat(first.next()).isEqualTo(FrameKind.RESPONSE);
      assertThat(first.frame().code()).isEqualTo(Protocol.OK);
    }
  }
}

package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.event.Call;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.Protocol;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The time that a caller allows, which the core counts from when it received the call. */
class DeadlineTest extends CoreTest {
  @Test
  void aCallIsAnsweredWhenItsDeadlinePassesAndNotBefore() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of(""), 250, "");
    untilCalled(1);
    front.expectNothing();
    time.advance(Duration.ofMillis(249));
    front.expectNothing();
    assertThat(echo.interrupted().getCount()).isEqualTo(1);
    time.advance(Duration.ofMillis(1));
    assertThat(front.expectFailure(1, Reason.DEADLINE_EXCEEDED))
        .isEqualTo("Echo.Wait: not answered within its deadline of 250 ms");
    assertThat(echo.interrupted().await(30, TimeUnit.SECONDS)).isTrue();
    front.expectNothing();
  }

  @Test
  void deadlinesPassInTheirOwnOrder() throws Exception {
    // Longer than the hour below, in which whoever writes may stand still.
    start(Limits.DEFAULT.withWriteTimeout(Duration.ofHours(2)));
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of(""), 300, "");
    front.request(2, Echo.WAIT, Note.of(""), 100, "");
    front.request(3, Echo.WAIT, Note.of(""), 200, "");
    front.request(4, Echo.WAIT, Note.of(""), 0, "");
    front.expectNothing();
    for (int id : new int[] {2, 3, 1}) {
      time.advance(Duration.ofMillis(100));
      assertThat(front.expectFailure(id, Reason.DEADLINE_EXCEEDED)).isNotEmpty();
      front.expectNothing();
    }
    time.advance(Duration.ofHours(1));
    echo.release();
    assertThat(front.expectAnswer(4)).as("without a deadline").isEqualTo(Protocol.OK);
  }

  @Test
  void aCallThatIsAnsweredInTimeHearsNothingOfItsDeadline() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.SAY, Note.of("quick"), 100, "");
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.request(2, Echo.SAY_INLINE, Note.of("quicker"), 100, "");
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    front.request(1, Echo.WAIT, Note.of("the same id, later"), 1000, "");
    front.expectNothing();
    time.advance(Duration.ofMillis(500));
    front.expectNothing();
    assertThat(echo.interrupted().getCount()).isEqualTo(1);
  }

  @Test
  void theLongestDeadlineIsFortyNineDays() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of(""), -1, "");
    front.expectNothing();
    time.advance(Duration.ofSeconds(1));
    front.expectNothing();
    echo.release();
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
  }

  @Test
  void anInlineHandlerIsInterruptedToo() throws Exception {
    var begun = new CountDownLatch(1);
    var interruptedAfterwards = new CompletableFuture<Boolean>();
    start(
        Limits.DEFAULT,
        EventGroupBinding.of(Echo.GROUP)
            .handle(
                Echo.SAY_INLINE,
                note -> {
                  if (note.text().equals("next")) {
                    interruptedAfterwards.complete(Thread.currentThread().isInterrupted());
                    return note;
                  }
                  begun.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return note;
                })
            .build());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.SAY_INLINE, Note.of("blocks the reader"), 50, "");
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    time.advance(Duration.ofMillis(50));
    assertThat(front.expectFailure(1, Reason.DEADLINE_EXCEEDED)).contains("50 ms");
    front.request(2, Echo.SAY_INLINE, Note.of("next"));
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    assertThat(interruptedAfterwards.get(30, TimeUnit.SECONDS))
        .as("what the first handler left behind reaches nobody")
        .isFalse();
  }

  @Test
  void aHandlerIsToldWhatIsLeft() throws Exception {
    var asked = new Exchanger<Optional<Duration>>();
    start(
        Limits.DEFAULT,
        EventGroupBinding.of(Echo.GROUP)
            .handle(
                Echo.SAY,
                note -> {
                  try {
                    asked.exchange(Call.current().remaining());
                    asked.exchange(Optional.empty());
                    asked.exchange(Call.current().remaining());
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  return note;
                })
            .build());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.SAY, Note.of(""), 1000, "");
    assertThat(asked.exchange(Optional.empty())).contains(Duration.ofSeconds(1));
    time.advance(Duration.ofMillis(400));
    asked.exchange(Optional.empty());
    assertThat(asked.exchange(Optional.empty())).contains(Duration.ofMillis(600));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.request(2, Echo.SAY, Note.of(""));
    assertThat(asked.exchange(Optional.empty())).as("without a deadline").isEmpty();
    asked.exchange(Optional.empty());
    asked.exchange(Optional.empty());
  }

  @Test
  void aCallThatWaitsForItsTurnIsAnsweredInTimeAndNeverRuns() throws Exception {
    start(Limits.DEFAULT, echo.binding().serial());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of("holds the others up"));
    front.request(2, Echo.SAY, Note.of("waits"), 100, "");
    front.expectNothing();
    time.advance(Duration.ofMillis(100));
    assertThat(front.expectFailure(2, Reason.DEADLINE_EXCEEDED)).isNotEmpty();
    echo.release();
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.request(3, Echo.SAY, Note.of("behind them"));
    assertThat(front.expectAnswer(3)).isEqualTo(Protocol.OK);
    assertThat(echo.calls()).as("handlers that ran").isEqualTo(2);
  }
}

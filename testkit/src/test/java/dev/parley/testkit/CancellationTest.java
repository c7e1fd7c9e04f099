package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.event.Call;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.Protocol;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** A call that nobody waits for any more: its handler is interrupted, its answer dropped. */
class CancellationTest extends CoreTest {
  private static void await(CountDownLatch latch) throws InterruptedException {
    assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aCancelledCallIsAnsweredAtOnceAndItsHandlerInterrupted() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of("forever"));
    untilCalled(1);
    front.cancel(1);
    assertThat(front.expectFailure(1, Reason.CANCELLED)).contains("Echo.Wait", "cancelled");
    await(echo.interrupted());
    front.request(1, Echo.SAY, Note.of("the id is free again"));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.expectNothing();
  }

  @Test
  void cancellingWhatIsAnsweredOrUnknownMeansNothing() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.SAY, Note.of("quick"));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.cancel(1);
    front.cancel(99);
    front.cancel(0);
    front.expectNothing();
  }

  @Test
  void aHandlerSeesThatItsCallHasEndedAndWhatItAnswersIsDropped() throws Exception {
    var begun = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    var seen = new CompletableFuture<String>();
    start(
        Limits.DEFAULT,
        EventGroupBinding.of(Echo.GROUP)
            .handle(
                Echo.WAIT,
                note -> {
                  Call call = Call.current();
                  String before = "ended " + call.isEnded();
                  begun.countDown();
                  awaitUninterruptibly(mayEnd);
                  seen.complete(before + ", then " + call.isEnded());
                  return note;
                })
            .build());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of(""));
    await(begun);
    front.cancel(1);
    assertThat(front.expectFailure(1, Reason.CANCELLED)).isNotEmpty();
    mayEnd.countDown();
    assertThat(seen.get(30, TimeUnit.SECONDS)).isEqualTo("ended false, then true");
    front.expectNothing();
  }

  private static boolean awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (true) {
      try {
        latch.await();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  @Test
  void losingTheConnectionInterruptsItsHandlersAndNoOthers() throws Exception {
    var begun = new CountDownLatch(2);
    var interrupted = new Semaphore(0);
    var released = new CountDownLatch(1);
    start(
        Limits.DEFAULT,
        EventGroupBinding.of(Echo.GROUP)
            .handle(
                Echo.WAIT,
                note -> {
                  begun.countDown();
                  try {
                    released.await();
                  } catch (InterruptedException e) {
                    assertThat(Call.current().isEnded()).isTrue();
                    interrupted.release();
                  }
                  return note;
                })
            .build());
    RawFrontEnd lost = raw().greet();
    RawFrontEnd other = raw().greet();
    lost.request(1, Echo.WAIT, Note.of("lost"));
    other.request(1, Echo.WAIT, Note.of("other"));
    await(begun);
    lost.close();
    assertThat(interrupted.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    released.countDown();
    assertThat(other.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(interrupted.availablePermits()).isZero();
  }

  @Test
  void aHandlerThatGoesOnIsNamedInTheLogOnceAfterTheGrace() throws Exception {
    var begun = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    start(
        Limits.DEFAULT.withWriteTimeout(
            Duration.ofHours(1)), // time passes while threads may not run
        EventGroupBinding.of(Echo.GROUP)
            .handle(
                Echo.WAIT,
                note -> {
                  begun.countDown();
                  boolean _ = awaitUninterruptibly(mayEnd);
                  return note;
                })
            .handle(Echo.SAY_INLINE, note -> note)
            .build());
    RawFrontEnd front = raw().greet();
    try (CoreLog log = new CoreLog()) {
      front.request(3, Echo.WAIT, Note.of("stubborn"));
      await(begun);
      front.cancel(3);
      assertThat(front.expectFailure(3, Reason.CANCELLED)).isNotEmpty();
      front.expectNothing();
      time.advance(Duration.ofSeconds(1));
      assertThat(log.saying(Level.WARNING, "call 3")).as("within the grace").isEmpty();
      time.advance(Duration.ofMillis(50));
      time.advance(Duration.ofSeconds(10));
      assertThat(log.saying(Level.WARNING, "Echo.Wait, call 3"))
          .singleElement()
          .asString()
          .contains("1,000 ms after it was interrupted", "Limits.cancelGrace")
          .contains("CancellationTest");
    } finally {
      mayEnd.countDown();
    }
  }

  @Test
  void aCancelledCallCountsUntilItsHandlerHasEnded() throws Exception {
    var begun = new Semaphore(0);
    var mayEnd = new CountDownLatch(1);
    start(
        Limits.DEFAULT.withMaxCallsPerConnection(1),
        EventGroupBinding.of(Echo.GROUP)
            .handle(
                Echo.WAIT,
                note -> {
                  begun.release();
                  boolean _ = awaitUninterruptibly(mayEnd);
                  return note;
                })
            .build());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of(""));
    begun.acquire();
    front.cancel(1);
    assertThat(front.expectFailure(1, Reason.CANCELLED)).isNotEmpty();
    front.request(2, Echo.WAIT, Note.of("while the first goes on"));
    assertThat(front.expectFailure(2, Reason.OVERLOADED))
        .contains("1 calls are in flight", "the limit is 1", "Limits.maxCallsPerConnection");
    mayEnd.countDown();
    while (!isTaken(front)) {
      // The handler ends on a thread of its own.
      Thread.onSpinWait();
    }
  }

  private static boolean isTaken(RawFrontEnd front) throws Exception {
    front.request(3, Echo.WAIT, Note.of("after it has ended"));
    return front.expectAnswer(3) == Protocol.OK;
  }

  /** An interrupt that leaked would hit the next call, or the virtual thread's next wait. */
  @Test
  void anInterruptHitsTheCancelledCallAndNeverTheNextOfItsThread() throws Exception {
    var strayed = new AtomicInteger();
    var ran = new AtomicInteger();
    start(
        Limits.DEFAULT,
        EventGroupBinding.of(Echo.GROUP)
            .handle(
                Echo.SAY,
                note -> {
                  ran.incrementAndGet();
                  return note;
                })
            .handle(
                Echo.WAIT,
                note -> {
                  if (Thread.currentThread().isInterrupted() && !Call.current().isEnded()) {
                    strayed.incrementAndGet();
                  }
                  return note;
                })
            .build()
            .serial());
    RawFrontEnd front = raw().greet();
    int rounds = 3000;
    int answers = 0;
    for (int i = 1; i <= rounds; i++) {
      front.request(2L * i, Echo.SAY, Note.of("cancelled at any moment"));
      front.cancel(2L * i);
      front.request(2L * i + 1, Echo.WAIT, Note.of("next on the same thread"));
      answers += 2;
      while (answers > 0) {
        int _ = front.next();
        answers--;
      }
    }
    assertThat(strayed).hasValue(0);
    assertThat(ran.get()).as("calls that were begun before they were cancelled").isPositive();
  }

  @Test
  void whatWaitsForTheEndOfACallIsToldOnceAndNotIfTheHandlerAnswers() throws Exception {
    var told = new Semaphore(0);
    var begun = new CountDownLatch(1);
    start(
        Limits.DEFAULT,
        EventGroupBinding.of(Echo.GROUP)
            .handle(
                Echo.SAY,
                note -> {
                  Call.Registration _ = Call.current().whenEnded(() -> told.release(100));
                  return note;
                })
            .handle(
                Echo.WAIT,
                note -> {
                  Call call = Call.current();
                  Call.Registration _ = call.whenEnded(told::release);
                  call.whenEnded(() -> told.release(10)).close();
                  begun.countDown();
                  boolean _ = awaitUninterruptibly(new CountDownLatch(0));
                  while (!call.isEnded()) {
                    Thread.onSpinWait();
                  }
                  Call.Registration _ = call.whenEnded(told::release);
                  return note;
                })
            .build());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.SAY, Note.of("answered"));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.request(2, Echo.WAIT, Note.of("cancelled"));
    await(begun);
    front.cancel(2);
    assertThat(front.expectFailure(2, Reason.CANCELLED)).isNotEmpty();
    assertThat(told.tryAcquire(2, 30, TimeUnit.SECONDS)).isTrue();
    assertThat(told.availablePermits()).isZero();
  }

  @Test
  void aClosingCoreDoesNotWaitForHandlersThatWereCancelledAndWentOn() throws Exception {
    var begun = new CountDownLatch(1);
    var mayEnd = new CountDownLatch(1);
    Core core =
        start(
            Limits.DEFAULT.withDrainTimeout(Duration.ZERO),
            EventGroupBinding.of(Echo.GROUP)
                .handle(
                    Echo.WAIT,
                    note -> {
                      begun.countDown();
                      boolean _ = awaitUninterruptibly(mayEnd);
                      return note;
                    })
                .build());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of(""));
    await(begun);
    try (CoreLog log = new CoreLog()) {
      core.close();
      front.expectEnd();
      time.advance(Duration.ofSeconds(2));
      assertThat(log.saying(Level.WARNING, "Echo.Wait, call 1: the handler goes on")).hasSize(1);
    }
    mayEnd.countDown();
  }
}

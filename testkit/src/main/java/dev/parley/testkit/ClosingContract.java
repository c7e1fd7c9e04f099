package dev.parley.testkit;

import static dev.parley.testkit.CoreUnderTest.assertServed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.client.Call;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The end of a core, and of a connection. */
interface ClosingContract extends CoreUnderTest {
  @Test
  default void closingLetsCallsInFlightEndAndTakesNoNewOnes() throws Exception {
    Core core = start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of("in flight"));
    front.request(2, Echo.SAY_INLINE, Note.of("so the first has begun"));
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    Thread closing = Thread.ofPlatform().start(core::close);
    assertThat(front.expectGoAway(Reason.SHUTTING_DOWN)).contains("closing");
    front.request(3, Echo.SAY, Note.of("too late"));
    assertThat(front.expectFailure(3, Reason.SHUTTING_DOWN)).contains("no new calls");
    echo().release();
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.expectEnd();
    closing.join();
    assertThatThrownBy(() -> new RawFrontEnd(link()).greet()).isInstanceOf(IOException.class);
  }

  @Test
  default void closingInterruptsWhatDoesNotEndInTime() throws Exception {
    Core core = start(UNHURRIED);
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.WAIT, Note.of("in flight"));
    front.request(2, Echo.SAY_INLINE, Note.of("so the first has begun"));
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    Thread closing = Thread.ofPlatform().start(core::close);
    String _ = front.expectGoAway(Reason.SHUTTING_DOWN);
    try (PassingTime _ = timePasses()) {
      assertThat(front.expectFailure(1, Reason.SHUTTING_DOWN)).contains("5,000 ms", "drainTimeout");
      assertThat(echo().interrupted().await(20, TimeUnit.SECONDS)).isTrue();
      front.expectEnd();
      closing.join();
    }
  }

  @Test
  default void aStreamThatIsReadGoesOnToItsEndWhileTheCoreCloses() throws Exception {
    Core core = start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet(1, 1 << 20);
    front.request(1, Echo.EXPORT.head(), new Note("item", 50));
    assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(1);
    Thread closing = Thread.ofPlatform().start(core::close);
    assertThat(front.expectGoAway(Reason.SHUTTING_DOWN)).contains("closing");
    for (int i = 2; i <= 50; i++) {
      front.credit(1, 1, 1);
      assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(i);
    }
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.expectEnd();
    closing.join();
  }

  @Test
  default void aStreamThatNobodyReadsIsEndedByTheClosingCore() throws Exception {
    Core core = start(UNHURRIED);
    RawFrontEnd front = raw().greet(1, 1 << 20);
    front.request(1, Echo.EXPORT.head(), new Note("item", 50));
    assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(1);
    Thread closing = Thread.ofPlatform().start(core::close);
    assertThat(front.expectGoAway(Reason.SHUTTING_DOWN)).contains("closing");
    try (PassingTime _ = timePasses()) {
      assertThat(front.expectFailure(1, Reason.SHUTTING_DOWN)).contains("drainTimeout");
      assertThat(echo().ended().await(20, TimeUnit.SECONDS)).isTrue();
      front.expectEnd();
      closing.join();
    }
  }

  @Test
  default void closingMayBeAskedForByManyThreadsAndTwice() throws Exception {
    Core core = start(Limits.DEFAULT);
    CoreClient client = client();
    assertServed(client);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(Thread.ofPlatform().start(core::close));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    core.close();
    core.awaitClose();
  }

  @Test
  default void aLostConnectionFailsEveryPendingCallOnce() throws Exception {
    Core core = start(Limits.DEFAULT.withDrainTimeout(Duration.ZERO));
    CoreClient client = client();
    Call<Note, ?> lost = client.call(Echo.WAIT, Note.of("lost"));
    Semaphore ended = new Semaphore(0);
    lost.whenDone((_, _) -> ended.release());
    client.close();
    assertThatThrownBy(lost::await)
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.OUTCOME_UNKNOWN));
    assertThat(ended.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(() -> client.call(Echo.SAY, Note.of("late")).await())
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_CONNECTED));
    core.close();
    assertThat(ended.availablePermits()).as("further endings").isZero();
  }
}

package dev.parley.testkit;

import static dev.parley.testkit.CoreUnderTest.assertServed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.annotations.Outcome;
import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.Subscription;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What becomes of notifications that a front end can't follow, or that come in swarms: it gets the
 * latest, or what came to rest, or is told to read again; who sends them and who else listens
 * notices nothing.
 */
interface PoliciesContract extends CoreUnderTest {
  /** How many latest notifications may be under way before one of them was heard. */
  int UNCONFIRMED = 8;

  /** For a front end that reads and does not confirm. */
  @Test
  default void ofTheLatestNoMoreThanAHandfulIsUnderWay() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    int count = 100_000;
    for (int i = 1; i <= count; i++) {
      hub().send(Echo.PROGRESS, "export", new Note("", i));
    }
    int last = 0;
    for (int seq = 1; seq <= UNCONFIRMED; seq++) {
      int number = front.expectNotification(seq).number();
      assertThat(number).isGreaterThan(last);
      assertThat(front.frame().wantsHeard()).isTrue();
      last = number;
    }
    assertThat(last).isLessThan(count);
    front.expectNothing();
    front.heard(1);
    assertThat(front.expectNotification(UNCONFIRMED + 1)).isEqualTo(new Note("", count));
    front.heard(UNCONFIRMED + 1);
    front.expectNothing();
  }

  @Test
  default void aListenerThatIsSlowHearsAHandfulOfTheLatestAndTheLast() throws Exception {
    start(Limits.DEFAULT);
    CoreClient slow = client();
    CoreClient quick = client();
    CountDownLatch goOn = new CountDownLatch(1);
    ConcurrentLinkedQueue<Integer> heard = new ConcurrentLinkedQueue<>();
    CountDownLatch all = new CountDownLatch(1);
    int count = 100_000;
    try (Subscription _ =
        slow.subscribe(
            Echo.PROGRESS,
            (_, note) -> {
              heard.add(note.number());
              awaitUninterruptibly(goOn);
              if (note.number() == count) {
                all.countDown();
              }
            })) {
      for (int i = 1; i <= count; i++) {
        hub().send(Echo.PROGRESS, "export", new Note("", i));
      }
      assertServed(quick);
      goOn.countDown();
      assertThat(all.await(20, TimeUnit.SECONDS)).as("the last one came").isTrue();
      assertThat(List.copyOf(heard)).isSorted().hasSizeBetween(2, 2 * UNCONFIRMED).endsWith(count);
    } finally {
      goOn.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Each subject has a latest of its own, in the place where its first one waited. */
  @Test
  default void theLatestOfEachSubjectArrivesInTheOrderInWhichTheyBeganToWait() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    for (int i = 1; i <= UNCONFIRMED; i++) {
      hub().send(Echo.PROGRESS, "under way", new Note("", i));
    }
    front.expectNotifications(1, UNCONFIRMED);
    front.expectNothing();
    for (int round = 1; round <= 1000; round++) {
      hub().send(Echo.PROGRESS, "a", new Note("", round));
      hub().send(Echo.PROGRESS, "b", new Note("", round));
      if (round == 1) {
        hub().send(Echo.HEARD, "c", new Note("between", 1));
      }
    }
    front.expectNothing(); // What waits for its turn is not overtaken by what does not.
    front.heard(UNCONFIRMED);
    long seq = UNCONFIRMED;
    for (String subject : List.of("a", "b", "c")) {
      int number = subject.equals("c") ? 1 : 1000;
      assertThat(front.expectNotification(++seq).number()).isEqualTo(number);
      assertThat(front.frame().subject()).isEqualTo(subject);
    }
    front.expectNothing();
  }

  @Test
  default void whatIsDebouncedArrivesWhenItHasComeToRest() throws Exception {
    start(UNHURRIED);
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    for (int i = 1; i <= 3; i++) {
      hub().send(Echo.CHANGED, "a", new Note("", i));
      time().advance(Duration.ofMillis(150));
      front.expectNothing();
    }
    hub().send(Echo.CHANGED, "b", new Note("", 1));
    time().advance(Duration.ofMillis(100));
    assertThat(front.expectNotification(1)).isEqualTo(new Note("", 3));
    assertThat(front.frame().subject()).isEqualTo("a");
    front.expectNothing();
    time().advance(Duration.ofMillis(150));
    assertThat(front.expectNotification(2)).isEqualTo(new Note("", 1));
    assertThat(front.frame().subject()).isEqualTo("b");
    time().advance(Duration.ofMinutes(1));
    front.expectNothing();
  }

  @Test
  default void whatNeverComesToRestArrivesAfterTheLongestWait() throws Exception {
    start(UNHURRIED);
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    for (int i = 1; i <= 9; i++) {
      hub().send(Echo.CHANGED, new Note("", i));
      time().advance(Duration.ofMillis(100));
      front.expectNothing();
    }
    hub().send(Echo.CHANGED, new Note("", 10));
    time().advance(Duration.ofMillis(150));
    assertThat(front.expectNotification(1)).isEqualTo(new Note("", 10));
    front.expectNothing();
  }

  @Test
  default void whatIsHeldBackIsSentBeforeTheCoreCloses() throws Exception {
    Core core = start(UNHURRIED);
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    hub().send(Echo.CHANGED, new Note("held back", 1));
    front.expectNothing();
    Thread closing = Thread.ofPlatform().start(core::close);
    assertThat(front.expectNotification(1)).isEqualTo(new Note("held back", 1));
    assertThat(front.expectGoAway(Reason.SHUTTING_DOWN)).contains("closing");
    front.expectEnd();
    closing.join();
  }

  @Test
  default void anOutcomeArrivesAsThePayloadOrAsTheTypedError() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    ConcurrentLinkedQueue<Outcome<Note, Note>> heard = new ConcurrentLinkedQueue<>();
    CountDownLatch both = new CountDownLatch(2);
    try (Subscription _ =
        client.subscribe(
            Echo.SYNCED,
            "job",
            (_, outcome) -> {
              heard.add(outcome);
              both.countDown();
            })) {
      hub().send(Echo.SYNCED, "job", Outcome.success(new Note("done", 1)));
      hub().send(Echo.SYNCED, "job", Outcome.failure(new Note("disk full", 2)));
      assertThat(both.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(heard)
        .containsExactly(
            Outcome.success(new Note("done", 1)), Outcome.failure(new Note("disk full", 2)));
    assertThat(front.expectNotification(1)).isEqualTo(new Note("done", 1));
    assertThat(front.frame().isError()).isFalse();
    assertThat(front.expectNotification(2)).isEqualTo(new Note("disk full", 2));
    assertThat(front.frame().isError()).isTrue();
  }

  /** And goes on hearing what comes then. */
  @Test
  default void whoFallsTooFarBehindIsToldToReadAgain() throws Exception {
    start(Limits.DEFAULT.withMaxBacklogBytes(1 << 20));
    RawFrontEnd slow = raw().greet();
    slow.subscribe(1, "Echo");
    String text = "x".repeat(10_000);
    int count = 1000;
    for (int i = 1; i <= count; i++) {
      hub().send(Echo.HEARD, new Note(text, i));
    }
    slow.request(2, Echo.NOTIFY, new Note("", 1));
    assertEveryGapIsTold(slow, count, "1,048,576");
    assertThat(slow.frame().payload(Note.CODEC)).isEqualTo(new Note("heard", 1));
    assertThat(slow.expectAnswer(2)).isEqualTo(Protocol.OK);
  }

  /**
   * Reads notifications with the numbers from 1 to {@code count} and the one behind them: where
   * some were left out there is a Resync, there is at least one, and those that came are numbered
   * on.
   */
  static void assertEveryGapIsTold(RawFrontEnd front, int count, String limit) throws IOException {
    long seq = 0;
    int last = 0;
    int told = 0;
    boolean wasTold = false;
    while (true) {
      if (front.next() == FrameKind.RESYNC) {
        assertThat(front.resync(Reason.SLOW_CONSUMER)).contains(limit, "Limits.maxBacklogBytes");
        wasTold = true;
        told++;
        continue;
      }
      assertThat(front.frame().seq()).isEqualTo(++seq);
      Note note = front.frame().payload(Note.CODEC);
      if (note.text().equals("heard")) {
        break;
      }
      assertThat(note.number()).isBetween(last + 1, wasTold ? count : last + 1);
      last = note.number();
      wasTold = false;
    }
    assertThat(wasTold || last == count).as("told that what follows %s is missing", last).isTrue();
    assertThat(told).as("how often it was told").isPositive();
  }

  @Test
  default void oneWhoIsStalledAmongTenDisturbsNobody() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd stalled = raw().greet();
    stalled.subscribe(1, "Echo");
    int count = 2000;
    String text = "x".repeat(10_000);
    List<CoreClient> others = new ArrayList<>();
    List<ConcurrentLinkedQueue<Integer>> heard = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      CoreClient other = client();
      others.add(other);
      ConcurrentLinkedQueue<Integer> mine = new ConcurrentLinkedQueue<>();
      heard.add(mine);
      Subscription _ = other.subscribe(Echo.HEARD, (_, note) -> mine.add(note.number()));
    }
    for (int i = 1; i <= count; i++) {
      hub().send(Echo.HEARD, new Note(text, i));
      if (i % 100 == 0) {
        for (CoreClient other : others) {
          assertServed(other); // The answer comes behind what it has heard.
        }
      }
    }
    List<Integer> everything = IntStream.rangeClosed(1, count).boxed().toList();
    for (ConcurrentLinkedQueue<Integer> numbers : heard) {
      assertThat(List.copyOf(numbers)).isEqualTo(everything);
    }
    while (stalled.next() == FrameKind.NOTIFICATION) {
      assertThat(stalled.frame().payload(Note.CODEC).text()).isEqualTo(text);
    }
    String _ = stalled.resync(Reason.SLOW_CONSUMER);
  }
}

package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.metrics.NotificationMetrics;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Notifications of front ends that do not keep up: in order, bounded, and nobody else's burden. */
class SlowFrontEndTest extends CoreTest {
  /** What a backlog counts for a notification beside its payload and subject. */
  private static final int ENTRY = 64;

  /** How many latest notifications may be under way that were not heard. */
  private static final int WINDOW = 8;

  private static int cost(Note note) {
    return Note.CODEC.encode(note).length + ENTRY;
  }

  private Core counting(Limits limits) throws IOException {
    return opened(
        Core.builder()
            .plugin(echo.binding())
            .notifications(hub)
            .listen(transport)
            .limits(limits)
            .ticker(time)
            .metrics()
            .start());
  }

  /** A front end that reads and confirms nothing, so that all the rest waits in its backlog. */
  private RawFrontEnd full() throws IOException {
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    for (int i = 1; i <= WINDOW; i++) {
      hub.send(Echo.PROGRESS, new Note("", i));
    }
    front.expectNotifications(1, WINDOW);
    return front;
  }

  @Test
  void aBacklogMayHoldMaxBacklogBytesAndNoMore() throws Exception {
    Note note = new Note("", 100);
    counting(Limits.DEFAULT.withMaxBacklogBytes(3 * cost(note)));
    RawFrontEnd front = full();
    hub.send(Echo.PROGRESS, note);
    hub.send(Echo.HEARD, note);
    hub.send(Echo.HEARD, note);
    front.expectNothing();
    front.heard(WINDOW);
    front.expectNotifications(WINDOW + 1, WINDOW + 3);

    RawFrontEnd another = full();
    front.expectNotifications(WINDOW + 4, WINDOW + 3 + WINDOW - 1);
    hub.send(Echo.PROGRESS, note);
    hub.send(Echo.HEARD, note);
    hub.send(Echo.HEARD, note);
    another.expectNothing();
    hub.send(Echo.HEARD, Note.of(""));
    assertThat(another.next()).isEqualTo(FrameKind.RESYNC);
    assertThat(another.resync(Reason.SLOW_CONSUMER))
        .isEqualTo(
            "198 bytes of notifications were waiting to be read, and one more did not fit; the limit is 198 (Limits.maxBacklogBytes)");
    hub.send(Echo.HEARD, new Note("after", 1));
    assertThat(another.expectNotification(WINDOW + 1)).isEqualTo(new Note("after", 1));
  }

  @Test
  void aLatestThatGrowsInItsPlaceCountsAsWhatItIs() throws Exception {
    Note shorter = new Note("x", 100);
    Note longer = new Note("xx", 100);
    counting(Limits.DEFAULT.withMaxBacklogBytes(cost(longer)));
    RawFrontEnd front = full();
    hub.send(Echo.PROGRESS, shorter);
    hub.send(Echo.PROGRESS, longer);
    front.expectNothing();
    hub.send(Echo.PROGRESS, new Note("xxx", 100));
    assertThat(front.next()).isEqualTo(FrameKind.RESYNC);
  }

  @Test
  void aHeardOfWhatWasNeverSentIsAProtocolError() throws Exception {
    start(Limits.DEFAULT);
    for (long beyond : new long[] {WINDOW + 1, -1}) {
      RawFrontEnd front = full();
      front.heard(beyond);
      assertThat(front.expectGoAway(Reason.PROTOCOL_ERROR))
          .isEqualTo(
              "A Heard says %s; the last notification has the number 8"
                  .formatted(Long.toUnsignedString(beyond)));
      front.expectEnd();
    }
  }

  @Test
  void aHeardThatSaysNothingNewIsIgnored() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = full();
    hub.send(Echo.PROGRESS, new Note("", 9));
    front.heard(0);
    front.expectNothing();
    front.heard(2);
    assertThat(front.expectNotification(WINDOW + 1)).isEqualTo(new Note("", 9));
    front.heard(2);
    front.heard(1);
    hub.send(Echo.PROGRESS, new Note("", 10));
    assertThat(front.expectNotification(WINDOW + 2)).as("the second place").isNotNull();
    hub.send(Echo.PROGRESS, new Note("", 11));
    front.expectNothing();
  }

  @Test
  void anAnswerTakesWhatWaitsAlongBeforeIt() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = full();
    hub.send(Echo.PROGRESS, new Note("", 9));
    hub.send(Echo.HEARD, new Note("waits behind it", 1));
    front.request(2, Echo.NOTIFY, new Note("", 1));
    assertThat(front.expectNotification(WINDOW + 1)).isEqualTo(new Note("", 9));
    assertThat(front.frame().wantsHeard()).isTrue();
    assertThat(front.expectNotification(WINDOW + 2)).isEqualTo(new Note("waits behind it", 1));
    assertThat(front.expectNotification(WINDOW + 3)).isEqualTo(new Note("heard", 1));
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
  }

  @Test
  void anAnswerOfFailureDoesToo() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = full();
    hub.send(Echo.PROGRESS, new Note("", 9));
    front.request(2, Echo.FAIL, Note.of("exception"));
    assertThat(front.expectNotification(WINDOW + 1)).isEqualTo(new Note("", 9));
    String _ = front.expectFailure(2, Reason.HANDLER_FAILED);
  }

  /**
   * The queue has 2,000 bytes, of which 1,004 are kept for an answer as large as a frame. What the
   * front end has read last may still count: a frame of a few bytes.
   */
  @Test
  void whatFitsIntoTheQueueGoesBeforeAnAnswerAndMoreBecomesAResync() throws Exception {
    Note note = new Note("x".repeat(100), 1);
    int entries = (2000 - 1004 - 50 - cost(new Note("", 9))) / cost(note);
    start(Limits.DEFAULT.withMaxFrameBytes(1000).withMaxQueueBytes(2000));
    RawFrontEnd front = full();
    hub.send(Echo.PROGRESS, new Note("", 9));
    for (int i = 0; i < entries; i++) {
      hub.send(Echo.HEARD, note);
    }
    front.expectNothing();
    front.request(2, Echo.SAY, Note.of(""));
    front.expectNotifications(WINDOW + 1, WINDOW + 1 + entries);
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    hub.send(Echo.PROGRESS, new Note("", 9));
    for (int i = 0; i < entries + 2; i++) {
      hub.send(Echo.HEARD, note);
    }
    front.request(3, Echo.SAY, Note.of(""));
    assertThat(front.next()).isEqualTo(FrameKind.RESYNC);
    assertThat(front.resync(Reason.SLOW_CONSUMER))
        .contains("before an answer", "Limits.maxQueueBytes");
    assertThat(front.expectAnswer(3)).isEqualTo(Protocol.OK);
  }

  @Test
  void aNotificationThatIsTooLargeForOneFrontEndIsNotLostSilently() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd small = raw().greet(100);
    RawFrontEnd large = raw().greet();
    small.subscribe(1, "Echo");
    large.subscribe(1, "Echo");
    Note tooLarge = new Note("x".repeat(100), 2);
    hub.send(Echo.HEARD, new Note("fits", 1));
    hub.send(Echo.HEARD, tooLarge);
    hub.send(Echo.HEARD, new Note("fits", 3));
    assertThat(small.expectNotification(1)).isEqualTo(new Note("fits", 1));
    assertThat(small.next()).isEqualTo(FrameKind.RESYNC);
    assertThat(small.resync(Reason.LIMIT_EXCEEDED))
        .isEqualTo(
            "EchoNotification.Heard was left out: with 104 bytes of payload it does not fit into the 100 bytes of a frame that this front end takes (Hello.max_frame_bytes)");
    assertThat(small.expectNotification(2)).isEqualTo(new Note("fits", 3));
    large.expectNotifications(1, 3);
  }

  /** Far more than the outgoing buffer takes while the front end does not read at all. */
  @Test
  void whatAHandlerSendsArrivesBeforeItsAnswerAlsoWithAFullBacklog() throws Exception {
    transport = MemoryTransport.withCapacity(1000);
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    int count = 20_000;
    front.request(2, Echo.NOTIFY, new Note("before the answer", count));
    front.request(3, Echo.NOTIFY, new Note("beside it", count));
    untilCalled(2);
    Map<String, Integer> last = new HashMap<>();
    long seq = 0;
    for (int answers = 0; answers < 2; ) {
      if (front.next() == FrameKind.NOTIFICATION) {
        assertThat(front.frame().seq()).isEqualTo(++seq);
        int number = front.frame().payload(Note.CODEC).number();
        Integer before = last.put(front.frame().subject(), number);
        assertThat(number).isEqualTo(before == null ? 1 : before + 1);
      } else {
        String mine = front.frame().id() == 2 ? "before the answer" : "beside it";
        assertThat(last.get(mine)).as("of %s", mine).isEqualTo(count);
        answers++;
      }
    }
    assertThat(seq).isEqualTo(2L * count);
  }

  @Test
  void everyOneArrivesInOrderAtEverySlowReaderWhoeverSendsBesides() throws Exception {
    transport = MemoryTransport.withCapacity(500);
    start(Limits.DEFAULT);
    int senders = 4;
    int count = 4_000;
    List<CompletableFuture<Void>> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      RawFrontEnd front = raw().greet();
      front.subscribe(1, "Echo");
      readers.add(onThread(() -> readInOrder(front, senders * count)));
    }
    List<CompletableFuture<Void>> sending = new ArrayList<>();
    for (int i = 0; i < senders; i++) {
      String subject = "sender " + i;
      sending.add(
          onThread(() -> {
            for (int number = 1; number <= count; number++) {
              hub.send(Echo.HEARD, subject, new Note("", number));
            }
          }));
    }
    for (CompletableFuture<Void> each : sending) {
      each.get(30, TimeUnit.SECONDS);
    }
    for (CompletableFuture<Void> each : readers) {
      each.get(30, TimeUnit.SECONDS);
    }
  }

  private static void readInOrder(RawFrontEnd front, int count) throws IOException {
    Map<String, Integer> last = new HashMap<>();
    for (long seq = 1; seq <= count; seq++) {
      int number = front.expectNotification(seq).number();
      Integer before = last.put(front.frame().subject(), number);
      assertThat(number).isEqualTo(before == null ? 1 : before + 1);
    }
  }

  private interface Work {
    void run() throws Exception;
  }

  private static CompletableFuture<Void> onThread(Work work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            work.run();
            done.complete(null);
          } catch (Throwable e) {
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  @Test
  void ofAHundredThousandUpdatesAFrontEndThatConfirmsSlowlyGetsADozenAndTheLast() throws Exception {
    Core core = counting(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    int count = 100_000;
    CompletableFuture<Void> sending =
        onThread(() -> {
          for (int i = 1; i <= count; i++) {
            hub.send(Echo.PROGRESS, "export", new Note("", i));
          }
        });
    List<Integer> heard = new ArrayList<>();
    while (heard.isEmpty() || heard.getLast() < count) {
      heard.add(front.expectNotification(heard.size() + 1).number());
      if (heard.size() == WINDOW) {
        sending.get(30, TimeUnit.SECONDS);
      }
      front.heard(heard.size() < WINDOW ? 0 : heard.size());
    }
    assertThat(heard).isSorted().hasSize(WINDOW + 1).endsWith(count);
    NotificationMetrics metrics = core.metrics().notifications();
    assertThat(metrics.sent()).isEqualTo(WINDOW + 1);
    assertThat(metrics.coalesced()).isEqualTo(count - WINDOW - 1);
    assertThat(metrics.dropped()).isZero();
  }

  @Test
  void aStalledFrontEndIsBoundedAndItsMemoryComesBack() throws Exception {
    Core core = counting(Limits.DEFAULT.withMaxBacklogBytes(1 << 20));
    RawFrontEnd stalled = raw().greet();
    RawFrontEnd gone = raw().greet();
    stalled.subscribe(1, "Echo");
    gone.subscribe(1, "Echo");
    Note note = new Note("x".repeat(10_000), 1);
    int count = 1_000;
    long most = 0;
    for (int i = 0; i < count; i++) {
      hub.send(Echo.HEARD, note);
      most = Math.max(most, core.metrics().notifications().waitingBytes());
    }
    assertThat(most).isBetween((long) cost(note), 2L << 20);
    NotificationMetrics then = core.metrics().notifications();
    assertThat(then.dropped()).isPositive();
    assertThat(then.resyncs()).as("one for each, though it was too much many times").isEqualTo(2);
    gone.close();
    stalled.request(2, Echo.SAY, Note.of("")); // Its answer comes behind all that waits.
    int kind = stalled.next();
    long arrived = 0;
    while (kind != FrameKind.RESPONSE) {
      arrived += kind == FrameKind.NOTIFICATION ? 1 : 0;
      kind = stalled.next();
    }
    assertThat(arrived).isLessThan(count);
    while (core.metrics().notifications().waitingBytes() > 0) {
      Thread.onSpinWait(); // The core learns of the end of the other when its reader gets to it.
    }
  }

  @Test
  void aFrontEndThatReadsNothingIsStillListenedTo() throws Exception {
    transport = MemoryTransport.withCapacity(1000);
    start(Limits.DEFAULT);
    RawFrontEnd stalled = raw().greet();
    stalled.subscribe(1, "Echo");
    Note note = new Note("x".repeat(10_000), 1);
    for (int i = 0; i < 300; i++) {
      hub.send(Echo.HEARD, note);
    }
    int calls = 100;
    for (int i = 0; i < calls; i++) {
      stalled.request(2 + i, i % 2 == 0 ? Echo.SAY : Echo.SAY_INLINE, Note.of(""));
    }
    stalled.request(1000, Echo.WAIT, Note.of(""));
    untilCalled(calls + 1);
    stalled.cancel(1000);
    assertThat(echo.interrupted().await(20, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 300; i++) {
      assertThat(stalled.expectNotification(i + 1)).isEqualTo(note);
    }
    for (int i = 0; i <= calls; i++) {
      assertThat(stalled.next()).isEqualTo(FrameKind.RESPONSE);
    }
  }

  @Test
  void whatIsSentToNobodyIsNotCountedAndWhatIsSentIsOncePerFrontEnd() throws Exception {
    Core core = counting(Limits.DEFAULT);
    hub.send(Echo.HEARD, Note.of("to nobody"));
    RawFrontEnd first = raw().greet();
    RawFrontEnd second = raw().greet();
    first.subscribe(1, "Echo");
    second.subscribe(1, "Echo");
    hub.send(Echo.HEARD, Note.of("to both"));
    assertThat(core.metrics().notifications()).isEqualTo(new NotificationMetrics(2, 0, 0, 0, 0));
  }
}

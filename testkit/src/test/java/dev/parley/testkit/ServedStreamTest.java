package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.annotations.CallEndedException;
import dev.parley.core.Core;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Protocol;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;

/** The core's side of streams: credit, order, and every way in which a stream ends. */
class ServedStreamTest extends CoreTest {
  private static final int PLENTY = 1 << 20;

  /** A handler of {@link Echo#IMPORT} that takes nothing until it is let. */
  private final CountDownLatch mayTake = new CountDownLatch(1);

  private EventGroupBinding reluctant() {
    return EventGroupBinding.of(Echo.GROUP)
        .handleStream(
            Echo.IMPORT,
            (head, source, sink) -> {
              awaitOrEnd(mayTake);
              int count = 0;
              for (Note _ : source) {
                count++;
              }
              return new Note("", count);
            })
        .build();
  }

  private static void awaitOrEnd(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new CallEndedException("interrupted");
    }
  }

  private void awaitEnded() throws InterruptedException {
    assertThat(echo.ended().await(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void itemsArriveInOrderAndBeforeTheAnswer() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet(PLENTY, PLENTY);
    front.request(1, Echo.EXPORT.head(), new Note("item", 100));
    for (int i = 1; i <= 100; i++) {
      assertThat(front.expectItem(1, Note.CODEC)).isEqualTo(new Note("item", i));
    }
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(front.frame().payload(Note.CODEC)).isEqualTo(new Note("item", 100));
  }

  @Test
  void anErrorEndsTheStreamBehindItsItems() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet(PLENTY, PLENTY);
    front.request(1, Echo.EXPORT.head(), new Note("refuse", 2));
    assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(1);
    assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(2);
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.ERR);
    assertThat(front.frame().payload(Note.CODEC)).isEqualTo(new Note("refused by the handler", 2));
    front.request(2, Echo.EXPORT.head(), new Note("break", 1));
    assertThat(front.expectItem(2, Note.CODEC).number()).isEqualTo(1);
    assertThat(front.expectFailure(2, Reason.HANDLER_FAILED)).doesNotContain("secret");
  }

  @Test
  void anItemMayBeSentForEachItemOfCreditAndNoMore() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet(2, PLENTY);
    front.request(1, Echo.EXPORT.head(), new Note("item", 5));
    assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(1);
    assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(2);
    front.expectNothing();
    front.credit(1, 1, 0);
    assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(3);
    front.expectNothing();
    front.credit(1, 100, 0);
    assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(4);
    assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(5);
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
  }

  @Test
  void theLastItemMayOverdrawTheBytesAndTheNextWaitsUntilTheyArePaid() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet(100, 1);
    front.request(1, Echo.EXPORT.head(), new Note("x".repeat(96), 3));
    assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(1);
    int overdrawn = front.frame().payloadBytes() - 1;
    front.credit(1, 0, overdrawn);
    front.expectNothing();
    front.credit(1, 0, 1);
    assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(2);
    front.expectNothing();
  }

  @Test
  void aClientThatNamesNoWindowGetsItemsOnceItGivesCredit() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.EXPORT.head(), new Note("item", 1));
    front.expectNothing();
    front.credit(1, 1, 1);
    assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(1);
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
  }

  @Test
  void creditMayReachTwoGigabytesAndNoMore() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet(0, 1);
    front.request(1, Echo.EXPORT.head(), new Note("item", 1));
    front.credit(1, 0, Integer.MAX_VALUE - 1);
    front.expectNothing();
    front.credit(1, 0, 1);
    assertThat(front.expectGoAway(Reason.PROTOCOL_ERROR))
        .isEqualTo("A Credit of Echo.Export, call 1 brings its credit beyond 2,147,483,647");
    RawFrontEnd greedy = raw();
    greedy.send(RawFrontEnd.helloBytes("raw", List.of(), 1, -1));
    assertThat(greedy.expectGoAway(Reason.PROTOCOL_ERROR)).contains("beyond 2,147,483,647");
  }

  @Test
  void aHandlerTakesWhatTheFrontEndSends() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.IMPORT.head(), Note.of(""));
    front.item(1, Note.CODEC, Note.of("first"));
    front.item(1, Note.CODEC, Note.of("last"));
    front.endItems(1);
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(front.frame().payload(Note.CODEC)).isEqualTo(new Note("last", 2));
    front.request(2, Echo.IMPORT.head(), Note.of(""));
    front.endItems(2);
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    assertThat(front.frame().payload(Note.CODEC)).as("without items").isEqualTo(Note.of(""));
  }

  @Test
  void bothDirectionsGoOnAtOnce() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet(PLENTY, PLENTY);
    front.request(1, Echo.TALK.head(), Note.of(""));
    for (int i = 1; i <= 50; i++) {
      front.item(1, Note.CODEC, new Note("said", i));
      assertThat(front.expectItem(1, Note.CODEC)).isEqualTo(new Note("said", i));
    }
    front.endItems(1);
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(front.frame().payload(Note.CODEC).number()).isEqualTo(50);
  }

  @Test
  void theWelcomeNamesTheWindowAndWhatIsSentBeyondItEndsTheConnection() throws Exception {
    start(Limits.DEFAULT.withStreamItems(2).withStreamBytes(1000), reluctant());
    RawFrontEnd front = raw().greet();
    assertThat(front.welcome().streamItems()).isEqualTo(2);
    assertThat(front.welcome().streamBytes()).isEqualTo(1000);
    front.request(1, Echo.IMPORT.head(), Note.of(""));
    front.item(1, Note.CODEC, Note.of("1"));
    front.item(1, Note.CODEC, Note.of("2"));
    front.expectNothing();
    front.item(1, Note.CODEC, Note.of("3"));
    assertThat(front.expectGoAway(Reason.PROTOCOL_ERROR))
        .isEqualTo(
            "A StreamItem of Echo.Import, call 1 came without credit; the core gives what its"
                + " handler has taken");
    front.expectEnd();
  }

  @Test
  void whatTheHandlerHasTakenIsGivenBackByHalfWindows() throws Exception {
    start(Limits.DEFAULT.withStreamItems(4), reluctant());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.IMPORT.head(), Note.of(""));
    for (int i = 1; i <= 4; i++) {
      front.item(1, Note.CODEC, new Note("item", i));
    }
    front.expectNothing();
    mayTake.countDown();
    int bytes = Note.CODEC.encode(new Note("item", 1)).length;
    for (int i = 0; i < 2; i++) {
      assertThat(front.next()).isEqualTo(FrameKind.CREDIT);
      assertThat(front.frame().id()).isEqualTo(1);
      assertThat(front.frame().creditItems()).isEqualTo(2);
      assertThat(front.frame().creditBytes()).isEqualTo(2 * bytes);
    }
    front.endItems(1);
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(front.frame().payload(Note.CODEC).number()).isEqualTo(4);
  }

  @Test
  void anItemThatIsNoneEndsItsCallAndInterruptsTheHandler() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.IMPORT.head(), Note.of(""));
    untilCalled(1);
    front.item(1, RawBytes.CODEC, new RawBytes(new byte[] {0x0a, 0x05, 'a'}));
    assertThat(front.expectFailure(1, Reason.INVALID_PAYLOAD))
        .contains("Echo.Import: an item of the stream", "can't be read", "text");
    awaitEnded();
    front.item(1, Note.CODEC, Note.of("late, and so ignored"));
    front.endItems(1);
    front.credit(1, 1, 1);
    front.expectNothing();
  }

  @Test
  void anItemThatItsRecordRefusesWithTheDeclaredErrorEndsTheCallWithThat() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.IMPORT.head(), Note.of(""));
    byte[] declared = {0x10, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    front.item(1, RawBytes.CODEC, new RawBytes(declared));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.ERR);
    assertThat(front.frame().payload(Note.CODEC)).isEqualTo(Note.of("refused by the record"));
    assertThat(echo.items()).isZero();
  }

  @Test
  void anItemForAnEventThatTakesNoneEndsThatCallOnly() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet(0, 0);
    front.request(1, Echo.WAIT, Note.of("unary"));
    front.item(1, Note.CODEC, Note.of("unasked"));
    assertThat(front.expectFailure(1, Reason.INVALID_PAYLOAD))
        .isEqualTo("Echo.Wait: the event takes no stream of items");
    front.request(2, Echo.EXPORT.head(), new Note("the other direction only", 1));
    front.item(2, Note.CODEC, Note.of("unasked"));
    assertThat(front.expectFailure(2, Reason.INVALID_PAYLOAD)).contains("Echo.Export");
    front.expectNothing();
  }

  @Test
  void anItemBehindTheEndOfItsStreamIsAProtocolError() throws Exception {
    start(Limits.DEFAULT, reluctant());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.IMPORT.head(), Note.of(""));
    front.endItems(1);
    front.item(1, Note.CODEC, Note.of("too late"));
    assertThat(front.expectGoAway(Reason.PROTOCOL_ERROR))
        .isEqualTo("A StreamItem of Echo.Import, call 1 came after its StreamEnd");
  }

  @Test
  void aHandlerMayAnswerBeforeTheStreamHasEndedAndTheRestIsIgnored() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.IMPORT.head(), new Note("answer after one", 1));
    front.item(1, Note.CODEC, Note.of("enough"));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    for (int i = 0; i < 1000; i++) {
      front.item(1, Note.CODEC, Note.of("on its way"));
    }
    front.endItems(1);
    front.expectNothing();
  }

  @Test
  void cancellingWakesAHandlerThatWaitsForCredit() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.EXPORT.head(), new Note("item", 1));
    untilCalled(1);
    front.cancel(1);
    assertThat(front.expectFailure(1, Reason.CANCELLED)).isNotEmpty();
    awaitEnded();
    front.expectNothing();
  }

  @Test
  void cancellingWakesAHandlerThatWaitsForAnItem() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.IMPORT.head(), Note.of(""));
    untilCalled(1);
    front.cancel(1);
    assertThat(front.expectFailure(1, Reason.CANCELLED)).isNotEmpty();
    awaitEnded();
  }

  @Test
  void losingTheConnectionWakesAHandlerThatWaits() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.IMPORT.head(), Note.of(""));
    untilCalled(1);
    front.close();
    awaitEnded();
  }

  /** The interrupt is the handler's alone: other threads must be woken by the end itself. */
  @Test
  void theEndOfTheCallWakesOtherThreadsOfTheHandlerToo() throws Exception {
    var woken = new CompletableFuture<String>();
    var waits = new CountDownLatch(1);
    start(
        Limits.DEFAULT,
        EventGroupBinding.of(Echo.GROUP)
            .handleStream(
                Echo.TALK,
                (head, source, sink) -> {
                  Thread other =
                      Thread.ofVirtual()
                          .start(() -> {
                            try {
                              sink.send(head);
                              woken.complete("sent");
                            } catch (CallEndedException e) {
                              woken.complete(e.getMessage());
                            }
                          });
                  while (other.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                  }
                  waits.countDown();
                  source.iterator().next();
                  return head;
                })
            .build());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.TALK.head(), Note.of(""));
    assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
    front.cancel(1);
    assertThat(front.expectFailure(1, Reason.CANCELLED)).isNotEmpty();
    assertThat(woken.get(30, TimeUnit.SECONDS)).isEqualTo("Echo.Talk, call 1 has ended");
  }

  @Test
  void aSinkThatIsKeptIsOfNoUseAfterTheAnswer() throws Exception {
    var after = new CompletableFuture<String>();
    var answered = new CountDownLatch(1);
    start(
        Limits.DEFAULT,
        EventGroupBinding.of(Echo.GROUP)
            .handleStream(
                Echo.EXPORT,
                (head, source, sink) -> {
                  Thread.ofVirtual()
                      .start(() -> {
                        awaitOrEnd(answered);
                        try {
                          sink.send(head);
                        } catch (CallEndedException e) {
                          after.complete(e.getMessage());
                        }
                      });
                  return head;
                })
            .build());
    RawFrontEnd front = raw().greet(PLENTY, PLENTY);
    front.request(1, Echo.EXPORT.head(), Note.of(""));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    answered.countDown();
    assertThat(after.get(30, TimeUnit.SECONDS)).isEqualTo("Echo.Export, call 1 has ended");
    front.expectNothing();
  }

  @Test
  void aSourceIsIteratedOnce() throws Exception {
    var second = new CompletableFuture<String>();
    start(
        Limits.DEFAULT,
        EventGroupBinding.of(Echo.GROUP)
            .handleStream(
                Echo.IMPORT,
                (head, source, sink) -> {
                  source.forEach(item -> {});
                  try {
                    var _ = source.iterator();
                  } catch (IllegalStateException e) {
                    second.complete(e.getMessage());
                  }
                  return head;
                })
            .build());
    RawFrontEnd front = raw().greet();
    front.request(1, Echo.IMPORT.head(), Note.of(""));
    front.endItems(1);
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(second.get()).contains("Echo.Import, call 1", "iterated once");
  }

  @Test
  void theStreamsOfAConnectionMayHoldMaxQueueBytesTogetherAndNoMore() throws Exception {
    start(
        Limits.DEFAULT.withMaxFrameBytes(1000).withMaxQueueBytes(1328).withStreamBytes(700),
        reluctant());
    RawFrontEnd front = raw().greet();
    Note item = Note.of("x".repeat(597));
    assertThat(Note.CODEC.encode(item)).as("the item's bytes").hasSize(600);
    front.request(1, Echo.IMPORT.head(), Note.of(""));
    front.request(2, Echo.IMPORT.head(), Note.of(""));
    // Each counts 64 bytes more than it has: 1,328 together.
    front.item(1, Note.CODEC, item);
    front.item(2, Note.CODEC, item);
    front.expectNothing();
    front.request(3, Echo.IMPORT.head(), Note.of(""));
    front.item(3, Note.CODEC, new Note("", 0));
    assertThat(front.expectFailure(3, Reason.OVERLOADED))
        .contains("more than 1,328 bytes", "Limits.maxQueueBytes");
    front.cancel(2);
    assertThat(front.expectFailure(2, Reason.CANCELLED)).isNotEmpty();
    front.request(4, Echo.IMPORT.head(), Note.of(""));
    front.item(4, Note.CODEC, item);
    front.expectNothing();
    mayTake.countDown();
    front.endItems(4);
    front.endItems(1);
    Map<Long, Integer> answers = new HashMap<>();
    while (answers.size() < 2) {
      if (front.next() == FrameKind.RESPONSE) {
        answers.put(front.frame().id(), front.frame().payload(Note.CODEC).number());
      }
    }
    assertThat(answers).isEqualTo(Map.of(1L, 1, 4L, 1));
  }

  @Test
  void manyStreamsToOneSlowReaderWaitAndNeverEndTheConnection() throws Exception {
    transport = MemoryTransport.withCapacity(32 << 10);
    start(Limits.DEFAULT.withMaxFrameBytes(2000).withMaxQueueBytes(10_000), echo.binding());
    RawFrontEnd front = raw().greet(PLENTY, 1 << 30);
    int streams = 20;
    int items = 50;
    for (int id = 1; id <= streams; id++) {
      front.request(id, Echo.EXPORT.head(), new Note("x".repeat(1000), items));
    }
    int[] last = new int[streams + 1];
    int answers = 0;
    while (answers < streams) {
      int kind = front.next();
      int id = (int) front.frame().id();
      if (kind == FrameKind.RESPONSE) {
        assertThat(front.frame().code()).isEqualTo(Protocol.OK);
        assertThat(last[id]).isEqualTo(items);
        answers++;
      } else {
        assertThat(kind).isEqualTo(FrameKind.STREAM_ITEM);
        assertThat(front.frame().payload(Note.CODEC).number()).isEqualTo(++last[id]);
      }
    }
  }

  @Test
  void aStreamThatNobodyReadsDoesNotKeepTheCoreFromReadingItsCancel() throws Exception {
    transport = MemoryTransport.withCapacity(1000);
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet(PLENTY, 1 << 30);
    front.request(1, Echo.EXPORT.head(), new Note("x".repeat(200_000), 1000));
    untilCalled(1);
    for (int i = 0; i < 10; i++) {
      front.request(2 + i, Echo.SAY_INLINE, Note.of("its answer waits as well"));
    }
    front.cancel(1);
    awaitEnded();
    int kind = FrameKind.STREAM_ITEM;
    while (kind == FrameKind.STREAM_ITEM) {
      kind = front.next();
    }
    assertThat(kind).isEqualTo(FrameKind.RESPONSE);
  }

  @Test
  void aStreamEndsAtItsDeadline() throws Exception {
    start(Limits.DEFAULT, echo.binding());
    RawFrontEnd front = raw().greet(1, PLENTY);
    front.request(1, Echo.EXPORT.head(), new Note("item", 2), 100, "");
    assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(1);
    time.advance(Duration.ofMillis(100));
    assertThat(front.expectFailure(1, Reason.DEADLINE_EXCEEDED)).contains("100 ms");
    awaitEnded();
  }

  @Test
  void aHandlerThatStreamsToAConnectionThatEndsIsNotLoggedAsFailed() throws Exception {
    Core core = start(Limits.DEFAULT, echo.binding());
    try (CoreLog log = new CoreLog()) {
      RawFrontEnd front = raw().greet(PLENTY, PLENTY);
      front.request(1, Echo.EXPORT.head(), new Note("x".repeat(1000), PLENTY));
      assertThat(front.expectItem(1, Note.CODEC).number()).isEqualTo(1);
      // Ends the connection, which can't close before somebody reads what is queued.
      front.send(RawFrontEnd.helloBytes());
      awaitEnded();
      front.close();
      core.close();
      assertThat(log.saying(Level.INFO, "call 1: the handler failed")).isEmpty();
    }
  }
}

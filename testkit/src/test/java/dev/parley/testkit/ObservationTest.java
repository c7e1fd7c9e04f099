package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.client.Call;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.Subscription;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A value and what follows it, without a gap between the two. */
class ObservationTest extends PlayedCoreTest {
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Subscription> observing = new CompletableFuture<>();

  private void observe(CoreClient client) {
    AtomicInteger reads = new AtomicInteger();
    Thread.ofVirtual()
        .start(() -> {
          try {
            observing.complete(
                client.observe(
                    Echo.HEARD,
                    null,
                    () -> read(client, reads.incrementAndGet()),
                    (Note value) -> told.add("value " + value.text()),
                    (_, note) -> told.add("change " + note.number()),
                    failure -> told.add("failure " + failure.reason())));
          } catch (InterruptedException | RuntimeException e) {
            observing.completeExceptionally(e);
          }
        });
  }

  private static Call<Note, Note> read(CoreClient client, int number) {
    return client.call(Echo.SAY, Note.of("read " + number));
  }

  private Played played(Limits limits) throws Exception {
    Played played = connect(CoreClient.builder().limits(limits), WELCOME);
    observe(played.client());
    assertThat(FrameKind.name(played.core().next())).isEqualTo("Subscribe");
    played.core().send(RawFrontEnd.frameBytes(FrameKind.RESPONSE, new byte[] {0x18, 1}));
    return played;
  }

  private Subscription observing() throws Exception {
    return observing.get(20, TimeUnit.SECONDS);
  }

  /** Waits until the client has read everything that was sent. */
  private void settle(Played played, long id) throws Exception {
    var behind = played.client().call(Echo.SAY, Note.of(""));
    expect(played.core(), FrameKind.REQUEST, id);
    played.core().send(answer(id, Note.of("")));
    behind.await();
  }

  private static void resync(Played played) throws Exception {
    played
        .core()
        .send(
            frame(
                FrameKind.RESYNC,
                dev.parley.core.wire.Resync.CODEC,
                new dev.parley.core.wire.Resync(Reason.SLOW_CONSUMER, "behind")));
  }

  @Test
  void itListensBeforeItReadsAndGivesWhatCameMeanwhileBehindTheValue() throws Exception {
    Played played = played(Limits.DEFAULT);
    expect(played.core(), FrameKind.REQUEST, 2);
    played.core().send(notification("", 1, 1, false));
    played.core().send(notification("", 2, 2, false));
    settle(played, 3);
    assertThat(told).isEmpty();
    played.core().send(answer(2, Note.of("one")));
    var _ = observing();
    played.core().send(notification("", 3, 3, false));
    settle(played, 4);
    assertThat(told).containsExactly("value one", "change 1", "change 2", "change 3");
  }

  @Test
  void whileItReadsTheCoreWaitsForNothingAndOfLatestChangesTheLastIsKept() throws Exception {
    Played played = played(Limits.DEFAULT);
    expect(played.core(), FrameKind.REQUEST, 2);
    played.core().send(notification("", 1, 1, true));
    expect(played.core(), FrameKind.HEARD, 1);
    played.core().send(notification("", 2, 2, false));
    played.core().send(notification("", 3, 3, true));
    expect(played.core(), FrameKind.HEARD, 3);
    played.core().send(answer(2, Note.of("one")));
    var _ = observing();
    settle(played, 3);
    assertThat(told).containsExactly("value one", "change 3", "change 2");
  }

  @Test
  void afterAResyncItReadsAgain() throws Exception {
    Played played = played(Limits.DEFAULT);
    expect(played.core(), FrameKind.REQUEST, 2);
    played.core().send(answer(2, Note.of("one")));
    var _ = observing();
    resync(played);
    played.core().send(notification("", 1, 1, false));
    expect(played.core(), FrameKind.REQUEST, 3);
    resync(played);
    // The read that is under way may be from before: it counts no more.
    expect(played.core(), FrameKind.CANCEL, 3);
    expect(played.core(), FrameKind.REQUEST, 4);
    played.core().send(notification("", 2, 2, false));
    played.core().send(answer(3, Note.of("old")));
    played.core().send(answer(4, Note.of("new")));
    settle(played, 5);
    assertThat(told).containsExactly("value one", "value new", "change 2");
  }

  @Test
  void aFirstReadThatFailsIsThrownAndALaterOneIsTold() throws Exception {
    Played played = played(Limits.DEFAULT);
    expect(played.core(), FrameKind.REQUEST, 2);
    played.core().send(answer(2, Note.of("one")));
    var _ = observing();
    resync(played);
    expect(played.core(), FrameKind.REQUEST, 3);
    byte[] failed = {0x10, 2, 0x18, 3, 0x20, (byte) Reason.HANDLER_FAILED.number()};
    played.core().send(RawFrontEnd.frameBytes(FrameKind.RESPONSE, failed));
    played.core().send(notification("", 1, 1, false));
    settle(played, 4);
    assertThat(told).containsExactly("value one", "failure HANDLER_FAILED", "change 1");
  }

  @Test
  void aFirstReadThatIsAnsweredWithTheDeclaredErrorThrowsIt() throws Exception {
    Played played = played(Limits.DEFAULT);
    expect(played.core(), FrameKind.REQUEST, 2);
    byte[] refused = {0x0a, 3, 0x0a, 1, 'x', 0x10, 1, 0x18, 2};
    played.core().send(RawFrontEnd.frameBytes(FrameKind.RESPONSE, refused));
    assertThatThrownBy(this::observing)
        .cause()
        .isInstanceOfSatisfying(
            EventFailedException.class, e -> assertThat(e.error()).isEqualTo(Note.of("x")));
    expect(played.core(), FrameKind.UNSUBSCRIBE, 1);
    assertThat(told).isEmpty();
  }

  @Test
  void stoppingWhileItReadsCancelsTheRead() throws Exception {
    Played played = played(Limits.DEFAULT);
    expect(played.core(), FrameKind.REQUEST, 2);
    played.core().send(answer(2, Note.of("one")));
    Subscription subscription = observing();
    resync(played);
    expect(played.core(), FrameKind.REQUEST, 3);
    subscription.close();
    subscription.close();
    expect(played.core(), FrameKind.UNSUBSCRIBE, 1);
    expect(played.core(), FrameKind.CANCEL, 3);
    played.core().send(answer(3, Note.of("late")));
    played.core().send(notification("", 1, 1, false));
    settle(played, 4);
    assertThat(told).containsExactly("value one");
  }

  @Test
  void asManyChangesAsMayWaitWhileItReadsAreGiven() throws Exception {
    // Each costs 64 bytes and 2 of payload.
    Played played = played(Limits.DEFAULT.withMaxBacklogBytes(2 * 66));
    expect(played.core(), FrameKind.REQUEST, 2);
    played.core().send(notification("", 1, 1, false));
    played.core().send(notification("", 2, 2, false));
    played.core().send(answer(2, Note.of("one")));
    var _ = observing();
    settle(played, 3);
    assertThat(told).containsExactly("value one", "change 1", "change 2");
  }

  @Test
  void moreChangesThanMayWaitWhileItReadsMakeItReadOnceMore() throws Exception {
    // Each costs 64 bytes and 2 of payload.
    Played played = played(Limits.DEFAULT.withMaxBacklogBytes(2 * 66));
    expect(played.core(), FrameKind.REQUEST, 2);
    for (int i = 1; i <= 3; i++) {
      played.core().send(notification("", i, i, false));
    }
    settle(played, 3);
    played.core().send(answer(2, Note.of("one")));
    expect(played.core(), FrameKind.REQUEST, 4);
    played.core().send(answer(4, Note.of("two")));
    settle(played, 5);
    var _ = observing();
    assertThat(told).containsExactly("value one", "value two");
  }

  @Test
  void itEndsWithTheConnection() throws Exception {
    Played played = played(Limits.DEFAULT);
    expect(played.core(), FrameKind.REQUEST, 2);
    played.core().send(answer(2, Note.of("one")));
    var _ = observing();
    played.core().close();
    CoreThreads.awaitUntil(() -> told.size() == 2, "told of the end");
    assertThat(told).containsExactly("value one", "failure CONNECTION_LOST");
  }
}

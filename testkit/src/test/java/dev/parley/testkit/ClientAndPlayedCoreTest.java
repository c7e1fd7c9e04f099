package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.client.Call;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventStream;
import dev.parley.core.client.Upload;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Welcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls whose core never answers, answers late, or does not keep to credit. */
class ClientAndPlayedCoreTest extends PlayedCoreTest {
  private static final CallOptions ONE_SECOND = CallOptions.NONE.timeout(Duration.ofSeconds(1));
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void aCallThatIsCancelledEndsAtOnceAndItsLateAnswerIsIgnored() throws Exception {
    Played played = connect();
    Call<Note, Note> cancelled = played.client().call(Echo.SAY, Note.of("1"));
    Call<Note, Note> other = played.client().call(Echo.SAY, Note.of("2"));
    expect(played.core(), FrameKind.REQUEST, 1);
    expect(played.core(), FrameKind.REQUEST, 2);
    cancelled.cancel();
    assertThatThrownBy(cancelled::await)
        .satisfies(e -> assertReason(e, Reason.CANCELLED))
        .hasMessage("Echo.Say: the caller cancelled it");
    expect(played.core(), FrameKind.CANCEL, 1);
    played.core().send(answer(1, Note.of("late")));
    played.core().send(answer(2, Note.of("two")));
    assertThat(other.await()).isEqualTo(Note.of("two"));
    assertThatThrownBy(cancelled::await).satisfies(e -> assertReason(e, Reason.CANCELLED));
  }

  @Test
  void closingACallCancelsItUnlessItHasEnded() throws Exception {
    Played played = connect();
    Call<Note, Note> answered = played.client().call(Echo.SAY, Note.of(""));
    expect(played.core(), FrameKind.REQUEST, 1);
    played.core().send(answer(1, Note.of("one")));
    assertThat(answered.await()).isEqualTo(Note.of("one"));
    answered.close();
    try (Call<Note, Note> left = played.client().call(Echo.SAY, Note.of(""))) {
      assertThat(left.isDone()).isFalse();
    }
    expect(played.core(), FrameKind.REQUEST, 2);
    expect(played.core(), FrameKind.CANCEL, 2);
    assertThat(answered.await()).isEqualTo(Note.of("one"));
  }

  @Test
  void aCallIsCancelledOnceHoweverOftenItIsTried() throws Exception {
    Played played = connect();
    Call<Note, Note> call = played.client().call(Echo.SAY, Note.of(""));
    call.cancel();
    call.cancel();
    call.close();
    var _ = played.client().call(Echo.SAY, Note.of(""));
    expect(played.core(), FrameKind.REQUEST, 1);
    expect(played.core(), FrameKind.CANCEL, 1);
    expect(played.core(), FrameKind.REQUEST, 2);
  }

  @Test
  void aCoreThatNeverAnswersCannotMakeACallOutlastItsDeadline() throws Exception {
    Played played = connect();
    Call<Note, Note> call = played.client().call(Echo.SAY, Note.of(""), ONE_SECOND);
    assertThat(expect(played.core(), FrameKind.REQUEST, 1).timeoutMillis()).isEqualTo(1000);
    time.advance(Duration.ofMillis(999));
    assertThat(call.isDone()).isFalse();
    time.advance(Duration.ofMillis(1));
    assertThatThrownBy(call::await)
        .satisfies(e -> assertReason(e, Reason.DEADLINE_EXCEEDED))
        .hasMessage("Echo.Say: no answer came in the time that the call had");
    expect(played.core(), FrameKind.CANCEL, 1);
  }

  @Test
  void aCoreThatReadsNothingCannotMakeACallOutlastItsDeadline() throws Exception {
    transport = MemoryTransport.withCapacity(200);
    Played played = connect();
    Note large = Note.of("x".repeat(3000));
    Call<Note, Note> call = played.client().call(Echo.SAY, large, ONE_SECOND);
    time.advance(Duration.ofSeconds(1));
    assertThatThrownBy(call::await).satisfies(e -> assertReason(e, Reason.DEADLINE_EXCEEDED));
  }

  @Test
  void aCoreThatStoppedReadingHoldsUpNoCallerOnceACallWasGivenUp() throws Exception {
    transport = MemoryTransport.withCapacity(200);
    Played played = connect();
    Note fits = Note.of("x".repeat(120));
    List<Call<Note, Note>> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      // The second and all later ones would wait in a write, were they written here.
      calls.add(played.client().call(Echo.SAY, fits, ONE_SECOND));
      time.advance(Duration.ofSeconds(1));
      assertThat(calls.getLast().isDone()).isTrue();
    }
    // It reads again: nothing was lost, and the first answer makes up for it.
    for (int id = 1; id <= 10; id++) {
      expect(played.core(), FrameKind.REQUEST, id);
      expect(played.core(), FrameKind.CANCEL, id);
    }
    Call<Note, Note> next = played.client().call(Echo.SAY, fits, ONE_SECOND);
    expect(played.core(), FrameKind.REQUEST, 11);
    played.core().send(answer(11, Note.of("back")));
    assertThat(next.await()).isEqualTo(Note.of("back"));
  }

  @Test
  void deadlinesOfManyCallsAreKeptEachInItsOrder() throws Exception {
    Played played = connect();
    CoreClient client = played.client();
    List<Call<Note, Note>> calls =
        List.of(timed(client, 300), timed(client, 100), timed(client, 200), timed(client, 100));
    time.advance(Duration.ofMillis(100));
    assertThat(calls).extracting(Call::isDone).containsExactly(false, true, false, true);
    time.advance(Duration.ofMillis(100));
    assertThat(calls).extracting(Call::isDone).containsExactly(false, true, true, true);
    Call<Note, Note> later = timed(client, 50);
    time.advance(Duration.ofMillis(50));
    assertThat(later.isDone()).isTrue();
    assertThat(calls.getFirst().isDone()).isFalse();
    time.advance(Duration.ofMillis(50));
    assertThat(calls.getFirst().isDone()).isTrue();
  }

  private static Call<Note, Note> timed(CoreClient client, int millis) {
    return client.call(Echo.SAY, Note.of(""), CallOptions.NONE.timeout(Duration.ofMillis(millis)));
  }

  @Test
  void aTimeoutOfTheClientCountsWhereACallHasNone() throws Exception {
    Played played = connect(CoreClient.builder().timeout(Duration.ofMillis(1_500)), WELCOME);
    var _ = played.client().call(Echo.SAY, Note.of(""));
    assertThat(expect(played.core(), FrameKind.REQUEST, 1).timeoutMillis()).isEqualTo(1500);
    var _ = played.client().call(Echo.SAY, Note.of(""), ONE_SECOND);
    assertThat(expect(played.core(), FrameKind.REQUEST, 2).timeoutMillis()).isEqualTo(1000);
  }

  @Test
  void aCallWhoseTimeIsOverAlreadyIsNotSent() throws Exception {
    Played played = connect();
    Call<Note, Note> late =
        played.client().call(Echo.SAY, Note.of(""), CallOptions.NONE.timeout(Duration.ZERO));
    assertThatThrownBy(late::await).satisfies(e -> assertReason(e, Reason.DEADLINE_EXCEEDED));
    var _ = played.client().call(Echo.SAY, Note.of(""));
    expect(played.core(), FrameKind.REQUEST, 2);
  }

  @Test
  void aTraceContextIsSentAsItIs() throws Exception {
    Played played = connect();
    var _ = played.client().call(Echo.SAY, Note.of(""), CallOptions.NONE.traceparent(TRACE));
    var request = expect(played.core(), FrameKind.REQUEST, 1);
    assertThat(
            new String(
                request.array(),
                request.traceparentStart(),
                request.traceparentEnd() - request.traceparentStart(),
                StandardCharsets.US_ASCII))
        .isEqualTo(TRACE);
  }

  private static EventStream<Note, Note, Note> export(CoreClient client) {
    return client.open(Echo.EXPORT, Note.of(""), CallOptions.NONE);
  }

  private static Limits items(int items, int bytes) {
    return Limits.DEFAULT.withStreamItems(items).withStreamBytes(bytes);
  }

  @Test
  void asManyItemsAsThereIsCreditForAreTakenAndOneMoreIsAProtocolError() throws Exception {
    Played played = connect(items(3, 1000));
    var items = export(played.client());
    for (int i = 1; i <= 3; i++) {
      played.core().send(item(1, new Note("", i)));
    }
    Call<Note, Note> behind = played.client().call(Echo.SAY, Note.of(""));
    played.core().send(answer(2, Note.of("")));
    assertThat(behind.await()).isEqualTo(Note.of(""));
    played.core().send(item(1, new Note("", 4)));
    assertThatThrownBy(items::await)
        .satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN))
        .hasMessageContaining(
            "An item of Echo.Export came without credit; the window is 3 items (Limits.streamItems)");
    expect(played.core(), FrameKind.REQUEST, 1);
    expect(played.core(), FrameKind.REQUEST, 2);
    assertThat(played.core().expectGoAway(Reason.PROTOCOL_ERROR)).contains("without credit");
  }

  @Test
  void creditIsGivenBackForWhatWasTaken() throws Exception {
    Played played = connect(items(4, 1000));
    Iterator<Note> items = export(played.client()).iterator();
    expect(played.core(), FrameKind.REQUEST, 1);
    for (int i = 1; i <= 4; i++) {
      played.core().send(item(1, new Note("", i)));
    }
    assertThat(items.next().number()).isEqualTo(1);
    assertThat(items.next().number()).isEqualTo(2);
    var credit = expect(played.core(), FrameKind.CREDIT, 1);
    assertThat(credit.creditItems()).isEqualTo(2);
    assertThat(credit.creditBytes()).isEqualTo(4);
  }

  @Test
  void itemsThatNobodyTakesMayFillTheQueueAndNoMore() throws Exception {
    // Each of the three items counts 64 bytes more than it has.
    Played played = connect(items(100, 5000).withMaxFrameBytes(1000).withMaxQueueBytes(1292));
    var first = export(played.client());
    var second = export(played.client());
    Note note = Note.of("x".repeat(500));
    int bytes = Note.CODEC.encode(note).length;
    assertThat(bytes).isEqualTo(503);
    played.core().send(item(1, note));
    played.core().send(item(2, note));
    Note rest = Note.of("x".repeat(1100 - 2 * bytes - 2));
    played.core().send(item(2, rest));
    Iterator<Note> seconds = second.iterator();
    played.core().send(item(1, new Note("", 1)));
    assertThatThrownBy(first::await)
        .satisfies(e -> assertReason(e, Reason.OVERLOADED))
        .hasMessageContaining("1,292 bytes (Limits.maxQueueBytes)");
    expect(played.core(), FrameKind.REQUEST, 1);
    expect(played.core(), FrameKind.REQUEST, 2);
    expect(played.core(), FrameKind.CANCEL, 1);
    assertThat(seconds.next()).isEqualTo(note);
    assertThat(seconds.next()).as("the connection lives").isEqualTo(rest);
  }

  @Test
  void anItemThatCannotBeReadEndsItsCallOnly() throws Exception {
    Played played = connect();
    var items = export(played.client());
    expect(played.core(), FrameKind.REQUEST, 1);
    played.core().send(RawFrontEnd.frameBytes(FrameKind.STREAM_ITEM, new byte[] {8, 1, 18, 1, 10}));
    assertThatThrownBy(items::await)
        .satisfies(e -> assertReason(e, Reason.INVALID_RESPONSE))
        .hasMessageContaining("an item can't be read");
    expect(played.core(), FrameKind.CANCEL, 1);
    Call<Note, Note> next = played.client().call(Echo.SAY, Note.of(""));
    played.core().send(answer(2, Note.of("well")));
    assertThat(next.await()).isEqualTo(Note.of("well"));
  }

  @Test
  void whatCameBeforeTheDeadlineCanStillBeTaken() throws Exception {
    Played played = connect();
    var stream = played.client().open(Echo.EXPORT, Note.of(""), ONE_SECOND);
    expect(played.core(), FrameKind.REQUEST, 1);
    played.core().send(item(1, Note.of("in time")));
    // Read in its order, so that the item was read too.
    Call<Note, Note> next = played.client().call(Echo.SAY, Note.of(""));
    played.core().send(answer(2, Note.of("well")));
    assertThat(next.await()).isEqualTo(Note.of("well"));
    time.advance(Duration.ofSeconds(1));
    Iterator<Note> items = stream.iterator();
    assertThat(items.next()).isEqualTo(Note.of("in time"));
    assertThatThrownBy(items::hasNext).satisfies(e -> assertReason(e, Reason.DEADLINE_EXCEEDED));
  }

  @Test
  void itemsAndCreditOfACallThatHasEndedAreIgnored() throws Exception {
    Played played = connect(items(1, 1));
    export(played.client()).cancel();
    for (int i = 0; i < 10; i++) {
      played.core().send(item(1, new Note("", i)));
      played.core().send(credit(1, -1, -1));
    }
    Call<Note, Note> next = played.client().call(Echo.SAY, Note.of(""));
    played.core().send(answer(2, Note.of("well")));
    assertThat(next.await()).isEqualTo(Note.of("well"));
  }

  @Test
  void anItemForACallThatHasNoneIsAProtocolError() throws Exception {
    Played played = connect();
    Call<Note, Note> call = played.client().call(Echo.SAY, Note.of(""));
    played.core().send(item(1, Note.of("")));
    assertThatThrownBy(call::await)
        .satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN))
        .hasMessageContaining("An item came for a call of Echo.Say, which sends none");
  }

  @Test
  void aNotificationOutOfItsTurnIsAProtocolError() throws Exception {
    for (long wrong : new long[] {3, 1, 0, -1}) {
      transport = MemoryTransport.create();
      Played played = connect();
      played.core().send(notification("", 1, 1, false));
      played.core().send(notification("", 2, wrong, false));
      assertThat(played.core().expectGoAway(Reason.PROTOCOL_ERROR))
          .isEqualTo("The core sent notification %s after 1", Long.toUnsignedString(wrong));
    }
  }

  @Test
  void whatOnlyClientsSendIsAProtocolErrorFromACore() throws Exception {
    for (int kind : new int[] {FrameKind.CANCEL, FrameKind.STREAM_END}) {
      transport = MemoryTransport.create();
      Played played = connect();
      played.core().send(RawFrontEnd.frameBytes(kind, new byte[] {8, 1}));
      assertThat(played.core().expectGoAway(Reason.PROTOCOL_ERROR))
          .isEqualTo("A %s goes from the client to the core only".formatted(FrameKind.name(kind)));
    }
  }

  private static Upload<Note, Note, Note> upload(CoreClient client) {
    return client.open(Echo.IMPORT, Note.of(""), CallOptions.NONE);
  }

  @Test
  void asManyItemsAreSentAsThereIsCreditForAndNoMore() throws Exception {
    Played played = connect();
    var upload = upload(played.client());
    CompletableFuture<Void> sent = new CompletableFuture<>();
    Thread _ =
        Thread.ofVirtual()
            .start(() -> {
              try {
                for (int i = 1; i <= 5; i++) {
                  upload.send(new Note("", i));
                }
                var _ = upload.finish();
                sent.complete(null);
              } catch (InterruptedException e) {
                sent.completeExceptionally(e);
              }
            });
    expect(played.core(), FrameKind.REQUEST, 1);
    for (int i = 1; i <= WELCOME.streamItems(); i++) {
      assertThat(expect(played.core(), FrameKind.STREAM_ITEM, 1).payload(Note.CODEC).number())
          .isEqualTo(i);
    }
    var _ = played.client().call(Echo.SAY, Note.of("with nothing before it"));
    expect(played.core(), FrameKind.REQUEST, 2);
    assertThat(sent).isNotDone();
    played.core().send(credit(1, 1, 0));
    assertThat(expect(played.core(), FrameKind.STREAM_ITEM, 1).payload(Note.CODEC).number())
        .isEqualTo(5);
    expect(played.core(), FrameKind.STREAM_END, 1);
    sent.get(20, TimeUnit.SECONDS);
    played.core().send(answer(1, Note.of("five")));
    assertThat(upload.finish().await()).isEqualTo(Note.of("five"));
  }

  @Test
  void creditUpTo2147483647IsTakenAndBeyondItIsAProtocolError() throws Exception {
    Played played = connect();
    var upload = upload(played.client());
    expect(played.core(), FrameKind.REQUEST, 1);
    played.core().send(credit(1, Integer.MAX_VALUE - WELCOME.streamItems(), 0));
    upload.send(Note.of(""));
    expect(played.core(), FrameKind.STREAM_ITEM, 1);
    played.core().send(credit(1, 1, 0));
    played.core().send(credit(1, 1, 0));
    assertThat(played.core().expectGoAway(Reason.PROTOCOL_ERROR))
        .isEqualTo(
            "A credit of 1 items and 0 bytes for Echo.Import: there may be 2,147,483,647 of each");
  }

  @Test
  void aWindowBeyond2147483647IsRefused() throws Exception {
    assertThatThrownBy(() ->
            connect(CoreClient.builder(), new Welcome(1, "played", List.of(), 4096, 10, -1, 1000)))
        .hasMessageContaining("A window of 4294967295 items and 1000 bytes in the Welcome");
  }
}

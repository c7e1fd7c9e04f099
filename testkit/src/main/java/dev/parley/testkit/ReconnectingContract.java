package dev.parley.testkit;

import static dev.parley.testkit.CoreUnderTest.assertServed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.client.Backoff;
import dev.parley.core.client.Call;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.ConnectionState;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.Dialer;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.client.Listener;
import dev.parley.core.client.Resync;
import dev.parley.core.client.Subscription;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;

/**
 * Front ends that dial again: what those notice who call and listen when a link is lost, and when
 * the session is. For transports whose front ends can dial again.
 */
interface ReconnectingContract extends CoreUnderTest {
  /** Waits a moment only. */
  Backoff QUICK = Backoff.of(Duration.ofMillis(1), Duration.ofMillis(10));

  private CoreClient reconnecting(Dialer way) throws IOException {
    return opened(
        CoreClient.builder().name(Dialogue.NAME).expect(Echo.GROUP).reconnect(QUICK).connect(way));
  }

  private static void assertReason(Call<?, ?> call, Reason reason) {
    assertThatThrownBy(call::await)
        .isInstanceOfSatisfying(
            EventFailedException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static void awaitConnected(CoreClient client) {
    CoreThreads.awaitUntil(
        () -> client.state() instanceof ConnectionState.Connected, "connected again");
  }

  /** Until a client knows of it, it sends into the broken link what may never arrive. */
  private static void awaitLost(CoreClient client) {
    CoreThreads.awaitUntil(
        () -> client.state() instanceof ConnectionState.Reconnecting, "the link is lost");
  }

  private void awaitHandlers(int count) {
    CoreThreads.awaitUntil(() -> echo().calls() == count, count + " handlers have begun");
  }

  /** A whole dialogue whose first link has these faults. */
  private FaultyLink talkOver(Faults faults) throws Exception {
    int calls = echo().calls();
    AtomicInteger dials = new AtomicInteger();
    FaultyLink first = new FaultyLink(link(), faults, time());
    Dialogue dialogue = new Dialogue();
    try (CoreClient client = reconnecting(() -> dials.incrementAndGet() == 1 ? first : link())) {
      dialogue.with(client);
    }
    CoreThreads.awaitEnd("parley client " + Dialogue.NAME);
    assertThat(dialogue.isLost())
        .as("something was lost with %s: %s", faults, dialogue.done())
        .isFalse();
    dialogue.assertEveryCallEndedOnce();
    assertThat(dialogue.heard()).as("heard with %s", faults).containsExactly(1, 2, 3);
    // The one that is cancelled may be cancelled before its handler begins.
    assertThat(echo().calls() - calls).as("handlers that ran").isBetween(7, 8);
    return first;
  }

  private void cutEverywhere(ToLongFunction<FaultyLink> counting, LongFunction<Faults> cutting)
      throws Exception {
    start(Limits.DEFAULT.withMaxConnections(10_000));
    FaultyLink greeting = new FaultyLink(link(), Faults.NONE, time());
    reconnecting(() -> greeting).close();
    CoreThreads.awaitEnd("parley client " + Dialogue.NAME);
    long greeted = counting.applyAsLong(greeting);
    long bytes = counting.applyAsLong(talkOver(Faults.NONE));
    for (long cut = greeted; cut < bytes; cut++) {
      talkOver(cutting.apply(cut));
    }
  }

  @Test
  default void nobodyNoticesThatALinkIsCutWhateverByteTheFrontEndHeardLast() throws Exception {
    cutEverywhere(FaultyLink::bytesRead, Faults.NONE::cutAfterReading);
  }

  @Test
  default void nobodyNoticesThatALinkIsCutWhateverByteTheFrontEndSaidLast() throws Exception {
    cutEverywhere(FaultyLink::bytesWritten, Faults.NONE::cutAfterWriting);
  }

  @Test
  default void callsEndAsTheTruthIsWhenTheirSessionIsLost() throws Exception {
    Core first = start(Limits.DEFAULT.withDrainTimeout(Duration.ZERO));
    BreakableWay way = new BreakableWay(this::link);
    CoreClient client = reconnecting(way);
    Call<Note, ?> sent = client.call(Echo.WAIT, Note.of("sent"));
    Call<Note, ?> asked = client.call(Echo.ASK, Note.of("asked"));
    try (var upload = client.open(Echo.IMPORT, Note.of(""), CallOptions.NONE)) {
      upload.send(Note.of("one"));
      awaitHandlers(3);
      way.breakIt();
      awaitLost(client);
      Call<Note, Note> waits = client.call(Echo.SAY, Note.of("waits"));
      first.close();
      start(Limits.DEFAULT);
      assertThat(sent.isDone()).as("while nobody knows").isFalse();
      way.mend();
      assertReason(sent, Reason.OUTCOME_UNKNOWN);
      assertReason(upload.finish(), Reason.OUTCOME_UNKNOWN);
      assertThat(waits.await()).isEqualTo(Note.of("waits"));
    }
    awaitHandlers(5); // Those three, the one that had to wait, and the one that is asked again.
    echo().release();
    assertThat(asked.await()).isEqualTo(Note.of("asked"));
    assertThat(echo().calls()).isEqualTo(5);
    assertServed(client);
  }

  /** Hears numbers, and 0 for a resync. */
  private static Listener<Note> into(ConcurrentLinkedQueue<Integer> heard) {
    return new Listener<>() {
      @Override
      public void heard(String subject, Note note) {
        heard.add(note.number());
      }

      @Override
      public void resynced(Resync why) {
        assertThat(why.reason()).isEqualTo(Reason.CONNECTION_LOST);
        heard.add(0);
      }
    };
  }

  @Test
  default void listenersHearEverythingThatWasSentWhileTheLinkWasLost() throws Exception {
    start(Limits.DEFAULT);
    BreakableWay way = new BreakableWay(this::link);
    CoreClient client = reconnecting(way);
    ConcurrentLinkedQueue<Integer> heard = new ConcurrentLinkedQueue<>();
    try (Subscription _ = client.subscribe(Echo.HEARD, into(heard))) {
      for (int round = 0; round < 20; round++) {
        hub().send(Echo.HEARD, new Note("", 2 * round + 1));
        way.breakIt();
        hub().send(Echo.HEARD, new Note("", 2 * round + 2));
        way.mend();
        assertServed(client);
        assertThat(heard).hasSize(2 * round + 2);
      }
      assertThat(List.copyOf(heard)).isSorted().doesNotHaveDuplicates().doesNotContain(0);
      assertThat(client.state()).isEqualTo(new ConnectionState.Connected(true));
      assertThat(way.dials()).isGreaterThan(20);
    }
  }

  @Test
  default void listenersAreToldToReadAgainWhenTheSessionWasLostAndHearWhatComesThen()
      throws Exception {
    Core first = start(Limits.DEFAULT);
    BreakableWay way = new BreakableWay(this::link);
    CoreClient client = reconnecting(way);
    ConcurrentLinkedQueue<Integer> heard = new ConcurrentLinkedQueue<>();
    try (Subscription _ = client.subscribe(Echo.HEARD, into(heard))) {
      hub().send(Echo.HEARD, new Note("", 1));
      assertServed(client);
      way.breakIt();
      first.close();
      hub().send(Echo.HEARD, new Note("missed", 2));
      start(Limits.DEFAULT);
      way.mend();
      CoreThreads.awaitUntil(() -> heard.contains(0), "the listener was told");
      hub().send(Echo.HEARD, new Note("", 3));
      assertServed(client);
      assertThat(heard).containsExactly(1, 0, 3);
    }
  }

  @Test
  default void whatIsObservedIsReadAgainWhenTheSessionWasLost() throws Exception {
    Core first = start(Limits.DEFAULT);
    BreakableWay way = new BreakableWay(this::link);
    CoreClient client = reconnecting(way);
    ConcurrentLinkedQueue<String> shown = new ConcurrentLinkedQueue<>();
    AtomicInteger reads = new AtomicInteger();
    try (Subscription _ =
        client.observe(
            Echo.HEARD,
            "mine",
            () -> client.call(Echo.SAY, new Note("read", reads.incrementAndGet())),
            value -> shown.add("read " + value.number()),
            (_, change) -> shown.add("change " + change.number()))) {
      hub().send(Echo.HEARD, "mine", new Note("", 1));
      assertServed(client);
      assertThat(shown).containsExactly("read 1", "change 1");
      way.breakIt();
      way.mend();
      hub().send(Echo.HEARD, "mine", new Note("", 2));
      assertServed(client);
      assertThat(shown).as("the session was resumed").endsWith("change 1", "change 2");
      way.breakIt();
      first.close();
      start(Limits.DEFAULT);
      way.mend();
      CoreThreads.awaitUntil(() -> shown.contains("read 2"), "it is read again");
      hub().send(Echo.HEARD, "mine", new Note("", 3));
      assertServed(client);
      assertThat(shown).endsWith("change 2", "read 2", "change 3");
    }
  }

  @Test
  default void itsStateIsToldAsItChanges() throws Exception {
    start(Limits.DEFAULT);
    BreakableWay way = new BreakableWay(this::link);
    CoreClient client = reconnecting(way);
    assertThat(client.state()).isEqualTo(new ConnectionState.Connected(false));
    ConcurrentLinkedDeque<ConnectionState> states = new ConcurrentLinkedDeque<>();
    try (Subscription _ = client.onStateChange(states::add)) {
      way.breakIt();
      CoreThreads.awaitUntil(() -> way.dials() > 4, "a few attempts");
      way.mend();
      awaitConnected(client);
      client.close();
      // Whoever changes it first tells what others change meanwhile.
      CoreThreads.awaitUntil(
          () -> states.peekLast() instanceof ConnectionState.Closed, "its end was told");
    }
    List<ConnectionState> all = List.copyOf(states);
    assertThat(all.getFirst())
        .isInstanceOfSatisfying(
            ConnectionState.Reconnecting.class, r -> assertThat(r.attempt()).isEqualTo(1));
    assertThat(all).contains(new ConnectionState.Connected(true));
    assertThat(all.getLast()).isInstanceOf(ConnectionState.Closed.class);
  }

  @Test
  default void callsWaitForTheCoreNoLongerThanItsSessionDoes() throws Exception {
    Limits limits = UNHURRIED.withResumeWindow(Duration.ofSeconds(7));
    start(limits);
    BreakableWay way = new BreakableWay(this::link);
    CoreClient client =
        opened(
            CoreClient.builder()
                .expect(Echo.GROUP)
                .limits(limits)
                .ticker(time())
                .reconnect(Backoff.DEFAULT)
                .connect(way));
    Call<Note, ?> sent = client.call(Echo.WAIT, Note.of("sent"));
    awaitHandlers(1);
    way.breakIt();
    awaitLost(client);
    Call<Note, ?> waits = client.call(Echo.SAY, Note.of("waits"));
    Call<Note, ?> overdue =
        client.call(Echo.SAY, Note.of("overdue"), CallOptions.NONE.timeout(Duration.ofMillis(500)));
    time().advance(Duration.ofSeconds(6));
    assertReason(overdue, Reason.DEADLINE_EXCEEDED);
    assertThat(sent.isDone()).isFalse();
    assertThat(waits.isDone()).isFalse();
    time().advance(Duration.ofSeconds(2));
    assertReason(sent, Reason.OUTCOME_UNKNOWN);
    assertReason(waits, Reason.NOT_CONNECTED);
    assertReason(client.call(Echo.SAY, Note.of("new")), Reason.NOT_CONNECTED);
    way.mend();
    try (PassingTime _ = timePasses()) {
      awaitConnected(client);
    }
    assertServed(client);
    assertThat(echo().calls()).as("neither of those that waited").isEqualTo(2);
  }
}

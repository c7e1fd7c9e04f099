package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.client.CoreClient;
import dev.parley.core.client.Subscription;
import dev.parley.core.notify.NotificationType;
import dev.parley.core.protocol.Limits;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.Subscribe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Notifications: in order, to who asked for them, and to nobody else. */
interface NotificationsContract extends CoreUnderTest {
  /** A {@code Ping} and its {@code Pong}, by which tests make sure of what was not sent. */
  int PONG_BYTES = Protocol.LENGTH_BYTES + 4;

  @Test
  default void notificationsArriveInOrderAndBeforeTheAnswerOfTheCallThatSentThem()
      throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    ConcurrentLinkedQueue<Integer> heard = new ConcurrentLinkedQueue<>();
    try (Subscription _ = client.subscribe(Echo.HEARD, (_, note) -> heard.add(note.number()))) {
      client.call(Echo.NOTIFY, new Note("", 1000)).await();
      assertThat(List.copyOf(heard)).hasSize(1000).isSorted();
    }
    client.call(Echo.NOTIFY, new Note("", 1)).await();
    assertThat(heard).as("after the subscription was closed").hasSize(1000);
  }

  @Test
  default void aSubscriptionHearsOfItsSubjectOnly() throws Exception {
    start(Limits.DEFAULT);
    CoreClient client = client();
    ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    try (Subscription _ =
        client.subscribe(Echo.HEARD, "mine", (subject, _) -> heard.add(subject))) {
      client.call(Echo.NOTIFY, new Note("other", 1)).await();
      client.call(Echo.NOTIFY, new Note("mine", 2)).await();
      client.call(Echo.NOTIFY, new Note("", 1)).await();
      assertThat(heard).containsExactly("mine", "mine");
    }
  }

  @Test
  default void nothingThatWasNotAskedForCrossesTheWire() throws Exception {
    start(Limits.DEFAULT);
    FaultyLink link = new FaultyLink(link(), Faults.NONE, time());
    RawFrontEnd front = opened(new RawFrontEnd(link)).greet();
    front.subscribe(new Subscribe(1, "Echo", List.of(Echo.HEARD.number()), List.of("a", "b")));
    front.expectNothing();
    long before = link.bytesRead();
    for (int i = 1; i <= 100; i++) {
      hub().send(Echo.HEARD, "c", new Note("another subject", i));
      hub().send(Echo.HEARD, new Note("no subject", i));
      hub().send(Echo.ASIDE, "a", new Note("another type", i));
      hub().send(otherSource(), "a", new Note("another source", i));
    }
    front.expectNothing();
    assertThat(link.bytesRead() - before).as("bytes that crossed").isEqualTo(PONG_BYTES);
    hub().send(Echo.HEARD, "b", new Note("asked for", 1));
    assertThat(front.expectNotification(1)).isEqualTo(new Note("asked for", 1));
    front.unsubscribe(1);
    front.expectNothing();
    before = link.bytesRead();
    hub().send(Echo.HEARD, "b", new Note("not any more", 2));
    front.expectNothing();
    assertThat(link.bytesRead() - before).as("after the end").isEqualTo(PONG_BYTES);
  }

  private static NotificationType<Note> otherSource() {
    return NotificationType.of("Other", Echo.HEARD.number(), "OtherNotification.Heard", Note.CODEC);
  }

  @Test
  default void whatManySubscriptionsMatchArrivesOnce() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    front.subscribe(new Subscribe(2, "Echo", List.of(Echo.HEARD.number()), List.of()));
    front.subscribe(new Subscribe(3, "Echo", List.of(), List.of("a")));
    hub().send(Echo.HEARD, "a", new Note("once", 1));
    assertThat(front.expectNotification(1)).isEqualTo(new Note("once", 1));
    front.expectNothing();
    front.unsubscribe(2);
    front.unsubscribe(1);
    front.expectNothing(); // The core has taken the ends of both.
    hub().send(Echo.HEARD, "b", new Note("nobody's", 2));
    hub().send(Echo.HEARD, "a", new Note("the third's", 3));
    assertThat(front.expectNotification(2)).isEqualTo(new Note("the third's", 3));
  }

  @Test
  default void everythingThatIsSentAfterTheCoreHasAgreedArrives() throws Exception {
    start(Limits.DEFAULT);
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger rounds = new AtomicInteger();
    Thread publisher =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              while (rounds.get() <= 50) {
                hub().send(Echo.HEARD, new Note("", begun.incrementAndGet()));
              }
            });
    while (rounds.incrementAndGet() <= 50) {
      try (RawFrontEnd front = new RawFrontEnd(link()).greet()) {
        front.subscribe(1, "Echo");
        int begunByThen = begun.get();
        int first = front.expectNotification(1).number();
        assertThat(first).isLessThanOrEqualTo(begunByThen + 1);
        for (int i = 1; i < 100; i++) {
          assertThat(front.expectNotification(1 + i).number()).isEqualTo(first + i);
        }
      }
    }
    publisher.join();
  }

  @Test
  default void everySessionHearsManyPublishersInOrderAndWithoutAGap() throws Exception {
    start(Limits.DEFAULT);
    List<RawFrontEnd> fronts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      RawFrontEnd front = raw().greet();
      front.subscribe(1, "Echo");
      fronts.add(front);
    }
    int publishers = 4;
    int each = 1000;
    Object turn = new Object();
    AtomicInteger inTurn = new AtomicInteger();
    for (int p = 0; p < publishers; p++) {
      String name = "publisher " + p;
      Thread.ofVirtual()
          .start(() -> {
            for (int i = 1; i <= each; i++) {
              hub().send(Echo.HEARD, name, new Note("", i));
              synchronized (turn) {
                hub().send(Echo.ASIDE, new Note("", inTurn.incrementAndGet()));
              }
            }
          });
    }
    for (RawFrontEnd front : fronts) {
      Map<String, Integer> last = new HashMap<>();
      for (int seq = 1; seq <= 2 * publishers * each; seq++) {
        int number = front.expectNotification(seq).number();
        // Whom nobody keeps apart is in order by itself; what happened in turn is in turn.
        String source = front.frame().subject();
        assertThat(number).as(source).isEqualTo(last.merge(source, 1, Integer::sum));
      }
      assertThat(last.get("")).isEqualTo(publishers * each);
    }
  }

  /** Also when both had to wait, as the front end did not read. */
  @Test
  default void whatAHandlerSendsArrivesBeforeItsAnswerHoweverMuchIsWaiting() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    int waiting = 300;
    String text = "x".repeat(10_000);
    for (int i = 1; i <= waiting; i++) {
      hub().send(Echo.HEARD, new Note(text, i));
    }
    front.request(2, Echo.NOTIFY, new Note("by the handler", 5));
    for (int seq = 1; seq <= waiting; seq++) {
      assertThat(front.expectNotification(seq).number()).isEqualTo(seq);
    }
    for (int i = 1; i <= 5; i++) {
      assertThat(front.expectNotification(waiting + i)).isEqualTo(new Note("heard", i));
    }
    assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
    front.expectNothing();
  }
}

package dev.parley.testkit;

import static dev.parley.testkit.CoreUnderTest.assertServed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.client.CoreClient;
import dev.parley.core.client.Subscription;
import dev.parley.core.protocol.Limits;
import dev.parley.core.wire.FrameKind;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Notifications: in order, to who asked for them, and no further than a front end can follow. */
interface NotificationsContract extends CoreUnderTest {
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
  default void aFrontEndThatDoesNotReadIsLeftAndOthersAreNot() throws Exception {
    start(Limits.DEFAULT.withMaxFrameBytes(64 << 10).withMaxQueueBytes(1 << 20));
    CoreClient healthy = client();
    ConcurrentLinkedQueue<Integer> heard = new ConcurrentLinkedQueue<>();
    try (Subscription _ = healthy.subscribe(Echo.HEARD, (_, note) -> heard.add(note.number()))) {
      RawFrontEnd slow = raw().greet();
      slow.subscribe(1, "Echo");
      String text = "x".repeat(10_000);
      int count = 1000;
      for (int i = 1; i <= count; i++) {
        hub().send(Echo.HEARD, new Note(text, i));
        if (i % 20 == 0) {
          assertServed(healthy);
        }
      }
      assertThat(List.copyOf(heard)).hasSize(count).isSorted();
      int kind = FrameKind.NOTIFICATION;
      long seq = 0;
      while (kind == FrameKind.NOTIFICATION) {
        kind = slow.next();
        if (kind == FrameKind.NOTIFICATION) {
          assertThat(slow.frame().seq()).isEqualTo(++seq);
        }
      }
      assertThat(kind).isEqualTo(FrameKind.GO_AWAY);
      assertThat(seq).isLessThan(count);
      slow.expectEnd();
    }
  }
}

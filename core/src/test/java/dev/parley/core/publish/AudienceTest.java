package dev.parley.core.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.parley.core.codec.MessageTooLargeException;
import dev.parley.core.codec.UnencodableMessageException;
import dev.parley.core.connection.Flusher;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.notify.NotificationOutlet;
import dev.parley.core.notify.NotificationType;
import dev.parley.core.protocol.Limits;
import dev.parley.core.wire.Subscribe;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets what, and what it costs to send to nobody. */
@Timeout(60)
class AudienceTest {
  private static final List<String> ALL = List.of();
  private static final List<Integer> EVERY_TYPE = List.of();

  private final Audience audience = new Audience(1000, new Flusher("nobody's flusher"));
  private final List<String> heard = new ArrayList<>();

  private Subscriptions listener(String name) {
    return listener(name, Limits.DEFAULT);
  }

  private Subscriptions listener(String name, Limits limits) {
    return new Subscriptions(
        audience, (it, _) -> heard.add(name + " " + it.type().name() + " " + it.subject()), limits);
  }

  private static Subscribe subscribe(
      long id, String source, List<Integer> types, List<String> subjects) {
    return new Subscribe(id, source, types, subjects);
  }

  private List<String> heardOf(NotificationType<Word> type, String subject) {
    heard.clear();
    audience.publish(type, subject, new Word("said"));
    assertThat(audience.isHeard(type, subject)).isEqualTo(!heard.isEmpty());
    return heard;
  }

  @Test
  void eachGetsWhatItAskedForByTypeAndSubject() {
    listener("all").add(subscribe(1, "Words", EVERY_TYPE, ALL), 10);
    listener("said").add(subscribe(1, "Words", List.of(1), ALL), 10);
    listener("newest a").add(subscribe(1, "Words", List.of(300), List.of("a")), 10);
    listener("any of b").add(subscribe(1, "Words", EVERY_TYPE, List.of("b")), 10);
    listener("other source").add(subscribe(1, "Others", EVERY_TYPE, ALL), 10);
    assertThat(heardOf(Word.SAID, "a"))
        .containsExactlyInAnyOrder("all Words.Said a", "said Words.Said a");
    assertThat(heardOf(Word.NEWEST, "a"))
        .containsExactlyInAnyOrder("all Words.Newest a", "newest a Words.Newest a");
    assertThat(heardOf(Word.OTHER, "b"))
        .containsExactlyInAnyOrder("all Words.Other b", "any of b Words.Other b");
    assertThat(heardOf(Word.OTHER, "")).containsExactly("all Words.Other ");
  }

  @Test
  void anEmptySourceIsEverySourceAndIsHeardOnceBesideOthers() {
    Subscriptions everything = listener("everything");
    everything.add(subscribe(1, "", EVERY_TYPE, ALL), 10);
    everything.add(subscribe(2, "Words", EVERY_TYPE, ALL), 10);
    everything.add(subscribe(3, "Words", List.of(1), ALL), 10);
    assertThat(heardOf(Word.SAID, "a")).containsExactly("everything Words.Said a");
    everything.remove(2);
    everything.remove(3);
    assertThat(heardOf(Word.SAID, "a")).containsExactly("everything Words.Said a");
    everything.remove(1);
    assertThat(heardOf(Word.SAID, "a")).isEmpty();
  }

  @Test
  void eachGetsItOnceHoweverManyOfItsSubscriptionsMatch() {
    Subscriptions subscriptions = listener("me");
    subscriptions.add(subscribe(1, "Words", EVERY_TYPE, ALL), 10);
    subscriptions.add(subscribe(2, "Words", List.of(1, 1, 2), ALL), 10);
    subscriptions.add(subscribe(3, "Words", List.of(1), List.of("a", "a")), 10);
    subscriptions.add(subscribe(4, "Words", EVERY_TYPE, List.of("a")), 10);
    for (long id = 1; id <= 4; id++) {
      assertThat(heardOf(Word.SAID, "a")).as("without %d", id - 1).hasSize(1);
      subscriptions.remove(id);
      subscriptions.remove(id);
    }
    assertThat(heardOf(Word.SAID, "a")).isEmpty();
    assertThat(audience.size()).isZero();
    assertThat(subscriptions.size()).isZero();
  }

  @Test
  void whoHasEndedLeavesNothingBehindAndHearsNothing() {
    Subscriptions gone = listener("gone");
    Subscriptions stays = listener("stays");
    for (Subscriptions each : List.of(gone, stays)) {
      each.add(subscribe(1, "Words", List.of(1, 2), List.of("a", "b")), 10);
      each.add(subscribe(2, "Words", EVERY_TYPE, List.of("c")), 10);
    }
    gone.clear();
    gone.add(subscribe(3, "Words", List.of(1), ALL), 10);
    assertThat(heardOf(Word.SAID, "a")).containsExactly("stays Words.Said a");
    assertThat(heardOf(Word.SAID, "c")).containsExactly("stays Words.Said c");
    stays.clear();
    assertThat(audience.size()).isZero();
  }

  @Test
  void thousandsOfSubjectsAreToldApart() {
    Subscriptions rows = listener("rows");
    int count = 4096;
    for (int row = 1; row <= count; row++) {
      Subscribe one = subscribe(row, "Words", List.of(1), List.of("row " + row));
      assertThat(rows.refusal(one, 10)).isNull();
      rows.add(one, 10);
    }
    assertThat(rows.refusal(subscribe(9999, "Words", List.of(1), ALL), 10))
        .isEqualTo(
            "This connection has 4,096 subscriptions; the limit is 4,096 (Limits.maxSubscriptions)");
    for (int row = 1; row <= count; row++) {
      assertThat(heardOf(Word.SAID, "row " + row)).hasSize(1);
    }
    assertThat(heardOf(Word.SAID, "row 4097")).isEmpty();
    rows.remove(17);
    assertThat(heardOf(Word.SAID, "row 17")).isEmpty();
    assertThat(heardOf(Word.SAID, "row 18")).hasSize(1);
  }

  @Test
  void subscriptionsMayNameSoManyPairsAndTakeSoManyBytesAndNoMore() {
    Limits limits = Limits.DEFAULT.withMaxElements(12).withMaxFrameBytes(100);
    Subscriptions subscriptions = listener("me", limits);
    subscriptions.add(subscribe(1, "Words", List.of(1, 2), List.of("a", "b", "c")), 60);
    List<String> six = IntStream.range(0, 6).mapToObj(i -> "subject " + i).toList();
    assertThat(subscriptions.refusal(subscribe(2, "Words", EVERY_TYPE, six), 40)).isNull();
    assertThat(subscriptions.refusal(subscribe(2, "Words", EVERY_TYPE, six), 41))
        .isEqualTo(
            "The subscriptions of this connection take 101 bytes; the limit is 100 (Limits.maxFrameBytes)");
    List<Integer> seven = IntStream.range(0, 7).boxed().toList();
    assertThat(subscriptions.refusal(subscribe(2, "Words", seven, ALL), 40))
        .isEqualTo(
            "The subscriptions of this connection name 13 pairs of a type and a subject; the limit is 12 (Limits.maxElements)");
    subscriptions.remove(1);
    assertThat(subscriptions.refusal(subscribe(2, "Words", seven, ALL), 40)).isNull();
  }

  @Test
  void whatIsTooLargeOrCanNotBeEncodedIsItsSendersFaultIfSomebodyListens() {
    Word tooLarge = new Word("x".repeat(1000));
    audience.publish(Word.SAID, "", tooLarge);
    listener("me").add(subscribe(1, "Words", List.of(1), ALL), 10);
    assertThatThrownBy(() -> audience.publish(Word.SAID, "", tooLarge))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessageContainingAll("Words.Said", "1,000 (Limits.maxFrameBytes)");
    assertThatThrownBy(() -> audience.publish(Word.SAID, "", new Word("\ud800")))
        .isInstanceOf(UnencodableMessageException.class);
    assertThat(heard).isEmpty();
  }

  @Test
  void sendingToNobodyAllocatesNothing() {
    NotificationHub hub = NotificationHub.create();
    hub.attach(
        new NotificationOutlet() {
          @Override
          public <T> void publish(NotificationType<T> type, String subject, T payload) {
            audience.publish(type, subject, payload);
          }
        });
    listener("me").add(subscribe(1, "Words", List.of(1, 300), List.of("a")), 10);
    listener("all of another").add(subscribe(1, "Others", EVERY_TYPE, ALL), 10);
    Word word = new Word("\ud800");
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    sendToNobody(hub, word);
    long before = threads.getCurrentThreadAllocatedBytes();
    sendToNobody(hub, word);
    assertThat(threads.getCurrentThreadAllocatedBytes() - before)
        .as("bytes for 300,000 notifications")
        .isLessThan(100_000);
  }

  private static void sendToNobody(NotificationHub hub, Word word) {
    for (int i = 0; i < 100_000; i++) {
      hub.send(Word.OTHER, word);
      hub.send(Word.NEWEST, "b", word);
      hub.send(Word.SAID, "c", word);
    }
  }
}

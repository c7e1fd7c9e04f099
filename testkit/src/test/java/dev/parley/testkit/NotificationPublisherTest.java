package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.client.CoreClient;
import dev.parley.core.client.Delivery;
import dev.parley.core.client.Resync;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Notifications as a publisher: nothing but what was asked for, bounded, and honest about gaps. */
class NotificationPublisherTest extends PlayedCoreTest {
  /** Writes down what it is told. */
  private static final class Taking implements Flow.Subscriber<Delivery<Note>> {
    final List<String> told = new ArrayList<>();
    Flow.@Nullable Subscription subscription;

    @Override
    public void onSubscribe(Flow.Subscription its) {
      subscription = its;
    }

    void request(long n) {
      java.util.Objects.requireNonNull(subscription).request(n);
    }

    void cancel() {
      java.util.Objects.requireNonNull(subscription).cancel();
    }

    @Override
    public synchronized void onNext(Delivery<Note> delivery) {
      told.add(
          switch (delivery) {
            case Delivery.Of<Note>(String subject, Note note) -> subject + note.number();
            case Delivery.Resynced<Note>(Resync why) -> why.reason().name();
          });
    }

    @Override
    public synchronized void onError(Throwable failure) {
      told.add("error " + failure.getMessage());
    }

    @Override
    public synchronized void onComplete() {
      told.add("complete");
    }

    synchronized List<String> told() {
      return List.copyOf(told);
    }
  }

  private Played played() throws Exception {
    return connect();
  }

  private Taking subscribe(Played played, long id) throws Exception {
    Taking taking = new Taking();
    played.client().publisher(Echo.HEARD).subscribe(taking);
    assertThat(FrameKind.name(played.core().next())).isEqualTo("Subscribe");
    played.core().send(RawFrontEnd.frameBytes(FrameKind.RESPONSE, new byte[] {0x18, (byte) id}));
    return taking;
  }

  /** Waits until the client has read everything that was sent. */
  private void settle(Played played, long id) throws Exception {
    var behind = played.client().call(Echo.SAY, Note.of(""));
    expect(played.core(), FrameKind.REQUEST, id);
    played.core().send(answer(id, Note.of("")));
    behind.await();
  }

  @Test
  void aSubscriberGetsWhatItAskedForAndTheRestWaits() throws Exception {
    Played played = played();
    Taking taking = subscribe(played, 1);
    for (int i = 1; i <= 5; i++) {
      played.core().send(notification("", i, i, false));
    }
    settle(played, 2);
    assertThat(taking.told()).isEmpty();
    taking.request(2);
    assertThat(taking.told()).containsExactly("1", "2");
    taking.request(Long.MAX_VALUE);
    assertThat(taking.told()).containsExactly("1", "2", "3", "4", "5");
    played.core().send(notification("u", 6, 6, false));
    settle(played, 3);
    assertThat(taking.told()).endsWith("5", "u6");
    taking.cancel();
    expect(played.core(), FrameKind.UNSUBSCRIBE, 1);
  }

  @Test
  void aSubscriberThatAsksForNothingHoldsBackNeitherTheCoreNorOthers() throws Exception {
    Played played = played();
    Taking slow = subscribe(played, 1);
    Taking quick = new Taking();
    played.client().publisher(Echo.HEARD).subscribe(quick);
    quick.request(Long.MAX_VALUE);
    for (int i = 1; i <= 3; i++) {
      played.core().send(notification("", i, i, true));
      expect(played.core(), FrameKind.HEARD, i);
    }
    assertThat(quick.told()).containsExactly("1", "2", "3");
    assertThat(slow.told()).isEmpty();
  }

  @Test
  void ofLatestOnesTheLastWaitsInThePlaceOfTheFirstOfItsSubject() throws Exception {
    // Each costs 64 bytes, 2 of payload and 1 of subject: what was replaced counts no more.
    Limits limits = Limits.DEFAULT.withMaxBacklogBytes(5 * 67);
    Played played = connect(CoreClient.builder().limits(limits), WELCOME);
    Taking taking = subscribe(played, 1);
    played.core().send(notification("u", 1, 1, true));
    played.core().send(notification("u", 2, 2, false));
    played.core().send(notification("u", 3, 3, false));
    played.core().send(notification("v", 4, 4, true));
    for (int i = 5; i <= 100; i++) {
      played.core().send(notification("u", i, i, true));
    }
    for (int i : new int[] {1, 4}) {
      expect(played.core(), FrameKind.HEARD, i);
    }
    for (int i = 5; i <= 100; i++) {
      expect(played.core(), FrameKind.HEARD, i);
    }
    taking.request(1);
    assertThat(taking.told()).containsExactly("u100");
    played.core().send(notification("u", 101, 101, true));
    expect(played.core(), FrameKind.HEARD, 101);
    taking.request(10);
    assertThat(taking.told()).containsExactly("u100", "u2", "u3", "v4", "u101");
  }

  @Test
  void whatFitsWaitsAndWithOneByteMoreItIsGivenUpForAResync() throws Exception {
    // Each costs 64 bytes, 2 of payload and 1 of subject.
    Limits limits = Limits.DEFAULT.withMaxBacklogBytes(3 * 67);
    Played played = connect(CoreClient.builder().limits(limits), WELCOME);
    Taking taking = subscribe(played, 1);
    for (int i = 1; i <= 3; i++) {
      played.core().send(notification("u", i, i, false));
    }
    settle(played, 2);
    taking.request(1);
    played.core().send(notification("u", 4, 4, false));
    settle(played, 3);
    taking.request(3);
    assertThat(taking.told()).containsExactly("u1", "u2", "u3", "u4");
    for (int i = 5; i <= 8; i++) {
      played.core().send(notification("u", i, i, false));
    }
    settle(played, 4);
    taking.request(10);
    assertThat(taking.told())
        .containsExactly("u1", "u2", "u3", "u4", Reason.SLOW_CONSUMER.name(), "u8");
  }

  @Test
  void aSubscriberThatThrowsIsLeftAndOthersAreNot() throws Exception {
    Played played = played();
    Taking sound = subscribe(played, 1);
    sound.request(Long.MAX_VALUE);
    Taking throwing = new Taking();
    played
        .client()
        .publisher(Echo.HEARD)
        .subscribe(
            new Flow.Subscriber<>() {
              @Override
              public void onSubscribe(Flow.Subscription its) {
                its.request(10);
              }

              @Override
              public void onNext(Delivery<Note> delivery) {
                throwing.onNext(delivery);
                throw new IllegalStateException("of the subscriber");
              }

              @Override
              public void onError(Throwable failure) {
                throwing.onError(failure);
              }

              @Override
              public void onComplete() {
                throwing.onComplete();
              }
            });
    played.core().send(notification("", 1, 1, true));
    expect(played.core(), FrameKind.HEARD, 1);
    played.core().send(notification("", 2, 2, true));
    expect(played.core(), FrameKind.HEARD, 2);
    assertThat(sound.told()).containsExactly("1", "2");
    assertThat(throwing.told()).containsExactly("1");
  }

  @Test
  void theEndOfTheConnectionIsAnErrorBehindWhatWaits() throws Exception {
    Played played = played();
    Taking taking = subscribe(played, 1);
    played.core().send(notification("", 1, 1, false));
    settle(played, 2);
    played.client().close();
    CoreThreads.awaitEnd("parley client ");
    assertThat(taking.told()).isEmpty();
    taking.request(5);
    assertThat(taking.told()).hasSize(2).startsWith("1");
    assertThat(taking.told().get(1)).startsWith("error Nothing more is heard");
    Taking late = new Taking();
    played.client().publisher(Echo.HEARD).subscribe(late);
    assertThat(late.told()).singleElement().asString().startsWith("error ");
  }
}

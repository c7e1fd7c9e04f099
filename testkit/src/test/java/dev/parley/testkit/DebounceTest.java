package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.codec.UnencodableMessageException;
import dev.parley.core.protocol.Limits;
import dev.parley.core.wire.FrameKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When debounced notifications are sent, to the nanosecond, and how much may be held back. */
class DebounceTest extends CoreTest {
  private static final Duration QUIET = Duration.ofMillis(200);
  private static final Duration MAX_WAIT = Duration.ofSeconds(1);
  private static final Duration NANO = Duration.ofNanos(1);

  private RawFrontEnd listening(Limits limits) throws Exception {
    start(limits);
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    return front;
  }

  private void send(int number) {
    hub.send(Echo.CHANGED, "page", new Note("", number));
  }

  @Test
  void itIsSentWhenItWasQuietForTheWholeTimeAndNotBefore() throws Exception {
    RawFrontEnd front = listening(Limits.DEFAULT);
    send(1);
    time.advance(QUIET.minus(NANO));
    front.expectNothing();
    send(2);
    time.advance(QUIET.minus(NANO));
    front.expectNothing();
    time.advance(NANO);
    assertThat(front.expectNotification(1)).isEqualTo(new Note("", 2));
    time.advance(MAX_WAIT);
    front.expectNothing();
  }

  @Test
  void itIsSentAfterTheLongestWaitAndNotBefore() throws Exception {
    RawFrontEnd front = listening(Limits.DEFAULT);
    send(1);
    Duration step = Duration.ofMillis(100);
    for (int number = 2; number <= 10; number++) {
      time.advance(step);
      send(number);
    }
    time.advance(step.minus(NANO));
    send(11);
    front.expectNothing();
    time.advance(NANO);
    assertThat(front.expectNotification(1)).isEqualTo(new Note("", 11));
    send(12);
    time.advance(QUIET.minus(NANO));
    front.expectNothing();
    time.advance(NANO);
    assertThat(front.expectNotification(2)).as("the wait begins anew").isEqualTo(new Note("", 12));
  }

  @Test
  void everySubjectHasATimeOfItsOwn() throws Exception {
    RawFrontEnd front = listening(Limits.DEFAULT);
    hub.send(Echo.CHANGED, "first", new Note("", 1));
    time.advance(Duration.ofMillis(50));
    hub.send(Echo.CHANGED, "second", new Note("", 2));
    time.advance(Duration.ofMillis(50));
    hub.send(Echo.CHANGED, "first", new Note("", 3));
    time.advance(Duration.ofMillis(150));
    assertThat(front.expectNotification(1)).isEqualTo(new Note("", 2));
    front.expectNothing();
    time.advance(Duration.ofMillis(50));
    assertThat(front.expectNotification(2)).isEqualTo(new Note("", 3));
  }

  /** Entries of a number and a subject of one letter. */
  @Test
  void soManyBytesMayBeHeldBackAndThenTheOldestGoesEarly() throws Exception {
    int cost = Note.CODEC.encode(new Note("", 1)).length + 1 + 64;
    RawFrontEnd front = listening(Limits.DEFAULT.withMaxBacklogBytes(3 * cost));
    hub.send(Echo.CHANGED, "a", new Note("", 1));
    hub.send(Echo.CHANGED, "b", new Note("", 2));
    hub.send(Echo.CHANGED, "c", new Note("", 3));
    hub.send(Echo.CHANGED, "a", new Note("", 4));
    front.expectNothing();
    hub.send(Echo.CHANGED, "d", new Note("", 5));
    assertThat(front.expectNotification(1))
        .as("the one that came first")
        .isEqualTo(new Note("", 4));
    front.expectNothing();
    hub.send(Echo.CHANGED, "e", new Note("", 6));
    assertThat(front.expectNotification(2)).isEqualTo(new Note("", 2));
    time.advance(QUIET);
    assertThat(front.expectNotification(3)).isEqualTo(new Note("", 3));
    assertThat(front.expectNotification(4)).isEqualTo(new Note("", 5));
    assertThat(front.expectNotification(5)).isEqualTo(new Note("", 6));
  }

  @Test
  void oneThatAloneIsMoreThanMayBeHeldBackIsSentAtOnce() throws Exception {
    RawFrontEnd front = listening(Limits.DEFAULT.withMaxBacklogBytes(64));
    send(1);
    assertThat(front.next())
        .as("and is too much for the backlog, had it to wait there")
        .isEqualTo(FrameKind.NOTIFICATION);
  }

  @Test
  void whatNobodyListensToIsNeitherEncodedNorHeldBack() throws Exception {
    start(Limits.DEFAULT);
    hub.send(Echo.CHANGED, Note.of("\ud800"));
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    assertThatThrownBy(() -> hub.send(Echo.CHANGED, Note.of("\ud800")))
        .as("who sends it is told, and not a timer")
        .isInstanceOf(UnencodableMessageException.class);
    time.advance(MAX_WAIT);
    front.expectNothing();
  }

  @Test
  void closingTheCoreSendsWhatIsHeldBackInTheOrderInWhichItCame() throws Exception {
    Core core = start(Limits.DEFAULT);
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    for (int i = 1; i <= 5; i++) {
      hub.send(Echo.CHANGED, "subject " + i, new Note("", i));
    }
    Thread closing = Thread.ofPlatform().daemon().start(core::close);
    for (int i = 1; i <= 5; i++) {
      assertThat(front.expectNotification(i)).isEqualTo(new Note("", i));
    }
    front.close();
    closing.join();
  }
}

package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.Never;
import dev.parley.core.wire.Protocol;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A handler that takes long is named in the log while it does. */
class SlowHandlerTest extends CoreTest {
  private static final EventType<Note, Note, Never> SLOW =
      EventType.of("Slow.Work", Note.CODEC, Note.CODEC);
  private static final EventType<Note, Note, Never> SLOW_INLINE =
      EventType.of("Slow.WorkInline", Note.CODEC, Note.CODEC).inline();

  private static final Duration BEAT = Duration.ofMillis(50);

  /** Shorter than what a connection allows a write, which the clock must not outrun. */
  private static final Duration LONG = Duration.ofSeconds(5);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);

  private Note work(Note note) {
    begun.countDown();
    try {
      mayEnd.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return note;
  }

  private Core.Builder builder() {
    return Core.builder()
        .plugin(
            EventGroupBinding.of(new GroupContract("Slow", "00000000000051f0", ""))
                .handle(SLOW, this::work)
                .handle(SLOW_INLINE, this::work)
                .build())
        .plugin(echo.binding())
        .listen(transport)
        .ticker(time);
  }

  /** A front end whose call is being handled. */
  private RawFrontEnd waiting(long id, EventType<Note, Note, Never> event) throws Exception {
    RawFrontEnd front = raw().greet();
    front.request(id, event, Note.of(""));
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    return front;
  }

  @AfterEach
  void letItEnd() {
    mayEnd.countDown();
  }

  private void expectAnswer(RawFrontEnd front, long id) throws Exception {
    mayEnd.countDown();
    assertThat(front.expectAnswer(id)).isEqualTo(Protocol.OK);
  }

  @Test
  void itIsWarnedOfOnceWithWhatItIsAt() throws Exception {
    opened(builder().start());
    try (CapturedLog log = CapturedLog.from(Level.WARNING)) {
      RawFrontEnd front = waiting(7, SLOW);
      time.advance(Duration.ofSeconds(1)); // It is seen at the first beat, and counts from there.
      assertThat(log.isEmpty()).as("no warning after 950 ms").isTrue();
      time.advance(BEAT);
      LogRecord record = log.next();
      assertThat(record.getLevel()).isEqualTo(Level.WARNING);
      assertThat(record.getMessage())
          .startsWith("Slow.Work, call 7: the handler has been running for 1,000 ms")
          .contains("Core.Builder.warnAfter", "\n    at ", "SlowHandlerTest.work");
      time.advance(LONG);
      assertThat(log.isEmpty()).as("no further warning").isTrue();
      expectAnswer(front, 7);
    }
  }

  @Test
  void anInlineHandlerIsWarnedOfToo() throws Exception {
    opened(builder().start());
    try (CapturedLog log = CapturedLog.from(Level.WARNING)) {
      RawFrontEnd front = waiting(1, SLOW_INLINE);
      time.advance(Duration.ofSeconds(1).plus(BEAT));
      assertThat(log.next().getMessage()).startsWith("Slow.WorkInline, call 1: ");
      expectAnswer(front, 1);
    }
  }

  @Test
  void howLongCanBeChosen() throws Exception {
    opened(builder().warnAfter(Duration.ofMillis(200)).start());
    try (CapturedLog log = CapturedLog.from(Level.WARNING)) {
      RawFrontEnd front = waiting(1, SLOW);
      time.advance(Duration.ofMillis(200));
      assertThat(log.isEmpty()).isTrue();
      time.advance(BEAT);
      assertThat(log.next().getMessage()).contains("running for 200 ms");
      expectAnswer(front, 1);
    }
  }

  @Test
  void zeroIsNever() throws Exception {
    opened(builder().warnAfter(Duration.ZERO).start());
    try (CapturedLog log = CapturedLog.from(Level.WARNING)) {
      RawFrontEnd front = waiting(1, SLOW);
      time.advance(LONG);
      assertThat(log.isEmpty()).isTrue();
      expectAnswer(front, 1);
    }
    assertThatThrownBy(() -> Core.builder().warnAfter(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("warnAfter is PT-0.001S; it must not be negative");
  }

  @Test
  void aStreamMayTakeAsLongAsItLikes() throws Exception {
    opened(builder().start());
    try (CapturedLog log = CapturedLog.from(Level.WARNING)) {
      Talk talk = Talk.begin(raw().greet(), 1);
      talk.item(Note.of("so it runs"));
      time.advance(LONG);
      assertThat(log.isEmpty()).isTrue();
      talk.close();
    }
  }
}

package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Protocol;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flight recording has of calls, streams and sessions. */
class FlightTest extends CoreTest {
  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @TempDir Path folder;

  @BeforeEach
  void startCore() throws Exception {
    opened(
        Core.builder()
            .plugin(echo.binding())
            .notifications(hub)
            .limits(Limits.DEFAULT.withMaxBacklogBytes(1000))
            .listen(transport)
            .start());
  }

  private static Recording recording(String... events) {
    Recording recording = new Recording();
    for (String event : List.of("Call", "Stream", "Session", "Resync")) {
      recording.disable("dev.parley." + event);
    }
    for (String event : events) {
      recording.enable("dev.parley." + event);
    }
    recording.start();
    return recording;
  }

  /** Ends the recording and reads it back, the calls in the order of their ids. */
  private List<RecordedEvent> recorded(Recording recording) throws Exception {
    recording.stop();
    Path file = folder.resolve("test.jfr");
    recording.dump(file);
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    Files.delete(file);
    events.removeIf(it -> !it.getEventType().getName().startsWith("dev.parley."));
    if (events.stream().allMatch(it -> it.hasField("id"))) {
      events.sort(Comparator.comparingLong(it -> it.getLong("id")));
    }
    return events;
  }

  @Test
  void aCallIsRecordedWithItsOutcome() throws Exception {
    try (Recording recording = recording("Call")) {
      RawFrontEnd front = raw().greet();
      front.request(1, Echo.SAY, Note.of("hello"));
      assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
      front.request(2, Echo.SAY_INLINE, Note.of("refuse"));
      assertThat(front.expectAnswer(2)).isEqualTo(Protocol.ERR);
      front.request(3, Echo.FAIL, Note.of("exception"));
      String _ = front.expectFailure(3, Reason.HANDLER_FAILED);

      List<RecordedEvent> calls = recorded(recording);
      assertThat(calls)
          .extracting(
              it -> it.getLong("id") + " " + it.getString("event") + " " + it.getString("outcome"))
          .containsExactly("1 Echo.Say OK", "2 Echo.SayInline ERROR", "3 Echo.Fail HANDLER_FAILED");
      assertThat(calls).extracting(it -> it.getString("peer")).containsOnly("memory, a front end");
      assertThat(calls).extracting(it -> it.getString("traceparent")).containsOnlyNulls();
      assertThat(calls).allSatisfy(it -> assertThat(it.getStackTrace()).isNull());
    }
  }

  @Test
  void aResyncIsRecordedWithWhatWasDropped() throws Exception {
    try (Recording recording = recording("Resync")) {
      RawFrontEnd front = raw().greet();
      front.subscribe(1, "Echo");
      for (int i = 1; i <= 8; i++) {
        hub.send(Echo.PROGRESS, new Note("", i));
      }
      front.expectNotifications(1, 8);
      hub.send(Echo.PROGRESS, Note.of("x".repeat(498)));
      hub.send(Echo.HEARD, Note.of("x".repeat(498)));
      assertThat(front.next()).isEqualTo(FrameKind.RESYNC);
      assertThat(recorded(recording))
          .singleElement()
          .satisfies(it -> {
            assertThat(it.getString("connection")).startsWith("core connection ");
            assertThat(it.getString("peer")).isEqualTo("memory, a front end");
            assertThat(it.getString("reason")).isEqualTo("SLOW_CONSUMER");
            assertThat(it.getInt("dropped")).isEqualTo(2);
            assertThat(it.getLong("bytes")).isEqualTo(501 + 64);
          });
    }
  }

  @Test
  void itsDurationIsFromTheRequestToTheAnswer() throws Exception {
    try (Recording recording = recording("Call")) {
      RawFrontEnd front = raw().greet();
      long before = System.nanoTime();
      front.request(1, Echo.WAIT, Note.of(""));
      front.request(2, Echo.SAY_INLINE, Note.of("the first one was received"));
      assertThat(front.expectAnswer(2)).isEqualTo(Protocol.OK);
      long received = System.nanoTime();
      while (System.nanoTime() - received < 20_000_000) {
        Thread.onSpinWait(); // Time has to pass to be measured.
      }
      echo.release();
      assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
      long all = System.nanoTime() - before;
      assertThat(recorded(recording).getFirst().getDuration().toNanos())
          .isBetween(19_000_000L, all + 1_000_000);
    }
  }

  @Test
  void itsTraceContextIsRecordedUnchanged() throws Exception {
    try (Recording recording = recording("Call")) {
      RawFrontEnd front = raw().greet();
      MessageWriter out = new MessageWriter();
      FrameWriter.request(out, Integer.MAX_VALUE, 1, "Echo.Say", Note.CODEC, Note.of(""), 0, TRACE);
      front.send(out.toByteArray());
      assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
      assertThat(recorded(recording).getFirst().getString("traceparent")).isEqualTo(TRACE);
    }
  }

  @Test
  void aStreamIsRecordedWithWhatItCarried() throws Exception {
    try (Recording recording = recording("Stream")) {
      RawFrontEnd front = raw().greet();
      try (Talk talk = Talk.begin(front, 5)) {
        talk.item(Note.of("12345678"));
        talk.item(Note.of("1234"));
      }
      front.request(6, Echo.SAY, Note.of("no stream"));
      assertThat(front.expectAnswer(6)).isEqualTo(Protocol.OK);
      List<RecordedEvent> streams = recorded(recording);
      assertThat(streams).hasSize(1);
      RecordedEvent stream = streams.getFirst();
      assertThat(stream.getString("event")).isEqualTo("Echo.Talk");
      assertThat(stream.getLong("id")).isEqualTo(5);
      assertThat(stream.getString("outcome")).isEqualTo("OK");
      assertThat(stream.getString("peer")).isEqualTo("memory, a front end");
      assertThat(stream.getLong("itemsReceived")).isEqualTo(2);
      assertThat(stream.getLong("bytesReceived")).isEqualTo(10 + 6);
      assertThat(stream.getLong("itemsSent")).isEqualTo(2);
      assertThat(stream.getLong("bytesSent")).isEqualTo(10 + 6);
    }
  }

  @Test
  void aSessionIsRecordedWhenItEnds() throws Exception {
    try (Recording recording = recording("Session")) {
      RawFrontEnd front = raw().greet();
      for (int id = 1; id <= 3; id++) {
        front.request(id, Echo.SAY_INLINE, Note.of(""));
        assertThat(front.expectAnswer(id)).isEqualTo(Protocol.OK);
      }
      front.request(4, "Echo.Shout");
      String _ = front.expectFailure(4, Reason.UNKNOWN_EVENT);
      closeEverything();
      List<RecordedEvent> sessions = recorded(recording);
      assertThat(sessions).hasSize(1);
      assertThat(sessions.getFirst().getString("peer")).isEqualTo("memory, a front end");
      assertThat(sessions.getFirst().getString("connection")).isEqualTo("core connection 1");
      assertThat(sessions.getFirst().getLong("calls")).isEqualTo(4);
      assertThat(sessions.getFirst().getDuration()).isPositive();
    }
  }

  @Test
  void whatIsNotAskedForIsNotRecorded() throws Exception {
    try (Recording recording = recording("Session")) {
      RawFrontEnd front = raw().greet();
      front.request(1, Echo.SAY_INLINE, Note.of(""));
      assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
      assertThat(recorded(recording)).isEmpty();
    }
  }

  @Test
  void slowCallsOrSoManyASecondCanBeAskedFor() throws Exception {
    RawFrontEnd front = raw().greet();
    try (Recording recording = recording()) {
      recording.enable("dev.parley.Call").withThreshold(Duration.ofMinutes(10));
      call(front, 10);
      assertThat(recorded(recording)).as("those of more than 10 minutes").isEmpty();
    }
    try (Recording recording = recording()) {
      recording.enable("dev.parley.Call").with("throttle", "10/h");
      call(front, 500);
      assertThat(recorded(recording)).as("10 an hour").hasSizeLessThan(500);
    }
  }

  private static void call(RawFrontEnd front, int times) throws Exception {
    for (int id = 1; id <= times; id++) {
      front.request(id, Echo.SAY_INLINE, Note.of(""));
      assertThat(front.expectAnswer(id)).isEqualTo(Protocol.OK);
    }
  }
}

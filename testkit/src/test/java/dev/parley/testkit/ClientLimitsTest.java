package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.client.Call;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.ConnectFailedException;
import dev.parley.core.client.CoreClient;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client's own limits: each lets N through and refuses N + 1. */
class ClientLimitsTest extends PlayedCoreTest {
  private static int helloBytes(String name) {
    Limits limits = Limits.DEFAULT;
    Hello hello =
        new Hello(
            Protocol.VERSION,
            name,
            List.of(),
            limits.maxFrameBytes(),
            limits.streamItems(),
            limits.streamBytes());
    return frame(FrameKind.HELLO, Hello.CODEC, hello).length - Protocol.LENGTH_BYTES;
  }

  @Test
  void aHelloMayHaveMaxHelloBytesAndNoMore() throws Exception {
    int rest = helloBytes("x".repeat(1000)) - 1000;
    Limits limits = Limits.DEFAULT.withMaxHelloBytes(1000 + rest);
    Played played = connect(CoreClient.builder().limits(limits).name("x".repeat(1000)), WELCOME);
    assertThat(played.core().frame().message(Hello.CODEC).client()).hasSize(1000);
    transport = MemoryTransport.create();
    assertThatThrownBy(
            () -> connect(CoreClient.builder().limits(limits).name("x".repeat(1001)), WELCOME))
        .isInstanceOfSatisfying(
            ConnectFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT_EXCEEDED))
        .hasMessageContaining(
            "The Hello is %,d bytes; the limit is %,d (Limits.maxHelloBytes)"
                .formatted(1001 + rest, 1000 + rest));
  }

  @Test
  void aFrameMayTakeFrameTimeoutAndNoMore() throws Exception {
    // The clock below runs ahead of the threads, and must not outrun the farewell's writing.
    Duration writing = Duration.ofDays(365);
    Played played =
        connect(Limits.DEFAULT.withFrameTimeout(Duration.ofSeconds(3)).withWriteTimeout(writing));
    Call<Note, Note> call = played.client().call(Echo.SAY, Note.of(""));
    expect(played.core(), FrameKind.REQUEST, 1);
    byte[] answer = answer(1, Note.of("in two halves"));
    sendHalf(played, answer, 0, 5);
    time.advance(Duration.ofMillis(2_900));
    sendHalf(played, answer, 5, answer.length);
    assertThat(call.await()).isEqualTo(Note.of("in two halves"));
    Call<Note, Note> next = played.client().call(Echo.SAY, Note.of(""));
    expect(played.core(), FrameKind.REQUEST, 2);
    sendHalf(played, answer, 0, 5);
    while (!next.isDone()) {
      // The client notices the half frame when its reader has read it.
      time.advance(Duration.ofMillis(50));
      Thread.onSpinWait();
    }
    assertThatThrownBy(next::await)
        .satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN))
        .hasMessageContaining("3,000 ms (Limits.frameTimeout)");
    assertThat(played.core().expectGoAway(Reason.LIMIT_EXCEEDED)).contains("Limits.frameTimeout");
  }

  private static void sendHalf(Played played, byte[] frame, int from, int to) throws Exception {
    played.core().send(Arrays.copyOfRange(frame, from, to));
  }

  @Test
  void writingMayMakeNoProgressForWriteTimeoutAndNoLonger() throws Exception {
    transport = MemoryTransport.withCapacity(200);
    Played played = connect(Limits.DEFAULT.withWriteTimeout(Duration.ofSeconds(3)));
    // With a timeout, so that the writer thread is the one who gets stuck.
    CallOptions options = CallOptions.NONE.timeout(Duration.ofHours(1));
    Call<Note, Note> call = played.client().call(Echo.SAY, Note.of("x".repeat(2000)), options);
    time.advance(Duration.ofSeconds(3));
    assertThat(played.client().isOpen()).as("after just the timeout").isTrue();
    while (played.client().isOpen()) {
      // The last progress may have been made a moment ago.
      time.advance(Duration.ofMillis(50));
      Thread.onSpinWait();
    }
    assertThatThrownBy(call::await)
        .satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN))
        .hasMessageContaining("read nothing for 3000 ms (Limits.writeTimeout)");
  }

  @Test
  void maxQueueBytesMayWaitAndNoMore() throws Exception {
    transport = MemoryTransport.withCapacity(200);
    Limits limits = Limits.DEFAULT.withMaxFrameBytes(2000).withMaxQueueBytes(8000);
    Played played = connect(limits);
    CallOptions options = CallOptions.NONE.timeout(Duration.ofHours(1));
    List<Call<Note, Note>> calls = new ArrayList<>();
    int bytes = 0;
    while (played.client().isOpen()) {
      // Too large to be written by who calls: that would wait for the core.
      Note note = Note.of("x".repeat(1200));
      calls.add(played.client().call(Echo.SAY, note, options));
      bytes += RawFrontEnd.requestBytes(calls.size(), "Echo.Say", Note.CODEC, note).length + 5;
      assertThat(calls).hasSizeLessThan(10);
    }
    assertThat(bytes).isGreaterThan(8000);
    assertThat(bytes - bytes / calls.size()).isLessThanOrEqualTo(8000);
    // The core reads again, and learns why it was left.
    while (played.core().next() != FrameKind.GO_AWAY) {
      assertThat(calls).isNotEmpty();
    }
    for (Call<Note, Note> call : calls) {
      assertThatThrownBy(call::await)
          .satisfies(e -> assertReason(e, Reason.OUTCOME_UNKNOWN))
          .hasMessageContaining("the limit is 8,000 (Limits.maxQueueBytes)");
    }
  }
}

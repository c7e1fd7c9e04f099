package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.client.Call;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageReader;
import dev.parley.core.codec.MessageTooLargeException;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.event.Empty;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.event.EventType;
import dev.parley.core.event.GroupContract;
import dev.parley.core.event.Never;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each limit lets N through and refuses N + 1, naming the value, the limit and its name. */
class LimitsTest extends CoreTest {
  /** A request whose frame has so many bytes, without its length. */
  private static byte[] requestOf(int frameBytes) {
    int text = frameBytes;
    while (true) {
      byte[] frame =
          RawFrontEnd.requestBytes(7, "Echo.SayInline", Note.CODEC, Note.of("x".repeat(text)));
      int excess = frame.length - Protocol.LENGTH_BYTES - frameBytes;
      if (excess == 0) {
        return frame;
      }
      text -= excess;
    }
  }

  @Test
  void aFrameMayHaveMaxFrameBytesAndNoMore() throws Exception {
    start(Limits.DEFAULT.withMaxFrameBytes(1000));
    RawFrontEnd front = raw().greet();
    front.send(requestOf(1000));
    assertThat(front.expectAnswer(7)).isEqualTo(Protocol.OK);
    front.send(requestOf(1001));
    assertThat(front.expectGoAway(Reason.LIMIT_EXCEEDED))
        .isEqualTo("A frame is 1,001 bytes; the limit is 1,000 (Limits.maxFrameBytes)");
    front.expectEnd();
  }

  @Test
  void aHelloMayHaveMaxHelloBytesAndNoMore() throws Exception {
    start(Limits.DEFAULT.withMaxHelloBytes(200));
    byte[] shortest = RawFrontEnd.helloBytes("x".repeat(128), List.of());
    int room = 200 - (shortest.length - Protocol.LENGTH_BYTES);
    RawFrontEnd accepted = raw();
    accepted.send(RawFrontEnd.helloBytes("x".repeat(128 + room), List.of()));
    assertThat(accepted.next()).isEqualTo(FrameKind.WELCOME);
    accepted.send(requestOf(1000));
    assertThat(accepted.expectAnswer(7)).as("after the handshake").isEqualTo(Protocol.OK);
    RawFrontEnd refused = raw();
    refused.send(RawFrontEnd.helloBytes("x".repeat(128 + room + 1), List.of()));
    assertThat(refused.expectGoAway(Reason.LIMIT_EXCEEDED))
        .contains("201 bytes", "200", "Limits.maxHelloBytes");
    refused.expectEnd();
  }

  @Test
  void anAnswerMayHaveMaxFrameBytesAndNoMore() throws Exception {
    start(Limits.DEFAULT.withMaxFrameBytes(1000));
    RawFrontEnd front = raw().greet();
    int largest = 0;
    for (int letters = 980; letters < 1000; letters++) {
      front.request(letters, Echo.GROW, new Note("", letters));
      if (front.expectAnswer(letters) == Protocol.OK) {
        largest = letters;
      } else {
        assertThat(Reason.of(front.frame().reason())).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(front.frame().payloadText())
            .contains("Echo.Grow", "1,001 bytes", "1,000", "Limits.maxFrameBytes");
        break;
      }
    }
    // Frame, Response and payload each have a tag and two bytes of length; the text as well; id 3.
    assertThat(largest).isEqualTo(1000 - 3 - 3 - 3 - 3);
  }

  @Test
  void aNotificationMayHaveMaxFrameBytesAndNoMore() throws Exception {
    start(Limits.DEFAULT.withMaxFrameBytes(1000));
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    // Frame, Notification, payload and text each have a tag and two bytes of length; beside them
    // stand the source, the type, the number and the sequence number.
    int largest = 1000 - 3 - 3 - 3 - 6 - 2 - 2;
    hub.send(Echo.HEARD, Note.of("x".repeat(largest)));
    assertThatThrownBy(() -> hub.send(Echo.HEARD, Note.of("x".repeat(largest + 1))))
        .isInstanceOf(MessageTooLargeException.class)
        .hasMessageContaining("1,001 bytes; the limit is 1,000 (Limits.maxFrameBytes)");
    assertThat(front.expectNotification(1).text()).hasSize(largest);
    front.expectNothing();
  }

  @Test
  void aConnectionMayHaveMaxCallsInFlightAndNoMore() throws Exception {
    start(Limits.DEFAULT.withMaxCallsPerConnection(3));
    RawFrontEnd front = raw().greet();
    for (int id = 1; id <= 3; id++) {
      front.request(id, Echo.WAIT, Note.of(""));
    }
    front.request(4, Echo.SAY, Note.of("one too many"));
    assertThat(front.expectFailure(4, Reason.OVERLOADED))
        .isEqualTo(
            "Echo.Say: 3 calls are in flight on this connection; the limit is 3 (Limits.maxCallsPerConnection)");
    echo.release();
    for (int i = 0; i < 3; i++) {
      assertThat(front.next()).isEqualTo(FrameKind.RESPONSE);
      assertThat(front.frame().code()).isEqualTo(Protocol.OK);
    }
    front.request(5, Echo.SAY, Note.of("now there is room"));
    assertThat(front.expectAnswer(5)).isEqualTo(Protocol.OK);
  }

  @Test
  void theClientKeepsToTheCoresLimits() throws Exception {
    start(Limits.DEFAULT.withMaxCallsPerConnection(2).withMaxFrameBytes(1000));
    CoreClient client = opened(CoreClient.connect(transport.dial(), Echo.GROUP));
    assertThatThrownBy(() -> client.call(Echo.SAY, Note.of("x".repeat(1000))).await())
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT_EXCEEDED))
        .hasMessageContaining("1,000 (Limits.maxFrameBytes)");
    Call<Note, ?> first = client.call(Echo.WAIT, Note.of("1"));
    Call<Note, ?> second = client.call(Echo.WAIT, Note.of("2"));
    assertThatThrownBy(() -> client.call(Echo.SAY, Note.of("3")).await())
        .isInstanceOfSatisfying(
            EventFailedException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OVERLOADED));
    echo.release();
    assertThat(first.await()).isEqualTo(Note.of("1"));
    assertThat(second.await()).isEqualTo(Note.of("2"));
  }

  @Test
  void aCoreMayHaveMaxCallsInFlightOnAllConnectionsAndNoMore() throws Exception {
    start(Limits.DEFAULT.withMaxCalls(3));
    RawFrontEnd first = raw().greet();
    RawFrontEnd second = raw().greet();
    first.request(1, Echo.WAIT, Note.of(""));
    first.request(2, Echo.WAIT, Note.of(""));
    second.request(1, Echo.WAIT, Note.of(""));
    first.expectNothing();
    second.expectNothing();
    for (EventType<Note, Note, ?> type : List.of(Echo.WAIT, Echo.SAY_INLINE)) {
      first.request(3, type, Note.of("one too many"));
      assertThat(first.expectFailure(3, Reason.OVERLOADED))
          .isEqualTo(
              type + ": 3 calls are in flight in this core, which is its limit (Limits.maxCalls)");
    }
    echo.release();
    assertThat(second.expectAnswer(1)).isEqualTo(Protocol.OK);
    second.request(2, Echo.SAY, Note.of("now there is room"));
    assertThat(second.expectAnswer(2)).isEqualTo(Protocol.OK);
  }

  @Test
  void aCoreMayHaveMaxConnectionsAndNoMore() throws Exception {
    start(Limits.DEFAULT.withMaxConnections(2));
    RawFrontEnd first = raw().greet();
    RawFrontEnd second = raw().greet();
    RawFrontEnd third = raw();
    assertThat(third.expectGoAway(Reason.OVERLOADED))
        .isEqualTo("This core has 2 connections; the limit is 2 (Limits.maxConnections)");
    third.expectEnd();
    first.close();
    while (!isServed(raw())) {
      // The core learns of the end of the first when its reader gets to it.
      Thread.onSpinWait();
    }
    second.request(1, Echo.SAY, Note.of("well"));
    assertThat(second.expectAnswer(1)).isEqualTo(Protocol.OK);
  }

  private static boolean isServed(RawFrontEnd front) {
    try {
      front.send(RawFrontEnd.helloBytes());
      return front.next() == FrameKind.WELCOME;
    } catch (IOException refused) {
      return false;
    }
  }

  @Test
  void aConnectionMayHaveMaxSubscriptionsAndNoMore() throws Exception {
    start(Limits.DEFAULT.withMaxSubscriptions(2));
    RawFrontEnd front = raw().greet();
    front.subscribe(1, "Echo");
    front.subscribe(2, "Echo");
    front.send(RawFrontEnd.frameBytes(FrameKind.SUBSCRIBE, new byte[] {0x08, 3}));
    assertThat(front.expectFailure(3, Reason.LIMIT_EXCEEDED))
        .contains("2 subscriptions", "the limit is 2 (Limits.maxSubscriptions)");
    front.send(RawFrontEnd.frameBytes(FrameKind.UNSUBSCRIBE, new byte[] {0x08, 1}));
    front.subscribe(4, "Echo");
  }

  @Test
  void aPayloadMayNestMaxDepthAndNoMore() throws Exception {
    start(Limits.DEFAULT.withMaxDepth(5));
    RawFrontEnd front = raw().greet();
    front.send(
        RawFrontEnd.requestBytes(1, "Echo.Say", RawBytes.CODEC, new RawBytes(nestedGroups(5))));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.send(
        RawFrontEnd.requestBytes(2, "Echo.Say", RawBytes.CODEC, new RawBytes(nestedGroups(6))));
    assertThat(front.expectFailure(2, Reason.INVALID_PAYLOAD))
        .contains("more than 5 deep", "Limits.maxDepth");
  }

  @Test
  void aSubscriptionMayNameMaxElementsAndNoMore() throws Exception {
    start(Limits.DEFAULT.withMaxElements(3));
    RawFrontEnd front = raw().greet();
    front.send(RawFrontEnd.frameBytes(FrameKind.SUBSCRIBE, new byte[] {0x08, 1, 0x1a, 3, 1, 2, 3}));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.send(
        RawFrontEnd.frameBytes(FrameKind.SUBSCRIBE, new byte[] {0x08, 2, 0x1a, 4, 1, 2, 3, 4}));
    assertThat(front.expectGoAway(Reason.PROTOCOL_ERROR))
        .contains("more than 3 list elements", "Limits.maxElements");
    front.expectEnd();
  }

  @Test
  void aPayloadMayHoldMaxElementsAndNoMore() throws Exception {
    EventType<List<Integer>, Empty, Never> count =
        EventType.of("Numbers.Take", new NumbersCodec(), Empty.CODEC);
    opened(
        Core.builder()
            .plugin(
                EventGroupBinding.of(new GroupContract("Numbers", "0", ""))
                    .accept(count, numbers -> assertThat(numbers).hasSize(3))
                    .build())
            .limits(Limits.DEFAULT.withMaxElements(3))
            .listen(transport)
            .start());
    RawFrontEnd front = raw().greet();
    front.request(1, count, List.of(1, 2, 3));
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    front.request(2, count, List.of(1, 2, 3, 4));
    assertThat(front.expectFailure(2, Reason.INVALID_PAYLOAD))
        .contains("more than 3 list elements and map entries", "Limits.maxElements");
  }

  private static final class NumbersCodec implements Codec<List<Integer>> {
    @Override
    public void write(List<Integer> numbers, MessageWriter out) {
      out.writeInt32List(1, numbers);
    }

    @Override
    public List<Integer> read(MessageReader in) {
      List<Integer> numbers = List.of();
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        numbers = in.readInt32s(tag, numbers);
      }
      return numbers;
    }

    @Override
    public String typeName() {
      return "Numbers";
    }
  }

  private static byte[] nestedGroups(int depth) {
    byte[] bytes = new byte[2 * depth];
    Arrays.fill(bytes, 0, depth, (byte) (9 << 3 | 3));
    Arrays.fill(bytes, depth, 2 * depth, (byte) (9 << 3 | 4));
    return bytes;
  }

  @Test
  void aFrontEndThatReadsNothingForTheWriteTimeoutIsLeft() throws Exception {
    transport = MemoryTransport.withCapacity(1000);
    start(Limits.DEFAULT);
    RawFrontEnd stuck = raw().greet();
    stuck.request(1, Echo.GROW, new Note("", 100_000));
    RawFrontEnd healthy = raw().greet();
    int id = 0;
    while (isOpen(stuck)) {
      time.advance(Duration.ofSeconds(1));
      healthy.request(++id, Echo.SAY_INLINE, Note.of("well"));
      assertThat(healthy.expectAnswer(id)).isEqualTo(Protocol.OK);
    }
    assertThat(time.nanos()).isGreaterThan(Limits.DEFAULT.writeTimeout().toNanos());
  }

  /** The core reads nothing either while it is stuck, so only so much fits. */
  private static boolean isOpen(RawFrontEnd front) {
    try {
      front.send(new byte[] {0});
      return true;
    } catch (IOException closed) {
      return false;
    }
  }

  /** Components of one type stand side by side: a wither that mixed two up would compile. */
  @Test
  void changingALimitChangesThatOneOnly() throws Exception {
    Limits before = Limits.DEFAULT.withMaxFrameBytes(1000); // so that any queue has room for one
    for (RecordComponent component : Limits.class.getRecordComponents()) {
      String name = component.getName();
      Object value = component.getType() == int.class ? 12_345 : Duration.ofSeconds(12_345);
      Object changed =
          Limits.class
              .getMethod(
                  "with" + Character.toUpperCase(name.charAt(0)) + name.substring(1),
                  component.getType())
              .invoke(before, value);
      for (RecordComponent other : Limits.class.getRecordComponents()) {
        assertThat(other.getAccessor().invoke(changed))
            .as("%s after with %s", other.getName(), name)
            .isEqualTo(other.getName().equals(name) ? value : other.getAccessor().invoke(before));
      }
    }
  }

  @Test
  void limitsThatNobodyCouldLiveWithAreRefused() {
    assertThatThrownBy(() -> Limits.DEFAULT.withMaxFrameBytes(63))
        .hasMessage("Limits.maxFrameBytes is 63; it must be at least 64");
    assertThatThrownBy(() -> Limits.DEFAULT.withMaxElements(0)).hasMessageContaining("maxElements");
    assertThatThrownBy(() -> Limits.DEFAULT.withMaxCallsPerConnection(0))
        .hasMessageContaining("maxCallsPerConnection");
    assertThatThrownBy(() -> Limits.DEFAULT.withWriteTimeout(Duration.ZERO))
        .hasMessageContaining("writeTimeout");
    assertThat(Limits.DEFAULT.withDrainTimeout(Duration.ZERO).drainTimeout()).isZero();
  }

  @Test
  void theQueueMustHaveRoomForOneFrameAndItsLength() {
    Limits small = Limits.DEFAULT.withMaxFrameBytes(1000);
    assertThat(small.withMaxQueueBytes(1004).maxQueueBytes()).isEqualTo(1004);
    assertThatThrownBy(() -> small.withMaxQueueBytes(1003))
        .hasMessage(
            "Limits.maxQueueBytes is 1,003; it must have room for one frame of 1,000 bytes"
                + " (Limits.maxFrameBytes) and its length, 4");
  }
}

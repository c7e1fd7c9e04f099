package dev.parley.testkit;

import static dev.parley.testkit.CoreUnderTest.assertServed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.client.CoreClient;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.Protocol;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames: however their bytes arrive, and when they are none. */
interface FramesContract extends CoreUnderTest {
  @Test
  default void framesMayArriveOneByteAtATime() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    for (byte b : RawFrontEnd.helloBytes()) {
      front.send(new byte[] {b});
    }
    assertThat(front.next()).isEqualTo(FrameKind.WELCOME);
    for (byte b : RawFrontEnd.requestBytes(1, "Echo.Say", Note.CODEC, new Note("slow", 300))) {
      front.send(new byte[] {b});
    }
    assertThat(front.expectAnswer(1)).isEqualTo(Protocol.OK);
    assertThat(front.frame().payload(Note.CODEC)).isEqualTo(new Note("slow", 300));
  }

  @Test
  default void manyFramesMayArriveAtOnce() throws Exception {
    start(Limits.DEFAULT);
    RawFrontEnd front = raw();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(RawFrontEnd.helloBytes());
    for (int id = 1; id <= 500; id++) {
      all.writeBytes(
          RawFrontEnd.requestBytes(id, "Echo.SayInline", Note.CODEC, new Note("at once", id)));
    }
    front.send(all.toByteArray());
    assertThat(front.next()).isEqualTo(FrameKind.WELCOME);
    for (int id = 1; id <= 500; id++) {
      assertThat(front.expectAnswer(id)).isEqualTo(Protocol.OK);
    }
  }

  @Test
  default void aConversationMayBeCutAtEveryByte() throws Exception {
    start(Limits.DEFAULT.withMaxConnections(1000));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(RawFrontEnd.helloBytes());
    all.writeBytes(RawFrontEnd.requestBytes(1, "Echo.Say", Note.CODEC, Note.of("cut")));
    all.writeBytes(RawFrontEnd.requestBytes(2, "Echo.SayInline", Note.CODEC, Note.of("cut")));
    byte[] bytes = all.toByteArray();
    CoreClient healthy = client();
    for (int length = 0; length <= bytes.length; length++) {
      try (RawFrontEnd front = new RawFrontEnd(link())) {
        front.send(Arrays.copyOf(bytes, length));
      }
      assertServed(healthy);
    }
  }

  @Test
  default void garbageEndsItsOwnConnectionOnly() throws Exception {
    start(Limits.DEFAULT);
    CoreClient healthy = client();
    Random random = new Random(20260101);
    for (int round = 0; round < 30; round++) {
      RawFrontEnd front = raw();
      byte[] garbage = new byte[1 + random.nextInt(2000)];
      random.nextBytes(garbage);
      garbage[0] |= 1; // Announces at least 16 MiB, so that it is refused rather than waited for.
      front.send(garbage);
      front.expectEnd();
      assertServed(healthy);
    }
  }

  @Test
  default void aFrameWithGarbageInItEndsTheConnectionWithAProtocolError() throws Exception {
    start(Limits.DEFAULT);
    CoreClient healthy = client();
    RawFrontEnd front = raw().greet();
    front.send(new byte[] {0, 0, 0, 3, 0x1a, 0x7f, 0x00});
    assertThat(front.expectGoAway(Reason.PROTOCOL_ERROR)).contains("can't be read");
    front.expectEnd();
    assertServed(healthy);
  }

  @Test
  default void aFrameThatIsTooLargeIsRefusedBeforeItArrives() throws Exception {
    start(Limits.DEFAULT);
    CoreClient healthy = client();
    RawFrontEnd front = raw().greet();
    front.send(new byte[] {0x7f, -1, -1, -1});
    assertThat(front.expectGoAway(Reason.LIMIT_EXCEEDED))
        .contains("2,147,483,647", "4,194,304", "Limits.maxFrameBytes");
    front.expectEnd();
    assertServed(healthy);
  }

  @Test
  default void aHalfSentFrameIsWaitedForAsLongAsTheLimitSays() throws Exception {
    start(UNHURRIED);
    CoreClient healthy = client();
    RawFrontEnd front = raw().greet();
    front.send(new byte[] {0, 0, 1, 0, 0x1a});
    RawFrontEnd patient = raw().greet();
    byte[] request = RawFrontEnd.requestBytes(1, "Echo.Say", Note.CODEC, Note.of("in two parts"));
    patient.send(Arrays.copyOf(request, 5));
    // The core has read it when it has answered who came later, or will have at the next beats.
    time().advance(Duration.ofSeconds(29));
    assertServed(healthy);
    patient.send(Arrays.copyOfRange(request, 5, request.length));
    assertThat(patient.expectAnswer(1)).as("completed within the limit").isEqualTo(Protocol.OK);
    try (PassingTime _ = timePasses()) {
      assertThat(front.expectGoAway(Reason.LIMIT_EXCEEDED)).contains("30,000 ms");
      front.expectEnd();
    }
    assertServed(healthy);
  }

  @Test
  default void whoDoesNotSayHelloInTimeIsTurnedAway() throws Exception {
    start(UNHURRIED);
    CoreClient healthy = client();
    RawFrontEnd front = raw();
    RawFrontEnd justInTime = raw();
    time().advance(Duration.ofSeconds(2));
    justInTime.greet();
    try (PassingTime _ = timePasses()) {
      assertThat(front.expectGoAway(Reason.LIMIT_EXCEEDED))
          .contains("2,000 ms", "handshakeTimeout");
      front.expectEnd();
    }
    assertServed(healthy);
  }
}

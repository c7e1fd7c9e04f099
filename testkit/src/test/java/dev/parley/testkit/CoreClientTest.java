package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.client.Call;
import dev.parley.core.client.ConnectFailedException;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.Welcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a client does when the core at the other end, here the test itself, misbehaves. */
@Timeout(30)
class CoreClientTest {
  private final MemoryTransport transport = MemoryTransport.create();
  private final BlockingQueue<ByteDuplex> accepted = new LinkedBlockingQueue<>();

  CoreClientTest() throws IOException {
    var _ =
        transport.listen(
            new Acceptor() {
              @Override
              public void accept(ByteDuplex link) {
                accepted.add(link);
              }

              @Override
              public FrameReceiver accept(FrameDuplex link) {
                throw new UnsupportedOperationException();
              }
            });
  }

  private static byte[] welcome() {
    MessageWriter out = new MessageWriter();
    FrameWriter.message(
        out,
        Integer.MAX_VALUE,
        FrameKind.WELCOME,
        Welcome.CODEC,
        new Welcome(1, "test", List.of(), 4096, 10, 0, 0));
    return out.toByteArray();
  }

  private CoreClient connect() throws Exception {
    return connect(Limits.DEFAULT);
  }

  private CoreClient connect(Limits limits) throws Exception {
    // The welcome may be there before the hello is: nobody waits for anybody.
    ByteDuplex link = transport.dial();
    ByteDuplex core = accepted.take();
    RawFrontEnd played = new RawFrontEnd(core);
    played.send(welcome());
    accepted.add(core);
    return CoreClient.builder().limits(limits).connect(link);
  }

  @Test
  void aCoreThatDoesNotAnswerTheHelloIsGivenUpInTime() throws Exception {
    VirtualTicker time = new VirtualTicker();
    ByteDuplex link = transport.dial();
    Thread beats =
        Thread.ofPlatform()
            .start(() -> {
              while (!Thread.currentThread().isInterrupted()) {
                time.advance(Duration.ofMillis(50));
              }
            });
    assertThatThrownBy(() -> CoreClient.builder().ticker(time).connect(link))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessageContaining("2,000 ms");
    beats.interrupt();
    beats.join();
  }

  @Test
  void garbageFromTheCoreFailsEveryPendingCall() throws Exception {
    try (CoreClient client = connect()) {
      Call<Note, Note> call = client.call(Echo.SAY, Note.of("pending"));
      new RawFrontEnd(accepted.take()).send(new byte[] {0, 0, 0, 2, 0x22, 0x7f});
      assertThatThrownBy(call::await)
          .isInstanceOfSatisfying(
              EventFailedException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.OUTCOME_UNKNOWN))
          .hasMessageContaining("can't be read");
    }
  }

  @Test
  void aFrameFromTheCoreMayHaveTheClientsMaxFrameBytesAndNoMore() throws Exception {
    try (CoreClient client = connect(Limits.DEFAULT.withMaxFrameBytes(1000))) {
      RawFrontEnd core = new RawFrontEnd(accepted.take());
      Call<Note, Note> first = client.call(Echo.SAY, Note.of("1"));
      core.send(laterFrame(1000));
      core.send(RawFrontEnd.frameBytes(FrameKind.RESPONSE, new byte[] {0x18, 1}));
      assertThat(first.await()).isEqualTo(Note.of(""));
      Call<Note, Note> second = client.call(Echo.SAY, Note.of("2"));
      core.send(laterFrame(1001));
      assertThatThrownBy(second::await)
          .isInstanceOfSatisfying(
              EventFailedException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.OUTCOME_UNKNOWN))
          .hasMessageContaining("1,001 bytes; the limit is 1,000 (Limits.maxFrameBytes)");
    }
  }

  /** A frame of so many bytes of a kind that only later versions know. */
  private static byte[] laterFrame(int bytes) {
    int tagAndLength = 4;
    byte[] frame = RawFrontEnd.frameBytes(99, new byte[bytes - tagAndLength]);
    assertThat(frame.length - Protocol.LENGTH_BYTES).isEqualTo(bytes);
    return frame;
  }

  @Test
  void anAnswerThatIsNoneOfTheEventsIsAnInvalidResponse() throws Exception {
    try (CoreClient client = connect()) {
      RawFrontEnd core = new RawFrontEnd(accepted.take());
      Call<Note, Note> malformed = client.call(Echo.SAY, Note.of("1"));
      core.send(RawFrontEnd.frameBytes(FrameKind.RESPONSE, new byte[] {0x0a, 1, 0x0a, 0x18, 1}));
      assertInvalid(malformed);
      Call<Note, ?> undeclared = client.call(Echo.WAIT, Note.of("2"));
      core.send(
          RawFrontEnd.frameBytes(FrameKind.RESPONSE, new byte[] {0x10, Protocol.ERR, 0x18, 2}));
      assertInvalid(undeclared);
      Call<Note, Note> unknownStatus = client.call(Echo.SAY, Note.of("3"));
      core.send(RawFrontEnd.frameBytes(FrameKind.RESPONSE, new byte[] {0x10, 9, 0x18, 3}));
      assertInvalid(unknownStatus);
    }
  }

  private static void assertInvalid(Call<?, ?> call) {
    assertThatThrownBy(call::await)
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_RESPONSE));
  }

  @Test
  void anAnswerToNoCallIsIgnored() throws Exception {
    try (CoreClient client = connect()) {
      RawFrontEnd core = new RawFrontEnd(accepted.take());
      core.send(RawFrontEnd.frameBytes(FrameKind.RESPONSE, new byte[] {0x18, 99}));
      Call<Note, Note> call = client.call(Echo.SAY, Note.of("1"));
      core.send(RawFrontEnd.frameBytes(FrameKind.RESPONSE, new byte[] {0x18, 1}));
      assertThat(call.await()).isEqualTo(Note.of(""));
    }
  }

  @Test
  void aPayloadThatCannotBeSentFailsItsCallOnly() throws Exception {
    try (CoreClient client = connect()) {
      assertThatThrownBy(() -> client.call(Echo.SAY, Note.of("\ud800")).await())
          .isInstanceOfSatisfying(
              EventFailedException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_PAYLOAD))
          .hasMessageContaining("Note.text");
      RawFrontEnd core = new RawFrontEnd(accepted.take());
      assertThat(core.next()).isEqualTo(FrameKind.HELLO);
      Call<Note, Note> call = client.call(Echo.SAY, Note.of("next"));
      assertThat(core.next()).isEqualTo(FrameKind.REQUEST);
      assertThat(core.frame().payload(Note.CODEC)).isEqualTo(Note.of("next"));
      core.send(RawFrontEnd.frameBytes(FrameKind.RESPONSE, new byte[] {0x18, 2}));
      assertThat(call.await()).isEqualTo(Note.of(""));
    }
  }
}

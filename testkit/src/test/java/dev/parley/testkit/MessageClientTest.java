package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Core;
import dev.parley.core.client.Call;
import dev.parley.core.client.CallOptions;
import dev.parley.core.client.ConnectFailedException;
import dev.parley.core.client.Conversation;
import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Peer;
import dev.parley.core.transport.Transport;
import dev.parley.core.wire.Protocol;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A Java client over a transport that carries whole messages, with a real core at its end. */
@Timeout(30)
class MessageClientTest extends CoreTest {
  private final MessageTransport messages = new MessageTransport();

  private CoreClient connect(Limits limits) throws IOException {
    opened(Core.builder().plugin(echo.binding()).listen(messages).start());
    Messages link = messages.dial();
    return opened(CoreClient.builder().limits(limits).connect(link, link::receive));
  }

  @Test
  void callsAndStreamsGoBothWays() throws Exception {
    CoreClient client = connect(Limits.DEFAULT);
    assertThat(client.call(Echo.SAY, Note.of("hi")).await()).isEqualTo(Note.of("hi"));
    try (Conversation<Note, Note, Note, Note> talk =
        client.open(Echo.TALK, Note.of(""), CallOptions.NONE)) {
      talk.send(Note.of("there"));
      assertThat(talk.iterator().next()).isEqualTo(Note.of("there"));
      assertThat(talk.finish().await()).isEqualTo(new Note("", 1));
    }
  }

  @Test
  void theEndOfTheConnectionFailsWhatIsPending() throws Exception {
    CoreClient client = connect(Limits.DEFAULT);
    Call<Note, ?> call = client.call(Echo.WAIT, Note.of(""));
    messages.coresEnd().close();
    assertThatThrownBy(call::await)
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.OUTCOME_UNKNOWN));
    assertThat(client.isOpen()).isFalse();
  }

  @Test
  void aMessageMayHaveMaxFrameBytesAndNoMore() throws Exception {
    CoreClient client = connect(Limits.DEFAULT.withMaxFrameBytes(1000));
    messages.coresEnd().send(laterFrame(1000));
    assertThat(client.call(Echo.SAY, Note.of("well")).await()).isEqualTo(Note.of("well"));
    Call<Note, ?> call = client.call(Echo.WAIT, Note.of(""));
    messages.coresEnd().send(laterFrame(1001));
    assertThatThrownBy(call::await)
        .hasMessageContaining("1,001 bytes; the limit is 1,000 (Limits.maxFrameBytes)");
  }

  /** A message of so many bytes of a kind that only later versions know. */
  private static byte[] laterFrame(int bytes) {
    byte[] frame = RawFrontEnd.frameBytes(99, new byte[bytes - 4]);
    byte[] message = Arrays.copyOfRange(frame, Protocol.LENGTH_BYTES, frame.length);
    assertThat(message).hasSize(bytes);
    return message;
  }

  @Test
  void aCoreThatClosesAtOnceIsNoConnection() throws Exception {
    Messages alone = new Messages();
    alone.other = new Messages();
    assertThatThrownBy(() ->
            CoreClient.builder()
                .connect(
                    alone,
                    receiver -> {
                      alone.receive(receiver);
                      alone.close();
                    }))
        .isInstanceOf(ConnectFailedException.class)
        .hasMessage("The core closed the connection before it answered");
  }

  private static final class MessageTransport implements Transport {
    private @Nullable Acceptor acceptor;
    private @Nullable Messages coresEnd;

    @Override
    public Listening listen(Acceptor core) {
      acceptor = core;
      return new Listening() {
        @Override
        public String address() {
          return "messages";
        }

        @Override
        public void close() {}
      };
    }

    Messages dial() {
      Messages client = new Messages();
      Messages core = new Messages();
      client.other = core;
      core.other = client;
      coresEnd = core;
      core.receive(Objects.requireNonNull(acceptor).accept(core));
      return client;
    }

    Messages coresEnd() {
      return Objects.requireNonNull(coresEnd);
    }
  }

  /** One end of a connection that carries whole messages, each delivered by a thread of its own. */
  private static final class Messages implements FrameDuplex {
    /** No frame of a conversation is empty. */
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
    private @Nullable Messages other;

    /** Begins to hand over what arrives. */
    void receive(FrameReceiver receiver) {
      Thread _ = Thread.ofPlatform().daemon().start(() -> deliver(receiver));
    }

    private void deliver(FrameReceiver receiver) {
      try {
        for (byte[] next = arrived.take(); next.length > 0; next = arrived.take()) {
          receiver.frame(next, 0, next.length);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      receiver.closed(null);
    }

    void send(byte[] message) {
      send(message, 0, message.length);
    }

    @Override
    public void send(byte[] frame, int offset, int length) {
      Objects.requireNonNull(other).arrived.add(Arrays.copyOfRange(frame, offset, offset + length));
    }

    @Override
    public Peer peer() {
      return Peer.of("test", "messages");
    }

    @Override
    public void close() {
      arrived.add(END);
      Objects.requireNonNull(other).arrived.add(END);
    }
  }
}

package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.transport.Listening;
import dev.parley.core.transport.Peer;
import dev.parley.core.transport.Transport;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.GoAway;
import dev.parley.core.wire.Hello;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.SessionId;
import dev.parley.core.wire.Welcome;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A transport that has messages of its own hands over whole frames, without lengths. */
@Timeout(30)
class MessageTransportTest {
  private final NotificationHub hub = NotificationHub.create();
  private final Messages messages = new Messages();
  private final FrameReader in = new FrameReader(100, 1 << 18);

  private Core start(Limits limits) throws IOException {
    return Core.builder()
        .notifications(hub)
        .plugin(new Echo(hub).binding())
        .listen(messages)
        .limits(limits)
        .start();
  }

  private int next() throws InterruptedException {
    return next(messages);
  }

  private int next(Messages link) throws InterruptedException {
    byte[] frame = link.sent.poll(20, TimeUnit.SECONDS);
    assertThat(frame).as("a frame from the core").isNotNull();
    return in.next(frame, 0, frame.length);
  }

  @Test
  void callsAndNotificationsAreOneMessageEach() throws Exception {
    try (Core _ = start(Limits.DEFAULT)) {
      messages.connect();
      messages.receive(RawFrontEnd.helloBytes());
      assertThat(next()).isEqualTo(FrameKind.WELCOME);
      messages.receive(RawFrontEnd.frameBytes(FrameKind.SUBSCRIBE, echoSubscription()));
      assertThat(next()).isEqualTo(FrameKind.RESPONSE);
      messages.receive(
          RawFrontEnd.requestBytes(2, "Echo.Notify", Note.CODEC, new Note("message", 2)));
      assertThat(next()).isEqualTo(FrameKind.NOTIFICATION);
      assertThat(next()).isEqualTo(FrameKind.NOTIFICATION);
      assertThat(in.seq()).isEqualTo(2);
      assertThat(next()).isEqualTo(FrameKind.RESPONSE);
      assertThat(in.id()).isEqualTo(2);
      messages.receive(RawFrontEnd.requestBytes(3, "Echo.SayInline", Note.CODEC, Note.of("in")));
      assertThat(next()).isEqualTo(FrameKind.RESPONSE);
      assertThat(in.code()).isEqualTo(Protocol.OK);
    }
    assertThat(next()).isEqualTo(FrameKind.GO_AWAY);
    assertThat(messages.closed.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private static byte[] echoSubscription() {
    return new byte[] {0x08, 1, 0x12, 4, 'E', 'c', 'h', 'o'};
  }

  @Test
  void aMessageThatIsTooLargeEndsTheConnection() throws Exception {
    try (Core _ = start(Limits.DEFAULT.withMaxFrameBytes(100))) {
      messages.connect();
      messages.receive(RawFrontEnd.helloBytes());
      assertThat(next()).isEqualTo(FrameKind.WELCOME);
      messages.receive(new byte[105]);
      assertThat(next()).isEqualTo(FrameKind.GO_AWAY);
      assertThat(in.message(GoAway.CODEC).reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
      assertThat(in.message(GoAway.CODEC).message()).contains("101 bytes", "the limit is 100");
      assertThat(messages.closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static byte[] hello(@Nullable SessionId session, long received) {
    MessageWriter out = new MessageWriter();
    Hello hello =
        new Hello(Protocol.VERSION, "messages", List.of(), 0, 0, 0, true, session, received);
    FrameWriter.message(out, Integer.MAX_VALUE, FrameKind.HELLO, Hello.CODEC, hello);
    return out.toByteArray();
  }

  /** Positions count a frame's four bytes of length, although none are sent. */
  @Test
  void aSessionGoesOnOverOtherMessages() throws Exception {
    try (Core _ = start(Limits.DEFAULT)) {
      messages.connect();
      messages.receive(hello(null, 0));
      assertThat(next()).isEqualTo(FrameKind.WELCOME);
      SessionId session = in.message(Welcome.CODEC).session();
      long said = 0;
      for (int id = 1; id <= 3; id++) {
        byte[] request =
            RawFrontEnd.requestBytes(id, "Echo.SayInline", Note.CODEC, Note.of("message"));
        messages.receive(request);
        said += request.length;
        assertThat(next()).isEqualTo(FrameKind.RESPONSE);
      }
      // The front end has the first answer only.
      byte[] answer = Objects.requireNonNull(messages.last);
      Messages others = new Messages();
      others.acceptor = messages.acceptor;
      others.connect();
      others.receive(hello(session, Protocol.LENGTH_BYTES + answer.length));
      assertThat(messages.closed.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(next(others)).isEqualTo(FrameKind.WELCOME);
      assertThat(in.message(Welcome.CODEC).resumed()).isTrue();
      assertThat(in.message(Welcome.CODEC).received()).isEqualTo(said);
      for (int id = 2; id <= 3; id++) {
        assertThat(next(others)).isEqualTo(FrameKind.RESPONSE);
        assertThat(in.id()).isEqualTo(id);
      }
      messages.receive(RawFrontEnd.requestBytes(9, "Echo.SayInline", Note.CODEC, Note.of("late")));
      others.receive(RawFrontEnd.requestBytes(4, "Echo.SayInline", Note.CODEC, Note.of("on")));
      assertThat(next(others)).isEqualTo(FrameKind.RESPONSE);
      assertThat(in.id()).as("nothing of the old messages").isEqualTo(4);
    }
  }

  /** Messages from hand to hand. */
  private static final class Messages implements Transport, FrameDuplex {
    final BlockingQueue<byte[]> sent = new LinkedBlockingQueue<>();
    final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable Acceptor acceptor;
    private @Nullable FrameReceiver receiver;
    volatile byte @Nullable [] last;

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

    void connect() {
      receiver = Objects.requireNonNull(acceptor).accept(this);
    }

    /** Hands over a frame without the length before it. */
    void receive(byte[] frame) {
      Objects.requireNonNull(receiver)
          .frame(frame, Protocol.LENGTH_BYTES, frame.length - Protocol.LENGTH_BYTES);
    }

    @Override
    public void send(byte[] frame, int offset, int length) {
      byte[] message = Arrays.copyOfRange(frame, offset, offset + length);
      last = message;
      sent.add(message);
    }

    @Override
    public Peer peer() {
      return Peer.of("test", "messages");
    }

    @Override
    public void close() {
      closed.countDown();
      Objects.requireNonNull(receiver).closed(null);
    }
  }
}

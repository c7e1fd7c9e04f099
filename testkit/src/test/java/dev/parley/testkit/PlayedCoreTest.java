package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.client.CoreClient;
import dev.parley.core.client.EventFailedException;
import dev.parley.core.codec.Codec;
import dev.parley.core.codec.MessageWriter;
import dev.parley.core.memory.MemoryTransport;
import dev.parley.core.protocol.Limits;
import dev.parley.core.protocol.Reason;
import dev.parley.core.transport.Acceptor;
import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.FrameDuplex;
import dev.parley.core.transport.FrameReceiver;
import dev.parley.core.wire.FrameKind;
import dev.parley.core.wire.FrameReader;
import dev.parley.core.wire.FrameWriter;
import dev.parley.core.wire.Protocol;
import dev.parley.core.wire.Welcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A real client, whose core is the test itself: it says what no real core would. */
@Timeout(30)
abstract class PlayedCoreTest {
  static final Welcome WELCOME = new Welcome(1, "played", List.of(), 4096, 10, 4, 1000);

  final VirtualTicker time = new VirtualTicker();
  MemoryTransport transport = MemoryTransport.create();

  private final BlockingQueue<ByteDuplex> accepted = new LinkedBlockingQueue<>();
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** Takes connections, and leaves them to the test. */
  final class Accepting implements Acceptor {
    @Override
    public void accept(ByteDuplex link) {
      accepted.add(link);
    }

    @Override
    public FrameReceiver accept(FrameDuplex link) {
      throw new UnsupportedOperationException();
    }
  }

  /** A client that was welcomed, and its core that has read the Hello. */
  record Played(CoreClient client, RawFrontEnd core) {}

  Played connect() throws Exception {
    return connect(Limits.DEFAULT);
  }

  Played connect(Limits limits) throws Exception {
    return connect(CoreClient.builder().limits(limits), WELCOME);
  }

  Played connect(CoreClient.Builder builder, Welcome welcome) throws Exception {
    var _ = transport.listen(new Accepting());
    ByteDuplex link = transport.dial();
    RawFrontEnd core = opened(new RawFrontEnd(accepted.take()));
    // The welcome may be there before the hello is: nobody waits for anybody.
    core.send(frame(FrameKind.WELCOME, Welcome.CODEC, welcome));
    CoreClient client = opened(builder.ticker(time).connect(link));
    assertThat(core.next()).isEqualTo(FrameKind.HELLO);
    return new Played(client, core);
  }

  static <T> byte[] frame(int kind, Codec<T> codec, T message) {
    MessageWriter out = new MessageWriter();
    FrameWriter.message(out, Integer.MAX_VALUE, kind, codec, message);
    return out.toByteArray();
  }

  static byte[] answer(long id, Note note) {
    MessageWriter out = new MessageWriter();
    FrameWriter.response(out, Integer.MAX_VALUE, id, Protocol.OK, Note.CODEC, note);
    return out.toByteArray();
  }

  /** A notification of {@link Echo#HEARD}. */
  static byte[] notification(String subject, int number, long seq, boolean confirm) {
    MessageWriter out = new MessageWriter();
    FrameWriter.notification(
        out,
        Integer.MAX_VALUE,
        Echo.HEARD,
        subject,
        Note.CODEC.encode(new Note("", number)),
        false,
        seq,
        confirm);
    return out.toByteArray();
  }

  static byte[] item(long id, Note note) {
    MessageWriter out = new MessageWriter();
    int _ = FrameWriter.item(out, Integer.MAX_VALUE, id, Note.CODEC, note);
    return out.toByteArray();
  }

  static byte[] credit(long id, int items, int bytes) {
    MessageWriter out = new MessageWriter();
    FrameWriter.credit(out, id, items, bytes);
    return out.toByteArray();
  }

  /** Waits for the next frame and expects it to be that one, for that call. */
  static FrameReader expect(RawFrontEnd core, int kind, long id) throws IOException {
    assertThat(FrameKind.name(core.next())).isEqualTo(FrameKind.name(kind));
    assertThat(core.frame().id()).isEqualTo(id);
    return core.frame();
  }

  static void assertReason(Throwable thrown, Reason reason) {
    assertThat(thrown)
        .isInstanceOfSatisfying(
            EventFailedException.class,
            e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
  }

  <T extends AutoCloseable> T opened(T resource) {
    opened.addFirst(resource);
    return resource;
  }

  @AfterEach
  void closeEverything() throws Exception {
    for (AutoCloseable resource : opened) {
      resource.close();
    }
  }
}

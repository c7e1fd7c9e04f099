package dev.parley.transport.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.notify.NotificationHub;
import dev.parley.core.transport.Peer;
import dev.parley.testkit.Echo;
import dev.parley.testkit.Note;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.channels.Pipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Cores over given channels and streams, within the process. */
@Timeout(60)
class StdioTransportTest {
  private static Core core(StdioTransport transport) throws IOException {
    return Core.builder()
        .plugin(new Echo(NotificationHub.create()).binding())
        .listen(transport)
        .start();
  }

  @Test
  void aCoreOverChannelsEndsWhenItsFrontEndGoes() throws Exception {
    Pipe there = Pipe.open();
    Pipe back = Pipe.open();
    Core core = core(StdioTransport.over(there.source(), back.sink()));
    assertThat(core.addresses()).containsExactly("stdio");
    try (CoreClient client =
        CoreClient.connect(
            new ChannelLink(back.source(), there.sink(), Peer.of("stdio", "core")), Echo.GROUP)) {
      assertThat(client.call(Echo.SAY, Note.of("hello")).await()).isEqualTo(Note.of("hello"));
    }
    core.awaitClose();
  }

  @Test
  void aCoreOverStreamsEndsWhenItsFrontEndGoes() throws Exception {
    PipedOutputStream there = new PipedOutputStream();
    PipedOutputStream back = new PipedOutputStream();
    Core core = core(StdioTransport.over(new PipedInputStream(there), back));
    try (CoreClient client =
        CoreClient.connect(
            StreamLink.start("test", new PipedInputStream(back), there, Peer.of("stdio", "core")),
            Echo.GROUP)) {
      assertThat(client.call(Echo.SAY, Note.of("hello")).await()).isEqualTo(Note.of("hello"));
    }
    core.awaitClose();
  }

  @Test
  void aTransportIsForOneCore() throws Exception {
    Pipe there = Pipe.open();
    Pipe back = Pipe.open();
    StdioTransport transport = StdioTransport.over(there.source(), back.sink());
    try (Core _ = core(transport)) {
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> core(transport))
          .withMessageContaining("carries one front end, once");
    }
  }
}

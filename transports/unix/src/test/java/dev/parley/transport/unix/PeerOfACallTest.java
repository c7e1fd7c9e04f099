package dev.parley.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.event.Call;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.transport.Peer;
import dev.parley.testkit.Echo;
import dev.parley.testkit.Note;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a handler learns of who calls over a unix socket. */
@Timeout(60)
class PeerOfACallTest {
  @TempDir Path temp;

  @Test
  void aHandlerKnowsTheUserWhoCalls() throws Exception {
    var seen = new CompletableFuture<Peer>();
    Path socket = temp.resolve("run/core");
    try (Core _ =
            Core.builder()
                .plugin(
                    EventGroupBinding.of(Echo.GROUP)
                        .handle(
                            Echo.SAY,
                            note -> {
                              seen.complete(Call.current().peer());
                              return note;
                            })
                        .build())
                .listen(UnixSocketTransport.at(socket))
                .start();
        CoreClient client = CoreClient.connect(UnixSocket.connect(socket), Echo.GROUP)) {
      assertThat(client.call(Echo.SAY, Note.of("who?")).await()).isEqualTo(Note.of("who?"));
    }
    Peer peer = seen.get();
    int uid = (Integer) Files.getAttribute(temp, "unix:uid");
    assertThat(peer.transport()).isEqualTo("unix");
    assertThat(peer.uid()).hasValue(uid);
    assertThat(peer.pid()).as("Java tells a peer's user only").isEmpty();
  }
}

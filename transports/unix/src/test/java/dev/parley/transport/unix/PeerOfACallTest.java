package dev.parley.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.Core;
import dev.parley.core.client.CoreClient;
import dev.parley.core.event.Call;
import dev.parley.core.event.EventGroupBinding;
import dev.parley.core.transport.Peer;
import dev.parley.testkit.Echo;
import dev.parley.testkit.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a handler learns of who calls over a unix socket. */
@Timeout(60)
class PeerOfACallTest {
  @TempDir Path temp;

  private final BlockingQueue<Peer> seen = new LinkedBlockingQueue<>();
  private final BlockingQueue<OptionalLong> processes = new LinkedBlockingQueue<>();

  @Test
  void aHandlerKnowsTheUserWhoCalls() throws Exception {
    Path socket = temp.resolve("run/core");
    try (Core _ = start(socket)) {
      call(socket);
    }
    Peer peer = seen.take();
    int uid = (Integer) Files.getAttribute(temp, "unix:uid");
    assertThat(peer.transport()).isEqualTo("unix");
    assertThat(peer.uid()).hasValue(uid);
  }

  @Test
  void aHandlerKnowsTheProcessThatCalls() throws Exception {
    Path socket = temp.resolve("run/core");
    try (Core _ = start(socket)) {
      call(socket);
      Process other = Processes.start(Processes.java(Caller.class, socket.toString()));
      assertThat(other.waitFor()).isZero();
      call(socket);
      long us = ProcessHandle.current().pid();
      assertThat(processes.take()).hasValue(us);
      assertThat(processes.take()).hasValue(other.pid());
      assertThat(processes.take()).hasValue(us);
      // What the kernel has told once stays known.
      assertThat(seen.take().pid()).hasValue(us);
    }
  }

  @Test
  void aProcessThatNobodyHasAskedForInTimeIsNotNamed() throws Exception {
    Path socket = temp.resolve("run/core");
    try (Core _ = serve(socket, seen::add)) {
      call(socket);
    }
    assertThat(seen.take().pid()).isEmpty();
  }

  @Test
  void whereNativeAccessIsNotAllowedNoProcessIsNamedAndNothingWarns() throws Exception {
    Path socket = temp.resolve("run/core");
    Process process =
        new ProcessBuilder(Processes.java(Server.class, socket.toString()))
            .redirectErrorStream(true)
            .start();
    try (var output = Processes.output(process)) {
      assertThat(output.readLine()).isEqualTo("ready");
      call(socket);
      assertThat(output.readLine()).isEqualTo("pid OptionalLong.empty");
    } finally {
      process.destroy();
    }
  }

  private Core start(Path socket) throws IOException {
    return serve(
        socket,
        peer -> {
          processes.add(peer.pid());
          seen.add(peer);
        });
  }

  private static Core serve(Path socket, Consumer<Peer> watcher) throws IOException {
    return Core.builder()
        .plugin(
            EventGroupBinding.of(Echo.GROUP)
                .handle(
                    Echo.SAY,
                    note -> {
                      watcher.accept(Call.current().peer());
                      return note;
                    })
                .build())
        .listen(UnixSocketTransport.at(socket))
        .start();
  }

  private static void call(Path socket) throws Exception {
    try (CoreClient client = CoreClient.connect(UnixSocket.connect(socket), Echo.GROUP)) {
      assertThat(client.call(Echo.SAY, Note.of("who?")).await()).isEqualTo(Note.of("who?"));
    }
  }

  /** Another process that calls. */
  static final class Caller {
    private Caller() {}

    static void main(String[] arguments) throws Exception {
      call(Path.of(arguments[0]));
    }
  }

  /** A core in a process that was not allowed native access. */
  static final class Server {
    private Server() {}

    static void main(String[] arguments) throws Exception {
      try (Core core =
          serve(Path.of(arguments[0]), peer -> System.out.println("pid " + peer.pid()))) {
        System.out.println("ready");
        core.awaitClose();
      }
    }
  }
}

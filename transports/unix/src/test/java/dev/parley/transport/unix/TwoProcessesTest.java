package dev.parley.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.transport.unix.UnixSocketException.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TwoProcessesTest {
  @TempDir Path temp;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endWhatWasStarted() throws Exception {
    for (Process process : started) {
      process.destroyForcibly();
      process.waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aFrontEndTalksToACoreInAnotherProcess() throws Exception {
    Path socket = temp.resolve("run/core");
    Process core = starter(socket);
    assertThat(go(core)).isEqualTo("serving");

    assertThat(FrontEnd.ask(socket, "hello")).isEqualTo("hello");
  }

  @Test
  void theSocketOfALivingProcessIsNotStolen() throws Exception {
    Path socket = temp.resolve("run/core");
    Process core = starter(socket);
    assertThat(go(core)).isEqualTo("serving");

    assertThatExceptionOfType(UnixSocketException.class)
        .isThrownBy(() -> UnixSocketTransport.at(socket).listen(new EchoAcceptor()))
        .withMessageContaining("another process holds its lock file core.lock")
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.IN_USE));
    assertThat(FrontEnd.ask(socket, "hello")).isEqualTo("hello");
  }

  @Test
  void theSocketOfAKilledProcessIsReplaced() throws Exception {
    Path socket = temp.resolve("run/core");
    Process core = starter(socket);
    assertThat(go(core)).isEqualTo("serving");
    core.destroyForcibly();
    assertThat(core.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(SocketPath.kindOf(socket)).isEqualTo(SocketPath.Kind.SOCKET);

    try (var _ = UnixSocketTransport.at(socket).listen(new EchoAcceptor())) {
      assertThat(FrontEnd.ask(socket, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void ofManyStartersThatFindAStaleSocketExactlyOneServes() throws Exception {
    Path socket = temp.resolve("run/core");
    Process first = starter(socket);
    assertThat(go(first)).isEqualTo("serving");
    first.destroyForcibly();
    assertThat(first.waitFor(10, TimeUnit.SECONDS)).isTrue();

    var starters = new ArrayList<Process>();
    for (int i = 0; i < 4; i++) {
      starters.add(starter(socket));
    }
    for (Process process : starters) {
      Processes.tell(process, "go");
    }
    var outcomes = new ArrayList<String>();
    for (Process process : starters) {
      outcomes.add(Processes.output(process).readLine());
    }

    assertThat(outcomes).containsExactlyInAnyOrder("serving", "IN_USE", "IN_USE", "IN_USE");
    assertThat(FrontEnd.ask(socket, "hello")).isEqualTo("hello");
  }

  private Process starter(Path socket) throws Exception {
    Process process = Processes.start(Processes.java(ServingProcess.class, socket.toString()));
    started.add(process);
    assertThat(Processes.output(process).readLine()).isEqualTo("waiting");
    return process;
  }

  private static String go(Process process) throws Exception {
    Processes.tell(process, "go");
    return Processes.output(process).readLine();
  }
}

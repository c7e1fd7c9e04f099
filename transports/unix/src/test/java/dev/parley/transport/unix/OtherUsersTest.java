package dev.parley.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.transport.unix.UnixSocketException.Problem;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Real processes of another user, against sockets whose permissions were opened on purpose, so that
 * nothing but the check of the peer stands in their way.
 */
@Timeout(60)
class OtherUsersTest {
  @TempDir Path temp;
  private Path run;
  private Path socket;
  private Path classes;

  @BeforeEach
  void openTheWay() throws Exception {
    run = temp.resolve("run");
    socket = run.resolve("core");
    classes = temp.resolve("classes");
    Path copy = classes.resolve(ForeignPeer.class.getName().replace('.', '/') + ".class");
    Path folder = Files.createDirectories(copy.resolveSibling(""));
    try (InputStream compiled = ForeignPeer.class.getResourceAsStream("ForeignPeer.class")) {
      Files.copy(Objects.requireNonNull(compiled), copy);
    }
    open(copy, "rw-r--r--");
    for (Path path = folder; path != null && path.startsWith(temp); path = path.getParent()) {
      open(path, "rwxr-xr-x");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Processes.FOREIGN_UID, 54321})
  void anotherUserGetsInNotOnceInAHundredTries(int uid) throws Exception {
    assumeTrue(Processes.isRoot(), "needs root, to become another user");
    var acceptor = new EchoAcceptor();
    try (var _ = UnixSocketTransport.at(socket).listen(acceptor)) {
      open(run, "rwxr-xr-x");
      open(socket, "rw-rw-rw-");

      assertThat(run(Processes.as(uid, dial()))).isEqualTo("connected 100 answered 0");
      assertThat(acceptor.accepted).hasValue(0);
      assertThat(RecordingLoggerFinder.LOGGED)
          .filteredOn(line -> line.startsWith("WARNING unix:" + socket + ": refused user "))
          .hasSize(100);
      assertThat(FrontEnd.ask(socket, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void theSameProgramGetsInEveryTimeAsTheSameUser() throws Exception {
    var acceptor = new EchoAcceptor();
    try (var _ = UnixSocketTransport.at(socket).listen(acceptor)) {
      assertThat(run(dial())).isEqualTo("connected 100 answered 100");
      assertThat(acceptor.accepted).hasValue(100);
    }
  }

  @Test
  void aFrontEndSaysNothingToAnotherUserWhoSquatsThePath() throws Exception {
    assumeTrue(Processes.isRoot(), "needs root, to become another user");
    Files.createDirectory(run);
    open(run, "rwxrwxrwx");
    List<String> listen = Processes.java(classes, ForeignPeer.class, "listen", socket.toString());
    Process squatter = Processes.start(Processes.as(Processes.FOREIGN_UID, listen));
    try {
      assertThat(Processes.output(squatter).readLine()).isEqualTo("listening");

      assertThatExceptionOfType(UnixSocketException.class)
          .isThrownBy(() -> UnixSocket.connect(socket))
          .withMessageContaining("listens on this socket, this process runs as root")
          .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.FOREIGN_OWNER));
    } finally {
      squatter.destroyForcibly();
    }
  }

  private List<String> dial() {
    return Processes.java(classes, ForeignPeer.class, "dial", socket.toString(), "100");
  }

  private static String run(List<String> command) throws Exception {
    Process process = Processes.start(command);
    try {
      return Processes.output(process).readLine();
    } finally {
      process.destroyForcibly();
    }
  }

  private static void open(Path path, String mode) throws Exception {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}

package dev.parley.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.core.transport.Listening;
import dev.parley.transport.unix.UnixSocketException.Problem;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {
  @TempDir Path temp;
  private Path socket;

  @BeforeEach
  void makeThePrivateDirectory() throws Exception {
    Path directory =
        Files.createDirectory(
            temp.resolve("run"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    socket = directory.resolve("core");
  }

  @Test
  void aRegularFileIsRefusedAndKept() throws Exception {
    Files.writeString(socket, "precious");

    refused(Problem.NOT_A_SOCKET)
        .withMessage(
            socket
                + ": a regular file stands here and is not touched; remove it or choose another path");
    assertThat(socket).hasContent("precious");
  }

  @Test
  void aDirectoryIsRefusedAndKept() throws Exception {
    Files.createDirectory(socket);

    refused(Problem.NOT_A_SOCKET).withMessageContaining("a directory stands here");
    assertThat(socket).isDirectory();
  }

  @Test
  void aPipeIsRefusedAndKept() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", socket.toString()).start().waitFor()).isZero();

    refused(Problem.NOT_A_SOCKET).withMessageContaining("a pipe or a device stands here");
    assertThat(SocketPath.kindOf(socket)).isEqualTo(SocketPath.Kind.OTHER);
  }

  @Test
  void aSymbolicLinkToAStaleSocketIsRefusedAndBothAreKept() throws Exception {
    Path target = socket.resolveSibling("target");
    leaveStale(target);
    Files.createSymbolicLink(socket, target);

    refused(Problem.SYMLINK).withMessageEndingWith(target.toString());
    assertThat(SocketPath.kindOf(socket)).isEqualTo(SocketPath.Kind.SYMLINK);
    assertThat(SocketPath.kindOf(target)).isEqualTo(SocketPath.Kind.SOCKET);
  }

  @Test
  void aDanglingSymbolicLinkIsRefusedAndNotFilled() throws Exception {
    Files.createSymbolicLink(socket, socket.resolveSibling("absent"));

    refused(Problem.SYMLINK);
    assertThat(socket.resolveSibling("absent")).doesNotExist();
  }

  @Test
  void aLockFileThatIsASymbolicLinkIsRefusedAndItsTargetKept() throws Exception {
    Path target = Files.writeString(temp.resolve("target"), "precious");
    Files.createSymbolicLink(socket.resolveSibling("core.lock"), target);

    refused(Problem.SYMLINK)
        .withMessageContaining("the lock file of the socket is a symbolic link");
    assertThat(target).hasContent("precious");
  }

  @Test
  void aStaleSocketIsReplaced() throws Exception {
    leaveStale(socket);

    try (var _ = listen()) {
      assertThat(FrontEnd.ask(socket, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void aLivingSocketOfAProgramWithoutALockIsNotStolen() throws Exception {
    try (var foreign = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      foreign.bind(UnixDomainSocketAddress.of(socket));

      refused(Problem.IN_USE).withMessageContaining("a living process listens on this socket");
      assertThat(socket).exists();
      try (var link = UnixSocket.connect(socket);
          var accepted = foreign.accept()) {
        assertThat(link.peer().description()).isEqualTo("unix " + socket);
        assertThat(accepted.isConnected()).isTrue();
      }
    }
  }

  @Test
  void aSecondCoreInThisProcessIsRefusedAndTheFirstGoesOn() throws Exception {
    try (var _ = listen()) {
      for (int i = 0; i < 3; i++) {
        refused(Problem.IN_USE).withMessageContaining("this process serves it already");
      }
      assertThat(FrontEnd.ask(socket, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void theDirectorysOtherNameMakesNoDifference() throws Exception {
    Path otherName = Files.createSymbolicLink(temp.resolve("elsewhere"), temp);
    Path sameSocket = otherName.resolve("run/core");

    try (var _ = listen()) {
      assertThatExceptionOfType(UnixSocketException.class)
          .isThrownBy(() -> UnixSocketTransport.at(sameSocket).listen(new EchoAcceptor()))
          .withMessageContaining("this process serves it already");
    }
  }

  @Test
  void closingRemovesTheSocketAndFreesThePath() throws Exception {
    for (int i = 0; i < 3; i++) {
      var listening = listen();
      assertThat(FrontEnd.ask(socket, "hello")).isEqualTo("hello");
      listening.close();
      listening.close();
      assertThat(Files.exists(socket, LinkOption.NOFOLLOW_LINKS)).isFalse();
    }
  }

  @Test
  void closingKeepsASocketThatSomebodyElsePutThere() throws Exception {
    var listening = listen();
    Files.move(socket, socket.resolveSibling("moved"));
    leaveStale(socket);

    listening.close();

    assertThat(SocketPath.kindOf(socket)).isEqualTo(SocketPath.Kind.SOCKET);
  }

  @Test
  void closingKeepsAFileThatSomebodyElsePutThere() throws Exception {
    var listening = listen();
    Files.delete(socket);
    Files.writeString(socket, "precious");

    listening.close();

    assertThat(socket).hasContent("precious");
  }

  @Test
  void theFrontEndIsToldThatNobodyListens() throws Exception {
    assertThatExceptionOfType(UnixSocketException.class)
        .isThrownBy(() -> UnixSocket.connect(socket))
        .withMessage(socket + ": no socket is here; start the core first")
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.NOBODY_LISTENS));

    leaveStale(socket);
    assertThatExceptionOfType(UnixSocketException.class)
        .isThrownBy(() -> UnixSocket.connect(socket))
        .withMessageContaining("nobody listens on this socket, its core has ended")
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.NOBODY_LISTENS));
  }

  @Test
  void theFrontEndFollowsNoSymbolicLink() throws Exception {
    try (var _ = listen()) {
      Path link = Files.createSymbolicLink(socket.resolveSibling("link"), socket);

      assertThatExceptionOfType(UnixSocketException.class)
          .isThrownBy(() -> UnixSocket.connect(link))
          .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.SYMLINK));
    }
  }

  @Test
  void theFrontEndDialsNothingButSockets() throws Exception {
    Files.writeString(socket, "precious");

    assertThatExceptionOfType(UnixSocketException.class)
        .isThrownBy(() -> UnixSocket.connect(socket))
        .withMessage(socket + ": a regular file stands here, and no socket");
  }

  private Listening listen() throws Exception {
    return UnixSocketTransport.at(socket).listen(new EchoAcceptor());
  }

  private ThrowableAssertAlternative<UnixSocketException> refused(Problem problem) {
    return assertThatExceptionOfType(UnixSocketException.class)
        .isThrownBy(this::listen)
        .withMessageStartingWith(problem == Problem.SYMLINK ? socket.toString() : socket + ": ")
        .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
  }

  /** What a killed core leaves behind: the JDK does not remove the file when the channel closes. */
  private static void leaveStale(Path path) throws Exception {
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
  }
}

package dev.parley.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.transport.unix.UnixSocketException.Problem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrivateDirectoryTest {
  @TempDir Path temp;
  private Path directory;
  private Path socket;

  @BeforeEach
  void nameTheSocket() {
    directory = temp.resolve("run");
    socket = directory.resolve("core");
  }

  @Test
  void anAbsentDirectoryIsMadeForTheOwnerAlone() throws Exception {
    try (var listening = listen(socket)) {
      assertThat(listening.address()).isEqualTo("unix:" + socket);
      assertThat(mode(directory)).isEqualTo("rwx------");
    }
  }

  @Test
  void absentParentsAreMadeForTheOwnerAlone() throws Exception {
    try (var _ = listen(directory.resolve("a/b/core"))) {
      assertThat(mode(directory)).isEqualTo("rwx------");
      assertThat(mode(directory.resolve("a"))).isEqualTo("rwx------");
      assertThat(mode(directory.resolve("a/b"))).isEqualTo("rwx------");
    }
  }

  @Test
  void theSocketIsForTheOwnerAlone() throws Exception {
    try (var _ = listen(socket)) {
      assertThat(mode(socket)).isEqualTo("rw-------");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rwxr-----",
        "rwx-w----",
        "rwx--x---",
        "rwx---r--",
        "rwx----w-",
        "rwx-----x",
        "rwxrwxrwx"
      })
  void aDirectoryThatLetsOthersInIsRefused(String mode) throws Exception {
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));

    refused(Problem.NOT_PRIVATE, socket)
        .withMessageStartingWith(directory + ": ")
        .withMessageContaining("has mode " + mode)
        .withMessageContaining("chmod 700 " + directory);
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void aPrivateDirectoryIsUsedAsItIs() throws Exception {
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

    try (var _ = listen(socket)) {
      assertThat(FrontEnd.ask(socket, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void aSymbolicLinkToAPrivateDirectoryIsRefused() throws Exception {
    Path real = Files.createDirectory(temp.resolve("real"));
    Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rwx------"));
    Files.createSymbolicLink(directory, real);

    refused(Problem.SYMLINK, socket)
        .withMessageStartingWith(directory + ": ")
        .withMessageEndingWith(real.toString());
    assertThat(real).isEmptyDirectory();
  }

  @Test
  void aDanglingSymbolicLinkIsRefusedAndNotFilled() throws Exception {
    Path absent = temp.resolve("absent");
    Files.createSymbolicLink(directory, absent);

    refused(Problem.SYMLINK, socket);
    assertThat(absent).doesNotExist();
  }

  @Test
  void aFileInThePlaceOfTheDirectoryIsRefused() throws Exception {
    Files.createFile(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));

    refused(Problem.NOT_A_DIRECTORY, socket)
        .withMessage(directory + ": the socket's directory is a regular file; name another");
  }

  @Test
  void anotherUsersDirectoryIsRefused() throws Exception {
    assumeTrue(Processes.isRoot(), "needs root, to give a directory to another user");
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.setAttribute(directory, "unix:uid", Processes.FOREIGN_UID, LinkOption.NOFOLLOW_LINKS);

    refused(Problem.FOREIGN_OWNER, socket)
        .withMessageContaining("belongs to user " + Files.getOwner(directory).getName())
        .withMessageContaining("this process runs as root");
  }

  private static org.assertj.core.api.ThrowableAssertAlternative<UnixSocketException> refused(
      Problem problem, Path socket) {
    return assertThatExceptionOfType(UnixSocketException.class)
        .isThrownBy(() -> listen(socket))
        .satisfies(e -> assertThat(e.problem()).isEqualTo(problem));
  }

  private static dev.parley.core.transport.Listening listen(Path socket) throws Exception {
    return UnixSocketTransport.at(socket).listen(new EchoAcceptor());
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
  }
}

package dev.parley.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.transport.unix.UnixSocketException.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketPathTest {
  @TempDir Path temp;

  private final int limit = SocketPath.maxBytes(System.getProperty("os.name"));

  @Test
  void theLongestPathIsServed() throws Exception {
    Path longest = ofBytes(limit);

    try (var listening = UnixSocketTransport.at(longest).listen(new EchoAcceptor())) {
      assertThat(listening.address()).isEqualTo("unix:" + longest);
      assertThat(FrontEnd.ask(longest, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void oneByteMoreIsExplainedToTheCore() {
    assertTooLong(() -> UnixSocketTransport.at(ofBytes(limit + 1)).listen(new EchoAcceptor()));
  }

  @Test
  void oneByteMoreIsExplainedToTheFrontEnd() {
    assertTooLong(() -> UnixSocket.connect(ofBytes(limit + 1)));
  }

  private void assertTooLong(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatExceptionOfType(UnixSocketException.class)
        .isThrownBy(call)
        .withMessageStartingWith(ofBytes(limit + 1).toString())
        .withMessageContaining("has " + (limit + 1) + " bytes in UTF-8; the limit here is " + limit)
        .withMessageContaining("$XDG_RUNTIME_DIR")
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.PATH_TOO_LONG));
  }

  @Test
  void bytesAreCountedAndNotCharacters() {
    Path inCharactersShortEnough = Path.of("/" + "ü".repeat(limit / 2));

    assertThatExceptionOfType(UnixSocketException.class)
        .isThrownBy(() -> SocketPath.of(inCharactersShortEnough))
        .withMessageContaining("has " + (1 + 2 * (limit / 2)) + " bytes");
  }

  @Test
  void theLimitIsThatOfTheOperatingSystem() {
    assertThat(SocketPath.maxBytes("Linux")).isEqualTo(106);
    assertThat(SocketPath.maxBytes("Mac OS X")).isEqualTo(102);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/tmp/..", "/tmp/."})
  void aPathThatNamesNoFileIsRefused(String path) {
    assertThatExceptionOfType(UnixSocketException.class)
        .isThrownBy(() -> UnixSocketTransport.at(Path.of(path)).listen(new EchoAcceptor()))
        .withMessage(path + ": this names no file; a socket needs a name in a directory")
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.NOT_A_PATH));
  }

  private Path ofBytes(int bytes) {
    Path directory = temp.resolve("d");
    int there = directory.toString().getBytes(StandardCharsets.UTF_8).length + 1;
    return directory.resolve("s".repeat(bytes - there));
  }
}

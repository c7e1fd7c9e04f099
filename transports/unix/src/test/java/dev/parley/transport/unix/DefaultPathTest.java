package dev.parley.transport.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefaultPathTest {
  @Test
  void theRuntimeDirectoryOfTheUserIsPreferred() {
    assertThat(defaultPath("flowy", Map.of("XDG_RUNTIME_DIR", "/run/user/1000")))
        .isEqualTo(Path.of("/run/user/1000/flowy/core"));
  }

  @Test
  void withoutOneAHiddenDirectoryOfTheHomeIsTaken() {
    assertThat(defaultPath("flowy", Map.of())).isEqualTo(Path.of("/home/ann/.flowy/core"));
  }

  @Test
  void aRelativeRuntimeDirectoryIsIgnored() {
    assertThat(defaultPath("flowy", Map.of("XDG_RUNTIME_DIR", "run")))
        .isEqualTo(Path.of("/home/ann/.flowy/core"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".hidden", "a/b", "../a", "a b", "a\0", "ä"})
  void aNameThatIsNoSafeFileNameIsRefused(String application) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> defaultPath(application, Map.of()))
        .withMessageContaining("'" + application + "' is no name for a socket's directory");
  }

  private static Path defaultPath(String application, Map<String, String> environment) {
    return UnixSocket.defaultPath(application, environment, "/home/ann");
  }
}

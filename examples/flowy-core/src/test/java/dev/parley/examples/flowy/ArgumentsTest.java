package dev.parley.examples.flowy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ArgumentsTest {
  @Test
  void bothPathsAreReadInAnyOrder() {
    Arguments expected = new Arguments(Path.of("a.sock"), Path.of("data"));
    assertThat(Arguments.parse("--socket", "a.sock", "--data", "data")).isEqualTo(expected);
    assertThat(Arguments.parse("--data", "data", "--socket", "a.sock")).isEqualTo(expected);
  }

  @Test
  void stdioTakesThePlaceOfASocket() {
    Arguments expected = new Arguments(null, Path.of("data"));
    assertThat(Arguments.parse("--stdio", "--data", "data")).isEqualTo(expected);
    assertThat(Arguments.parse("--data", "data", "--stdio")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '--socket is missing, or --stdio'",
    "--socket s --stdio --data d, --socket and --stdio exclude each other",
    "--socket s, --data is missing",
    "--data d, '--socket is missing, or --stdio'",
    "--socket s --data, --data needs a path",
    "--socket s --socket t, --socket is given twice",
    "--socket s --data d --port 1, unknown option --port",
    "s d, unknown option s",
    "'--data \0', --data needs a path"
  })
  void whatIsWrongIsSaid(String line, String problem) {
    String[] args = line.isEmpty() ? new String[0] : line.split(" ", -1);
    assertThatThrownBy(() -> Arguments.parse(args))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }
}

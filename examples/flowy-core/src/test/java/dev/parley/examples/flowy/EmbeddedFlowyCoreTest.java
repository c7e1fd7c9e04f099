package dev.parley.examples.flowy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.memory.MemoryTransport;
import dev.parley.transport.ffi.EmbeddedCore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference core as another process starts it. */
class EmbeddedFlowyCoreTest {
  @TempDir private Path folder;

  private static String json(Path root) {
    return "{\"app_version\": \"1\", \"root\": \"%s\", \"nested\": {\"root\": [1, {}]}}"
        .formatted(root);
  }

  @Test
  void itIsFoundAndKeepsItsDataInTheFolderThatRootNames() throws Exception {
    EmbeddedCore core = ServiceLoader.load(EmbeddedCore.class).findFirst().orElseThrow();
    assertThat(core).isInstanceOf(EmbeddedFlowyCore.class);
    Path root = folder.resolve("data");
    try (AutoCloseable _ = core.start(MemoryTransport.create(), json(root))) {
      assertThat(root).isDirectory();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``|The configuration is empty; it must be a JSON object such as {\"root\"",
        "{\"root\": |The configuration is no JSON, at line 1, column",
        "[]|no object; it must be one such as {\"root\"",
        "{}|has no \"root\", the folder for the data; give it as in",
        "{\"root\": \"\"}|has no \"root\"",
        "{\"root\": 7}|\"root\" is no text; give a folder",
        "{\"root\": \"/tmp\"} {}|goes on behind its JSON object",
        "{\"root\": \"\\u0000\"}|\"root\" is no path",
      })
  void aConfigurationThatIsNoneIsRefusedInWords(String config, String why) {
    assertThatThrownBy(() -> new EmbeddedFlowyCore().start(MemoryTransport.create(), config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aFileIsNoFolderForData() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> new EmbeddedFlowyCore().start(MemoryTransport.create(), json(file)))
        .hasMessageContaining(file + ", which is no folder");
  }
}

package dev.parley.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.schema.json.ContractFiles;
import dev.parley.schema.json.ContractReader;
import dev.parley.schema.json.ContractWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractJsonTest {
  @Test
  void readsBackWhatItWrote() throws Exception {
    Contract contract = Contracts.user();

    assertThat(ContractReader.read("test", ContractWriter.write(contract))).isEqualTo(contract);
  }

  @Test
  void mergesTheFilesOfAFolder(@TempDir Path classes) throws Exception {
    Contract contract = Contracts.user();
    for (var file : ContractFiles.of(contract).entrySet()) {
      Path path = classes.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }

    assertThat(ContractReader.read(classes)).isEqualTo(contract);
    assertThat(ContractFiles.of(contract).keySet())
        .containsExactly(
            "META-INF/parley/dev.x.UserEvent.json",
            "META-INF/parley/dev.x.UserNotification.json",
            "META-INF/parley/dev.x.package-types.json");
  }
}

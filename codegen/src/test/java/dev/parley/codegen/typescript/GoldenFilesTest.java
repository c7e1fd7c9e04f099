package dev.parley.codegen.typescript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.codegen.GeneratedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is generated for each kind of contract. After an intended change, write the files anew with
 * {@code mvn -pl codegen test -Dparley.golden=write} and review the difference.
 */
class GoldenFilesTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/typescript");

  static Stream<String> contracts() {
    return Contracts.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("contracts")
  void isWhatTheGoldenFilesShow(String name) throws IOException {
    var generated = new TreeMap<String, String>();
    for (GeneratedFile file : TypeScriptGenerator.generate(Contracts.named(name))) {
      generated.put(file.path(), file.content());
    }
    Path folder = GOLDEN.resolve(name);
    if ("write".equals(System.getProperty("parley.golden"))) {
      write(folder, generated);
    }
    assertThat(read(folder)).isEqualTo(generated);
  }

  private static Map<String, String> read(Path folder) throws IOException {
    var files = new TreeMap<String, String>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readString(path));
      }
    }
    return files;
  }

  private static void write(Path folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }
}

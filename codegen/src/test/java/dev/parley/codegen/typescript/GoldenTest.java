package dev.parley.codegen.typescript;

import dev.parley.codegen.Contracts;
import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.GoldenFiles;
import java.io.IOException;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is generated in TypeScript for each kind of contract. */
class GoldenTest {
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
    GoldenFiles.compare("typescript/" + name, generated);
  }
}

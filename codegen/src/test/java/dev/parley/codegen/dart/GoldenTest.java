package dev.parley.codegen.dart;

import dev.parley.codegen.Contracts;
import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.GoldenFiles;
import dev.parley.schema.Contract;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is generated in Dart for each kind of contract. */
class GoldenTest {
  private static final Map<String, Contract> CONTRACTS = contracts();

  private static Map<String, Contract> contracts() {
    var all = new TreeMap<>(Contracts.all());
    all.put("words", DartContracts.words());
    all.put("runtime", DartContracts.runtime());
    return all;
  }

  static Stream<String> names() {
    return CONTRACTS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void isWhatTheGoldenFilesShow(String name) throws IOException {
    var generated = new TreeMap<String, String>();
    for (GeneratedFile file : DartGenerator.generate(Objects.requireNonNull(CONTRACTS.get(name)))) {
      generated.put(file.path(), file.content());
    }
    GoldenFiles.compare("dart/" + name, generated);
  }
}

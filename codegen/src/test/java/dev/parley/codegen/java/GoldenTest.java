package dev.parley.codegen.java;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.GoldenFiles;
import dev.parley.schema.Contract;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is generated in Java for each sample, and that nobody need format it. */
@Execution(ExecutionMode.SAME_THREAD)
class GoldenTest {
  static Stream<String> cases() {
    return Samples.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void generatedFilesAreTheExpectedOnes(String name) throws IOException {
    GoldenFiles.compare("java/" + name, generate(Samples.named(name)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void generatedFilesAreFormattedAlready(String name) throws Exception {
    for (Map.Entry<String, String> file : generate(Samples.named(name)).entrySet()) {
      assertThat(new Formatter().formatSourceAndFixImports(file.getValue()))
          .as(file.getKey())
          .isEqualTo(file.getValue());
    }
  }

  static Map<String, String> generate(Contract contract) {
    Set<TypeName> own = new HashSet<>();
    contract.types().stream().map(TypeDeclaration::name).forEach(own::add);
    contract.eventGroups().forEach(group -> own.add(group.name()));
    contract.notificationGroups().forEach(group -> own.add(group.name()));
    Map<String, String> files = new TreeMap<>();
    for (GeneratedFile file : JavaGenerator.generate(contract, own)) {
      files.put(file.path(), file.content());
    }
    return files;
  }
}

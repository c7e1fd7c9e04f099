package dev.parley.codegen.java;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import dev.parley.codegen.GeneratedFile;
import dev.parley.schema.Contract;
import dev.parley.schema.TypeDeclaration;
import dev.parley.schema.TypeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each case's generated files are those under {@code src/test/resources/golden/java}. Run with
 * {@code -Dparley.golden.update=true} to write them anew, and read the difference.
 */
@Execution(ExecutionMode.SAME_THREAD)
class GoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden/java");
  private static final boolean UPDATE = Boolean.getBoolean("parley.golden.update");

  static Stream<String> cases() {
    return Samples.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void generatedFilesAreTheExpectedOnes(String name) throws IOException {
    Map<String, String> generated = generate(Samples.named(name));
    Path folder = GOLDEN.resolve(name);
    if (UPDATE) {
      write(folder, generated);
    }
    assertThat(read(folder)).isEqualTo(generated);
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

  private static void write(Path folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  private static Map<String, String> read(Path folder) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(path).toString().replace('\\', '/'), Files.readString(path));
      }
    }
    return files;
  }
}

package dev.parley.codegen.dart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.OutputDirectory;
import dev.parley.codegen.RandomContract;
import dev.parley.schema.Contract;
import dev.parley.schema.rules.ContractRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Contracts that follow from a seed. What is generated for them is left in {@code
 * target/generated-dart}, where {@code codegen/src/test/dart/run} shows it to the formatter and to
 * the Dart VM.
 */
class RandomContractsTest {
  private static final Path OUTPUT = Path.of("target/generated-dart");
  private static final int CONTRACTS = 100;

  @Test
  void generateTheSameFilesEachTime() throws IOException {
    int files = 0;
    int unformatted = 0;
    for (int seed = 0; seed < CONTRACTS; seed++) {
      Contract contract = RandomContract.of(seed, Words::isTaken);
      assertThat(ContractRules.check(contract)).as("seed %d", seed).isEmpty();
      List<GeneratedFile> generated = DartGenerator.generate(contract);
      assertThat(generated).as("seed %d", seed).isEqualTo(DartGenerator.generate(contract));
      var directory = OutputDirectory.at(OUTPUT.resolve("seed-" + seed), DartGenerator::owns);
      directory.apply(directory.compare(generated));
      files += generated.size();
      unformatted +=
          (int) generated.stream().filter(it -> it.content().contains("dart format off")).count();
    }
    assertThat(unformatted)
        .as("of %d files, those with a line too long", files)
        .isBetween(1, files / 2);
  }
}

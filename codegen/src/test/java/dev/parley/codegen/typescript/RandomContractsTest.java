package dev.parley.codegen.typescript;

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
 * target/generated-typescript}, where {@code generated-code.test.mjs} shows it to tsc, ESLint and
 * Prettier.
 */
class RandomContractsTest {
  private static final Path OUTPUT = Path.of("target/generated-typescript");
  private static final int CONTRACTS = 100;

  @Test
  void generateTheSameFilesEachTime() throws IOException {
    int broken = 0;
    for (int seed = 0; seed < CONTRACTS; seed++) {
      Contract contract = RandomContract.of(seed, Identifiers::isTaken);
      assertThat(ContractRules.check(contract)).as("seed %d", seed).isEmpty();
      List<GeneratedFile> files = TypeScriptGenerator.generate(contract);
      assertThat(files).as("seed %d", seed).isEqualTo(TypeScriptGenerator.generate(contract));
      var directory = OutputDirectory.at(OUTPUT.resolve("seed-" + seed), TypeScriptGenerator::owns);
      directory.apply(directory.compare(files));
      broken += (int) files.stream().filter(it -> it.content().contains("<\n")).count();
    }
    assertThat(broken).as("files with a type that needed several lines").isGreaterThan(20);
  }
}

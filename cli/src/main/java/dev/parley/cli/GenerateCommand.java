package dev.parley.cli;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.OutputDirectory;
import dev.parley.codegen.dart.DartGenerator;
import dev.parley.codegen.names.NameRules;
import dev.parley.codegen.typescript.TypeScriptGenerator;
import dev.parley.schema.Contract;
import dev.parley.schema.json.ContractException;
import dev.parley.schema.json.ContractReader;
import dev.parley.schema.rules.Violation;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Generates front-end code. */
@Command(
    name = "generate",
    description = "Generates front-end code from compiled contracts.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class GenerateCommand implements Callable<Integer> {
  @Option(
      names = "--contract",
      required = true,
      paramLabel = "<jar or classes>",
      description =
          "A jar or a folder of classes that the Parley annotation processor has compiled. May be"
              + " given several times; the contracts are generated as one.")
  private List<Path> contracts = List.of();

  @Option(
      names = "--typescript",
      paramLabel = "<directory>",
      description =
          "Where the TypeScript goes. Only what has changed is written, and what Parley generated"
              + " there before and does not any more is deleted.")
  private @Nullable Path typescript;

  @Option(
      names = "--dart",
      paramLabel = "<directory>",
      description = "Where the Dart goes, alike; one of the two or both must be given.")
  private @Nullable Path dart;

  @Option(
      names = "--check",
      description = "Write nothing; exit with 1 if there would be something to write or delete.")
  private boolean check;

  @Spec private CommandSpec spec = CommandSpec.create();

  GenerateCommand() {}

  @Override
  public Integer call() throws IOException, ContractException {
    if (typescript == null && dart == null) {
      throw new ParameterException(
          spec.commandLine(), "Nothing to generate: give --typescript, --dart or both");
    }
    for (Path contract : contracts) {
      if (!Files.exists(contract)) {
        throw new NoSuchFileException(contract.toString());
      }
    }
    Contract contract = ContractReader.read(contracts);
    List<Violation> violations = NameRules.check(contract);
    if (!violations.isEmpty()) {
      throw ContractException.of(contracts.toString(), violations);
    }
    boolean complete = true;
    if (typescript != null) {
      complete =
          generate(typescript, TypeScriptGenerator.generate(contract), TypeScriptGenerator::owns);
    }
    if (dart != null) {
      complete &= generate(dart, DartGenerator.generate(contract), DartGenerator::owns);
    }
    return complete ? 0 : Main.FAILED;
  }

  /** Whether everything is as it should be. */
  private boolean generate(Path target, List<GeneratedFile> files, OutputDirectory.Ownership owns)
      throws IOException {
    var directory = OutputDirectory.at(target, owns);
    OutputDirectory.Changes changes = directory.compare(files);
    if (!check) {
      directory.apply(changes);
    }
    print(target, changes);
    return !check || changes.isEmpty();
  }

  private void print(Path target, OutputDirectory.Changes changes) {
    PrintWriter out = spec.commandLine().getOut();
    changes
        .written()
        .keySet()
        .forEach(it -> out.println("  " + verb("would write ", "wrote ") + it));
    changes.deleted().forEach(it -> out.println("  " + verb("would delete ", "deleted ") + it));
    out.printf(
        "%s: %d %s, %d %s, %d unchanged%n",
        target,
        changes.written().size(),
        verb("to write", "written"),
        changes.deleted().size(),
        verb("to delete", "deleted"),
        changes.unchanged());
  }

  private String verb(String toBeDone, String done) {
    return check ? toBeDone : done;
  }
}

package dev.parley.cli;

import dev.parley.codegen.GeneratedFile;
import dev.parley.codegen.OutputDirectory;
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
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      required = true,
      paramLabel = "<directory>",
      description =
          "Where the TypeScript goes. Only what has changed is written, and what Parley generated"
              + " there before and does not any more is deleted.")
  private Path typescript = Path.of("");

  @Option(
      names = "--check",
      description = "Write nothing; exit with 1 if there would be something to write or delete.")
  private boolean check;

  @Spec private CommandSpec spec = CommandSpec.create();

  GenerateCommand() {}

  @Override
  public Integer call() throws IOException, ContractException {
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
    List<GeneratedFile> files = TypeScriptGenerator.generate(contract);
    var directory = OutputDirectory.at(typescript, TypeScriptGenerator::owns);
    OutputDirectory.Changes changes = directory.compare(files);
    if (!check) {
      directory.apply(changes);
    }
    print(changes);
    return check && !changes.isEmpty() ? Main.FAILED : 0;
  }

  private void print(OutputDirectory.Changes changes) {
    PrintWriter out = spec.commandLine().getOut();
    changes
        .written()
        .keySet()
        .forEach(it -> out.println("  " + verb("would write ", "wrote ") + it));
    changes.deleted().forEach(it -> out.println("  " + verb("would delete ", "deleted ") + it));
    out.printf(
        "%s: %d %s, %d %s, %d unchanged%n",
        typescript,
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

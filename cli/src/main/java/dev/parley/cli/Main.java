package dev.parley.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code parley} command. */
@Command(
    name = "parley",
    description = "Generates front-end code from a Parley contract, and ships cores.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {GenerateCommand.class, ShipCommand.class})
public final class Main implements Runnable {
  /** What was asked for could not be done. */
  static final int FAILED = 1;

  /** The command line was wrong. */
  static final int WRONG_USAGE = 2;

  @Spec private CommandSpec spec = CommandSpec.create();

  Main() {}

  /** Runs the command and ends the process: 0 if it went well, 1 if not, 2 for wrong usage. */
  public static void main(String[] arguments) {
    var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int status = run(out, err, arguments);
    if (status != 0) {
      System.exit(status);
    }
  }

  /** Runs the command and tells its exit status. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    var line = new CommandLine(new Main());
    line.setOut(out);
    line.setErr(err);
    line.setParameterExceptionHandler((e, args) -> {
      err.println("parley: " + oneLine(e) + "; see parley --help");
      return WRONG_USAGE;
    });
    line.setExecutionExceptionHandler((e, commandLine, parsed) -> {
      err.println("parley: " + oneLine(e));
      return FAILED;
    });
    return line.execute(arguments);
  }

  private static String oneLine(Exception e) {
    return Failure.of(e).replaceAll("\\R\\s*", "; ");
  }

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "no command is given");
  }
}

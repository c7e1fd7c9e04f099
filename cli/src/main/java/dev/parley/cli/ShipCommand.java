package dev.parley.cli;

import dev.parley.cli.ship.ShipException;
import dev.parley.cli.ship.ShippedCore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a folder that a desktop application can carry. */
@Command(
    name = "ship",
    description =
        "Makes a folder that a desktop application can carry: the core with a Java runtime of its"
            + " own. It runs where no Java is installed, on this kind of machine.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
final class ShipCommand implements Callable<Integer> {
  @Option(
      names = "--app",
      required = true,
      paramLabel = "<jar>",
      description = "The core's jar, with the main class.")
  private Path app = Path.of("");

  @Option(
      names = "--lib",
      paramLabel = "<jar or folder>",
      description = "A jar that it needs, or a folder of such. May be given several times.")
  private List<Path> libraries = List.of();

  @Option(
      names = "--output",
      required = true,
      paramLabel = "<folder>",
      description = "What is made, in place of what was shipped there before.")
  private Path output = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "<name>",
      description = "What the launcher in bin/ is called; if left out, as the jar.")
  private @Nullable String name;

  @Option(
      names = "--main",
      paramLabel = "<class>",
      description = "The main class; if left out, the one that the jar's manifest names.")
  private @Nullable String mainClass;

  @Option(
      names = "--add-modules",
      split = ",",
      paramLabel = "<module>",
      description = "Modules of the JDK that are used without being named in a class file.")
  private List<String> modules = List.of();

  @Option(
      names = "--jvm-option",
      paramLabel = "<option>",
      description =
          "An option for the JVM, such as -Xmx64m; $ORIGIN stands for the folder. May be given"
              + " several times.")
  private List<String> jvmOptions = List.of();

  @Option(
      names = "--train",
      paramLabel = "<script>",
      description =
          "What uses the core while the AOT cache is made, for sh -c, in a folder that is deleted"
              + " afterwards: it starts \"$CORE\" with the core's arguments, uses it, ends it by"
              + " SIGTERM and waits for its end. If left out, the core is started without arguments"
              + " and has to end by itself.")
  private @Nullable String training;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Function<String, Optional<ToolProvider>> tools;

  ShipCommand() {
    this(ToolProvider::findFirst);
  }

  ShipCommand(Function<String, Optional<ToolProvider>> tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() throws ShipException, IOException {
    var order =
        new ShippedCore.Order(
            app, libraries, launcherName(), mainClass, modules, jvmOptions, training);
    new ShippedCore(tools, spec.commandLine().getOut()::println).make(order, output);
    return 0;
  }

  private String launcherName() {
    String wanted = name;
    if (wanted == null) {
      wanted = String.valueOf(app.getFileName()).replaceFirst("\\.jar$", "");
    }
    if (!wanted.matches("[A-Za-z0-9][A-Za-z0-9._-]*")) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--name " + wanted + ": a launcher's name has letters, digits, '.', '-' and '_' in it");
    }
    return wanted;
  }
}

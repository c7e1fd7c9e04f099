package dev.parley.cli.ship;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the folder, beside its place, and moves it there when it is whole:
 *
 * <pre>
 *   bin/NAME          starts the core
 *   runtime/          a Java runtime of the modules that it uses
 *   lib/              its jars
 *   NAME.aot          its classes as they are after its start (JEP 483)
 *   libparley.so      the core within another process, if it has that transport,
 *   parley.options    how the library starts it,
 *   parley.h, appflowy.h
 * </pre>
 */
public final class ShippedCore {
  private static final Duration STRIP_PATIENCE = Duration.ofMinutes(1);

  private final Function<String, Optional<ToolProvider>> tools;
  private final Consumer<String> told;

  /**
   * @param tools where jdeps and jlink are found
   * @param told takes a line about each step
   */
  public ShippedCore(Function<String, Optional<ToolProvider>> tools, Consumer<String> told) {
    this.tools = tools;
    this.told = told;
  }

  /**
   * What is shipped.
   *
   * @param app the application's jar
   * @param libraries its other jars, or folders of them
   * @param name what the launcher is called
   * @param mainClass null for the one that the jar names
   * @param modules of the JDK that are used without being named in a class file
   * @param jvmOptions added to the usual ones
   * @param training what uses the core while the AOT cache is made; null to only start it
   */
  public record Order(
      Path app,
      List<Path> libraries,
      String name,
      @Nullable String mainClass,
      List<String> modules,
      List<String> jvmOptions,
      @Nullable String training) {}

  /** Makes {@code output}, in place of what was shipped there before. */
  public void make(Order order, Path output) throws ShipException, IOException {
    requireReplaceable(output);
    Jars given = Jars.of(order.app(), order.libraries());
    Launcher launcher =
        Launcher.of(order.name(), given.mainClass(order.mainClass()), given, order.jvmOptions());
    Path target = output.toAbsolutePath().normalize();
    Files.createDirectories(target.getParent());
    Path building = target.resolveSibling(target.getFileName() + ".building");
    Folders.delete(building);
    try {
      Files.createDirectory(building);
      build(order, given, launcher, building);
      Folders.delete(target);
      Files.move(building, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Folders.delete(building);
    }
    Training.check(target, launcher, given);
    told.accept("%s: %.1f MB".formatted(output, Folders.bytes(target) / 1e6));
  }

  private void build(Order order, Jars given, Launcher launcher, Path folder)
      throws ShipException, IOException {
    Jars jars = given.copiedTo(folder.resolve("lib"));
    RuntimeImage image = new RuntimeImage(tools);
    List<String> modules = image.modules(jars, order.modules());
    Path runtime = folder.resolve("runtime");
    image.make(modules, runtime);
    boolean library = NativeLibrary.copy(jars, folder);
    strip(folder);
    told.accept(
        "Java runtime of %s: %.1f MB"
            .formatted(String.join(", ", modules), Folders.bytes(runtime) / 1e6));
    if (library) {
      Files.writeString(folder.resolve("parley.options"), launcher.libraryOptions(jars));
    }
    launcher.write(folder, jars);
    Training.run(folder, launcher, jars, order.training());
    told.accept("AOT cache: %.1f MB".formatted(Files.size(folder.resolve(launcher.cache())) / 1e6));
  }

  /** Takes the symbols out of the libraries, which are a sixth of the JVM's. */
  private void strip(Path folder) throws ShipException, IOException {
    List<String> libraries;
    try (Stream<Path> files = Files.walk(folder)) {
      libraries =
          files
              .filter(file -> file.toString().endsWith(".so"))
              .map(Path::toString)
              .sorted()
              .toList();
    }
    List<String> command = new java.util.ArrayList<>(List.of("strip", "--strip-unneeded"));
    command.addAll(libraries);
    try {
      Path work = Files.createTempDirectory("parley-ship-");
      try {
        Program.Ended run = Program.run(command, work, Map.of(), STRIP_PATIENCE);
        if (run.status() != 0) {
          throw new ShipException("strip failed: " + LastLines.of(run.output()));
        }
      } finally {
        Folders.delete(work);
      }
    } catch (IOException e) {
      told.accept("without strip (on Debian: apt-get install binutils) the runtime is 5 MB larger");
    }
  }

  /** What is there may be replaced only if this command has made it, or if it is nothing. */
  private static void requireReplaceable(Path output) throws ShipException, IOException {
    if (!Files.exists(output)) {
      return;
    }
    if (Files.isDirectory(output)) {
      try (Stream<Path> files = Files.list(output)) {
        if (files.findAny().isEmpty()) {
          return;
        }
      }
      if (Files.isRegularFile(output.resolve("runtime/release"))
          && Files.isDirectory(output.resolve("lib"))
          && Files.isDirectory(output.resolve("bin"))) {
        return;
      }
    }
    throw new ShipException(
        output + " is there and was not made by `parley ship`; name another folder, or remove it");
  }
}

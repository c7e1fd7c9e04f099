package dev.parley.cli.ship;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the AOT cache (JEP 483, 514): the core is run once, does what it does, and ends; what it
 * has loaded is in the cache then. Everything else that a run leaves is in a folder that is
 * deleted.
 */
final class Training {
  /** Of parley-transport-ffi: starts what the library starts, then the main class it is given. */
  private static final String REHEARSAL = "dev.parley.transport.ffi.Rehearsal";

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final List<String> JVM_LINES =
      List.of(
          "Picked up ",
          "Temporary AOTConfiguration recorded: ",
          "Launching child process ",
          "Reading AOTConfiguration ",
          "Removed temporary AOT configuration file ",
          "AOTCache creation is complete: ");

  private Training() {}

  /**
   * Runs the core.
   *
   * @param script what uses the core, for {@code sh -c}; null to start the core without arguments
   *     and wait for its end
   */
  static void run(Path folder, Launcher launcher, Jars jars, @Nullable String script)
      throws ShipException, IOException {
    Path work = Files.createTempDirectory("parley-ship-");
    try {
      Path cache = folder.resolve(launcher.cache());
      Path recording = work.resolve(launcher.name());
      Launcher.writeCommand(recording, command(folder, launcher, jars, cache));
      List<String> command =
          script == null ? List.of(recording.toString()) : List.of("/bin/sh", "-c", script);
      Path used = Files.createDirectory(work.resolve("work"));
      Program.Ended run =
          Program.run(
              command,
              used,
              Map.of("CORE", recording.toString(), "TMPDIR", used.toString()),
              PATIENCE);
      String said = LastLines.of(withoutTheJvms(run.output()));
      if (run.status() != 0 && script == null) {
        throw new ShipException(
            "started without arguments, for the AOT cache, the core ended with %d: %s; say with --train how it is started and used (docs/shipping.md)"
                .formatted(run.status(), said));
      }
      if (run.status() != 0) {
        throw new ShipException("the training run ended with %d: %s".formatted(run.status(), said));
      }
      if (!Files.isRegularFile(cache)) {
        throw new ShipException(
            "the training run left no AOT cache; it has to start \"$CORE\", and to let it end in good order"
                + " (SIGTERM, not SIGKILL), and wait for that: "
                + said);
      }
      Files.deleteIfExists(Path.of(cache + ".config"));
    } finally {
      Folders.delete(work);
    }
  }

  /** What the JVM itself says of the cache that it makes is nobody's concern. */
  private static String withoutTheJvms(String output) {
    return output
        .lines()
        .filter(line -> JVM_LINES.stream().noneMatch(line::startsWith))
        .collect(Collectors.joining("\n"));
  }

  /** The launcher's command; where there is a library, it does first what that does. */
  private static List<String> command(Path folder, Launcher launcher, Jars jars, Path cache)
      throws IOException {
    String option = "-XX:AOTCacheOutput=" + cache;
    if (jars.holding(REHEARSAL.replace('.', '/') + ".class") == null) {
      return launcher.command(folder, jars, option);
    }
    List<String> command =
        new ArrayList<>(launcher.withMainClass(REHEARSAL).command(folder, jars, option));
    command.add(launcher.mainClass());
    return command;
  }

  /** Makes sure that the JVM takes the cache, where the folder now is. */
  static void check(Path folder, Launcher launcher, Jars jars) throws ShipException, IOException {
    Path work = Files.createTempDirectory("parley-ship-");
    try {
      List<String> command =
          new ArrayList<>(
              launcher.command(folder, jars, "-XX:AOTCache=" + folder.resolve(launcher.cache())));
      command.removeLast();
      command.addAll(List.of("-XX:AOTMode=on", "-Xlog:aot=error", "-version"));
      Program.Ended run = Program.run(command, work, Map.of(), PATIENCE);
      if (run.status() != 0) {
        throw new ShipException(
            "the JVM does not take the AOT cache: " + LastLines.of(run.output()));
      }
    } finally {
      Folders.delete(work);
    }
  }
}

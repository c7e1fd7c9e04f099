package dev.parley.cli.ship;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the AOT cache (JEP 483, 514): the core is run once, does what it does, and ends; what it
 * has loaded is in the cache then. Everything else that a run leaves is in a folder that is
 * deleted.
 */
final class Training {
  /** Of parley-transport-ffi: starts what the library starts, then the main class it is given. */
  private static final String REHEARSAL = "dev.parley.transport.ffi.Rehearsal";

  /** What the JVM says when it ends, which is nobody's concern. */
  private static final String RECORDED = "AOTConfiguration recorded: ";

  private static final Duration PATIENCE = Duration.ofMinutes(3);

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
      Path recorded = work.resolve("recorded");
      record(folder, launcher, jars, script, work, recorded);
      create(folder, launcher, jars, work, recorded);
    } finally {
      Folders.delete(work);
    }
  }

  /** Runs the core, and has the JVM write down what it does. */
  private static void record(
      Path folder, Launcher launcher, Jars jars, @Nullable String script, Path work, Path recorded)
      throws ShipException, IOException {
    Path recording = work.resolve(launcher.name());
    List<String> command =
        launcher.trainingCommand(
            folder, jars, List.of("-XX:AOTMode=record", "-XX:AOTConfiguration=" + recorded));
    if (jars.holding(REHEARSAL.replace('.', '/') + ".class") != null) {
      command.add(REHEARSAL);
    }
    command.add(launcher.mainClass());
    Launcher.writeCommand(recording, folder, command);
    Path used = Files.createDirectory(work.resolve("work"));
    Program.Ended run =
        Program.run(
            script == null ? List.of(recording.toString()) : List.of("/bin/sh", "-c", script),
            used,
            Map.of("CORE", recording.toString(), "TMPDIR", used.toString()),
            PATIENCE);
    String said = LastLines.of(run.output().replace(RECORDED + recorded + "\n", ""));
    if (run.status() != 0 && script == null) {
      throw new ShipException(
          "started without arguments, for the AOT cache, the core ended with %d: %s; say with --train how it is started and used (docs/shipping.md)"
              .formatted(run.status(), said));
    }
    if (run.status() != 0) {
      throw new ShipException("the training run ended with %d: %s".formatted(run.status(), said));
    }
    if (!Files.isRegularFile(recorded)) {
      throw new ShipException(
          "the training run left nothing for an AOT cache; it has to start \"$CORE\", and to let it end in good order"
              + " (SIGTERM, not SIGKILL), and wait for that: "
              + said);
    }
  }

  /** Makes the cache of what was recorded. */
  private static void create(Path folder, Launcher launcher, Jars jars, Path work, Path recorded)
      throws ShipException, IOException {
    Path cache = folder.resolve(launcher.cache());
    Path creation = work.resolve("create");
    Launcher.writeCommand(
        creation,
        folder,
        launcher.trainingCommand(
            folder,
            jars,
            List.of(
                "-XX:AOTMode=create",
                "-XX:AOTConfiguration=" + recorded,
                "-XX:AOTCache=" + cache)));
    Program.Ended run = Program.run(List.of(creation.toString()), work, Map.of(), PATIENCE);
    if (run.status() != 0 || !Files.isRegularFile(cache)) {
      throw new ShipException("the JVM made no AOT cache: " + LastLines.of(run.output()));
    }
  }

  /** Makes sure that the JVM takes the cache, where the folder now is. */
  static void check(Path folder, Launcher launcher, Jars jars) throws ShipException, IOException {
    Path work = Files.createTempDirectory("parley-ship-");
    try {
      List<String> command =
          launcher.command(folder, jars, "-XX:AOTCache=" + folder.resolve(launcher.cache()));
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

package dev.parley.cli.ship;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, with what it says in a file. */
final class Program {
  /** What a run ended with. */
  record Ended(int status, String output) {}

  private Program() {}

  /**
   * Runs {@code command} in {@code folder}.
   *
   * @throws ShipException if it has not ended within {@code patience}; it is ended then, with what
   *     it has started
   */
  static Ended run(
      List<String> command, Path folder, Map<String, String> environment, Duration patience)
      throws ShipException, IOException {
    Path log = Files.createTempFile(folder, "run", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeAll(Launcher.FOREIGN_OPTIONS);
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ShipException(
            "%s has not ended within %d s: %s"
                .formatted(
                    command.getFirst(), patience.toSeconds(), LastLines.of(Files.readString(log))));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ShipException("interrupted while " + command.getFirst() + " ran");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(log));
  }
}

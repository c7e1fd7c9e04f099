package dev.parley.benchmarks.notify;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A process that does what it is told line by line, and answers each with a line. */
final class Worker implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 300;

  private final String name;
  private final Process process;
  private final BufferedReader from;
  private final PrintStream to;

  private Worker(String name, Process process) {
    this.name = name;
    this.process = process;
    this.from = process.inputReader(StandardCharsets.US_ASCII);
    this.to = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
  }

  /** Starts it and waits until it is ready. */
  static Worker start(String name, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Worker worker = new Worker(name, process);
    try {
      worker.insist("ready");
    } catch (IOException e) {
      worker.close();
      throw e;
    }
    return worker;
  }

  /** The command that starts a class of this module, with a heap of so many megabytes. */
  static List<String> java(Class<?> main, int heap, String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx" + heap + "m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  void tell(String command) {
    to.println(command);
  }

  /** The next line that it says. */
  String hear() throws IOException {
    try {
      String line =
          CompletableFuture.supplyAsync(this::read, task -> Thread.ofVirtual().start(task))
              .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null) {
        throw new IOException(name + " has ended");
      }
      return line;
    } catch (TimeoutException e) {
      throw new IOException("%s said nothing for %,d s".formatted(name, PATIENCE_SECONDS), e);
    } catch (ExecutionException e) {
      throw new IOException(name + " can't be heard", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(name + ": interrupted", e);
    }
  }

  private @Nullable String read() {
    try {
      return from.readLine();
    } catch (IOException e) {
      return null;
    }
  }

  long ask(String command) throws IOException {
    tell(command);
    return Long.parseLong(hear());
  }

  void insist(String expected) throws IOException {
    String line = hear();
    if (!line.equals(expected)) {
      throw new IOException("%s said '%s', not '%s'".formatted(name, line, expected));
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}

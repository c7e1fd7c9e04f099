package dev.parley.transport.stdio;

import dev.parley.core.transport.ByteDuplex;
import dev.parley.core.transport.Peer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A core that this process started as its child and talks to over stdin and stdout.
 *
 * <pre>{@code
 * try (ChildCore child = ChildCore.command("java", "-jar", "core.jar").start();
 *     CoreClient client = CoreClient.connect(child.link(), UserEventContract.GROUP)) {
 *   …
 * }
 * }</pre>
 *
 * <p>A virtual machine's start counts as part of the handshake, so a client of a busy machine wants
 * a longer {@code Limits.handshakeTimeout} than the default.
 *
 * <p>Closing the link ends the core's stdin, which tells it to end. A core that has not ended after
 * {@link Builder#grace} is asked to by a signal, and 2 s later killed. If this process ends in
 * whatever way, the child's stdin ends with it. Safe for use by any thread.
 */
public final class ChildCore implements AutoCloseable {
  private static final Duration DEFAULT_GRACE = Duration.ofSeconds(10);

  /** From the signal that asks to the signal that kills. */
  private static final Duration KILL_AFTER = Duration.ofSeconds(2);

  /** How long a process that has closed its stdout is waited for, to tell what it ended with. */
  private static final Duration EXIT_AFTER_OUTPUT = Duration.ofSeconds(1);

  private final String program;
  private final Process process;
  private final LastLines stderr;
  private final Duration grace;
  private final Link link;
  private final AtomicBoolean closing = new AtomicBoolean();

  private ChildCore(String program, Process process, LastLines stderr, Duration grace) {
    this.program = program;
    this.process = process;
    this.stderr = stderr;
    this.grace = grace;
    this.link = new Link();
  }

  /**
   * Begins a child by its command: the program and its arguments. Secrets don't belong there: every
   * user of the machine can read a command.
   */
  public static Builder command(String... command) {
    return command(List.of(command));
  }

  /** As {@link #command(String...)}. */
  public static Builder command(List<String> command) {
    return new Builder(command);
  }

  /**
   * The connection to the core, for {@code CoreClient}; there is one, and whoever has it closes it.
   */
  public ByteDuplex link() {
    return link;
  }

  /** The process's number. */
  public long pid() {
    return process.pid();
  }

  /** Completed with the exit code when the process has ended; by a signal: 128 and its number. */
  public CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** The last lines that the core wrote to stderr so far, at most 20, oldest first. */
  public List<String> lastLines() {
    return stderr.get();
  }

  /**
   * Closes the link and waits until the process has ended: for {@link Builder#grace} and 2 s at
   * most, then it was killed. Interrupted, it kills at once and leaves the interrupt set.
   * Idempotent.
   */
  @Override
  public void close() {
    link.close();
    try {
      int _ = process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void endInTime() {
    try {
      if (!process.waitFor(grace.toNanos(), TimeUnit.NANOSECONDS)) {
        process.destroy();
        if (!process.waitFor(KILL_AFTER.toNanos(), TimeUnit.NANOSECONDS)) {
          process.destroyForcibly();
        }
      }
    } catch (InterruptedException e) {
      // Nobody owns this thread, so nobody has a reason to interrupt it.
      process.destroyForcibly();
    }
  }

  /** What the end of the core's stdout means, if this side did not ask for it. */
  private ChildCoreException end(@Nullable IOException cause) {
    Integer code = null;
    try {
      if (process.waitFor(EXIT_AFTER_OUTPUT.toNanos(), TimeUnit.NANOSECONDS)) {
        code = process.exitValue();
        stderr.awaitEnd(EXIT_AFTER_OUTPUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<String> lines = stderr.get();
    StringBuilder text = new StringBuilder();
    text.append("The core %s (process %d) ".formatted(program, process.pid()));
    text.append(code == null ? "closed its stdout and goes on" : "ended with " + exitText(code));
    text.append(
        lines.isEmpty() ? "; it wrote nothing to stderr" : "; the last lines of its stderr:");
    lines.forEach(line -> text.append("\n  ").append(line));
    return new ChildCoreException(text.toString(), code, lines, cause);
  }

  private static String exitText(int code) {
    return code > 128 && code < 160
        ? "exit code %d (signal %d)".formatted(code, code - 128)
        : "exit code " + code;
  }

  /** The child's streams; at their end it says what became of the process. */
  private final class Link implements ByteDuplex {
    private final StreamLink streams =
        StreamLink.start(
            "core " + process.pid(),
            process.getInputStream(),
            process.getOutputStream(),
            Peer.of("stdio", "stdio, the core's process " + process.pid()).withPid(process.pid()));

    @Override
    public int read(ByteBuffer target) throws IOException {
      try {
        int count = streams.read(target);
        if (count >= 0 || closing.get()) {
          return count;
        }
      } catch (IOException e) {
        throw closing.get() ? e : end(e);
      }
      throw end(null);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      try {
        return streams.write(source);
      } catch (IOException e) {
        throw closing.get() ? e : end(e);
      }
    }

    @Override
    public Peer peer() {
      return streams.peer();
    }

    @Override
    public void close() {
      if (closing.compareAndSet(false, true)) {
        streams.close();
        Thread.ofPlatform()
            .daemon()
            .name("core " + process.pid() + " end")
            .start(ChildCore.this::endInTime);
      }
    }
  }

  /** How a child is started. Not for use by several threads. */
  public static final class Builder {
    private final List<String> command;
    private final Map<String, String> environment = new HashMap<>();
    private @Nullable Path directory;
    private Consumer<? super String> log = System.err::println;
    private Duration grace = DEFAULT_GRACE;

    private Builder(List<String> command) {
      if (command.isEmpty()) {
        throw new IllegalArgumentException("A command without a program");
      }
      this.command = List.copyOf(command);
    }

    /** The directory to start in; this process's by default. */
    public Builder directory(Path path) {
      directory = Objects.requireNonNull(path, "path");
      return this;
    }

    /**
     * Adds a variable to the environment, which otherwise is this process's. A place for secrets.
     */
    public Builder environment(String name, String value) {
      environment.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /**
     * Told of every line that the core writes to stderr, on a thread of its own; {@code
     * System.err::println} by default. A line of more than 4,096 characters comes in pieces.
     */
    public Builder log(Consumer<? super String> listener) {
      log = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /** How long the core may take to end by itself after the link was closed; 10 s by default. */
    public Builder grace(Duration duration) {
      if (duration.isNegative()) {
        throw new IllegalArgumentException("A grace of " + duration);
      }
      grace = duration;
      return this;
    }

    /**
     * Starts the process.
     *
     * @throws ChildCoreException if it can't be started, naming the program
     */
    public ChildCore start() throws ChildCoreException {
      String program = command.getFirst();
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      if (directory != null) {
        builder.directory(directory.toFile());
      }
      Process process;
      try {
        process = builder.start();
      } catch (IOException e) {
        throw new ChildCoreException(
            "The core %s can't be started: %s".formatted(program, e.getMessage()),
            null,
            List.of(),
            e);
      }
      LastLines stderr = new LastLines(log);
      Thread.ofPlatform()
          .daemon()
          .name("core " + process.pid() + " log")
          .start(() -> stderr.readAll(process.getErrorStream()));
      return new ChildCore(program, process, stderr, grace);
    }
  }
}

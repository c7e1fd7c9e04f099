package dev.parley.transport.stdio;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A core that was started as a child process could not be started, or has ended by itself. */
public final class ChildCoreException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Null if the process could not be started, or had not ended when its stdout had. */
  private final @Nullable Integer exitCode;

  private final String[] lastLines;

  ChildCoreException(
      String message,
      @Nullable Integer exitCode,
      List<String> lastLines,
      @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.lastLines = lastLines.toArray(String[]::new);
  }

  /**
   * What the process ended with; a process that a signal ended has 128 and the signal's number.
   * Empty if it was not started, or goes on with its stdout closed.
   */
  public OptionalInt exitCode() {
    return exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);
  }

  /** The last lines that the process wrote to stderr, at most 20; they stand in the message too. */
  public List<String> lastLines() {
    return List.of(lastLines);
  }
}

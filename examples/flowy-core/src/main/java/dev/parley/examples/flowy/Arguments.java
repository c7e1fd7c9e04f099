package dev.parley.examples.flowy;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the core is started with.
 *
 * @param socket where it listens; null if the front end that starts it talks over stdin and stdout
 * @param data the folder with its data
 */
record Arguments(@Nullable Path socket, Path data) {
  static final String USAGE = "usage: flowy-core (--socket <path> | --stdio) --data <folder>";

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static Arguments parse(String... args) {
    @Nullable Path socket = null;
    @Nullable Path data = null;
    boolean stdio = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--stdio" -> stdio = true;
        case "--socket" -> socket = value(args, i++, socket);
        case "--data" -> data = value(args, i++, data);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    if (socket == null && !stdio) {
      throw new IllegalArgumentException("--socket is missing, or --stdio");
    }
    if (socket != null && stdio) {
      throw new IllegalArgumentException("--socket and --stdio exclude each other");
    }
    if (data == null) {
      throw new IllegalArgumentException("--data is missing");
    }
    return new Arguments(socket, data);
  }

  private static Path value(String[] args, int option, @Nullable Path earlier) {
    if (earlier != null) {
      throw new IllegalArgumentException(args[option] + " is given twice");
    }
    if (option + 1 == args.length || args[option + 1].isEmpty()) {
      throw new IllegalArgumentException(args[option] + " needs a path");
    }
    try {
      return Path.of(args[option + 1]);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(args[option] + " needs a path: " + e.getMessage(), e);
    }
  }
}
